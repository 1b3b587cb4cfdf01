"""Truth: counts by hand. In a small group nobody and everybody have no number, in no row that is made of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from monitor.release.door.audit import audit
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.release.results.table_guard import FIGURE_NUMBERS
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study import Study

from .measured import through
from .rows import mean, share, two_way
from .survey import Survey

NO_CHANGES = pd.DataFrame({name: [] for name in CHANGES.names})


def passed(study: Study, rows: list[dict]) -> ReleasedSet:
    return through(
        typed(pd.DataFrame(rows, columns=ESTIMATES.names), ESTIMATES, "estimates"),
        NO_CHANGES,
        Method(),
        study,
    )


@pytest.mark.parametrize(
    ("count", "n", "status"),
    [(0, 29, "few"), (1, 29, "few"), (2, 29, "unreliable"), (27, 29, "unreliable"), (28, 29, "nearly_all"),
     (29, 29, "nearly_all"), (0, 30, "released"), (1, 30, "released"), (3, 103, "released")],
)  # fmt: skip
def test_below_thirty_answers_nobody_and_everybody_are_classes(
    survey: Survey, count: int, n: int, status: str
) -> None:
    row = share(
        survey.study, "works", "under", "", "", count, n, status="unreliable" if n < 30 else "released"
    )
    released = passed(survey.study, [row]).estimates.iloc[0]
    assert released["status"] == status
    assert released["n"] == n
    assert released[list(FIGURE_NUMBERS)].isna().all() == (status in ("few", "nearly_all"))


def test_a_class_is_no_number_in_an_identifiable_group(survey: Survey) -> None:
    """There a count below five is suppressed: a class would tell more."""
    cells = dict.fromkeys(("noord|small", "noord|large", "zuid|small"), (10, 10)) | {"zuid|large": (0, 20)}
    released = passed(survey.study, two_way(survey.study, "region*size_class", cells)).estimates
    assert set(released.query("group == 'zuid|large'")["status"]) == {"suppressed"}


@pytest.mark.parametrize(("se", "status"), [(0.0, "nearly_all"), (0.1, "released")])
def test_a_mean_of_answers_that_do_not_differ_is_a_class(survey: Survey, se: float, status: str) -> None:
    row = mean(survey.study, "share", "", "", 0.4, 20) | {"se": se}
    assert passed(survey.study, [row]).estimates["status"].tolist() == [status]


def test_the_mean_of_a_scale_goes_with_the_answer_that_nearly_all_gave(survey: Survey) -> None:
    counts = {"sa": 19, "a": 1, "n": 0, "d": 0, "sd": 0, "agree_net": 20, "disagree_net": 0}
    rows = [share(survey.study, "clear", code, "", "", count, 20) for code, count in counts.items()]
    released = passed(survey.study, [*rows, mean(survey.study, "clear", "", "", 4.95, 20)]).estimates
    told = dict(zip(released["category"], released["status"], strict=True))
    assert told == {"sa": "nearly_all", "a": "few", "n": "few", "d": "few", "sd": "few", "agree_net": "nearly_all",
                    "disagree_net": "few", "": "nearly_all"}  # fmt: skip


def test_a_change_from_a_class_has_no_number(survey: Survey) -> None:
    estimates = survey.estimates(survey.answers(25, 3)).query("breakdown == '' and item == 'unclear'")
    own = (estimates["wave"] == "2021") & (estimates["category"] == "yes")
    estimates.loc[own, ["count", "estimate"]] = 1.0, 1.0 / estimates.loc[own, "n"].iat[0]
    released = through(estimates, survey.changes(estimates), Method(), survey.study)
    assert "few" in set(released.estimates["status"])
    lost = released.changes.query("category == 'yes'")
    assert lost["difference"].isna().all()
    assert set(lost["reason"]) == {"estimate_suppressed"}


def test_the_audit_reads_a_class_as_two_counts_and_finds_one_told_in_a_number(survey: Survey) -> None:
    rows = two_way(survey.study, "band", {"young": (14, 1), "mid": (10, 10), "old": (30, 30)})
    released = passed(survey.study, rows)
    assert audit([released], [survey.study]).passed
    frame = released.estimates.copy()
    own = (frame["status"] == "few").to_numpy()
    assert own.sum() == 1
    frame.loc[own, ["status", "estimate", "count"]] = "unreliable", 1 / 15, 1.0
    found = audit([replace(released, estimates=frame)], [survey.study]).findings
    assert set(found["kind"]) == {"not_a_class"}
    assert np.isnan(released.estimates.loc[own, "estimate"]).all()
