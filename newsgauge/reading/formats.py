"""A document's bytes to its text: txt, md, html, docx and pdf, whatever the encoding."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import zipfile
from datetime import date
from pathlib import Path, PurePath

from newsgauge.model import Source
from newsgauge.reading.errors import ReadError

LARGEST_FILE = 64 * 1024 * 1024       # bytes
LARGEST_TEXT = 20_000_000             # characters: some three hundred books
LARGEST_UNPACKED = 256 * 1024 * 1024  # bytes of a docx's parts together
MOST_PARTS = 5_000                    # files inside a docx
STEEPEST_PACKING = 250                # unpacked bytes for each packed one; text packs ten to one

TEXT_SUFFIXES = {".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md"}
SIGNATURES = (
    (b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\xd0\xcf\x11\xe0", "ole"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"II*\0", "image"), (b"MM\0*", "image"), (b"\x1f\x8b", "packed"),
    (b"Rar!", "packed"), (b"7z\xbc\xaf", "packed"), (b"{\\rtf", "rtf"), (b"\x7fELF", "program"), (b"MZ\x90", "program"))
ADVICE = {
    "ole": "is a Word, Excel or PowerPoint file of the old kind; save it as .docx and add that",
    "image": "is a picture; take its text out with a text recognition program and add that",
    "packed": "is a packed archive; unpack it and add the documents",
    "rtf": "is a rich text file; save it as .docx or .txt and add that",
    "program": "is a program, not a document; choose a text, page, Word or PDF file",
}
_BARE = re.compile(r"\s?[-+−]?\d[\d,.]{0,20}\s?")      # a cell that holds nothing but a number
LOCKED_PACKAGE = "EncryptedPackage".encode("utf-16-le")      # the part of a locked Word file that holds the document
HTML_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
# Characters that running Chinese text of either script is full of; they tell which encoding was used.
FREQUENT = frozenset("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
                     "说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机"
                     "当使点从业本去把性好应开它合还因由其些"
                     "這為個國時來們對會發動說產種麼經進電裡現實體機當點從業開還後過學與將據數億萬，。、；：“”「」《》（）")


def read_source(path: str | Path) -> Source:
    """Read the file at `path`; raises ReadError with a sentence for whoever has the file."""
    path = Path(path)
    try:
        if path.is_dir():
            raise ReadError(f"{path.name}: is a folder; name the documents in it")
        check_size(path.name, path.stat().st_size)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadError(f"{path.name}: {reason}; check the path and the rights of the file") from error
    return source_from_bytes(path.name, data)


def source_from_bytes(name: str, data: bytes) -> Source:
    """The document `name` from the bytes of its file; raises ReadError.

    The format is told by the content and, for text, by the name's ending. `Source.text` of html, docx and pdf is the
    text taken out, with headings marked as in Markdown and pages parted by form feeds.
    """
    name = PurePath(name.replace("\\", "/")).name or "document"
    check_size(name, len(data))
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ReadError(f"{name}: holds no text; check whether the right file was chosen")
    found = _format(name, data)
    known: dict = {}
    if found == "pdf":
        from newsgauge.reading.pdf import read_pdf

        text, known = read_pdf(data, name)
    elif found == "docx":
        text, known = _read_docx(data, name)
    elif found == "html":
        text, known = _read_html(data, name)
    else:
        text = decode(data, name)
    if len(text) > LARGEST_TEXT:
        raise ReadError(f"{name}: {len(text)} characters are more than the {LARGEST_TEXT} one document may have; "
                        "split the file")
    if not text.strip("\ufeff\0 \t\r\n\f"):
        raise ReadError(f"{name}: no text was found in it; if its pages are pictures, run text recognition on it first")
    rows = sum(1 for line in text.split("\n") if "\t" in line and any(map(_BARE.fullmatch, line.split("\t"))))
    if rows:
        known["notes"] = (*known.get("notes", ()),
                          f"{name}: numbers alone in the cells of its tables were not read (rows: {rows}); "
                          "write those that matter as sentences, with what they are of")
    if FILE_NAME.search(known.get("title", "")):
        known["title"] = ""
    return Source(name=name, text=text, sha256=hashlib.sha256(data).hexdigest(), format=found, **known)


def check_size(name: str, size: int) -> None:
    """Raise ReadError when a file of `size` bytes is larger than a document may be."""
    if size > LARGEST_FILE:
        raise ReadError(f"{name}: {size / 2**20:.0f} MB is more than the {LARGEST_FILE >> 20} MB that one document may "
                        "have; split the file")


def _format(name: str, data: bytes) -> str:
    suffix = PurePath(name).suffix.lower()
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            if kind == "zip":
                return _zip_format(name, data)
            if kind == "ole" and LOCKED_PACKAGE in data:
                raise ReadError(f"{name}: is locked with a password; save it without one and add that")
            if kind in ADVICE:
                raise ReadError(f"{name}: {ADVICE[kind]}")
            return kind
    if suffix in (".pdf", ".docx"):
        raise ReadError(f"{name}: does not hold what its ending {suffix} says; "
                        "open it in its program and save it again")
    if suffix in (".html", ".htm", ".xhtml") or HTML_START.match(data[:1024]):
        return "html"
    return TEXT_SUFFIXES.get(suffix, "txt")


def _zip_format(name: str, data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ReadError(f"{name}: the file is damaged ({error}); get it again or save it anew in Word") from error
    if not any(part.filename == "word/document.xml" for part in parts):
        raise ReadError(f"{name}: is an archive or a table, not a Word document; add its text as .docx, .txt or .pdf")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or unpacked > STEEPEST_PACKING * max(len(data), 4096):
        raise ReadError(f"{name}: unpacks to {unpacked / 2**20:.0f} MB in {len(parts)} parts, more than a document "
                        "needs; it was not opened. Save its text as .txt if you trust it")
    return "docx"


# ---- encodings ----

MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

def decode(data: bytes, name: str = "document") -> str:
    """Text from bytes in UTF-8, UTF-16, GB18030 or Big5; line ends and a byte order mark of UTF-8 stay as they stand.

    >>> decode("数字经济".encode("gb18030")), decode("數字經濟發展，產業".encode("big5"))
    ('数字经济', '數字經濟發展，產業')
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and not _looks_binary(data):
        return text
    sample = data[:200_000]
    plausible = {encoding: _plausibility(sample, encoding)
                 for encoding in ("utf-8", "gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16-be")}
    best = max(plausible, key=lambda encoding: plausible[encoding])
    if plausible[best] < 0.1:
        if text and data.count(0) < 0.01 * len(data):
            return text
        raise ReadError(f"{name}: is not text in UTF-8, UTF-16, GB18030 or Big5; save it as UTF-8 text and add that")
    return data.decode(best, "replace")


def _looks_binary(data: bytes) -> bool:
    """Whether bytes that happen to be valid UTF-8 are rather UTF-16 without a mark, or no text at all."""
    sample = data[:200_000]
    return sample.count(0) > 0.05 * len(sample)


def _plausibility(sample: bytes, encoding: str) -> float:
    """Share of frequent Chinese characters among the characters that are not ASCII, less what cannot be decoded."""
    text = sample.decode(encoding, "replace")
    outside = [character for character in text if character > "\x7f"]
    if len(outside) < 0.02 * len(text):
        return 0.0 if "\0" in text else 0.2 if encoding == "utf-8" else 0.11 * (encoding == "gb18030")
    good = sum(character in FREQUENT for character in outside)
    return (good - 5 * text.count("\ufffd")) / len(outside)


# ---- html ----

SKIPPED = {"script", "style", "noscript", "template", "head", "iframe", "object", "svg", "math", "form", "button",
           "select", "nav", "aside", "footer", "canvas", "audio", "video", "textarea", "map"}
# What programs that make PDF and Word files take for a title: Microsoft Word - 报告.docx.
FILE_NAME = re.compile(r"\.(?:html?|docx?|pptx?|xlsx?|pdf|wps|txt|rtf|indd|qxp?)$", re.IGNORECASE)
BLOCKS = {"p", "div", "section", "article", "main", "header", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr",
          "blockquote", "pre", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "address", "body",
          "center", "tbody", "thead"}
ELEMENTS = re.compile(r"<(script|style)\b.{0,200000}?</\1\s*>|<[^<>]{0,2000}>", re.IGNORECASE | re.DOTALL)
DATE_METAS = ("article:published_time", "publishdate", "pubdate", "publish_date", "datepublished", "og:published_time",
              "weibo: article:create_at", "date", "dc.date")
DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")


def _read_html(data: bytes, name: str) -> tuple[str, dict]:
    from lxml import etree, html

    text = decode(data, name) if not _declared(data) else data.decode(_declared(data), "replace")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff").replace("\0", ""))
    try:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ReadError(f"{name}: the page could not be read ({error}); save it as text and add that") from error
    known = _html_facts(root)
    main = root.find(".//article")
    if main is None or len(" ".join(main.itertext())) < 200:
        main = next(iter(root.iter("main", "body")), root)
    found = _html_text(main)
    # The parser gives up on what is nested thousands deep; then the tags are simply taken off.
    return (found if found.strip() else ELEMENTS.sub("\n", text)), known


def _declared(data: bytes) -> str:
    """The encoding that the page names, where Python knows it; "" otherwise. GBK pages are read as GB18030."""
    match = re.search(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", data[:4096])
    if not match or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    named = match.group(1).decode("ascii").lower()
    named = "gb18030" if named in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else named
    try:
        return named if "\ufffd" not in data[:20_000].decode(named, "replace")[:-4] else ""
    except LookupError:
        return ""


def _html_facts(root) -> dict:
    """Title, publisher and date that the page's head tells."""
    metas = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        if key and meta.get("content"):
            metas.setdefault(key, meta.get("content").strip())
    title = metas.get("og:title") or " ".join((root.findtext(".//title") or "").split())
    headline = next((" ".join("".join(element.itertext()).split()) for element in root.iter("h1")), "")
    if headline and title.startswith(headline):          # …_海州网
        title = headline
    day = next((match for key in DATE_METAS if (match := DAY.search(metas.get(key, "")))), None)
    published = ""
    with contextlib.suppress(ValueError):
        published = date(*map(int, day.groups())).isoformat() if day else ""
    publisher = metas.get("og:site_name") or metas.get("source", "")
    return {"title": title[:200], "publisher": publisher[:100], "published": published}


def _html_text(main) -> str:
    """The text of an element: a line for each block, headings and items marked as in Markdown, table cells
    parted by tabs."""
    from lxml import etree

    pieces: list[str] = []

    def write(words: str | None) -> None:
        if words:
            pieces.append(re.sub(r"[ \t\r\n\f]+", " ", words))

    walker = etree.iterwalk(main, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        tag = element.tag
        if event in ("comment", "pi"):
            write(element.tail)
            continue
        if event == "start":
            style = (element.get("style") or "").replace(" ", "")
            if tag in SKIPPED or element.get("hidden") is not None or "display:none" in style:
                walker.skip_subtree()
                continue
            if tag in BLOCKS:
                pieces.append("\n\n")
            if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                pieces.append("#" * int(tag[1]) + " ")
            elif tag == "li":
                pieces.append("- ")
            write(element.text)
            continue
        if tag == "br":
            pieces.append("\n")
        elif tag in BLOCKS:
            pieces.append("\n\n")
        elif tag in ("td", "th"):
            pieces.append("\t")
        if element is not main:
            write(element.tail)
    lines = [re.sub(r"[ \xa0]{2,}", " ", line).strip(" \xa0") for line in "".join(pieces).split("\n")]
    lines = ["" if not line.strip("#- \t") else line.strip("\t") for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


# ---- docx ----

def _read_docx(data: bytes, name: str) -> tuple[str, dict]:
    import docx
    from docx.table import Table, _Cell

    try:
        document = docx.Document(io.BytesIO(data))
        lines: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                # Not row.cells: it repeats a cell for each column that the cell says it spans, and that may be a lie.
                for row in block.rows:
                    cells = [" ".join(_Cell(cell, block).text.split()) for cell in row._tr.tc_lst]
                    lines.append("\t".join(cells))
            else:
                lines.append(_docx_paragraph(block))
        title = (document.core_properties.title or "").strip()
    except Exception as error:      # python-docx passes on whatever a damaged part makes lxml or zipfile raise
        raise ReadError(f"{name}: the Word file is damaged ({type(error).__name__}); "
                        "open it in Word and save it again") from error
    return "\n\n".join(lines) + "\n", {"title": title[:200]}


def _docx_paragraph(paragraph) -> str:
    text = paragraph.text.strip()
    if not text:
        return ""
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    level = re.fullmatch(r"(?:Heading|标题) ?([1-6])", style)
    if level or style in ("Title", "标题"):
        return "#" * (int(level[1]) if level else 1) + " " + text.replace("\n", " ")
    return text
