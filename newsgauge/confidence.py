"""How sure an observation is: a logistic model of the rules that read it, learnt from labelled texts."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

from newsgauge.model import Observation
from newsgauge.resources import check_keys, load_table

_SHORT = 2               # letters; a phrase this short seldom says what is measured


def features(observation: Observation) -> dict[str, float]:
    """What the model looks at: each rule, and a few facts of the phrase and the clause."""
    found = {f"rule: {rule}": 1.0 for rule in observation.rules if rule}
    found["short phrase"] = float(len(observation.indicator) <= _SHORT)
    found["length of the clause"] = len(observation.clause) / 30
    found["in the catalogue"] = float(bool(observation.concept))
    return found


def rate(observation: Observation) -> Observation:
    """The observation with its confidence, from 0 to 1; the weights are learnt by benchmarks/confidence.py."""
    intercept, weights = _table()
    odds = intercept + sum(weights.get(name, 0.0) * value for name, value in features(observation).items())
    return replace(observation, confidence=round(1 / (1 + math.exp(-odds)), 3))


@cache
def _table() -> tuple[float, dict[str, float]]:
    table = load_table("confidence.toml")
    check_keys(table, file="confidence.toml", key="top level", required={"intercept", "weights"})
    return table["intercept"], table["weights"]
