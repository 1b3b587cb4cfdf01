"""Truth: hand-made tables whose outcome is counted by eye."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest

from monitor.errors import ReleaseError
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study import Study

from .measured import through
from .rows import STATES, mean, share, two_way
from .survey import Survey

NO_CHANGES = pd.DataFrame({name: [] for name in CHANGES.names})


def passed(study: Study, rows: Sequence[dict], changes: pd.DataFrame = NO_CHANGES) -> ReleasedSet:
    frame = typed(pd.DataFrame(rows, columns=ESTIMATES.names), ESTIMATES, "estimates")
    return through(frame, changes, Method(), study)


def outcome(released: ReleasedSet) -> list[str]:
    return (released.estimates["group"] + ":" + released.estimates["reason"]).tolist()


def test_three_of_103_in_the_whole_sample_stays_published(survey: Survey) -> None:
    released = passed(survey.study, [share(survey.study, "works", "under", "", "", 3, 103)])
    row = released.estimates.iloc[0]
    assert (row["count"], row["n"], row["status"]) == (3, 103, "released")


def test_zero_of_79_in_the_whole_sample_stays_published(survey: Survey) -> None:
    released = passed(survey.study, [share(survey.study, "works", "under", "", "", 0, 79)])
    assert released.estimates["estimate"].tolist() == [0.0]


@pytest.mark.parametrize(("n", "status"), [(9, "suppressed"), (10, "released")])
def test_a_base_below_ten_is_suppressed(survey: Survey, n: int, status: str) -> None:
    released = passed(survey.study, [share(survey.study, "works", "under", "", "", 5, n)])
    assert released.estimates["status"].tolist() == [status]


def test_the_minimum_base_is_that_of_the_study_file(survey: Survey) -> None:
    rules = survey.study.disclosure
    stricter = survey.with_rules(anonymous=type(rules.anonymous)(40, 50, 8)).study
    assert outcome(passed(stricter, [share(stricter, "works", "under", "", "", 15, 39)])) == [":small_group"]


def test_with_one_small_group_the_next_smallest_goes_too(survey: Survey) -> None:
    """Young has 8, mid 20, old 60: young is too small, mid would give it back as 88 - 60."""
    rows = two_way(survey.study, "band", {"young": (4, 4), "mid": (10, 10), "old": (30, 30)})
    assert outcome(passed(survey.study, rows))[2:] == [
        "young:small_group", "young:small_group", "mid:small_group", "mid:small_group", "old:", "old:",
    ]  # fmt: skip


def test_small_group_and_its_companion_have_the_same_reason(survey: Survey) -> None:
    rows = two_way(survey.study, "band", {"young": (4, 4), "mid": (10, 10), "old": (30, 30)})
    suppressed = passed(survey.study, rows).estimates.query("status == 'suppressed'")
    assert set(suppressed["reason"]) == {"small_group"}


def test_without_a_small_group_nothing_is_suppressed(survey: Survey) -> None:
    rows = two_way(survey.study, "band", {"young": (6, 4), "mid": (10, 10), "old": (30, 30)})
    assert set(passed(survey.study, rows).estimates["status"]) == {"released"}


def test_two_groups_that_hide_too_little_together_take_a_third(survey: Survey) -> None:
    """Of "over" young and mid have 1 together: with old's 29 released that would be known within 1."""
    rows = two_way(survey.study, "band", {"young": (8, 0), "mid": (19, 1), "old": (31, 29)})
    assert {reason.split(":")[1] for reason in outcome(passed(survey.study, rows))[2:]} == {"small_group"}


def test_a_group_nobody_is_in_hides_nothing(survey: Survey) -> None:
    rows = two_way(survey.study, "band", {"young": (0, 0), "mid": (10, 10), "old": (30, 30)})
    assert outcome(passed(survey.study, rows))[2:] == [
        "young:no_respondents", "young:no_respondents", "mid:", "mid:", "old:", "old:",
    ]  # fmt: skip


CELLS = {"noord|small": (20, 20), "noord|large": (20, 20), "zuid|small": (20, 20), "zuid|large": (20, 20)}


@pytest.mark.parametrize("small", [(4, 36), (36, 4), (0, 40), (40, 0)])
def test_a_count_below_five_or_its_complement_is_suppressed_in_an_identifiable_group(
    survey: Survey, small: tuple[int, int]
) -> None:
    rows = two_way(survey.study, "region*size_class", {**CELLS, "zuid|large": small})
    released = passed(survey.study, rows).estimates
    own = released[released["group"] == "zuid|large"]
    assert set(own["status"]) == {"suppressed"}


def test_five_answers_for_and_five_against_stay_in_an_identifiable_group(survey: Survey) -> None:
    rows = two_way(survey.study, "region*size_class", {**CELLS, "zuid|large": (5, 5)})
    assert "suppressed" not in set(passed(survey.study, rows).estimates["status"])


def test_figures_of_an_identifiable_group_follow_from_its_rounded_share_and_base(survey: Survey) -> None:
    """7 of 41 is 17.07%: 17% of 40. sqrt(.17 x .83 / 39) is 6 points, whatever SE came in; the count would undo it."""
    rows = two_way(survey.study, "region*size_class", {**CELLS, "zuid|large": (7, 34)})
    row = passed(survey.study, rows).estimates.query("group == 'zuid|large' and category == 'under'").iloc[0]
    assert (row["estimate"], row["n"], row["deff"]) == (0.17, 40, 1.0)
    assert (row["se"], row["n_effective"], row["df"]) == (0.06, 40, 39)
    assert (row["ci_low"], row["ci_high"]) == (0.08, 0.33)
    assert row[["count", *STATES]].isna().all()


@pytest.mark.parametrize(("n", "told"), [(29, 29), (30, 30), (32, 30), (33, 35), (102, 100), (103, 105)])
def test_a_base_of_an_identifiable_group_is_exact_to_thirty_and_then_in_fives(
    survey: Survey, n: int, told: int
) -> None:
    rows = two_way(survey.study, "region*size_class", {**CELLS, "zuid|large": (10, n - 10)})
    released = passed(survey.study, rows).estimates.query("group == 'zuid|large'")
    assert set(released["n"]) == {told}
    assert set(released["status"]) == {"unreliable" if n < 30 else "released"}


def test_figures_of_an_anonymous_group_keep_their_digits(survey: Survey) -> None:
    rows = two_way(survey.study, "band", {"young": (6, 5), "mid": (10, 10), "old": (30, 30)})
    row = passed(survey.study, rows).estimates.query("group == 'young'").iloc[0]
    assert (row["estimate"], row["count"]) == (0.5454545455, 6)


def full(study: Study, item: str, group: str, counts: Sequence[int]) -> list[dict]:
    """A whole distribution with nets and mean, in one region and size class."""
    codes = dict(zip(("sa", "a", "n", "d", "sd"), counts, strict=True))
    codes |= {"agree_net": counts[0] + counts[1], "disagree_net": counts[3] + counts[4]}
    rows = [
        share(study, item, code, "region*size_class", group, count, sum(counts))
        for code, count in codes.items()
    ]
    score = np.dot(counts, [5, 4, 3, 2, 1]) / sum(counts)
    return [*rows, mean(study, item, "region*size_class", group, score, sum(counts))]


def test_an_identifiable_group_shows_one_net_and_no_mean(survey: Survey) -> None:
    rows = [row for group in CELLS for row in full(survey.study, "clear", group, (9, 9, 9, 9, 9))]
    released = passed(survey.study, rows).estimates
    shown = released[released["status"] != "suppressed"]
    assert set(shown["category"]) == {"agree_net"}
    assert set(released["reason"]) == {"", "coarsened"}


def test_a_grade_of_an_identifiable_group_shows_its_mean_only(survey: Survey) -> None:
    rows = [
        row
        for group in CELLS
        for row in (
            mean(survey.study, "mark", "region*size_class", group, 6.149, 40),
            share(survey.study, "mark", "low", "region*size_class", group, 20, 40),
        )
    ]
    released = passed(survey.study, rows).estimates
    assert released["estimate"].dropna().tolist() == [6.1] * 4
    assert (released["reason"] == "coarsened").sum() == 4


def test_a_mean_displayed_as_the_end_of_its_scale_is_suppressed_in_an_identifiable_group(
    survey: Survey,
) -> None:
    means = dict(zip(CELLS, (0.5, 0.5, 0.5, 0.004), strict=True))
    rows = [
        mean(survey.study, "share", "region*size_class", group, value, 40) for group, value in means.items()
    ]
    released = passed(survey.study, rows).estimates
    assert released.query("group == 'zuid|large'")["reason"].tolist() == ["small_group"]


def change(study: Study, **more) -> dict:
    row = {
        "study": study.id,
        "comparison": "previous",
        "indicator": "works",
        "item": "works",
        "category": "under",
    }
    row |= {"breakdown": "", "group": "", "measure": "share", "level": "category", "from_wave": "2021"}
    row |= {"to_wave": "2023", "n_from": 40, "n_to": 40, "difference": 0.125, "p": 0.04, "test": "t"}
    return {**row, "statistic": 2.0, "verdict": "increased", "reason": "", "family": "main", **more}


def both_waves(study: Study, old_n: int) -> list[dict]:
    rows = [
        share(study, "works", code, "", "", count, old_n)
        for code, count in (("under", 4), ("over", old_n - 4))
    ]
    new = [share(study, "works", code, "", "", 20, 40, wave="2023") for code in ("under", "over")]
    return rows + new


def changed(study: Study, old_n: int, *rows: dict) -> pd.DataFrame:
    frame = typed(pd.DataFrame(rows, columns=CHANGES.names), CHANGES, "changes")
    released = passed(study, both_waves(study, old_n), frame).changes
    return released[released["level"].isin(frame["level"])].reset_index(drop=True)


def test_a_change_with_both_estimates_released_stays_as_it_is(survey: Survey) -> None:
    row = changed(survey.study, 40, change(survey.study)).iloc[0]
    assert (row["difference"], row["p"], row["verdict"], row["reason"]) == (0.125, 0.04, "increased", "")


def test_the_told_interval_of_an_identifiable_group_is_rounded_and_what_was_declared_is_not(
    survey: Survey,
) -> None:
    """The margin and the level hold for a whole study or family: rounded they would be other ones."""
    place = {"breakdown": "region*size_class", "group": "zuid|large"}
    rows = two_way(survey.study, "region*size_class", CELLS)
    rows += [{**row, "wave": "2023"} for row in rows]
    frame = typed(pd.DataFrame([change(survey.study, **place)], columns=CHANGES.names), CHANGES, "changes")
    declared = replace(survey.study.comparison, margins={"share": 0.025}, alpha=0.0333)
    study = replace(survey.study, comparison=declared)
    row = passed(study, rows, frame).changes.query("level == 'category'").iloc[0]
    assert (row["difference"], row["se"], row["p"]) == (0.0, 0.11, 1.0)
    assert (row["ci_low"], row["told_low"], row["told_high"]) == (-0.25, -0.25, 0.25)
    assert (row["margin"], row["level_in_force"]) == (0.025, 0.0333)


@pytest.mark.parametrize("level", ["category", "item"])
def test_a_change_from_a_suppressed_estimate_loses_numbers_test_and_direction(
    survey: Survey, level: str
) -> None:
    """Its verdict and the name of its test would tell something too."""
    category = "under" if level == "category" else ""
    row = changed(
        survey.study,
        9,
        change(survey.study, level=level, category=category, told_low=0.1, margin=0.05, level_in_force=0.01),
    ).iloc[0]
    assert (row["verdict"], row["reason"], row["test"]) == ("too_few", "estimate_suppressed", "")
    assert row[list(CHANGES.numbers)].isna().all()


def test_a_break_between_waves_stays_a_break_where_an_estimate_is_suppressed(survey: Survey) -> None:
    row = changed(survey.study, 9, change(survey.study, verdict="not_comparable", reason="wording")).iloc[0]
    assert (row["verdict"], row["reason"]) == ("not_comparable", "wording")


def test_two_tests_of_one_suppressed_change_leave_one_row(survey: Survey) -> None:
    assert len(changed(survey.study, 9, change(survey.study), change(survey.study, test="rank"))) == 1


def test_a_trend_needs_every_wave_between(survey: Survey) -> None:
    study = replace(survey.study, comparison=replace(survey.study.comparison, against=("trend",)))
    trend = change(study, comparison="trend")
    assert changed(study, 9, trend)["difference"].isna().all()
    assert changed(study, 40, trend)["difference"].tolist() == [0.125]


def test_the_record_tells_each_check_but_never_which_groups(survey: Survey) -> None:
    rows = two_way(survey.study, "band", {"young": (4, 4), "mid": (10, 10), "old": (30, 30)})
    record = passed(survey.study, rows).method.disclosure
    checks = {check.check: check for check in record.tables["estimates"]}
    assert asdict(checks["minimum_base"]) == {
        "check": "minimum_base",
        "status": "applied",
        "summary": "1 van de 4 cijferblokken hebben te weinig antwoorden.",
        "number": 1,
    }
    assert checks["next_smallest"].number == 1
    assert checks["minimum_count"].status == "passed"
    assert record.tables["changes"][0].check == "both_estimates"
    assert record.audit.secrets == 4
    assert "young" not in str(record)


def test_changes_of_what_the_study_does_not_report_are_refused(survey: Survey) -> None:
    with pytest.raises(ReleaseError, match='changes: the study has no item "nothing"'):
        changed(survey.study, 40, change(survey.study, item="nothing"))


def test_empty_tables_come_out_empty(survey: Survey) -> None:
    released = passed(survey.study, [])
    assert released.estimates.empty
    assert released.changes.empty
    assert list(released.estimates.columns) == list(ESTIMATES.names)
