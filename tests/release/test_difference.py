"""Truth: a hole that was there. In `difference_0_1_0` two released items leave a suppressed one as their difference.

In the north, in small municipalities, 3 and 4 of 613 use the website seldom. Whoever uses it at all and whoever uses
it often are released as whole percents: six answers more or less. But version 0.1.0 made p, intervals and the test
of a change from unrounded shares, and few whole numbers fit them all. Its own audit worked out nothing.
"""

from __future__ import annotations

import math
import shutil
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from monitor.pipeline import run_study
from monitor.release.door.audit import audit
from monitor.release.results.released_set import ReleasedSet, read_results
from monitor.stages.options import RunOptions
from monitor.study.study import Study
from monitor.study.study_reader import read_study

N = {"noord|small": 613, "zuid|small": 622, "noord|large": 641, "zuid|large": 658}
OFTEN_SELDOM = {
    "2021": ((251, 3), (262, 4), (301, 66), (322, 71)),
    "2023": ((263, 4), (251, 3), (311, 63), (331, 74)),
}
HIDDEN = {"2021": {"noord|small": 3, "zuid|small": 4}, "2023": {"noord|small": 4, "zuid|small": 3}}
PLACE = Path(__file__).with_name("difference_0_1_0")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("difference")
    for name in ("study.yaml", "questionnaire.yaml", "municipalities.csv"):
        shutil.copy(PLACE / name, folder)
    for wave, counts in OFTEN_SELDOM.items():
        lines = ["respondent_id,municipality,uses"]
        for place, ((often, seldom), n) in enumerate(zip(counts, N.values(), strict=True)):
            uses = ["often"] * often + ["seldom"] * seldom + ["never"] * (n - often - seldom)
            lines += [f"{wave}-{place}-{row},M{place},{answer}" for row, answer in enumerate(uses)]
        (folder / f"r{wave}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="module")
def released_now(study: Study, tmp_path_factory: pytest.TempPathFactory) -> ReleasedSet:
    out = tmp_path_factory.mktemp("out") / "build"
    run_study(study.path, RunOptions(out, reports=()), lambda stage, text: None)
    return read_results(out / "difference" / "2023" / "results")


@pytest.fixture(scope="module")
def released_then(study: Study) -> ReleasedSet:
    return read_results(PLACE / "results", study)


def possible(released: ReleasedSet, item: str, category: str, group: str) -> list[tuple[int, int]]:
    """Every pair of counts, earlier and later, that all columns of an item in a group leave possible.

    By the formulas of the methods page for a simple random sample; the test of both waves pools nothing.
    """
    key = {"item": item, "category": category, "group": group, "breakdown": "region*size_class"}
    shown = _where(released.estimates, key).set_index("wave")
    change = _where(released.changes, key | {"level": "category"}).iloc[0]
    ranges = []
    for wave in ("2021", "2023"):
        share, n = shown.loc[wave, "estimate"], int(shown.loc[wave, "n"])
        near = range(int((share - 0.006) * n), int((share + 0.006) * n) + 2)
        ranges.append([count for count in near if _fits(count, n, shown.loc[wave])])
    n = [int(shown.loc[wave, "n"]) for wave in ("2021", "2023")]
    return [pair for pair in product(*ranges) if _fits_change(pair, n, change)]


def _where(frame: pd.DataFrame, key: dict[str, str]) -> pd.DataFrame:
    return frame[(frame[list(key)] == list(key.values())).all(axis=1)]


def _variance(p: float, n: int) -> float:
    """Of a domain of a simple random sample, as 0.1.0 had it."""
    return p * (1 - p) / n


def _fits(count: int, n: int, row: pd.Series) -> bool:
    p = count / n
    odds, half = math.log(p / (1 - p)), stats.t.ppf(0.975, row["df"]) * _variance(p, n) ** 0.5 / (p * (1 - p))
    ends = [1 / (1 + math.exp(-(odds + side * half))) for side in (-1, 1)]
    told = (row["estimate"], row["ci_low"], row["ci_high"])
    return all(abs(a - b) < 0.00505 for a, b in zip((p, *ends), told, strict=True))


def _fits_change(counts: tuple[int, int], n: list[int], row: pd.Series) -> bool:
    p = [count / size for count, size in zip(counts, n, strict=True)]
    se = sum(_variance(x, size) for x, size in zip(p, n, strict=True)) ** 0.5
    difference = p[1] - p[0]
    half = stats.t.ppf(0.975, row["df"]) * se
    ends = (difference - half, difference, difference + half)
    told = (row["ci_low"], row["difference"], row["ci_high"])
    near = all(abs(a - b) < 0.00505 for a, b in zip(ends, told, strict=True))
    return near and abs(2 * stats.t.sf(abs(difference) / se, row["df"]) - row["p"]) < 0.0006


def left_for(released: ReleasedSet, group: str) -> dict[str, set[int]]:
    """The counts of "seldom" that remain possible by wave: any use less frequent use."""
    often, any_use = (possible(released, item, "yes", group) for item in ("often_use", "any_use"))
    pairs = [(a[0] - b[0], a[1] - b[1]) for a, b in product(any_use, often)]
    pairs = [pair for pair in pairs if min(pair) >= 0]
    return {wave: {pair[at] for pair in pairs} for at, wave in enumerate(("2021", "2023"))}


def test_what_0_1_0_released_narrows_the_suppressed_counts(released_then: ReleasedSet) -> None:
    for group in ("noord|small", "zuid|small"):
        for wave, left in left_for(released_then, group).items():
            assert HIDDEN[wave][group] in left
            assert max(left) - min(left) < 3


def test_the_audit_fails_on_what_0_1_0_released(released_then: ReleasedSet, study: Study) -> None:
    report = audit([released_then], [study])
    assert not report.passed
    found = report.findings.query("kind == 'tells_more'")
    assert {"any_use", "often_use"} <= set(found["item"])
    assert {"2021", "2023", "2021-2023"} <= set(found["wave"])


def test_the_audit_passes_on_what_is_released_now(released_now: ReleasedSet, study: Study) -> None:
    hidden = released_now.estimates.query("item == 'seldom_use' and breakdown != ''")
    assert set(hidden.query("group in ['noord|small', 'zuid|small']")["reason"]) == {"small_group"}
    report = audit([released_now], [study])
    assert report.passed, report.findings.to_string()
