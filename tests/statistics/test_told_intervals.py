"""Truth: what a reader is told never contradicts the verdict beside it, whatever the study looks like."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.study.study_file import DesignPlan
from tests.changes import changes_between_waves
from tests.statistics.conftest import item, scale, survey

THREE = ("2021", "2022", "2025")
MARGINS = {"share": 0.06, "grade": 0.4, "score": 0.3, "number": 4.0}


@st.composite
def studies(draw):
    """Three waves of items of every kind, weighted or not, some of which changed; some are headlines."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = [draw(st.integers(20, 160)) for _ in THREE]
    wave = np.repeat(range(3), sizes)
    shift = np.array([0.0, draw(st.floats(0, 0.2)), draw(st.floats(0, 0.4))])[wave]
    grades = scale(
        [str(grade) for grade in range(1, 11)], "grade", {"good": ["8", "9", "10"], "low": list("12345")}
    )
    agree = scale(list("abcde"), "likert", {"agree_net": ["a", "b"]})
    items = [
        item("yes", "yes_no", waves=THREE),
        item("rare", "yes_no", waves=THREE),
        item("agree", "likert", agree, THREE),
        item("pick", "single", scale(list("vwxyz")), THREE),
        item("grade", "grade", grades, THREE),
        item("hours", "number", waves=THREE),
        *(item(name, "multi", waves=THREE, group="set") for name in ("o1", "o2", "o3")),
    ]
    n, u = len(wave), lambda: random.random(len(wave))
    columns = {
        "yes": np.where(u() < 0.3 + shift, "yes", "no"),
        "rare": np.where(u() < 0.02 + shift / 10, "yes", "no"),
        "agree": np.array(list("abcde"))[np.clip((u() * 5 - shift * 3).astype(int), 0, 4)],
        "pick": np.array(list("vwxyz"))[np.minimum((u() ** (1 + 4 * shift) * 5).astype(int), 4)],
        "grade": np.clip(np.round(random.normal(7, 1.2, n) + shift), 1, 10).astype(int),
        "hours": np.round(random.gamma(3, 5, n) * (1 + shift)),
        **{
            name: (u() < chance + shift).astype(int)
            for name, chance in (("o1", 0.5), ("o2", 0.03), ("o3", 0.2))
        },
    }
    weights = draw(st.booleans())
    made = survey(
        items, {name: column.tolist() for name, column in columns.items()}, wave, waves=THREE,
        design={"w": random.uniform(0.3, 3, n)} if weights else None,
        plan=DesignPlan(weights="w" if weights else None, stable_ids=False),
    )  # fmt: skip
    headlines = draw(st.sampled_from([(), ("yes", "grade"), ("agree", "set", "hours")]))
    adjust = draw(st.sampled_from(["bh", "bh", "none"]))
    policy = replace(
        made.study.comparison,
        against=("previous", "first", "trend"),
        headlines=headlines,
        margins=MARGINS,
        adjust=adjust,
    )
    return changes_between_waves(
        made.answers, made.design, replace(made.study, comparison=policy), made.questionnaire
    )[0]


@settings(max_examples=25, deadline=None)
@given(studies())
def test_the_told_interval_excludes_0_where_the_verdict_says_so_and_nowhere_else(changes):
    excludes = (changes["told_low"] > 0) | (changes["told_high"] < 0)
    changed = changes["verdict"].isin(["increased", "decreased"])
    assert (excludes == changed).all()
    assert (changes.loc[changed, "difference"].gt(0) == changes.loc[changed, "verdict"].eq("increased")).all()
    equal = changes[changes["verdict"] == "equivalent"]
    assert (equal["told_low"] > -equal["margin"]).all()
    assert (equal["told_high"] < equal["margin"]).all()


@settings(max_examples=10, deadline=None)
@given(studies())
def test_p_and_interval_come_from_one_method(changes):
    told = changes[changes["difference"].notna() & changes["p"].notna() & changes["ci_low"].notna()]
    assert set(told["test"]) <= {"t", "mover"}
    assert ((told["p"] < 0.05) == ((told["ci_low"] > 0) | (told["ci_high"] < 0))).all()
    judged = told[told["level_in_force"].notna() & told["p_adjusted"].lt(0.05)]
    assert (judged["p"] <= judged["level_in_force"]).all()


@settings(max_examples=10, deadline=None)
@given(studies())
def test_an_item_and_its_only_test_never_disagree(changes):
    items = changes[(changes["item"].isin(["yes", "rare"])) & changes["p_adjusted"].notna()]
    for _, rows in items.groupby(["comparison", "item"]):
        assert np.ptp(rows["p_adjusted"]) < 1e-9


@pytest.fixture
def undecided(build):
    """Ten items: one that excludes 0 on its own, and nine without any change."""
    items = [build.item(f"q{n}", "yes_no", waves=("1", "2")) for n in range(10)]
    same = ["yes"] * 50 + ["no"] * 50 + ["yes"] * 50 + ["no"] * 50
    columns = {one.id: same for one in items} | {
        "q0": ["yes"] * 40 + ["no"] * 60 + ["yes"] * 55 + ["no"] * 45
    }
    made = build.survey(items, columns, [0] * 100 + [1] * 100, waves=("1", "2"))
    return changes_between_waves(made.answers, made.design, made.study, made.questionnaire)[0]


def test_what_is_not_shown_with_all_tests_together_reaches_to_0(undecided):
    row = undecided[(undecided["item"] == "q0") & (undecided["category"] == "yes")].iloc[0]
    assert row["verdict"] == "undecided"
    assert row["ci_low"] > 0
    assert (row["told_low"], row["told_high"]) == (0.0, row["ci_high"])
    assert np.isnan(undecided.loc[undecided["level"] == "item", "told_low"]).all()
