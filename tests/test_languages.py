"""Both languages are complete: what a reader sees comes from the tables, and no page mixes the two."""

import ast
import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from google.protobuf.json_format import MessageToJson
from opened import open_page
from plotly.offline import get_plotlyjs

from newsgauge.charts.template import plotly_config
from newsgauge.reading import formats, pdf
from newsgauge.resources import load_table
from newsgauge.ui.errors import told

ROOT = Path(__file__).parents[1]
SOURCES = [ROOT / "dashboard.py", *sorted((ROOT / "pages").glob("*.py")),
           *sorted((ROOT / "newsgauge" / "ui").glob("*.py"))]
HAN = re.compile(r"[\u3400-\u9fff]")
# Chinese in the code that is no text: names of the two languages in themselves, and values of the data.
VALUES = {"中文", "全国", "比例", "％"}
# Keywords whose value is shown, and calls whose first argument is.
SHOWN = {"label", "help", "placeholder", "text", "title", "alt", "body", "page_title", "caption"}
TELLS = {"title", "header", "subheader", "markdown", "caption", "write", "text", "info", "warning", "error", "success",
         "toast", "button", "download_button", "form_submit_button", "link_button", "page_link", "checkbox", "toggle",
         "radio", "selectbox", "multiselect", "slider", "text_input", "text_area", "number_input", "date_input",
         "file_uploader", "segmented_control", "pills", "expander", "popover", "tabs", "metric", "progress", "spinner",
         "status", "dialog", "Column", "TextColumn", "NumberColumn", "ButtonColumn", "ProgressColumn", "ListColumn",
         "LinkColumn", "DateColumn", "CheckboxColumn"}
NAMES = {"ZIP", "CSV", "XLSX", "JSONL", "PARQUET", "PNG", "SVG", "PDF", "HTML"}     # alike in both languages
MARKUP = re.compile(r":material/\w+:|:[a-z]+(?:-[a-z]+)?\[|</?\w+[^>]*>|\{[^}]*\}")


def constants(tree):
    """The strings of a module that are no docstrings."""
    docs = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
            and isinstance(node.body[0], ast.Expr)}
    return [node for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs]


def literal(node):
    """The part of an argument that is written in the code, without markup."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        text = " ".join(part.value for part in node.values if isinstance(part, ast.Constant))
    else:
        return ""
    return MARKUP.sub(" ", text)


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.name)
def test_no_chinese_text_in_the_code(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = [f"{file.name}:{node.lineno}: {node.value}" for node in constants(tree)
             if HAN.search(node.value) and node.value not in VALUES]
    assert found == [], "put it into strings.toml"


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.name)
def test_no_english_text_in_what_is_shown(file):
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        shown = [keyword.value for keyword in node.keywords if keyword.arg in SHOWN]
        shown += node.args[:1] if node.func.attr in TELLS else []
        found += [f"{file.name}:{node.lineno}: {text}" for text in map(literal, shown)
                  if re.search("[A-Za-z]{2}", text) and not text.endswith(".py") and text not in NAMES]
    assert found == [], "put it into strings.toml"


# --- errors

# Where the sentences are that a reader of the pages can meet, and what is raised or made of them.
TOLD = {"reading/formats.py": ("ReadError",), "reading/pdf.py": ("ReadError",), "ingest.py": ("Failure",),
        "jobs.py": ("Failure", "ReadError"),
        "workers.py": ("Failure", "StoreError"), "corrections.py": ("ValueError",), "shards.py": ("StoreError",),
        "store/tables.py": ("StoreError",)}


# These are put together of parts.
PUT_TOGETHER = {
    "7: 7 scanned without text": [f"7: {pdf._pages(pages)} scanned without text{rest}" for pages in ([3], [3, 4])
                                  for rest in ("", " and was passed over")],
    "shard 7 was written by 7": [f"shard 7 was written by {what} version of the program"
                                 for what in ("a newer", "an older")],
}


def sentence(node):
    """A sentence of the code with 7 where something is put in; "" for what is made elsewhere."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values)
    return ""


def sentences():
    for name, makers in TOLD.items():
        for node in ast.walk(ast.parse((ROOT / "newsgauge" / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in makers:
                own = node.args[:1] if ast.unparse(node.func) != "Failure" else node.args[1:]
                yield from (pytest.param(text, id=f"{name}:{node.lineno}") for text in map(sentence, own) if text)


@pytest.mark.parametrize("text", [*sentences(), *formats.ADVICE.values()])
def test_every_error_is_told_in_chinese(text):
    clauses = [whole for clause in text.split("; ") if clause.strip("7: ")
               for whole in PUT_TOGETHER.get(clause, [clause])]
    missing = [clause for clause in clauses if not HAN.search(told(clause, "zh"))]
    assert missing == [], "add it to errors.toml"


def test_errors_keep_their_names_and_their_unknown_parts():
    assert told("甲: 乙.pdf: page 3 could not be read (x: y); print it to a new PDF", "zh") == \
        "甲: 乙.pdf：第 3 页读不了（x: y）；请打印成新的 PDF"
    assert told("x.txt: holds no text; check whether the right file was chosen", "en").startswith("x.txt: holds")
    assert told("something new; split the file", "zh") == "something new；请把文件分成几份"


@pytest.mark.parametrize(("english", "chinese"), load_table("errors.toml")["clause"].items())
def test_no_clause_loses_what_changes(english, chinese):
    assert english.count("{}") == len(re.findall(r"\{\d?\}", chinese))
    assert "; " not in english
    assert HAN.search(chinese)


# --- as shown

def texts_of(language):
    """The longer texts of a language that have no gaps to fill: too long to stand in a document by chance."""
    least = {"zh": 7, "en": 16}[language]
    return {entry[language] for entries in load_table("strings.toml").values() for entry in entries.values()
            if len(entry[language]) >= least and "{" not in entry[language] and entry["zh"] != entry["en"]}


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", ["dashboard.py", *(f"pages/{file.name}" for file in sorted(
    (ROOT / "pages").glob("*.py"))), "pages/data.py?view=report", "pages/indicators.py?view=targets"])
def test_no_page_mixes_the_languages(page, lang):
    page, _, query = page.partition("?")
    at = open_page(page, lang=lang, **dict(parse_qsl(query)))
    shown = "\n".join(MessageToJson(element.proto, ensure_ascii=False)
                      for part in (at.main, at.sidebar) for element in part if element.proto is not None)
    own, other = texts_of(lang), texts_of("en" if lang == "zh" else "zh")
    assert [text for text in own if text in shown], "the page says something"
    assert [text for text in other if text in shown] == []


def test_plotlys_own_words_are_translated():
    config = plotly_config("zh", "figure")
    words = config["locales"]["zh-CN"]["dictionary"]
    script = get_plotlyjs()
    assert [word for word in words if word not in script] == [], "plotly no longer says these"
    saving = set(re.findall(r"\((?:\w+),\s*[\"'`]((?:Download plot|Preparing|Image download|Sorry, there was)[^\"'`]*)",
                            script))
    assert {word for word in saving if "JSON" not in word} <= set(words)
