"""What the documentation names is there: commands, pages, views, parameters, columns, files, links, figures."""

import argparse
import re
import shlex
import tomllib
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from newsgauge import scoring
from newsgauge.api import ROUTES
from newsgauge.cli import _parser, observation_record
from newsgauge.concepts import load_concepts
from newsgauge.links import FIELDS, parse_years
from newsgauge.model import OTHER_TOPIC, STATUSES, TOPICS, Observation
from newsgauge.regions import get_region
from newsgauge.resources import load_table
from newsgauge.shards import SCHEMA
from newsgauge.ui.frame import PAGES

ROOT = Path(__file__).parents[1]
TEXTS = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
         for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]}
GUIDE, MODEL, README = TEXTS["docs/guide.md"], TEXTS["docs/data-model.md"], TEXTS["README.md"]
STRINGS = load_table("strings.toml")
PROGRAM = re.compile(r"python -m newsgauge ([a-z]+(?: [^`\n]*)?)")
VIEWS = {"indicators": set(STRINGS["view"]),
         "words": {key.removeprefix("view_") for key in STRINGS["words"] if key.startswith("view_")}}


def commands():
    action = next(one for one in _parser()._actions if isinstance(one, argparse._SubParsersAction))
    return action.choices


def named_commands():
    return sorted({(name, match[1].strip()) for name, text in TEXTS.items() for match in PROGRAM.finditer(text)})


def anchors(text):
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


@pytest.mark.parametrize("name", TEXTS)
def test_links_and_pictures_lead_somewhere(name):
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXTS[name]):
        if urlsplit(target).scheme:
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        if not file.is_file() or (anchor and anchor not in anchors(file.read_text(encoding="utf-8"))):
            lost.append(target)
    assert lost == []


@pytest.mark.parametrize("name", TEXTS)
def test_files_that_are_named_are_there(name):
    named = set(re.findall(r"`((?:newsgauge|tests|docs|data|pages|benchmarks|\.streamlit)/[\w./-]+)`", TEXTS[name]))
    assert [path for path in sorted(named) if not (ROOT / path).exists() and path != "data/workspace"] == []


@pytest.mark.parametrize(("name", "line"), named_commands())
def test_every_command_that_is_named_can_be_given(name, line):
    words = shlex.split(re.sub(r"  #.*| -->|[\[\]…]", "", line))
    if "COMMAND" in words or len(words) == 1 and words[0] in commands():
        return
    _parser().parse_args(words)


@pytest.mark.parametrize("command", commands())
def test_every_command_and_option_stands_in_the_guide(command):
    rows = [line for line in GUIDE.splitlines() if line.startswith(f"| `{command}")]
    assert len(rows) == 1
    options = {option for action in commands()[command]._actions for option in action.option_strings} - {"-h", "--help"}
    assert sorted(options) == sorted(re.findall(r"--[a-z]+", rows[0]))


def test_every_page_stands_in_the_guide():
    for slug, _, _ in PAGES:
        names = STRINGS["menu"][slug]
        assert f"\n### {names['en']} {names['zh']}\n" in GUIDE, slug


def test_every_view_stands_in_the_guide():
    views = [*STRINGS["view"].values(), *(STRINGS["words"][f"view_{name}"] for name in VIEWS["words"])]
    assert [names["en"] for names in views if f"| {names['en']} {names['zh']} |" not in GUIDE] == []


def test_words_of_the_interface_are_called_as_they_are():
    there = {(entry["en"], entry["zh"]) for section in STRINGS.values() for entry in section.values()}
    pair = re.compile(r"\*([A-Z][^*\n]+)\* \(([^)\n]*[一-鿿][^)\n]*)\)")
    pairs = {found for text in TEXTS.values() for found in pair.findall(text)}
    assert pairs
    assert pairs - there == set()


def test_every_parameter_of_an_address_stands_in_the_guide():
    asked = re.compile(r'(?:choose_view|choose_one|choose_several|ask_text|query_params\.get)\(\s*"([a-z_]+)"')
    files = [ROOT / "dashboard.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "newsgauge" / "ui").glob("*.py")]
    used = {name for file in files for name in asked.findall(file.read_text(encoding="utf-8"))} | set(FIELDS) | {"page"}
    links = GUIDE.partition("## Links")[2].partition("\n## ")[0]
    listed = {name for line in links.splitlines() if line.startswith("| `")
              for name in re.findall("`([a-z_]+)`", line.split("|")[1])}
    assert used - listed == set()
    assert listed - used <= {"one", "other"}            # these are asked for in a loop


@pytest.mark.parametrize("address", sorted({
    address for text in TEXTS.values() for address in re.findall(r"http://localhost:8501[^\s)`\"]*", text)}))
def test_addresses_name_what_there_is(address):
    parts = urlsplit(address)
    slug = parts.path.strip("/")
    data = {f"api/{route.name}.{form}": route for route in ROUTES for form in route.formats}
    assert slug in data or slug in ("", "api") or slug in {page for page, _, _ in PAGES}
    known = {"topic": (*TOPICS, OTHER_TOPIC), "status": STATUSES, "concept": load_concepts(), "show": load_concepts(),
             "view": VIEWS.get(slug, ()), "lang": ("zh", "en")}
    for name, value in parse_qsl(parts.query):
        if name in known:
            assert value in known[name]
        else:
            assert {"region": get_region, "year": parse_years}[name](value) is not None


def test_every_data_route_has_its_row():
    for route in ROUTES:
        row = next(line for line in TEXTS["docs/api.md"].splitlines() if line.startswith(f"| `/api/{route.name}."))
        assert all(f".{form}`" in row for form in route.formats)


def test_every_column_stands_in_the_data_model():
    parts = re.split(r"^### (\w+)$", MODEL.partition("## The store")[2], flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    contract = dict(re.findall(r"^### An (\w+)\n(.*?)(?=^##)", MODEL, re.MULTILINE | re.DOTALL))
    for table, columns in SCHEMA.items():
        text = sections[table] + contract.get(table, "")
        assert [column for column in columns if f"`{column}`" not in text] == [], table


def test_every_field_of_the_contract_stands_in_the_data_model():
    blank = {name: 0.0 if "value" in name or name == "confidence" else "" for name in Observation.__dataclass_fields__}
    fields = observation_record(Observation(**blank))
    contract = MODEL.partition("### An observation")[2].partition("### An article")[0]
    assert [name for name in fields if f"`{name}`" not in contract] == []
    assert all(topic in MODEL for topic in (*TOPICS, OTHER_TOPIC))


def test_every_library_has_its_reason():
    names = re.findall(r"^([\w-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in names if name.lower() not in TEXTS["docs/decisions.md"].lower()] == []


def test_what_the_readme_claims_was_measured():
    table = README.partition("<!-- scores")[2].partition("<!-- /scores")[0]
    header, *rows = re.findall(r"^\|(.*)\|$", table, re.MULTILINE)
    sets = [cell.strip() for cell in header.split("|")[1:]]
    scores = [scoring.score_set(scoring.LABELS / name) for name in sets]
    better = []
    for row in rows[1:]:
        figure, *cells = (cell.strip() for cell in row.split("|"))
        better += [(figure, name, cell) for name, cell, score in zip(sets, cells, scores, strict=True)
                   if float(cell) > score.figures[figure] + 0.01]
    assert better == [], "run docs/make_tables.py"


def test_known_gaps_are_counted_where_a_reader_looks():
    def cases(name):
        entries = tomllib.loads((ROOT / "tests" / "cases" / f"{name}.toml").read_text(encoding="utf-8"))
        return [(kind, case) for kind, found in entries.items() for case in found]

    times = sum(kind == "gap" for kind, _ in cases("periods"))
    quantities = sum(len(case.get("gaps", ())) for _, case in cases("quantities"))
    of_topics = sum("beyond" in case for name in ("topics", "topics_genres") for _, case in cases(name))
    told = re.search(r"mended: (\d+) of times \(.*?\), (\d+) of quantities\s\(.*?\), (\d+) of topics",
                     TEXTS["docs/extraction.md"])
    assert tuple(map(int, told.groups())) == (times, quantities, of_topics)
