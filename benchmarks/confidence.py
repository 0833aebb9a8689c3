"""Learns how much each rule adds to the confidence, and says how well the confidence orders observations.

    python benchmarks/confidence.py [--write]

A logistic regression on the labels of data/labels (is every attribute right?) gives newsgauge/tables/confidence.toml.
The order is measured leaving each set of labels out in turn: the area under the curve is the probability that an
observation with a fault has a lower confidence than one without.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from newsgauge.confidence import features
from newsgauge.model import Observation
from newsgauge.scoring import LABELS, judged_observations, label_sets

TABLE = Path(__file__).parents[1] / "newsgauge" / "tables" / "confidence.toml"
STRENGTH = 0.1           # of the data against the penalty on large weights


def fit(judged: list[tuple[dict, bool]]) -> tuple[DictVectorizer, LogisticRegression]:
    """The names of the features and the model that tells right observations from wrong ones by them."""
    names = DictVectorizer()
    seen = names.fit_transform([features(Observation(**one)) for one, _ in judged])
    return names, LogisticRegression(C=STRENGTH, max_iter=2000).fit(seen, [right for _, right in judged])


def area(scores: list[tuple[float, bool]]) -> float:
    """Area under the receiver's curve: how often a faultless observation outranks a faulty one (ties count half)."""
    right = [score for score, good in scores if good]
    wrong = [score for score, good in scores if not good]
    wins = sum((one > other) + (one == other) / 2 for one in right for other in wrong)
    return wins / max(1, len(right) * len(wrong))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the table")
    write = parser.parse_args().write
    sets = {name: judged_observations(LABELS / name) for name in label_sets()}
    for held_out, judged in sets.items():
        names, model = fit([pair for name, pairs in sets.items() if name != held_out for pair in pairs])
        sure = model.predict_proba(names.transform([features(Observation(**one)) for one, _ in judged]))[:, 1]
        scores = sorted((float(score), right) for score, (_, right) in zip(sure, judged, strict=True))
        faults = sum(not right for _, right in scores)
        lowest = sum(not right for _, right in scores[:len(scores) // 5])
        print(f"{held_out:10} {len(scores):4} observations, {faults} with a fault: area under the curve "
              f"{area(scores):.2f}; the least confident fifth holds {lowest / max(1, faults):.0%} of the faults")
    names, model = fit([pair for pairs in sets.values() for pair in pairs])
    if write:
        weights = sorted(zip(names.feature_names_, model.coef_[0], strict=True))
        lines = ["# What each rule adds to the log-odds that an observation is right in every attribute;",
                 "# learnt from the labels of data/labels by benchmarks/confidence.py, never set by hand.", "",
                 f"intercept = {model.intercept_[0]:.3f}", "", "[weights]",
                 *(f'"{name}" = {weight:.3f}' for name, weight in weights)]
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
