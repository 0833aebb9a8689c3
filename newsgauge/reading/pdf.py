"""The text of a PDF in reading order: columns one after the other, hyphens undone, scanned pages named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsgauge.reading.errors import ReadError

MOST_PAGES = 2_000
MOST_CHARACTERS = 60_000      # on one page, to be set in order; a newspaper page has some 10,000
LARGE, WIDE = 1.3, 0.6        # a headline's height to that of the lines, its width to that of the zone
# Letters that fonts of PDF files join, and the doubles of Han characters that their tables mix up (⼀ for 一).
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
DOUBLES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
HYPHEN_CODES = (0xFFFE, 0xAD, 0x02)
HYPHEN_MARK = "\u00ad"
HYPHEN = re.compile("\u00ad\\s*|(?<=[a-z])-\n(?=[a-z])")


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
        raise ReadError(f"{name}: the PDF is damaged; get it again or print it to a new PDF") from error
    try:
        if count > MOST_PAGES:
            raise ReadError(f"{name}: {count} pages are more than the {MOST_PAGES} one document may have; "
                            "split the file")
        pages, scanned = [], []
        for number in range(count):
            try:
                page = document[number]
                text, pictured = _page_text(page, pypdfium2)
                page.close()
            except pypdfium2.PdfiumError as error:
                raise ReadError(f"{name}: page {number + 1} could not be read ({error}); "
                                "print it to a new PDF") from error
            pages.append(text)
            if pictured and len(text.strip()) < 10:
                scanned.append(number + 1)
        title = (document.get_metadata_dict().get("Title") or "").strip()
    finally:
        document.close()
    if scanned and not any(page.strip() for page in pages):
        raise ReadError(f"{name}: {_pages(scanned)} scanned without text; run text recognition (OCR) on the file first")
    notes = (f"{name}: {_pages(scanned)} scanned without text and was passed over; "
             "run text recognition (OCR) on the file to have it read",) if scanned else ()
    return "\f".join(pages), {"title": title[:200], "notes": notes}


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:12])) + (" …" if len(numbers) > 12 else "")
    return f"page {shown} was" if len(numbers) == 1 else f"each of the pages {shown} was"


def _page_text(page, pypdfium2) -> tuple[str, bool]:
    """A page's text in reading order and whether a picture covers most of it."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > MOST_CHARACTERS:
            text = textpage.get_text_range()
        else:
            blocks = reading_order(_pieces(textpage, count, pypdfium2.raw))
            text = "\n\n".join("\n".join(_lines(block)) for block in blocks)
    finally:
        textpage.close()
    text = HYPHEN.sub("", text.replace("\r\n", "\n"))
    text = DOUBLES.sub(_plain, text.translate(LIGATURES))
    width, height = page.get_size()
    pictured = False
    if len(text.strip()) < 10:
        for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            left, bottom, right, top = picture.get_bounds()
            pictured |= (right - left) * (top - bottom) > 0.3 * width * height
    return text, pictured


def _pieces(textpage, count: int, raw) -> list[Piece]:
    """The page's characters gathered into pieces: same line, no gap as wide as a character."""
    pieces: list[Piece] = []
    box, get_box, get_code = raw.FS_RECTF(), raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetUnicode
    handle, space = textpage.raw, False
    for k in range(count):
        code = get_code(handle, k)
        if code in (0x20, 0xA0, 0x3000, 0x0D, 0x0A, 0x09, 0):
            space = space or code in (0x20, 0xA0, 0x3000, 0x09)
            continue
        if code in HYPHEN_CODES and pieces:
            pieces[-1].text += HYPHEN_MARK
            continue
        if not get_box(handle, k, box):
            continue
        character = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        piece = pieces[-1] if pieces else None
        size = max(1.0, box.top - box.bottom)
        middle = (box.top + box.bottom) / 2
        if piece and piece.bottom < middle < piece.top and -0.5 * size < box.left - piece.right < 0.9 * size:
            piece.text += (" " if space else "") + character
            piece.right = max(piece.right, box.right)
            piece.top, piece.bottom = max(piece.top, box.top), min(piece.bottom, box.bottom)
        else:
            pieces.append(Piece(box.left, box.bottom, box.right, box.top, character))
        space = False
    return pieces


def _plain(match: re.Match[str]) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", match.group())


def reading_order(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces of a page as blocks in reading order: a headline over columns, then the columns from left to right."""
    blocks: list[list[Piece]] = []
    zones = [sorted(pieces, key=lambda piece: -piece.top)] if pieces else []
    while zones:
        zone = zones.pop()
        parts = _split_at_headlines(zone) or _split_columns(zone)
        if parts:
            zones.extend(reversed(parts))
        else:
            blocks.append(zone)
    return blocks


def _line_height(zone: list[Piece]) -> float:
    heights = sorted(piece.top - piece.bottom for piece in zone)
    return max(1.0, heights[len(heights) // 2])


def _split_at_headlines(zone: list[Piece]) -> list[list[Piece]] | None:
    """A zone cut above and below its headlines: large or wide lines with nothing of the text beside them."""
    height = _line_height(zone)
    width = max(piece.right for piece in zone) - min(piece.left for piece in zone)
    rows: list[list[Piece]] = []
    floor = float("-inf")
    for piece in zone:                               # from the top of the page downwards
        if piece.top <= floor + 0.3 * height or not rows:
            rows.append([])
            floor = piece.bottom
        rows[-1].append(piece)
        floor = min(floor, piece.bottom)
    parts: list[list[Piece]] = []
    last = None
    for row in rows:
        head = max(piece.top - piece.bottom for piece in row) >= LARGE * height or \
            (len(row) == 1 and row[0].right - row[0].left > WIDE * width)
        if head != last:
            parts.append([])
        parts[-1].extend(row)
        last = head
    return parts if len(parts) > 1 and any(_split_columns(part) for part in parts) else None


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
    return [sorted(column, key=lambda piece: -piece.top) for column in columns]


def _line_count(zone: list[Piece]) -> int:
    tops = sorted(piece.top for piece in zone)
    height = _line_height(zone)
    return 1 + sum(b - a > 0.5 * height for a, b in zip(tops, tops[1:], strict=False))


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
    left = min((piece.left for piece in block), default=0.0)
    size = _line_height(block) if block else 1.0
    # An indent tells where a paragraph begins; the text has no other sign of it.
    return [("\u3000\u3000" if 1.2 * size < min(piece.left for piece in line) - left < 3 * size else "")
            + _join_line(sorted(line, key=lambda piece: piece.left)) for line in lines]


def _join_line(line: list[Piece]) -> str:
    words = line[0].text
    for before, piece in zip(line, line[1:], strict=False):
        gap = piece.left - before.right
        words += (" " if gap > 0.3 * (piece.top - piece.bottom) else "") + piece.text
    return words
