"""What a page shows, as a condition in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filters:
    """What a page shows: each field narrows the selection, an empty one does not."""

    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()          # region codes; a province includes its cities
    documents: tuple[str, ...] = ()        # document_id
    statuses: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()         # article_id
    years: tuple[int, int] | None = None   # first and last; a period counts where it overlaps them
    text: str = ""                         # in indicator, entity or sentence; in title or text of an article

    def to_sql(self, table: str = "observation") -> tuple[str, list]:
        """The condition on the `table` (observation or article) and its parameters; ("TRUE", []) for no filter.

        An article passes by status, concept and measure of its observations, by text that its title or its own text
        holds, by year when it is dated in one of them.

        >>> Filters(statuses=("target",), years=(2021, 2025)).to_sql()
        ('"status" IN (?) AND year(period_start) <= ? AND year(period_end) >= ?', ['target', 2025, 2021])
        """
        parts: list[str] = []
        params: list = []

        def add(condition: str, *values: object) -> None:
            parts.append(condition)
            params.extend(values)

        if self.topics:
            # One topic is looked for in half the time.
            add(*(("list_contains(topics, ?)", self.topics[0]) if len(self.topics) == 1 else
                  ("list_has_any(topics, ?)", list(self.topics))))
        if self.regions:
            prefixes = [region_prefix(code) for code in self.regions]
            add("(" + " OR ".join("region_code = ?" if exact else "starts_with(region_code, ?)"
                                  for _, exact in prefixes) + ")", *(prefix for prefix, _ in prefixes))
        for column, values in (("document_id", self.documents), ("article_id", self.articles)):
            if values:
                add(is_in(column, values), *values)
        inner = [(column, values) for column, values in
                 (("status", self.statuses), ("concept", self.concepts), ("measure", self.measures)) if values]
        if table == "observation":
            for column, values in inner:
                add(is_in(column, values), *values)
            if self.years:
                add("year(period_start) <= ? AND year(period_end) >= ?", self.years[1], self.years[0])
            if self.text:
                add(*_holds(("indicator", "entity", "sentence"), self.text))
        else:
            if inner:
                add("article_id IN (SELECT article_id FROM observation WHERE NOT rejected AND "
                    + " AND ".join(is_in(column, values) for column, values in inner) + ")",
                    *(value for _, values in inner for value in values))
            if self.years:
                add("TRY_CAST(left(reference_date, 4) AS INTEGER) BETWEEN ? AND ?", *self.years)
            if self.text:
                add(*_holds(("title", "text"), self.text))
        return " AND ".join(parts) or "TRUE", params

    def in_documents(self) -> tuple[str, ...]:
        """The documents that all that is selected stands in, where the filters tell; else ().

        >>> Filters(articles=("41d0c1b9f6c4c2ad-0003",)).in_documents()
        ('41d0c1b9f6c4c2ad',)
        """
        return self.documents or tuple(dict.fromkeys(article.partition("-")[0] for article in self.articles))


ALL = Filters()


def region_prefix(code: str) -> tuple[str, bool]:
    """The beginning that a region's code shares with all it includes, and whether it includes only itself.

    >>> region_prefix("330000"), region_prefix("330100"), region_prefix("330106"), region_prefix("CN")
    (('33', False), ('3301', False), ('330106', True), ('CN', True))
    """
    if len(code) == 6 and code.isdigit() and code.endswith("00"):
        return code.removesuffix("00").removesuffix("00"), False
    return code, True


def is_in(column: str, values: Sequence) -> str:
    return f'"{column}" IN ({", ".join("?" * len(values))})'


def _holds(columns: Sequence[str], text: str) -> tuple[str, ...]:
    """The condition that one of the columns holds the text, whatever the case of its letters, and its parameters."""
    if text.lower() == text.upper():                   # without case, which takes a third of the time
        return "(" + " OR ".join(f"contains({column}, ?)" for column in columns) + ")", *[text] * len(columns)
    return "(" + " OR ".join(f"{column} ILIKE ? ESCAPE '\\'" for column in columns) + ")", *[_like(text)] * len(columns)


def _like(text: str) -> str:
    for character in "\\%_":
        text = text.replace(character, "\\" + character)
    return f"%{text}%"
