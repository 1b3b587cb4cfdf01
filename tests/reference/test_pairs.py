"""Truth: enumeration and exact distributions in R on invented answers (golden_instruments.json), and shuffling all orders by hand."""

from __future__ import annotations

import json
from collections import Counter
from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from monitor.statistics.quality.pairs import (
    balanced_test,
    colleagues_did_the_same,
    pairs_alike,
    pairs_test,
    power_of_pairs,
    unordered_test,
)

HERE = Path(__file__).parent
GOLDEN: dict[str, Any] = json.loads((HERE / "golden_instruments.json").read_text(encoding="utf-8"))[
    "vignettes"
]
ANSWERS = pd.read_csv(HERE / "instruments_vignettes.csv")
UNITS, SIDES = ANSWERS["municipality"].tolist(), ANSWERS["experience"].tolist()
QUESTIONS = ["w_room", "w_decides", "j_decides"]


def close(value: Any) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def by_experience(question: str) -> tuple[list[str], list[str]]:
    long, short = (
        ANSWERS.loc[ANSWERS["experience"] == side, question].tolist() for side in ("long", "short")
    )
    return long, short


def test_pairs_within_and_between_are_those_of_r() -> None:
    free = ANSWERS[ANSWERS["w_rule"] == "no"]
    cases = {name: (ANSWERS[name], ANSWERS["municipality"]) for name in QUESTIONS}
    cases["w_decides_where_free"] = (free["w_decides"], free["municipality"])
    for name, (answers, units) in cases.items():
        golden, found = GOLDEN[name], pairs_alike(answers.tolist(), units.tolist())
        assert (found.within_alike, found.within_pairs) == (golden["within_alike"], golden["within_pairs"])
        assert (found.between_alike, found.between_pairs) == (
            golden["between_alike"],
            golden["between_pairs"],
        )
        assert found.within_alike + found.between_alike == golden["all_alike"]
        assert found.difference == close(golden["difference"])
        assert found.alpha == close(golden["alpha_municipality"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_exact_test_is_that_of_r_by_enumeration(question: str) -> None:
    golden, found = GOLDEN["exact_within_experience"][question], balanced_test(*by_experience(question))
    assert found == pairs_test(ANSWERS[question].tolist(), UNITS, SIDES, 0, 0)
    assert (found.alike, found.most) == (golden["alike"], golden["most_possible"])
    assert (found.expected, found.p, found.smallest) == (
        close(golden["expected_alike"]), close(golden["p_at_least"]), close(golden["smallest_p_possible"]),
    )  # fmt: skip
    if question in GOLDEN["same_as_fisher_one_sided"]:
        assert found.p == close(GOLDEN["same_as_fisher_one_sided"][question])


@pytest.mark.parametrize("question", ["w_room", "w_decides"])
def test_without_sides_everybody_is_shuffled_over_the_pairs(question: str) -> None:
    found = pairs_test(ANSWERS[question].tolist(), UNITS, None, 0, 0)
    assert found is not None
    golden = GOLDEN["exact_without_experience"][question]
    assert 9 - found.alike == golden["pairs_that_differ"]
    assert found.p == close(golden["p_at_most"])


def test_every_order_of_three_answers_gives_the_same_distribution() -> None:
    one, other = list("aabbc"), list("abbcc")
    traces = Counter(sum(a == b for a, b in zip(one, order, strict=True)) for order in permutations(other))
    found, orders = balanced_test(one, other), sum(traces.values())
    assert found.p == close(sum(n for trace, n in traces.items() if trace >= found.alike) / orders)
    assert (found.most, found.smallest) == (max(traces), close(traces[max(traces)] / orders))
    assert found.expected == close(sum(trace * n for trace, n in traces.items()) / orders)


def test_every_order_of_six_people_in_three_pairs_gives_the_same_distribution() -> None:
    people = list("aabbbc")
    alike = Counter(sum(order[2 * i] == order[2 * i + 1] for i in range(3)) for order in permutations(people))
    found, orders = unordered_test([("a", "a"), ("b", "c"), ("b", "b")]), sum(alike.values())
    assert found.p == close(alike[2] / orders)
    assert (found.most, found.smallest) == (2, close(alike[2] / orders))
    assert found.expected == close(sum(count * n for count, n in alike.items()) / orders)


def test_the_expectation_came_true_as_often_as_in_r() -> None:
    golden, same = GOLDEN["expectation_came_true"], (ANSWERS["w_expects"] == "same").tolist()
    decided = ANSWERS["w_decides"].tolist()
    assert colleagues_did_the_same(decided, UNITS, same) == (
        golden["expects_same"], golden["colleague_did_the_same"],
    )  # fmt: skip
    assert colleagues_did_the_same(decided, UNITS, [not one for one in same]) == (
        golden["others"], golden["others_same"],
    )  # fmt: skip


def test_the_power_of_nine_pairs_is_that_of_the_design() -> None:
    found = {follows: round(100 * power_of_pairs(9, follows, 0.05)) for follows in (0.0, 0.6, 0.9)}
    assert (found[0.6], found[0.9]) == (12, 66)
    assert found[0.0] <= 5


def test_teams_of_another_size_are_shuffled_with_a_seed() -> None:
    answers, units = list("aaabbbab"), [1, 1, 1, 2, 2, 2, 3, 3]
    found = pairs_test(answers, units, None, 2_000, 7)
    assert found == pairs_test(answers, units, None, 2_000, 7)
    assert found is not None
    alike = [
        sum(order[i] == order[j] for i in range(8) for j in range(i) if units[i] == units[j])
        for order in set(permutations(answers))
    ]
    assert found.method == "shuffled"
    assert found.alike == 6
    assert found.p == pytest.approx(sum(count >= 6 for count in alike) / len(alike), abs=0.03)


def test_two_of_one_side_in_a_pair_are_shuffled_within_their_side() -> None:
    found = pairs_test(list("abab"), [1, 1, 2, 2], ["long", "long", "long", "short"], 500, 7)
    assert found is not None
    assert found.method == "shuffled"


def test_one_of_a_pair_makes_no_pair() -> None:
    assert pairs_test(["a", "b"], [1, 2], None, 10, 7) is None
    found = pairs_alike(["a", "a", "b"], [1, 1, 2])
    assert (found.within_pairs, found.between_pairs) == (1, 2)
    assert pairs_alike(["a", "b"], [1, 2]).difference is None
