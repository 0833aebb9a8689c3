"""The text of a PDF in reading order: columns one after the other, hyphens undone, scanned pages named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsgauge.reading.errors import ReadError

MOST_PAGES = 2_000
MOST_PIECES = 20_000          # text pieces on one page; more is a drawing, not text
# Letters that fonts of PDF files join, and the doubles of Han characters that their tables mix up (⼀ for 一).
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
DOUBLES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
HYPHEN = re.compile("(?:\ufffe|\u00ad|\x02)\\s*\n\\s*")
SOFT_HYPHEN = re.compile("(?<=[a-z])-\n(?=[a-z])")


@dataclass(slots=True)
class Piece:
    """A stretch of text on one line, with its box in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str


def read_pdf(data: bytes, name: str) -> tuple[str, dict]:
    """The text of a PDF, pages parted by form feeds, and what the file tells of itself; raises ReadError."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError(f"{name}: is locked with a password; save it without one and add that") from error
        raise ReadError(f"{name}: the PDF is damaged ({error}); get it again or print it to a new PDF") from error
    try:
        if count > MOST_PAGES:
            raise ReadError(f"{name}: {count} pages are more than the {MOST_PAGES} one document may have; split the file")
        pages, scanned = [], []
        for number in range(count):
            try:
                page = document[number]
                text, pictured = _page_text(page, pypdfium2)
                page.close()
            except pypdfium2.PdfiumError as error:
                raise ReadError(f"{name}: page {number + 1} could not be read ({error}); print it to a new PDF") from error
            pages.append(text)
            if pictured and len(text.strip()) < 10:
                scanned.append(number + 1)
        title = (document.get_metadata_dict().get("Title") or "").strip()
    finally:
        document.close()
    if scanned and not any(page.strip() for page in pages):
        raise ReadError(f"{name}: {_pages(scanned)} scanned pictures without text; run text recognition (OCR) on the file first")
    notes = (f"{name}: {_pages(scanned)} scanned pictures without text, which were passed over; "
             "run text recognition (OCR) on the file to have them read",) if scanned else ()
    return "\f".join(pages), {"title": title[:200], "notes": notes}


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:12])) + (" …" if len(numbers) > 12 else "")
    return f"page {shown} is a" if len(numbers) == 1 else f"pages {shown} are"


def _page_text(page, pypdfium2) -> tuple[str, bool]:
    """A page's text in reading order and whether a picture covers most of it."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_rects()
        if count > MOST_PIECES:
            text = textpage.get_text_range()
        else:
            pieces = []
            for k in range(count):
                left, bottom, right, top = textpage.get_rect(k)
                words = textpage.get_text_bounded(left, bottom, right, top).strip("\r\n")
                if words.strip():
                    pieces.append(Piece(left, bottom, right, top, words.replace("\r\n", "").replace("\n", "")))
            text = "\n\n".join("\n".join(lines) for lines in map(_lines, reading_order(pieces)))
    finally:
        textpage.close()
    text = HYPHEN.sub("", text.replace("\r\n", "\n"))
    text = SOFT_HYPHEN.sub("", text).translate(LIGATURES)
    text = DOUBLES.sub(_plain, text)
    width, height = page.get_size()
    pictured = False
    if len(text.strip()) < 10:
        for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            left, bottom, right, top = picture.get_bounds()
            pictured |= (right - left) * (top - bottom) > 0.3 * width * height
    return text, pictured


def _plain(match: re.Match[str]) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", match.group())


def reading_order(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces of a page as blocks in reading order: a headline over columns, then the columns from left to right."""
    blocks: list[list[Piece]] = []
    open_zones = [sorted(pieces, key=lambda piece: -piece.top)] if pieces else []
    while open_zones:
        zone = open_zones.pop()
        parts = _split_columns(zone) or _split_rows(zone)
        if parts:
            open_zones.extend(reversed(parts))
        else:
            blocks.append(zone)
    return blocks


def _line_height(zone: list[Piece]) -> float:
    heights = sorted(piece.top - piece.bottom for piece in zone)
    return max(1.0, heights[len(heights) // 2])


def _split_columns(zone: list[Piece]) -> list[list[Piece]] | None:
    """The columns of a zone, if white gutters part it from top to bottom and every column has several lines."""
    gutter = 0.8 * _line_height(zone)
    columns: list[list[Piece]] = []
    edge = float("-inf")
    for piece in sorted(zone, key=lambda piece: piece.left):
        if piece.left > edge + gutter or not columns:
            columns.append([])
        columns[-1].append(piece)
        edge = max(edge, piece.right)
    if len(columns) < 2 or min(_line_count(column) for column in columns) < 2:
        return None
    return columns


def _line_count(zone: list[Piece]) -> int:
    tops = sorted(piece.top for piece in zone)
    height = _line_height(zone)
    return 1 + sum(b - a > 0.5 * height for a, b in zip(tops, tops[1:], strict=False))


def _split_rows(zone: list[Piece]) -> list[list[Piece]] | None:
    """Parts of a zone above each other: wide pieces that span the columns beneath them are parted from these."""
    if len(zone) < 3:
        return None
    left, right = min(piece.left for piece in zone), max(piece.right for piece in zone)
    wide = [piece.right - piece.left > 0.55 * (right - left) for piece in zone]
    narrow = [piece for piece, is_wide in zip(zone, wide, strict=True) if not is_wide]
    if not narrow or len(narrow) == len(zone) or not _split_columns(narrow):
        return _split_at_gap(zone) if narrow else None
    parts: list[list[Piece]] = []
    last = None
    for piece, is_wide in zip(zone, wide, strict=True):
        if is_wide != last:
            parts.append([])
        parts[-1].append(piece)
        last = is_wide
    return parts if len(parts) > 1 else None


def _split_at_gap(zone: list[Piece]) -> list[list[Piece]] | None:
    """A zone parted at its widest horizontal gap, if that is wider than two lines and columns stand on one side."""
    height = _line_height(zone)
    best, at, floor = 0.0, 0, zone[0].bottom
    for k, piece in enumerate(zone[1:], start=1):
        if floor - piece.top > best:
            best, at = floor - piece.top, k
        floor = min(floor, piece.bottom)
    if best < 0.6 * height or not (_split_columns(zone[:at]) or _split_columns(zone[at:])):
        return None
    return [zone[:at], zone[at:]]


def _lines(block: list[Piece]) -> list[str]:
    """The lines of a block: pieces that stand beside each other are joined."""
    lines: list[list[Piece]] = []
    for piece in sorted(block, key=lambda piece: -(piece.top + piece.bottom)):
        line = lines[-1] if lines else None
        middle = (piece.top + piece.bottom) / 2
        if line and line[0].bottom < middle < line[0].top:
            line.append(piece)
        else:
            lines.append([piece])
    return [_join_line(sorted(line, key=lambda piece: piece.left)) for line in lines]


def _join_line(line: list[Piece]) -> str:
    words = line[0].text
    for before, piece in zip(line, line[1:], strict=False):
        gap = piece.left - before.right
        words += (" " if gap > 0.3 * (piece.top - piece.bottom) else "") + piece.text
    return words
