"""The words of the project as types: frozen records that the steps hand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Qualifier = Literal["exact", "over", "under", "about", "between"]
Measure = Literal["level", "growth", "change", "share", "ratio"]
Status = Literal["actual", "target", "forecast"]
PeriodSource = Literal["explicit", "relative", "inherited", "article", "none"]
EntityKind = Literal["region", "firm", "institution", "project", "group", ""]
ParagraphKind = Literal["title", "heading", "body", "caption", "byline", "label"]
Language = Literal["zh", "en"]

QUALIFIERS: tuple[Qualifier, ...] = ("exact", "over", "under", "about", "between")
MEASURES: tuple[Measure, ...] = ("level", "growth", "change", "share", "ratio")
STATUSES: tuple[Status, ...] = ("actual", "target", "forecast")


def signed_qualifier(qualifier: str, value: float) -> str:
    """The qualifier as it bounds the signed value: 下降超过20% is at most -20 %.

    >>> signed_qualifier("over", -20), signed_qualifier("over", 20), signed_qualifier("about", -20)
    ('under', 'over', 'about')
    """
    return {"over": "under", "under": "over"}.get(qualifier, qualifier) if value < 0 else qualifier


# The closed list of topics; "其他" is the answer where none of the fifteen is what a text is about.
TOPICS: tuple[str, ...] = (
    "5G与通信网络", "工业互联网与智能制造", "数字贸易", "数字经济与数据要素", "人工智能与大模型", "元宇宙与VR/AR",
    "区块链", "数据中心与算力", "半导体与传感器", "网络治理与监管", "互联网应用与平台企业", "数字政府与智慧城市",
    "医药数智化", "知识产权", "设计产业",
)
OTHER_TOPIC = "其他"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of indices into a text; which text is said by the owner."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """A document as read: its name, its text as it stands on disk, and what is known of it."""

    name: str                      # the file's name, without folders
    text: str                      # decoded, otherwise unchanged; offsets of the contract index this string
    sha256: str                    # of the file's bytes
    format: str = "txt"            # txt, md, html, docx, pdf
    title: str = ""
    publisher: str = ""
    published: str = ""            # YYYY-MM-DD or YYYY-MM when given; "" when it is still to be inferred
    notes: tuple[str, ...] = ()    # sentences on what of the document could not be read (scanned pages)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of cleaned text between two line ends, and the part it plays on the page."""

    start: int                     # indices into CleanedText.text
    end: int
    kind: ParagraphKind


@dataclass(frozen=True, slots=True)
class CleanedText:
    """A document's text without page furniture and wrapped lines, with the way back to the file.

    `text` is the paragraphs joined by "\\n"; `origins[i]` is the index in `Source.text` of the character
    `text[i]` (for a "\\n" or an inserted space: of the character after the gap). `dropped` are spans of
    `Source.text` that were taken out as page furniture.
    """

    text: str
    origins: Sequence[int]
    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[Span, ...] = ()

    def raw_span(self, start: int, end: int) -> Span:
        """The span of `Source.text` that the non-empty cleaned span [start, end) was read from."""
        return Span(self.origins[start], self.origins[end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Article:
    """One news item, or the piece of one where the layout broke it into several."""

    document: str                  # Source.name
    ordinal: int                   # 0, 1, 2 … in the document
    start: int                     # raw: indices into Source.text
    end: int
    clean_start: int               # the same span in CleanedText.text
    clean_end: int
    title: str                     # as printed, white space between Han characters removed; "" never: see title_printed
    title_printed: bool            # False where the layout lost the title and the text's first words stand in
    piece: int | None              # 1, 2 … where the layout broke the item; None for a whole item
    story: int                     # ordinal of the first piece of the item; pieces of one item share it
    date: str                      # YYYY-MM-DD or YYYY-MM; "" if the text gives none
    date_source: str               # dateline, event, document, given, none: how the date was found
    reference_date: str            # the date that 去年, 目前 … are resolved from: `date`, else the document's
    region: str                    # 全国, 山西省, 浙江省杭州市, 全球
    region_code: str = ""          # GB/T 2260 (six digits), "CN" for 全国, "WORLD", ISO 3166 for countries
    topics: tuple[str, ...] = ()   # one to three, most central first


@dataclass(frozen=True, slots=True)
class Quantity:
    """Number(s) with unit, multiplier and qualifier, as printed."""

    start: int                     # indices into the text given (cleaned text)
    end: int
    number_start: int              # the number with multiplier and unit, without the qualifier words
    number_end: int
    value: float
    value_max: float | None        # the upper end of a range
    unit: str                      # as printed, without multiplier; 台（套） → 台套; 人民币 → 元; 比例 for fractions
    qualifier: Qualifier
    rules: tuple[str, ...] = ()    # names of the rules that read it


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that name a time (去年, 2023年上半年, “十四五”期间), before they are tied to a date."""

    start: int
    end: int
    text: str
    period: str                    # resolved from the reference date: "2021-06", "2019/2022" …; "" if it can't be
    source: PeriodSource           # explicit or relative
    rule: str = ""
    horizon: bool = False          # a time that lies ahead of the reference date (到2025年, 未来五年)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text that a number can belong to."""

    start: int
    end: int
    name: str                      # as it should be shown: 我省 → 山西省
    kind: EntityKind
    code: str = ""                 # region code


@dataclass(frozen=True, slots=True)
class Observation:
    """A quantity with all its attributes, tied to its span. The fields of the contract and some more."""

    document: str
    start: int                     # raw
    end: int
    text: str                      # the raw slice, white space removed
    value: float
    value_max: float | None
    unit: str
    qualifier: Qualifier
    measure: Measure
    status: Status
    period: str
    indicator: str
    entity: str
    # --- beyond the contract
    article: int                   # Article.ordinal
    clause: str
    sentence: str                  # cleaned
    sentence_start: int            # index of the sentence in CleanedText.text
    mark_start: int                # the quantity inside `sentence`
    mark_end: int
    period_text: str = ""
    period_source: PeriodSource = "none"
    entity_kind: EntityKind = ""
    region: str = ""               # the region of the entity, else of the article
    region_code: str = ""
    comparison: str = ""           # 同比, 环比, 年均 …
    attribution: str = ""          # who says so, where the sentence tells it
    concept: str = ""              # id in the catalogue; "" if it does not link
    canonical_value: float | None = None      # in the concept's unit
    canonical_value_max: float | None = None
    confidence: float = 0.0
    rules: tuple[str, ...] = field(default=())
