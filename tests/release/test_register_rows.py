"""Truth: what may be told of few people and few municipalities, by hand; and an attacker who adds up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.release.door.municipal_counts import (
    WIDTH,
    hidden_cells,
    hidden_groups,
    rounded_counts,
    told_counts,
)
from monitor.release.door.register_rows import register_rows
from monitor.release.door.register_sums import sums_of_register
from monitor.statistics.registers.measured_register import CLASSES, MovedBetween, measured_register
from monitor.study.house_policy import house_register
from monitor.study.register_reader import decimals_of_growth
from tests.registers import CODES, LARGE, MONTHS, Told, counts, panel_text, released, taken, write_register

POLICY = house_register()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    made = {name: np.array(values) for name, values in counts().items()}
    made["low"][:, :3] = 4
    made["stock"][:, 1] = 14
    path = write_register(tmp_path_factory.mktemp("register"), {"panel.csv": panel_text(made)})
    return released(path)


def _places(told: Told, item: str) -> pd.DataFrame:
    frame = told.public.whole("estimates")
    return frame[(frame["breakdown"] == "municipality") & (frame["item"] == item)].set_index(
        ["wave", "group"]
    )


def test_numerators_below_ten_are_not_told_per_municipality(told: Told) -> None:
    places = _places(told, "low_share")
    hidden = places.loc[("2023-11", CODES[:3]), :]
    assert set(hidden["status"]) == {"suppressed"}
    assert hidden[["estimate", "count", "n"]].isna().all(axis=None)
    assert told.public.method.register is not None
    assert told.public.method.register.kept_back >= 6


def test_rates_of_a_municipality_follow_from_its_rounded_counts(told: Told) -> None:
    places = _places(told, "stock_rate").query("status == 'released'")
    assert len(places) > 40
    assert (places["count"] % POLICY.round_to == 0).all()
    assert (places["n"] % POLICY.round_to == 0).all()
    assert np.allclose(places["estimate"], places["count"] / places["n"] * 10_000)
    exact = counts()["stock"][MONTHS.index("2023-11"), 5]
    assert places.loc[("2023-11", "GM06"), "count"] == rounded_counts(np.array([exact]), 5)[0]


def test_growth_of_groups_has_the_decimals_of_reports(told: Told) -> None:
    """With ten digits and public denominators each count behind it could be found."""
    assert told.study.register is not None
    decimals = decimals_of_growth(told.study.register.indicator("stock_rate"))
    assert decimals == 3
    (row,) = told.public.whole("changes").query("comparison == 'break:size'").to_dict("records")
    assert told.public.method.register is not None
    (groups,) = told.public.method.register.groups
    assert groups.mean is not None
    assert groups.mean_others is not None
    named = ("difference", "se", "ci_low", "ci_high", "told_low", "told_high")
    figures = [groups.mean, groups.mean_others, *(row[name] for name in named)]
    assert [round(one, decimals) for one in figures] == figures
    assert row["difference"] == pytest.approx(groups.mean - groups.mean_others)
    assert row["df"] == int(row["df"])
    assert row["statistic"] == pytest.approx(row["difference"] / row["se"])


def test_nothing_is_the_lowest_or_highest_and_tails_need_fifty(told: Told) -> None:
    frame = told.public.whole("estimates")
    tails = frame[frame["measure"].isin(["p10", "p90"])]
    assert set(tails["status"]) == {"suppressed"}  # of 24 municipalities
    assert {"p25", "p50", "p75"} <= set(frame[frame["status"] == "released"]["measure"])
    assert not {"p1", "p99", "min", "max"} & set(frame["measure"])


def test_groups_of_fewer_than_ten_municipalities_and_the_next_one_are_not_told(tmp_path: Path) -> None:
    few = {code: "small" if code not in LARGE else "large" for code in CODES}
    for code in CODES[12:15]:
        few[code] = "small"
    frame = (
        "\n".join(("code,name,size,people", *(f"{code},P,{size},40000" for code, size in few.items()))) + "\n"
    )
    public = released(write_register(tmp_path, {"municipalities.csv": frame})).public
    rows = public.whole("estimates").query("breakdown == 'size' and item == 'stock_rate'")
    assert len(rows) > 0
    assert set(rows["status"]) == {"suppressed"}  # large has nine, and small would follow from all of them
    assert public.method.register is not None
    (groups,) = public.method.register.groups
    assert (groups.municipalities, groups.others) == (9, 15)
    assert {groups.mean, groups.mean_others, groups.faster_after} == {None}  # as its row in changes


def test_a_lonely_group_has_company() -> None:
    assert hidden_groups(np.array([9.0, 12, 30]), 10).tolist() == [True, True, False]
    assert hidden_groups(np.array([9.0, 8, 30]), 10).tolist() == [True, True, False]
    assert hidden_groups(np.array([0.0, 12, 30]), 10).tolist() == [False, False, False]


def test_classes_of_one_or_two_municipalities_are_kept_back_with_their_complement(tmp_path: Path) -> None:
    """Of thirteen municipalities, 15% is two; one is told as (almost) nobody, as in every small group."""
    made = {name: np.array(values) for name, values in counts().items()}
    made["stock"] = np.where(
        np.isin(np.arange(len(CODES)), (3, 4)), made["people"] * 0.007, made["people"] * 0.004
    )
    made["stock"] = np.round(made["stock"])
    told = released(write_register(tmp_path, {"panel.csv": panel_text(made)}))
    classes = told.public.estimates.query("item == 'stock_rate_class' and wave == '2023-11'")
    assert set(classes.query("group == 'small' or group == ''")["status"]) == {"suppressed"}
    checks = {one.check: one.number for one in told.public.method.disclosure.tables["estimates"]}
    assert checks["few_municipalities"] > 0


def test_cells_of_movements_are_hidden_in_rectangles() -> None:
    cells = np.array([[50, 30, 1], [30, 100, 30], [4, 30, 50]])
    hidden = hidden_cells(cells, 3)
    assert hidden[0, 2]
    assert all(hidden[row].sum() != 1 for row in range(3))
    assert all(hidden[:, column].sum() != 1 for column in range(3))
    assert not hidden_cells(np.array([[50, 30, 0], [30, 100, 30], [4, 30, 50]]), 3).any()
    assert hidden_cells(np.array([[2, 0, 0], [0, 5, 0], [0, 0, 5]]), 3).all()


@pytest.mark.parametrize(("moved", "stayed"), [((6, 4, 2), None), ((6, 4, 3), 150 / 193)])
def test_the_part_that_stayed_tells_no_cell_that_is_kept_back(
    moved: tuple[int, int, int], stayed: float | None, tmp_path: Path
) -> None:
    """Margins are known, and every rectangle holds a cell of those who stayed: with their number all of it would be known."""
    low, mid, high = CLASSES
    cells = {
        (low, low): 50,
        (low, mid): moved[0],
        (low, high): moved[2],
        (mid, low): moved[1],
        (mid, mid): 50,
    }
    cells |= {(mid, high): 10, (high, low): 10, (high, mid): 10, (high, high): 50}
    study, taken_in = taken(write_register(tmp_path))
    assert taken_in.panel is not None
    assert taken_in.flags is not None
    measured = measured_register(taken_in.panel, study, taken_in.flags)
    made = replace(measured, moved=(MovedBetween("stock_rate", "2020", "2023", cells),))
    (told,) = register_rows(made, study, sums_of_register(made, study))[1].movements
    assert told.told
    assert told.stayed == (None if stayed is None else pytest.approx(stayed))


@pytest.mark.parametrize("seed", range(40))
def test_no_told_sum_leaves_a_small_count_within_the_width_of_protection(seed: int) -> None:
    """A reader who knows every told count, the floor, the rounding and the exact sum of all and of two groups."""
    random = np.random.default_rng(seed)
    size = int(random.integers(3, 30))
    numerator = np.round(random.lognormal(3.2, 1.0, size))
    sums = [np.ones(size, bool), np.arange(size) < size // 2, np.arange(size) >= size // 2]
    told = told_counts(numerator, numerator * 50, sums, POLICY, of_people=False)
    assert told.hidden[numerator < POLICY.people].all()
    for members in sums:
        shown, inside = members & ~told.hidden, members & told.hidden
        few = inside & (numerator < POLICY.people)
        if not few.any() or not shown.any():
            continue
        rest = numerator[members].sum() - told.numerator[shown].sum()
        high = rest + 2 * shown.sum()
        low = rest - 2.5 * shown.sum()
        bounded = few.sum() == inside.sum()
        least = max(0.0, low - 9 * (inside.sum() - 1)) if bounded else 0.0
        assert min(9.0, high) - least >= WIDTH or not bounded


@pytest.mark.parametrize(
    ("verdict", "level"), [("break_at_date", 0.025), ("break_elsewhere", 0.05), ("undecided", 0.025)]
)
def test_the_told_interval_of_a_break_agrees_with_its_verdict(
    verdict: str, level: float, tmp_path: Path
) -> None:
    """What was found is told at the level at which Holm judged it. What hits alone and not by Holm has an interval of its own
    without 0, and is told with one that reaches to it."""
    study, taken_in = taken(write_register(tmp_path))
    assert taken_in.panel is not None
    assert taken_in.flags is not None
    measured = measured_register(taken_in.panel, study, taken_in.flags)
    assert [one.level for one in measured.breaks] == [0.025, 0.025]  # two counts, none of which fell
    one = measured.breaks[0]
    assert one.measured.test is not None
    test = replace(one.measured.test, difference=6 * one.measured.test.se)
    made = replace(one, measured=replace(one.measured, test=test), level=level, verdict=verdict)
    told = sums_of_register(measured, study)
    row = register_rows(replace(measured, breaks=(made,)), study, told)[0].changes.iloc[0]
    assert row["level_in_force"] == level
    assert row["ci_low"] > 0
    if verdict == "undecided":
        assert (row["told_low"], row["told_high"]) == (0.0, row["ci_high"])
    else:
        assert [row["told_low"], row["told_high"]] == pytest.approx(test.limits(level))
        assert row["told_low"] > 0
