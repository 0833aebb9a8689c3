"""Feeds invented and damaged documents to reading and extraction, and tells what they trip over.

    python benchmarks/fuzz.py [--minutes 10] [--seed N] [--folder FOLDER]

What is found is shrunk to a short example and kept in FOLDER (default: build/fuzz). A document may be refused with a
ReadError; anything else, a document that takes too long, or a dead process, is a fault. Exit status 1 if there is one.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bad_files import docx, make_bad_files  # noqa: E402

from newsgauge import ingest, jobs, tabulate  # noqa: E402
from newsgauge.reading.errors import ReadError  # noqa: E402
from newsgauge.reading.formats import source_from_bytes  # noqa: E402

SECONDS = 20                       # that one short document may take
EXAMPLES = 200                     # of one round of hypothesis
LONGEST_MUTATED = 60_000           # bytes of a file that is damaged anew

_NUMBERS = st.one_of(
    st.integers(-10**6, 10**12).map(str), st.floats(allow_nan=False, allow_infinity=False, width=32).map(str),
    st.text("0123456789０９,，.．%％‰", min_size=1, max_size=12),
    st.text("零〇一二两三四五六七八九十百千万亿兆点几半数多余", min_size=1, max_size=10))
_WORDS = """
超过 近 约 不低于 至 到 — ～ - 分别 同比 增长 下降 翻一番 占 百分点 百分之 分之 其中 比重 力争 预计 将 达到 以上
左右 余 多 第 前 后 年均 累计 新增 由 提高 位 名 倍 成 折 半 人民币 美元 元 个 万 亿 台（套） 平方公里 / 每
2023年 2021年上半年 去年 今年以来 截至10月底 “十四五” 十三五末 2019至2022年 近三年 1—9月 三季度 3月5日 日前
昨日 到2025年 99年 0年 13月 32日 二〇二三年 同期 当月 本世纪中叶 未来五年
浙江省 全国 全球 我省 该市 杭州市余杭区 华为 工业和信息化部 中国信通院 美国 长三角 5G基站 工业互联网平台
数字经济 数据中心 PUE App VR/AR IPv6 产值 平台 企业 项目 规模 用户
""".split()
_MARKS = st.sampled_from(
    "，。；：、！？“”‘’（）()《》【】[]…—－-~～·,.;:!?\"'%$#*_`|<>&=+/\\\n\t\r\f \u3000\xa0\u200b\u202e\ufeff\0")
_ODD = st.text(min_size=1, max_size=4)
_LINES = ("\n\n", "\n# ", "\n\n本报讯（记者 王某）", "\n第三版\n", "责任编辑 李某\n", "（上接第一版）", "|---|\n")
_PIECES = st.one_of(_NUMBERS, st.sampled_from(_WORDS), st.sampled_from(_WORDS), _MARKS, _ODD, st.sampled_from(_LINES))


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, bytes]:
    """Text put together from what the extractor looks for, in one of the encodings."""
    text = "".join(draw(st.lists(_PIECES, max_size=60)))
    if draw(st.booleans()):
        text = text * draw(st.integers(1, 30))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "gb18030", "utf-16", "big5"]))
    return draw(st.sampled_from(["a.txt", "a.md"])), text.encode(encoding, "replace")


@st.composite
def corpus_mutants(draw: st.DrawFn, lines: list[str]) -> tuple[str, bytes]:
    """Lines of the corpus, cut, doubled and mixed."""
    chosen = draw(st.lists(st.sampled_from(lines), min_size=1, max_size=25))
    text = "\n".join(line[draw(st.integers(0, 5)):len(line) - draw(st.integers(0, 5))] for line in chosen)
    place = draw(st.integers(0, len(text)))
    return "a.txt", (text[:place] + draw(_ODD) + text[place:]).encode("utf-8", "replace")


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, bytes]:
    """HTML of random tags."""
    tags = st.sampled_from("p div table tr td h1 h2 article br b script li !-- body".split())
    odd = st.sampled_from("&amp; &#0; &#x1F600; <a style=' <![CDATA[".split())
    parts = draw(st.lists(st.one_of(tags.map("<{}>".format), tags.map("</{}>".format), _PIECES, odd), max_size=60))
    return "a.html", ("<html><body>" + "".join(parts)).encode("utf-8", "replace")


@st.composite
def word_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """Word files of random elements."""
    tags = st.sampled_from("w:p w:r w:t w:tbl w:tr w:tc w:tab w:br w:sdt w:pPr w:hyperlink".split())

    def element(tag: str, inside: str) -> str:
        return f"<{tag}>{inside}</{tag}>"

    text = st.text("0123456789五亿个，。增长%AB", max_size=12)
    body = draw(st.recursive(text, lambda inner: st.builds(
        lambda tag, parts: element(tag, "".join(parts)), tags, st.lists(inner, max_size=4)), max_leaves=20))
    return "a.docx", docx(element("w:p", element("w:r", body)) + body)


@st.composite
def damaged(draw: st.DrawFn, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A file with bytes turned, taken out, put in, or doubled."""
    name, data = draw(st.sampled_from(files))
    changed = bytearray(data)
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, max(len(changed) - 1, 0)))
        kind = draw(st.integers(0, 3))
        if kind == 0 and changed:
            changed[place] = draw(st.integers(0, 255))
        elif kind == 1:
            del changed[place:place + draw(st.integers(1, 40))]
        elif kind == 2:
            changed[place:place] = draw(st.binary(max_size=20))
        else:
            changed[place:place] = changed[place:place + draw(st.integers(1, 200))]
    return name, bytes(changed)


class TooSlow(Exception):
    """A short document took longer than it may."""


class BadSentence(Exception):
    """A refusal does not say which document, what is wrong and what to do."""


def read(name: str, data: bytes) -> None:
    """Read a document into tables; a refusal is fine."""
    def stop(*_: object) -> None:
        raise TooSlow(f"took more than {SECONDS} seconds")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        tabulate.process(source_from_bytes(name, data))
    except ReadError as error:
        if not str(error).startswith(name) or ";" not in str(error):
            raise BadSentence(f"not «name: reason; advice»: {error}") from error
    finally:
        signal.alarm(0)


def strategies() -> list[st.SearchStrategy]:
    bad = [(jobs.tidy_name(file.name), file.data) for file in make_bad_files()
           if len(file.data) <= LONGEST_MUTATED and file.name != "form-doubling.pdf"]
    corpus = [line for path in jobs.find_files(ingest.CORPUS) for line in path.read_text("utf-8").split("\n") if line]
    return [texts(), corpus_mutants(corpus), pages(), word_files(), damaged(bad)]


def run(folder: Path, until: float, number: int) -> None:
    """Rounds of examples until the time is over; each fault is kept once, by the place in the code it came from."""
    known = {path.stem for path in folder.glob("*.json")}
    kinds, rounds, examples = strategies(), 0, 0
    while time.time() < until:
        examples += one_round(kinds[rounds % len(kinds)], number * 1_000_003 + rounds, folder, known)
        rounds += 1
        (folder / "count").write_text(str(examples))


def one_round(strategy: st.SearchStrategy, number: int, folder: Path, known: set[str]) -> int:
    """One round; the number of documents it has read. A fault at a place not yet known is shrunk and kept."""
    seen: list[tuple[str, bytes]] = [("", b"")]
    count = 0

    @seed(number)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck),
              phases=(Phase.generate, Phase.shrink), report_multiple_bugs=False)
    @given(strategy)
    def each(example: tuple[str, bytes]) -> None:
        nonlocal count
        count += 1
        seen[0] = example
        (folder / "current").write_bytes(example[0].encode("utf-8", "replace") + b"\n" + example[1])
        try:
            read(*example)
        except Exception as error:
            if place_of(error) not in known:
                raise

    try:
        each()
    except Exception as error:
        place, (name, data) = place_of(error), seen[0]
        known.add(place)
        record = {"name": name, "error": f"{type(error).__name__}: {error}", "bytes": data.hex(),
                  "text": data.decode("utf-8", "replace"), "traceback": traceback.format_exc()[-4000:]}
        (folder / f"{place}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")
        print(f"{place}: {type(error).__name__}: {str(error)[:200]}", flush=True)
    return count


def place_of(error: BaseException) -> str:
    """The innermost place of the program that the error came through, as a file name."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "newsgauge" in frame.filename]
    inner = frames[-1] if frames else None
    place = f"{Path(inner.filename).stem}-{inner.name}" if inner else "fuzz"
    told = place.endswith(("fail", "fuzz"))
    detail = "".join(c for c in str(error)[-60:] if c.isascii() and c.isalpha()) if told else ""
    return "-".join(filter(None, [type(error).__name__, place, detail]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "fuzz")
    parser.add_argument("--until", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.until:
        run(options.folder, options.until, options.seed)
        return 0
    # The work is done by a process of its own, so that one that dies is told and not the end.
    until, total, number = time.time() + 60 * options.minutes, 0, options.seed
    while time.time() < until:
        done = subprocess.run([sys.executable, __file__, "--until", str(until), "--seed", str(number), "--folder",
                               str(options.folder)])
        count = options.folder / "count"
        total += int(count.read_text()) if count.exists() else 0
        if done.returncode:
            kept = options.folder / f"died-{number}"
            (options.folder / "current").rename(kept)
            print(f"the process died ({done.returncode}) over {kept}", flush=True)
        number += 1
    faults = sorted(path.name for path in options.folder.iterdir() if path.suffix == ".json" or "died" in path.name)
    print(f"{total:,} documents in {options.minutes:g} minutes, seed {options.seed}: "
          + (f"{len(faults)} faults in {options.folder}: {', '.join(faults)}" if faults else "no fault"))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
