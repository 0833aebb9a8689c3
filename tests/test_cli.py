"""The command line, run in this process: what it writes, where, and how it ends."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from newsgauge import cli, ingest
from newsgauge.store import Store

ROOT = Path(__file__).parents[1]
TEXT = ("浙江数字经济加快发展\n\n本报杭州1月5日讯 2022年，浙江省建成5G基站17.1万个，同比增长6.3%。\n"
        "到2025年，浙江省力争建成5G基站20万个。\n")
CONTRACT = ["document", "start", "end", "text", "value", "value_max", "unit", "qualifier", "measure", "status",
            "period", "indicator", "entity"]
ARTICLE_CONTRACT = ["document", "title", "title_printed", "start", "end", "piece", "date", "topics", "region"]
COMMANDS = ("extract", "articles", "build", "add", "remove", "corrections", "export", "explain", "score", "bench")


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "快讯.txt"
    path.write_text(TEXT, encoding="utf-8", newline="")
    return path


@pytest.fixture
def home(tmp_path, document):
    ingest.add([document], tmp_path / "home")
    return tmp_path / "home"


def run(capsys, *argv):
    status = cli.main([str(word) for word in argv])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def records(text):
    return [json.loads(line) for line in text.splitlines()]


def test_extract_writes_the_contract(capsys, document):
    status, out, err = run(capsys, "extract", document, "--published", "2023-01-05")
    assert (status, err) == (0, "")
    made = records(out)
    for record in made:
        assert list(record)[:len(CONTRACT)] == CONTRACT
        assert record["document"] == "快讯.txt"
        assert "".join(TEXT[record["start"]:record["end"]].split()) == record["text"]
    level, growth, target = made
    assert (level["value"], level["unit"], level["period"], level["entity"]) == (171000, "个", "2022", "浙江省")
    assert isinstance(level["value"], int)
    assert (growth["value"], growth["measure"], growth["value_max"]) == (6.3, "growth", None)
    assert (target["status"], target["period"]) == ("target", "2025")
    assert level["article_date"] == "2023-01-05"


def test_articles_writes_the_contract(capsys, document):
    status, out, _ = run(capsys, "articles", document, "--published", "2023-01-05")
    article, = records(out)
    assert status == 0
    assert set(ARTICLE_CONTRACT) <= set(article)
    assert (article["title"], article["piece"]) == ("浙江数字经济加快发展", None)
    assert article["region"].startswith("浙江省")
    assert article["date"] == "2023-01-05"
    assert 1 <= len(article["topics"]) <= 3


def test_output_is_written_whole_or_not_at_all(capsys, document, tmp_path, monkeypatch):
    output = tmp_path / "made.jsonl"
    assert run(capsys, "extract", document, "--output", output)[:2] == (0, "")
    whole = output.read_bytes()
    assert len(records(whole.decode())) == 3

    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    status, _, err = run(capsys, "extract", document, "--output", output)
    assert status == 1
    assert "No space left on device" in err
    assert output.read_bytes() == whole
    assert {path.name for path in tmp_path.iterdir()} == {"made.jsonl", "快讯.txt"}


def test_a_failed_file_is_one_line_and_the_others_are_done(capsys, document, tmp_path):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4\nbroken")
    status, out, err = run(capsys, "extract", tmp_path / "none.txt", bad, document)
    assert status == 1
    assert len(records(out)) == 3
    lines = err.splitlines()
    assert len(lines) == 2
    assert "none.txt: no such file" in lines[0]
    assert "bad.pdf" in lines[1]


def test_folders_globs_and_standard_input(capsys, document, tmp_path, monkeypatch):
    assert len(records(run(capsys, "extract", tmp_path)[1])) == 3
    assert len(records(run(capsys, "extract", tmp_path / "*.txt")[1])) == 3
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    made = records(run(capsys, "extract", "-")[1])
    assert {record["document"] for record in made} == {"stdin.txt"}


@pytest.mark.parametrize("date", ["2023", "05.01.2023", "2023-13", "2023-02-31", "9999-12"])
def test_a_date_that_is_none_is_refused(capsys, document, date):
    status, out, err = run(capsys, "extract", document, "--published", date)
    assert (status, out) == (1, "")
    assert "YYYY-MM-DD" in err


def test_a_sentence_is_not_read_on_a_day_that_is_none():
    from newsgauge.extract.explain import observe_text

    with pytest.raises(ValueError, match="is not a date"):
        observe_text("去年建成5G基站3万个。", "9999-12-31")


def test_build_add_remove(capsys, document, tmp_path, monkeypatch):
    home = tmp_path / "home"
    assert run(capsys, "build", document, "--home", home) == (
        0, "documents: 1 read (1 articles, 3 observations)\n", "")
    assert run(capsys, "build", document, "--home", home)[1] == "documents: 1 unchanged\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("上海市建成5G基站5万个。".encode())))
    assert run(capsys, "add", "-", "--name", "上海.txt", "--published", "2022-05", "--home", home)[0] == 0
    assert set(Store.open(home).documents()["published"]) >= {"2022-05"}
    assert run(capsys, "remove", "上海.txt", "--home", home)[:2] == (0, "documents: 1 removed\n")
    status, _, err = run(capsys, "remove", "上海.txt", "--home", home)
    assert status == 1
    assert "上海.txt: is not in the store" in err
    assert run(capsys, "remove", "--undo", "上海.txt", "--home", home)[0] == 0
    assert len(Store.open(home).documents()) == 2
    assert run(capsys, "remove", "--wipe", "上海.txt", "--home", home)[:2] == (0, "documents: 1 removed\n")
    status, _, err = run(capsys, "remove", "--undo", "上海.txt", "--home", home)
    assert (status, "上海.txt: is not among the removed documents" in err) == (1, True)


def test_the_environment_names_the_home(capsys, document, tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSGAUGE_HOME", str(tmp_path / "named"))
    assert run(capsys, "add", document)[0] == 0
    assert len(Store.open().documents()) == 1


def test_corrections_go_out_and_in(capsys, home, tmp_path):
    store = Store.open(home)
    store.append_correction(store.observations()["observation_id"][0], action="confirm")
    file = tmp_path / "corrections.jsonl"
    assert run(capsys, "corrections", "export", file, "--home", home)[:2] == (0, "corrections exported: 1\n")
    assert run(capsys, "corrections", "import", file, "--home", home)[:2] == (0, "corrections imported: 0\n")
    status, _, err = run(capsys, "corrections", "import", tmp_path / "none", "--home", home)
    assert status == 1
    assert "no such file" in err


@pytest.mark.parametrize(("options", "count"), [
    ([], 3), (["--status", "target"], 1), (["--status", "target", "--status", "actual"], 3),
    (["--region", "浙江省"], 3), (["--region", "330000"], 3), (["--region", "上海市"], 0),
    (["--years", "2023-2026"], 1), (["--years", "2026-2023"], 1), (["--document", "快讯.txt"], 3),
    (["--text", "力争"], 1), (["--measure", "growth"], 1)])
def test_export_writes_what_the_filters_leave(capsys, home, tmp_path, options, count):
    output = tmp_path / "out.jsonl"
    status, _, err = run(capsys, "export", "--format", "jsonl", "--output", output, "--home", home, *options)
    assert (status, err) == (0, "")
    assert len(records(output.read_text(encoding="utf-8"))) == count


@pytest.mark.parametrize(("options", "message"), [
    (["--status", "foo"], "invalid choice: 'foo'"), (["--topic", "贸易"], "invalid choice"),
    (["--measure", "x"], "invalid choice"), (["--years", "23"], "2021 or 2019-2023"),
    (["--region", "火星"], "--region 火星"), (["--concept", "5g"], "--concept 5g"),
    (["--document", "x"], "--document x")])
def test_export_refuses_what_there_is_not(capsys, home, options, message):
    try:
        status, out, err = run(capsys, "export", "--home", home, *options)
    except SystemExit as left:
        status, (out, err) = left.code, capsys.readouterr()
    assert status
    assert out == ""
    assert message in err


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("parquet", b"PAR1")])
def test_export_knows_the_formats(capsys, home, tmp_path, kind, start):
    output = tmp_path / f"out.{kind}"
    assert run(capsys, "export", "--format", kind, "--output", output, "--home", home)[0] == 0
    assert output.read_bytes().startswith(start)


def test_explain_names_the_rules(capsys):
    status, out, _ = run(capsys, "explain", "到2025年，浙江省力争建成5G基站20万个。", "--published", "2023-01-05")
    assert status == 0
    assert "20万个" in out
    assert "target" in out


def test_score_tells_when_there_are_no_labels(capsys, tmp_path):
    status, _, err = run(capsys, "score", "--gold", tmp_path)
    assert status == 1
    assert "gold.jsonl" in err


def test_score_prints_figures_and_errors(capsys, tmp_path):
    (tmp_path / "a.txt").write_text("2023年，全市建成5G基站300个。", encoding="utf-8")
    label = {"document": "a.txt", "start": 11, "end": 15, "text": "300个", "clause": "全市建成5G基站300个",
             "value": 300, "value_max": None, "unit": "个", "qualifier": "over", "measure": "level",
             "status": "actual", "period": "2023", "indicator": "5G基站数", "entity": "全国", "also": {},
             "optional": False}
    (tmp_path / "gold.jsonl").write_text(json.dumps(label, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "articles.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "ranges.json").write_text('{"a.txt": [[0, 50]]}', encoding="utf-8")
    status, out, _ = run(capsys, "score", "--gold", tmp_path, "--errors")
    assert status == 0
    assert "QUALIFIER" in out
    assert "want over got exact" in out
    assert "recall               1.000" in out


def test_bench_prints_every_stage_and_page(capsys, document):
    status, out, _ = run(capsys, "bench", document, "--seconds", "0.01")
    assert status == 0
    for word in ("read", "clean", "split", "observe", "link", "topics", "tokens", "jionlp", "start-up"):
        assert word in out
    times = re.findall(r"^(\w+) +([\d.]+) +([\d.]+)$", out, re.MULTILINE)
    assert [name for name, _, _ in times] == ["overview", *sorted(file.stem for file in ROOT.glob("pages/*.py"))]
    assert all(0 < float(again) <= float(first) + 1 for _, first, again in times)


def test_every_command_has_help(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    overview = capsys.readouterr().out
    for command in COMMANDS:
        assert command in overview
        with pytest.raises(SystemExit) as ended:
            cli.main([command, "--help"])
        assert ended.value.code == 0
        assert len(capsys.readouterr().out) > 100


def test_the_module_runs_whatever_the_locale(document):
    done = subprocess.run([sys.executable, "-m", "newsgauge", "extract", str(document)], cwd=ROOT, capture_output=True,
                          env={"LC_ALL": "C", "PYTHONUTF8": "0", "SYSTEMROOT": "C:\\Windows"})
    assert done.returncode == 0, done.stderr
    assert "17.1万个" in done.stdout.decode("utf-8")
