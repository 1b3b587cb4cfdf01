"""Truth: the whole client study at the door. Municipal figures are not hidden more than they have to be."""

from __future__ import annotations

import pandas as pd
import pytest

from monitor.intake.answers.typed_answers import Answers
from monitor.release.door.audit import audit
from monitor.release.door.released_tables import release
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.statistics.change.changes import MeasuredChanges
from monitor.statistics.estimates.by_domain import estimates_by_domain
from monitor.study.study import Study

from .conftest import Weighted

pytestmark = pytest.mark.slow


MOST_TAKEN = 0.05


@pytest.fixture(scope="module")
def estimates(answers: Answers, weighted: Weighted, study: Study) -> pd.DataFrame:
    return estimates_by_domain(answers, weighted.design, study, study.questionnaire)


@pytest.fixture(scope="module")
def released(estimates: pd.DataFrame, answers: Answers, study: Study) -> ReleasedSet:
    return release(estimates, MeasuredChanges({}, (), answers.waves), Method(), study)


def test_nothing_suppressed_in_the_client_study_can_be_worked_out(
    released: ReleasedSet, study: Study
) -> None:
    report = audit([released], [study])
    assert report.suppressed > 20_000
    assert report.passed, report.findings.to_string()


def test_at_least_seven_in_ten_municipal_headline_cells_are_not_suppressed(
    released: ReleasedSet, study: Study
) -> None:
    """One net or mean each, by municipality and wave. Most are unreliable all the same: few answers."""
    rows = released.estimates
    municipal = rows[(rows["breakdown"] == "municipality") & rows["item"].isin(study.comparison.headlines)]
    shown = municipal[~municipal["reason"].isin(["coarsened", "no_respondents"])]
    cells = (
        shown.assign(open=shown["status"] != "suppressed").groupby(["wave", "item", "group"])["open"].max()
    )
    assert len(cells) == 3 * 10 * 342
    assert cells.groupby("wave").mean().min() >= 0.7


def test_what_protects_others_takes_at_most_5_in_100_of_what_the_thresholds_leave_of_a_headline(
    estimates: pd.DataFrame, released: ReleasedSet, study: Study
) -> None:
    """The thresholds are those of docs/privacy.md, on unrounded answers: 10 under a figure, and 5 for and 5 against."""
    local = [one.id for one in study.breakdowns if one.identifiable]
    assert set(local) == {"municipality", "region*size_class"}
    rows, told = estimates.reset_index(drop=True), released.estimates
    identifiable = rows["breakdown"].isin(local)
    least = rows[["count"]].assign(against=rows["n"] - rows["count"]).min(axis=1)
    few = (rows["n"] < 10) | (identifiable & (told["reason"] != "coarsened") & (least < 5))
    block = [rows[name] for name in ("wave", "item", "breakdown", "group")]
    left = ~few.groupby(block).transform("max") & ~(identifiable & (told["reason"] == "coarsened"))
    taken = (told["status"] == "suppressed")[left].groupby(rows["item"]).mean()
    of_headlines = taken[list(study.comparison.headlines)]
    assert 0 < of_headlines.max() <= MOST_TAKEN
    assert not (told["status"] != "suppressed")[~left].any()
