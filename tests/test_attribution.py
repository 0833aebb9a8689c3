"""Who says so: the cases of tests/cases/attribution.toml."""

import tomllib
from pathlib import Path

import pytest

from newsgauge.extract.explain import observe_text

CASES = tomllib.loads((Path(__file__).parent / "cases" / "attribution.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_who_says_it(case):
    assert [one.attribution for one in observe_text(case["text"], "2022-08-10", "全国")] == case["said"]
