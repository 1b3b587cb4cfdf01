"""Truth: populations in which groups do not differ, or do by a known amount: how often a test says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.statistics.change.changes import MeasuredChanges, judged_changes
from monitor.statistics.groups.group_differences import with_group_differences
from monitor.study.study_file import Breakdown, DesignPlan

pytestmark = [pytest.mark.slow, pytest.mark.simulation]

ITEMS, RUNS, FEWER_RUNS = 100, 100, 12
SIZES = {
    2: 400,
    3: 600,
    5: 1500,
    12: 3000,
}  # of the sample, so that the smallest group has some forty answers
SHARES = np.array([0.1, 0.25, 0.4, 0.25])


@pytest.fixture(scope="module")
def runs(draws) -> int:
    return draws.of(RUNS, FEWER_RUNS)


def sample(build, random, groups: int, kind: str, clustered: bool, apart: float = 0.0):
    """One wave, weights from 0.3 to 3, groups of unequal size; in clusters answers and groups go together."""
    n = SIZES[groups]
    psu = random.integers(0, n // 20, n)
    wish = np.linspace(1, 3, groups) / np.linspace(1, 3, groups).sum()
    names = [f"g{place}" for place in range(groups)]
    leaning = random.dirichlet(40 * wish, size=n // 20) if clustered else np.tile(wish, (n // 20, 1))
    group = (leaning[psu].cumsum(axis=1) < random.random(n)[:, None]).sum(axis=1).clip(max=groups - 1)
    effect = random.normal(scale=0.3, size=(n // 20, ITEMS))[psu] if clustered else 0.0
    latent = random.normal(size=(n, ITEMS)) + effect + apart * (group == groups - 1)[:, None]
    cuts = np.quantile(latent[group < groups - 1] if apart else latent, SHARES.cumsum()[:-1])
    codes = np.searchsorted(cuts, latent)
    scale = build.scale(["1", "2", "3", "4"], kind)
    items = [build.item(f"q{place}", of=scale) for place in range(ITEMS)]
    columns = {f"q{place}": (codes[:, place] + 1).astype(str).tolist() for place in range(ITEMS)}
    items.append(build.item("g", of=build.scale(names)))
    columns["g"] = [names[place] for place in group]
    design = {"w": random.uniform(0.3, 3.0, n), "psu": psu.astype(str)}
    plan = DesignPlan(weights="w", psu="psu") if clustered else DesignPlan(weights="w")
    survey = build.survey(items, columns, [0] * n, design=design, plan=plan)
    labels = {name: name for name in names}
    tested = Breakdown("g", "G", ("g",), labels, identifiable=False, test_groups=True)
    return replace(survey.study, breakdowns=(tested,)), survey


def judged(study, survey):
    nothing = MeasuredChanges({}, (), ("1",))
    found = with_group_differences(nothing, survey.answers, survey.design, study, survey.questionnaire)
    changes, _ = judged_changes(found, study)
    return changes[changes["item"] != "g"]


@pytest.mark.parametrize("clustered", [False, True], ids=["alone", "clustered"])
@pytest.mark.parametrize("groups", list(SIZES))
def test_groups_that_do_not_differ_are_found_to_in_about_5_percent(
    groups, clustered, build, random, runs, draws, measured
):
    whole, rest, wrong = [], [], []
    for _ in range(runs):
        study, survey = sample(build, random, groups, "ordinal", clustered)
        changes = judged(study, survey)
        own = changes["level"] == "item"
        whole += changes.loc[own, "p"].dropna().tolist()
        rest += changes.loc[~own, "p"].dropna().tolist()
        wrong.append(changes["verdict"].isin(["higher", "lower", "differs"]).any())
    tests = runs * ITEMS
    rate = measured("of whole items", (np.array(whole) < 0.05).mean())
    assert draws.down(0.035, tests) <= rate <= draws.up(0.065, tests)
    rate = measured("of one group", (np.array(rest) < 0.05).mean())
    assert draws.down(0.035, tests) <= rate <= draws.up(0.065, tests)
    assert measured("reports with a false verdict", np.mean(wrong)) <= draws.up(0.065, runs)


@pytest.mark.parametrize(("groups", "power"), [(2, 0.85), (5, 0.95)])
def test_a_group_that_differs_is_found_and_named(groups, power, build, random, runs, draws, measured):
    found, named = [], []
    for _ in range(runs):
        study, survey = sample(build, random, groups, "ordinal", False, apart=0.5)
        changes = judged(study, survey)
        whole = changes[changes["level"] == "item"]
        found += (
            (whole["verdict"] == "differs").tolist()
            if groups > 2
            else whole["verdict"].isin(["differs", "higher", "lower"]).tolist()
        )
        own = changes[(changes["level"] == "category") & (changes["group"] == f"g{groups - 1}")]
        named += own[own["category"] == "4"]["verdict"].eq("higher").tolist()
    assert measured("power of the item", np.mean(found)) >= draws.down(power, runs * ITEMS)
    assert measured("power of the group", np.mean(named)) >= draws.down(0.7, runs * ITEMS)
