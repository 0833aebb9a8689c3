"""The scorer, and floors under the figures of the extractor on each set of labels: they may only rise."""

import pytest

from newsgauge.scoring import LABELS, label_sets, same_phrase, score_set

# Two careful readers agree on all attributes of 84 in 100; the floors stand a little below the last figures.
FLOORS = {
    "digests": {"precision": 0.99, "recall": 0.99, "unit": 0.99, "qualifier": 0.99, "measure": 0.99, "status": 0.97,
                "period": 0.95, "indicator": 0.93, "entity": 0.90, "complete": 0.81, "articles_f1": 0.97, "date": 0.97,
                "topic_first": 0.94, "topic_recall": 0.80},
    "corpus": {"precision": 0.99, "recall": 0.99, "unit": 0.99, "qualifier": 0.99, "measure": 0.98, "status": 0.97,
               "period": 0.96, "indicator": 0.86, "entity": 0.86, "complete": 0.77, "articles_f1": 0.97, "date": 0.97,
               "topic_first": 0.85, "topic_recall": 0.78},
    "genres": {"precision": 0.99, "recall": 0.99, "unit": 0.99, "qualifier": 0.99, "measure": 0.98, "status": 0.98,
               "period": 0.92, "indicator": 0.89, "entity": 0.93, "complete": 0.80, "articles_f1": 0.70, "date": 0.97},
    "second": {"precision": 0.99, "recall": 0.99, "unit": 0.99, "qualifier": 0.99, "measure": 0.97, "status": 0.98,
               "period": 0.93, "indicator": 0.94, "entity": 0.97, "complete": 0.86, "articles_f1": 0.97, "date": 0.97},
    "third": {"precision": 0.99, "recall": 0.99, "unit": 0.99, "qualifier": 0.99, "measure": 0.97, "status": 0.95,
              "period": 0.79, "indicator": 0.87, "entity": 0.90, "complete": 0.64, "articles_f1": 0.87, "date": 0.90},
    "fourth": {"precision": 0.99, "recall": 0.98, "unit": 0.99, "qualifier": 0.98, "measure": 0.97, "status": 0.97,
               "period": 0.92, "indicator": 0.84, "entity": 0.94, "complete": 0.72, "articles_f1": 0.97, "date": 0.97},
}


@pytest.fixture(scope="module")
def scores():
    return {name: score_set(LABELS / name) for name in label_sets()}


@pytest.mark.parametrize(("name", "figure"), [(name, figure) for name, floors in FLOORS.items() for figure in floors])
def test_figures_do_not_fall(scores, name, figure):
    assert scores[name].figures[figure] >= FLOORS[name][figure]


def test_every_set_has_floors():
    assert set(label_sets()) == set(FLOORS)


def test_errors_are_listed_with_both_sides(scores):
    kinds = {kind for kind, _, _ in scores["digests"].errors}
    assert kinds <= {"missed", "spurious", "unit", "qualifier", "measure", "status", "period", "indicator", "entity",
                     "article", "date", "topic"}
    for kind, label, made in scores["digests"].errors:
        assert label or made, kind


def test_a_phrase_inside_another_has_three_letters():
    assert not same_phrase("收入", "城镇居民人均可支配收入")
    assert same_phrase("可支配收入", "城镇居民人均可支配收入")
