"""Scores what was extracted against labels made by hand: detection, each attribute, the split into articles.

A prediction matches a labelled quantity when their spans overlap and the absolute values agree. Detection is precision,
recall and F1 over matches; each attribute is its accuracy over the matches; `complete` is the share of all required
quantities found with every attribute right. A set of labels is a folder with gold.jsonl, articles.jsonl and ranges.json
(which characters of which document are labelled; predictions outside them are not judged).
"""

from __future__ import annotations

import calendar
import json
import re
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path

LABELS = Path(__file__).parents[1] / "data" / "labels"
CORPUS = Path(__file__).parents[1] / "data" / "corpus"
ATTRIBUTES = ("unit", "qualifier", "measure", "status", "period", "indicator", "entity")

# Units and entities that careful readers write in several ways. These rules are those that came with the labels of
# `digests`, kept to the letter, so that figures can be compared; docs/extraction.md says where they are lenient.
_SAME_UNIT = [{"台套", "台", "套"}, {"个", ""}, {"人", "名", "位", ""}, {"户", ""}, {"家", ""}, {"%", "％", "百分比"},
              {"摄氏度", "℃", "°C"}, {"度", "千瓦时"}, {"P", "PFLOPS"}, {"元", "人民币", "元人民币", "CNY"},
              {"美元", "USD"}, {"欧元", "EUR"}, {"日元", "JPY"}, {"大", "个"}, {"市", "个"}, {"年", "半年"}]
_SAME_ENTITY = {"中国": "全国", "我国": "全国", "国内": "全国", "世界": "全球", "国际": "全球"}
_ENTITY_SUFFIX = re.compile(r"(省|市|自治区|特别行政区|地区|集团|公司|有限公司|股份有限公司)$")


class LabelsError(Exception):
    """A set of labels can't be read; the message says which and what to do."""


@dataclass(frozen=True)
class Score:
    """Figures of one set of labels and what was wrong, as (kind, label, prediction)."""

    figures: dict[str, float]
    errors: list[tuple[str, dict | None, dict | None]] = field(default_factory=list)
    matched: list[dict] = field(default_factory=list)      # the predictions that match a label that is not optional


def label_sets() -> list[str]:
    """Names of the sets of labels that come with the program."""
    return sorted(path.parent.name for path in LABELS.glob("*/gold.jsonl"))


def score_set(folder: Path) -> Score:
    """Extract from the documents that the folder labels and score the result.

    The documents stand in the folder itself or in the shipped corpus. Raises LabelsError.
    """
    from newsgauge.reading.formats import read_source
    from newsgauge.tabulate import analyse

    gold, articles = _read(folder / "gold.jsonl"), _read(folder / "articles.jsonl")
    try:
        ranges = json.loads((folder / "ranges.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LabelsError(f"{folder}: ranges.json can't be read ({error}); name a folder of labels") from error
    observations: list[dict] = []
    found: list[dict] = []
    for name in sorted(ranges):
        path = next((place / name for place in (folder, CORPUS) if (place / name).is_file()), None)
        if path is None:
            raise LabelsError(f"{folder}: the labelled document {name} is neither there nor in {CORPUS}; add it")
        _, made_articles, made_observations = analyse(read_source(path))
        found.extend(asdict(article) for article in made_articles)
        observations.extend(asdict(one) for one in made_observations)
    quantities, errors, pairs = score_quantities(gold, observations, ranges)
    split, lost = score_articles(articles, found, ranges)
    return Score({**quantities, **split}, errors + lost, [made for _, made in pairs])


def judged_observations(folder: Path) -> list[tuple[dict, bool]]:
    """The observations of a set that match a label, each with whether every attribute is right. Raises LabelsError."""
    score = score_set(folder)
    wrong = {id(made) for _, label, made in score.errors if label and made}
    spurious = [(made, False) for kind, _, made in score.errors if kind == "spurious"]
    return [(made, id(made) not in wrong) for made in score.matched] + spurious


def _read(path: Path) -> list[dict]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        raise LabelsError(f"{path}: can't be read ({error}); a set of labels has gold.jsonl, articles.jsonl and "
                          "ranges.json") from error


def as_markdown(scores: dict[str, Score]) -> list[str]:
    """The lines of a table with a column for each set of labels."""
    rows = ("gold", "precision", "recall", *ATTRIBUTES, "complete", "articles_gold", "articles_f1", "date",
            "topic_first", "topic_recall")
    lines = ["| | " + " | ".join(scores) + " |", "|---|" + "---|" * len(scores)]
    for row in rows:
        cells = (f"{score.figures[row]:.3f}" if isinstance(score.figures[row], float) else str(score.figures[row])
                 for score in scores.values())
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return lines


def score_quantities(gold: list[dict], made: list[dict], ranges: dict) -> tuple[dict[str, float], list, list]:
    """Figures of detection and attributes, the errors, and the pairs of label and prediction."""
    made = [one for one in made if _inside(one, ranges)]
    by_document = defaultdict(list)
    for one in made:
        by_document[one["document"]].append(one)
    taken: set[int] = set()
    pairs, errors = [], []
    for label in sorted(gold, key=lambda label: (label["document"], label["start"])):
        best = None
        for one in by_document[label["document"]]:
            overlap = min(one["end"], label["end"]) - max(one["start"], label["start"])
            if overlap > 0 and id(one) not in taken and _close(label["value"], one["value"]) \
                    and _close(label.get("value_max"), one["value_max"]) and (best is None or overlap > best[0]):
                best = (overlap, one)
        if best:
            taken.add(id(best[1]))
            if not label.get("optional"):
                pairs.append((label, best[1]))
        elif not label.get("optional"):
            errors.append(("missed", label, None))
    missed = len(errors)
    errors += [("spurious", None, one) for one in made if id(one) not in taken]
    hits, required, spurious = len(pairs), len(pairs) + missed, len(errors) - missed
    precision, recall = hits / max(1, hits + spurious), hits / max(1, required)
    wrong, whole = Counter(), 0
    for label, one in pairs:
        fails = [name for name in ATTRIBUTES if not _agree(name, label, one)]
        wrong.update(fails)
        whole += not fails
        errors += [(name, label, one) for name in fails]
    figures = {"gold": required, "predicted": hits + spurious, "matched": hits, "precision": precision,
               "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}
    figures |= {name: 1 - wrong[name] / max(1, hits) for name in ATTRIBUTES}
    return figures | {"complete": whole / max(1, required)}, errors, pairs


def score_articles(gold: list[dict], made: list[dict], ranges: dict) -> tuple[dict[str, float], list]:
    """Figures of the split into articles, their dates and topics, and the articles missed."""
    made = [one for one in made if _inside(one, ranges)]
    taken: set[int] = set()
    pairs, errors = [], []
    for label in gold:
        best = None
        for place, one in enumerate(made):
            if place in taken or one["document"] != label["document"]:
                continue
            near = abs(one["start"] - label["start"])
            titled = label.get("title_printed", True) and _letters(label) and _letters(label) == _letters(one)
            if (near <= 80 or titled) and (best is None or near < best[0]):
                best = (near, place)
        if best:
            taken.add(best[1])
            pairs.append((label, made[best[1]]))
        else:
            errors.append(("article", label, None))
    precision, recall = len(pairs) / max(1, len(made)), len(pairs) / max(1, len(gold))
    dated = [(label, one) for label, one in pairs if label["date"]]
    errors += [("date", label, one) for label, one in dated if one["date"][:7] != label["date"][:7]]
    errors += [("topic", label, one) for label, one in pairs if list(one["topics"][:1]) != label["topics"][:1]]
    return {"articles_gold": len(gold), "articles_predicted": len(made), "articles_precision": precision,
            "articles_recall": recall, "articles_f1": 2 * precision * recall / max(1e-9, precision + recall),
            "date": _share([one["date"][:7] == label["date"][:7] for label, one in dated]),
            "topic_first": _share([list(one["topics"][:1]) == label["topics"][:1] for label, one in pairs]),
            "topic_any": _share([bool(set(one["topics"][:1]) & set(label["topics"])) for label, one in pairs]),
            "topic_recall": sum(len(set(one["topics"]) & set(label["topics"])) for label, one in pairs)
            / max(1, sum(len(label["topics"]) for label, _ in pairs))}, errors


def _inside(one: dict, ranges: dict) -> bool:
    return any(low <= one["start"] < high for low, high in ranges.get(one["document"], []))


def _share(truths: list[bool]) -> float:
    return sum(truths) / max(1, len(truths))


def _letters(article: dict) -> str:
    return re.sub(r"\W", "", article.get("title") or "")


def _close(label: float | None, made: float | None) -> bool:
    if label is None or made is None:
        return label is made
    return abs(abs(label) - abs(made)) <= 1e-6 * max(1.0, abs(made))


def _agree(name: str, label: dict, made: dict) -> bool:
    accepted = [label[name], *label.get("also", {}).get(name, [])]
    return any(_same(name, one, label, made) for one in accepted)


def _same(name: str, accepted: str, label: dict, made: dict) -> bool:
    if name == "unit":
        one, other = (re.sub(r"[（）()\s]", "", unit or "") for unit in (accepted, made["unit"]))
        return one == other or any(one in group and other in group for group in _SAME_UNIT)
    if name == "measure":
        return accepted == made["measure"] and (
            accepted not in ("growth", "change") or (label["value"] < 0) == (made["value"] < 0))
    if name == "period":
        return _interval(accepted) == _interval(made["period"])
    if name == "indicator":
        return same_phrase(accepted, made["indicator"])
    if name == "entity":
        return _same_entity(accepted, made["entity"])
    return accepted == made[name]


def _interval(period: str) -> tuple[str, str] | None:
    """First and last day of a period, without judging whether it is a real one."""
    ends = (period or "").split("/")
    first, last = _day(ends[0], last=False), _day(ends[-1], last=True)
    return (first, last) if first and last else None


def _day(period: str, *, last: bool) -> str:
    match = re.fullmatch(r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|H([12])|Q([1-4])))?", period.strip())
    if not match:
        return ""
    year, month, day, half, quarter = match.groups()
    if day:
        return period.strip()
    low, high = (int(month),) * 2 if month else ((1, 6) if half == "1" else (7, 12)) if half else \
        (3 * int(quarter) - 2, 3 * int(quarter)) if quarter else (1, 12)
    return f"{year}-{high:02d}-{calendar.monthrange(int(year), high)[1]:02d}" if last else f"{year}-{low:02d}-01"


def same_phrase(one: str, other: str) -> bool:
    """Dice of the letter pairs of at least one half (Dice, Ecology 26, 1945), or one phrase of three letters or more
    inside the other.

    >>> same_phrase("5G基站数", "5G基站数量"), same_phrase("营业收入", "净利润")
    (True, False)
    """
    if not one or not other:
        return False
    pairs, others = _pairs(one), _pairs(other)
    dice = 2 * sum((pairs & others).values()) / (sum(pairs.values()) + sum(others.values()))
    one, other = re.sub(r"\s+", "", one), re.sub(r"\s+", "", other)
    return dice >= 0.5 or (min(len(one), len(other)) >= 3 and (one in other or other in one))


def _pairs(text: str) -> Counter:
    text = re.sub(r"[“”\"‘’《》（）()\s、，,：:·的]", "", text)
    return Counter(text[place:place + 2] for place in range(len(text) - 1)) or Counter([text])


def _same_entity(one: str, other: str) -> bool:
    one, other = (re.sub(r"\s+", "", name or "") for name in (one, other))
    one, other = _SAME_ENTITY.get(one, one), _SAME_ENTITY.get(other, other)
    if not one or not other:
        return one == other
    short, brief = _ENTITY_SUFFIX.sub("", one), _ENTITY_SUFFIX.sub("", other)
    return short == brief or same_phrase(one, other) \
        or min(len(one), len(other)) >= 2 and (short in other or brief in one)
