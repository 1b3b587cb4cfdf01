"""Truth: panels in which as many move one way as the other: how often a test says that there is a net change."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.change.changes import MeasuredChanges, judged_changes
from monitor.statistics.change.moves import ItemMoves, with_moves
from monitor.study.study_file import DesignPlan

pytestmark = [pytest.mark.slow, pytest.mark.simulation]

RUNS, FEWER_RUNS, ITEMS = 100, 12, 100
SHARES = {2: np.array([0.35, 0.65]), 4: np.array([0.1, 0.25, 0.4, 0.25])}
STAYED, NEW = 0.7, 60


@pytest.fixture(scope="module")
def runs(draws) -> int:
    return draws.of(RUNS, FEWER_RUNS)


def panel(build, random, answers: int, people: int, clustered: bool):
    """Two waves of which the distribution is the same; most people give one answer twice, a part draws anew."""
    teams = people // 10
    team = random.integers(0, teams, people)
    shares = SHARES[answers]
    effect = random.normal(scale=0.4, size=(teams, ITEMS))[team] if clustered else 0.0
    first, second = (random.normal(size=(people, ITEMS)) + effect for _ in range(2))
    cuts = np.quantile(np.concatenate([first, second]), shares.cumsum()[:-1])
    again = np.where(random.random((people, ITEMS)) < STAYED, first, second)
    codes = np.concatenate([np.searchsorted(cuts, first)[: people - NEW], np.searchsorted(cuts, again)[NEW:]])
    names = [str(place) for place in range(answers)]
    items = [
        build.item(f"q{place}", of=build.scale(names, "ordinal"), waves=("1", "2")) for place in range(ITEMS)
    ]
    columns = {f"q{place}": codes[:, place].astype(str).tolist() for place in range(ITEMS)}
    ids = [f"p{person}" for person in (*range(people - NEW), *range(NEW, people))]
    who = np.array([*range(people - NEW), *range(NEW, people)])
    weights = random.uniform(0.4, 3.0, people)
    plan = DesignPlan(weights="w", stable_ids=True, **({"psu": "team"} if clustered else {}))
    wave = [0] * (people - NEW) + [1] * (people - NEW)
    design = {"w": weights[who], "team": team[who].astype(str)}
    return build.survey(items, columns, wave, waves=("1", "2"), ids=ids, design=design, plan=plan)


@pytest.mark.parametrize(
    ("answers", "people", "clustered"), [(2, 260, False), (4, 300, False), (2, 900, True), (4, 900, True)]
)
def test_where_as_many_move_each_way_about_5_percent_say_otherwise(
    answers, people, clustered, build, runs, draws, measured
):
    random = np.random.default_rng(20261129)
    whole, inside, wrong = [], [], []
    for _ in range(runs):
        survey = panel(build, random, answers, people, clustered)
        names = [f"q{place}" for place in range(ITEMS)]
        moves = [ItemMoves(survey.answers, survey.design, survey.study, name, "1") for name in names]
        nothing = MeasuredChanges({}, (), ("1", "2"))
        found = with_moves(nothing, moves, survey.design, survey.study, survey.questionnaire)
        changes, _ = judged_changes(found, survey.study)
        tested = changes[changes["verdict"] != "too_few"]
        own = tested["level"] == "item"
        whole += tested.loc[own, "p"].dropna().tolist()
        inside += tested.loc[~own, "p"].dropna().tolist()
        wrong.append(tested["verdict"].isin(["increased", "decreased", "changed"]).any())
    tests = runs * ITEMS
    assert len(whole) > 0.9 * tests
    rate = measured("of whole items", (np.array(whole) < 0.05).mean())
    assert draws.down(0.035, tests) <= rate <= draws.up(0.065, tests)
    rate = measured("of one answer", (np.array(inside) < 0.05).mean())
    assert draws.down(0.035, tests) <= rate <= draws.up(0.065, tests)
    assert measured("panels with a false verdict", np.mean(wrong)) <= draws.up(0.065, runs)
