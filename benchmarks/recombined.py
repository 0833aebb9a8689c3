"""Articles for measurements: sentences of the shipped corpus put together anew, with changed numbers and dates.

`python benchmarks/recombined.py FOLDER ARTICLES` writes them as documents of ten articles each; the same each time.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from newsgauge import ingest, jobs, tabulate  # noqa: E402
from newsgauge.extract.context import sentence_bounds  # noqa: E402
from newsgauge.reading.formats import read_source  # noqa: E402

ARTICLES_A_DOCUMENT = 10
# Sentences of an article, fewest and most, and how many of them hold numbers: about ten observations.
SENTENCES, WITH_NUMBERS = (10, 16), 0.75
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_NUMBER = re.compile(r"\d+")
_SENTENCE_LENGTH = (12, 160)


@cache
def _material() -> tuple[list[str], list[str], list[str]]:
    """Titles of the corpus, its sentences with numbers and those without."""
    titles, sentences = [], []
    for file in jobs.find_files(ingest.CORPUS):
        cleaned, articles = tabulate.split(read_source(file), topics=False)
        titles += [article.title for article in articles if article.title_printed and len(article.title) >= 8]
        for paragraph in cleaned.paragraphs:
            if paragraph.kind == "body":
                text = cleaned.text[paragraph.start:paragraph.end]
                sentences += [text[start:end] for start, end in zip(*sentence_bounds(text), strict=True)
                              if _SENTENCE_LENGTH[0] <= end - start <= _SENTENCE_LENGTH[1] and text[end - 1] == "。"]
    return titles, [text for text in sentences if _NUMBER.search(text)], [
        text for text in sentences if not _NUMBER.search(text)]


def _changed(text: str, chance: random.Random) -> str:
    """The text with other years and other numbers of as many digits."""
    years: list[str] = []

    def year(match: re.Match) -> str:
        years.append(str(chance.randint(2012, 2025)))
        return f"\0{len(years) - 1:02d}"

    def number(match: re.Match) -> str:
        digits = match.group()
        if len(digits) == 1:
            return str(chance.randint(1, 9))
        return str(chance.randint(1, 9)) + "".join(chance.choice("0123456789") for _ in digits[1:])

    parts = re.split("(\0..)", _YEAR.sub(year, text.replace("\0", "")))
    return "".join(years[int(part[1:])] if part[:1] == "\0" else _NUMBER.sub(number, part) for part in parts)


def make_articles(count: int, seed: int = 0) -> Iterator[str]:
    """So many articles as Markdown: a title, a date, a few paragraphs."""
    titles, with_numbers, without = _material()
    for index in range(count):
        chance = random.Random(f"{seed}-{index}")
        chosen = [_changed(chance.choice(with_numbers if chance.random() < WITH_NUMBERS else without), chance)
                  for _ in range(chance.randint(*SENTENCES))]
        month, day, year = chance.randint(1, 12), chance.randint(1, 28), chance.randint(2012, 2025)
        chosen[0] = f"{year}年{month}月{day}日，" + chosen[0]
        paragraphs = ["".join(chosen[start:start + 3]) for start in range(0, len(chosen), 3)]
        yield "\n\n".join([f"# {_changed(chance.choice(titles), chance)}", *paragraphs]) + "\n"


def write_documents(folder: Path, articles: int, *, seed: int = 0) -> int:
    """Write documents of ten articles each into the folder and return the number of their characters."""
    folder.mkdir(parents=True, exist_ok=True)
    characters, batch = 0, []
    number = 0
    for index, text in enumerate(make_articles(articles, seed), start=1):
        batch.append(text)
        if len(batch) == ARTICLES_A_DOCUMENT or index == articles:
            document = "\n".join(batch)
            (folder / f"{number:06d}.md").write_text(document, encoding="utf-8")
            characters += len(document)
            number, batch = number + 1, []
    return characters


if __name__ == "__main__":
    print(f"{write_documents(Path(sys.argv[1]), int(sys.argv[2])):,} characters")
