"""Truth: who moved is told of many people, and of nobody else by subtraction."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pandas as pd
import pytest

from monitor.release.door.flows import too_few_people, with_flows
from monitor.schema import ESTIMATES
from tests.release.survey import Survey

CODES = ("young", "mid", "old")


def rows(survey: Survey, **columns) -> pd.DataFrame:
    """Rows of `estimates` with these columns, all else empty."""
    size = max(len(value) for value in columns.values() if isinstance(value, list))
    numbers = dict.fromkeys(ESTIMATES.numbers, float("nan"))
    texts = {name: "" for name in ESTIMATES.names if name not in numbers}
    frame = pd.DataFrame({**texts, **numbers}, index=range(size)).assign(
        study=survey.study.id, indicator="band", item="band", status="released", **columns
    )
    return frame[list(ESTIMATES.names)]


def flows(survey: Survey, counts: dict[str, int]) -> pd.DataFrame:
    n = sum(counts.values())
    return rows(
        survey, category=list(counts), measure="flow", wave="2023", count=[float(one) for one in counts.values()],
        n=float(n), estimate=[one / n for one in counts.values()],
    )  # fmt: skip


def everybody(survey: Survey, before: int, now: int) -> pd.DataFrame:
    return rows(
        survey,
        category=["young", "young"],
        measure="share",
        wave=["2021", "2023"],
        n=[float(before), float(now)],
    )


EVEN = {f"{one}>{other}": 20 for one, other in product(CODES, CODES)}  # 180 people, 60 by answer


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (300, 300, True),
        (180, 180, True),  # the same people, all of them
        (209, 300, False),  # 29 people answered then alone
        (210, 300, True),
        (300, 183, False),  # three are new
    ],
)
def test_those_in_one_wave_are_nobody_or_many(survey: Survey, before: int, now: int, told: bool) -> None:
    found = too_few_people(
        flows(survey, EVEN), everybody(survey, before, now), {"band": "2021"}, survey.study
    )
    assert found == (set() if told else {"band"})


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({**EVEN, "old>young": 0, "old>mid": 9, "old>old": 20}, False),  # 29 were old
        ({**EVEN, "old>young": 1, "old>mid": 9, "old>old": 20}, True),
        ({**EVEN, "young>old": 9, "mid>old": 10, "old>old": 10}, False),  # 29 are old
        ({**EVEN, **{pair: 0 for pair in EVEN if "old" in pair}}, True),  # nobody is
        (dict.fromkeys(EVEN, 3), False),  # 27 people
    ],
)
def test_those_who_gave_one_answer_are_nobody_or_many(
    survey: Survey, counts: dict[str, int], told: bool
) -> None:
    found = too_few_people(flows(survey, counts), everybody(survey, 400, 400), {"band": "2021"}, survey.study)
    assert found == (set() if told else {"band"})


def test_flows_of_too_few_people_have_no_numbers(survey: Survey) -> None:
    released = with_flows(everybody(survey, 185, 300), flows(survey, EVEN), {"band": "2021"}, survey.study)
    hidden = released[released["measure"] == "flow"]
    assert set(hidden["status"]) == {"suppressed"}
    assert set(hidden["reason"]) == {"small_group"}
    assert hidden[list(ESTIMATES.numbers)].isna().all(axis=None)


def test_flows_of_a_wave_that_nothing_is_told_of_have_no_numbers(survey: Survey) -> None:
    told = everybody(survey, 300, 300)
    hidden = told.assign(status=["suppressed", "released"])
    assert too_few_people(flows(survey, EVEN), hidden, {"band": "2021"}, survey.study) == {"band"}
    stricter = replace(
        survey.study,
        disclosure=replace(
            survey.study.disclosure,
            anonymous=replace(survey.study.disclosure.anonymous, unreliable_below=200),
        ),
    )
    assert too_few_people(flows(survey, EVEN), told, {"band": "2021"}, stricter) == {"band"}
