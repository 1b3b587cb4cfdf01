"""Truth: released sets with a known hole; the attacker has to find that hole and name it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.messages.catalogue import text
from monitor.release.door.audit import KINDS, AuditReport, audit
from monitor.release.results.method import BreakdownRecord, Method
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study import Study
from monitor.study.study_reader import read_study

from .measured import through
from .survey import QUESTIONNAIRE, STUDY, Survey, write_declarations

pytestmark = pytest.mark.ci

NO_CHANGES = typed(pd.DataFrame({name: [] for name in CHANGES.names}), CHANGES, "changes")


@pytest.fixture(scope="module")
def everything(survey: Survey) -> pd.DataFrame:
    """All figures of 800 respondents, nothing suppressed; enough that no threshold asks for it."""
    return survey.estimates(survey.answers(800, 1))


def suppress(
    frame: pd.DataFrame, item: str, breakdown: str, *groups: str, reason: str = "small_group"
) -> pd.DataFrame:
    """The figures of an item suppressed in some groups, by default in all of the breakdown."""
    rows = (frame["item"] == item) & (frame["breakdown"] == breakdown)
    if groups:
        rows &= frame["group"].isin(groups)
    assert rows.any()
    frame = frame.copy()
    frame.loc[rows, list(ESTIMATES.numbers)] = np.nan
    frame.loc[rows, "status"], frame.loc[rows, "reason"] = "suppressed", reason
    return frame


def attacked(frame: pd.DataFrame, study: Study, changes: pd.DataFrame = NO_CHANGES) -> AuditReport:
    return audit([ReleasedSet(frame, changes, Method(study=study.id))], [study])


def inferred(report: AuditReport) -> set[tuple[str, str, str]]:
    rows = report.findings[report.findings["kind"] == "inferred"]
    return set(rows[["item", "breakdown", "group"]].itertuples(index=False, name=None))


def test_a_set_with_nothing_suppressed_has_nothing_to_attack(
    survey: Survey, everything: pd.DataFrame
) -> None:
    report = attacked(everything[everything["breakdown"].isin(["", "band"])], survey.study)
    assert report.passed
    assert report.summary() == "Audit passed: 0 suppressed figures, none can be worked out"


def test_a_lonely_group_is_the_total_less_the_others(survey: Survey, everything: pd.DataFrame) -> None:
    report = attacked(suppress(everything, "works", "region", "noord"), survey.study)
    assert ("works", "region", "noord") in inferred(report)
    row = report.findings.query("kind == 'inferred' and category == 'under' and wave == '2021'").iloc[0]
    truth = everything.query(
        "item == 'works' and category == 'under' and group == 'noord' and wave == '2021'"
    )
    assert row["low"] == row["high"] == truth["count"].iat[0]
    assert report.summary().startswith("Audit failed: ")
    assert text(KINDS["inferred"]) in report.summary()


def test_the_mean_of_a_lonely_group_follows_from_the_others(survey: Survey, everything: pd.DataFrame) -> None:
    frame = everything[everything["item"] != "rest"]
    report = attacked(suppress(frame, "share", "region", "noord"), survey.study)
    assert ("share", "region", "noord") in inferred(report)


PATHS = {
    "a number and its complement": ("share", "band", "rest"),
    "a recode of a distribution": ("clear", "band", "unclear"),
    "a distribution of a recode": ("unclear", "band", "clear"),
    "the base of a routed item": ("works", "band", "content"),
}


@pytest.mark.parametrize("path", PATHS)
def test_another_item_gives_a_suppressed_one_away(
    survey: Survey, everything: pd.DataFrame, path: str
) -> None:
    item, breakdown, teller = PATHS[path]
    others = everything[everything["item"].isin([item, teller])]
    assert {"young", "mid", "old"} == {
        group for _, _, group in inferred(attacked(suppress(others, item, breakdown), survey.study))
    }
    alone = everything[everything["item"] == item]
    assert inferred(attacked(suppress(alone, item, breakdown), survey.study)) == set()


def test_finer_groups_give_a_coarser_one_away(survey: Survey, everything: pd.DataFrame) -> None:
    leaks = inferred(attacked(suppress(everything, "works", "region"), survey.study))
    assert {("works", "region", "noord"), ("works", "region", "zuid")} <= leaks


def test_municipalities_give_away_a_cell_of_region_and_size(survey: Survey, everything: pd.DataFrame) -> None:
    leaks = inferred(attacked(suppress(everything, "works", "region*size_class"), survey.study))
    assert ("works", "region*size_class", "noord|small") in leaks


def test_a_breakdown_turned_round_gives_the_same_cells_away(tmp_path: Path) -> None:
    """Works of the young is band of those who work: one table, seen from two sides."""
    text = (
        STUDY.split("breakdowns:")[0]
        + "breakdowns: [{id: band, population_at_least: {n: 100, source: proef}}, {id: works, population_at_least: {n: 100, source: proef}}]\n"
    )
    turned = Survey(read_study(write_declarations(tmp_path, 4, QUESTIONNAIRE, text)))
    frame = turned.estimates(turned.answers(300, 4))
    frame = frame[frame["item"].isin(["works", "band"])]
    leaks = inferred(attacked(suppress(frame, "works", "band"), turned.study))
    assert ("works", "band", "young") in leaks


def test_a_released_set_does_not_hide_what_an_earlier_one_published(
    survey: Survey, everything: pd.DataFrame
) -> None:
    now = suppress(everything, "works", "band", "young", "mid")
    now = suppress(now, "content", "band")
    before = everything[(everything["item"] == "works") & everything["breakdown"].isin(["", "band"])]
    sets = [ReleasedSet(frame, NO_CHANGES, Method()) for frame in (now, before)]
    assert not [leak for leak in inferred(audit(sets[:1], [survey.study])) if leak[0] == "works"]
    assert ("works", "band", "young") in inferred(audit(sets, [survey.study]))


@pytest.mark.parametrize(("more", "found"), [(0, False), (3, True), (400, False)])
def test_of_two_runs_the_few_respondents_that_came_in_between_are_found(
    survey: Survey, everything: pd.DataFrame, more: int, found: bool
) -> None:
    """Each run by itself has 800 respondents and more: the answers of three are what one has more than the other."""
    one, two = (
        ReleasedSet(frame[frame["breakdown"] == ""], NO_CHANGES, Method())
        for frame in (everything, survey.estimates(survey.answers(800 + more, 1)))
    )
    assert ("runs_differ" in set(audit([one, two], [survey.study]).findings["kind"])) is found


def test_results_in_old_and_new_borders_give_a_merged_municipality_away(tmp_path: Path) -> None:
    """M900 joined M000: new M000 less old M000 is M900, which the old set suppressed."""
    text = STUDY.replace("  column: municipality\n", "  column: municipality\n  mergers: mergers.csv\n")
    path = write_declarations(tmp_path, 4, QUESTIONNAIRE, text)
    (tmp_path / "mergers.csv").write_text("old_code,new_code\nM900,M000\n", encoding="utf-8")
    merged = Survey(read_study(path))
    new = merged.estimates(merged.answers(300, 5)).query(
        "item == 'works' and breakdown in ['', 'municipality']"
    )
    own = new["group"] == "M000"
    part = new[own].assign(group="M900", count=np.floor(new["count"] / 3), n=np.floor(new["n"] / 3))
    rest = new[own].assign(count=new["count"] - part["count"], n=new["n"] - part["n"])
    old = pd.concat([new[~own], suppress(part, "works", "municipality"), rest], ignore_index=True)
    later = ReleasedSet(new, NO_CHANGES, Method())
    earlier = ReleasedSet(old, NO_CHANGES, Method())
    assert ("works", "municipality@before_mergers", "M900@before_mergers") in inferred(
        audit([later, earlier], [merged.study])
    )


def test_a_number_in_a_suppressed_row_is_found(survey: Survey, everything: pd.DataFrame) -> None:
    frame = suppress(everything, "works", "band", "young", "mid")
    frame.loc[frame["status"] == "suppressed", "n"] = 20.0
    assert "number_in_suppressed_row" in set(attacked(frame, survey.study).findings["kind"])


def test_a_half_suppressed_distribution_is_found(survey: Survey, everything: pd.DataFrame) -> None:
    frame = everything.copy()
    rows = (frame["item"] == "clear") & (frame["group"] == "young") & (frame["category"] == "sa")
    frame.loc[rows, list(ESTIMATES.numbers)] = np.nan
    frame.loc[rows, ["status", "reason"]] = ["suppressed", "small_group"]
    findings = attacked(frame, survey.study).findings
    assert {"partly_suppressed", "inferred"} <= set(findings["kind"])


def test_a_base_below_the_minimum_is_found(survey: Survey, everything: pd.DataFrame) -> None:
    stricter = survey.with_rules(anonymous=replace(survey.study.disclosure.anonymous, minimum_base=900)).study
    assert "small_base" in set(attacked(everything, stricter).findings["kind"])


def test_groups_that_were_taken_for_anonymous_are_found_by_a_stricter_study_file(
    survey: Survey, everything: pd.DataFrame
) -> None:
    """The set says of itself how its groups were told; figures of large groups show nothing else."""
    large = everything[(everything["item"] == "works") & (everything["breakdown"] == "region")]
    region = replace(survey.study.breakdowns[1], identifiable=True)
    stricter = replace(survey.study, breakdowns=(region, *survey.study.breakdowns[2:]))
    for taken_for, kinds in ((False, {"released_as_anonymous"}), (True, set())):
        method = Method(study="door", breakdowns={"region": BreakdownRecord(taken_for)})
        found = audit([ReleasedSet(large, NO_CHANGES, method)], [stricter]).findings
        assert set(found["kind"]) & {"released_as_anonymous"} == kinds
    loose = audit([ReleasedSet(large, NO_CHANGES, method)], [survey.study]).findings
    assert "released_as_anonymous" not in set(loose["kind"])


@pytest.mark.parametrize("count", [4.0, 0.0])
def test_a_small_count_in_an_identifiable_group_is_found(
    survey: Survey, everything: pd.DataFrame, count: float
) -> None:
    frame = everything[(everything["item"] == "works") & (everything["breakdown"] == "region*size_class")]
    small = frame.assign(count=np.where(frame["category"] == "under", count, frame["n"] - count))
    findings = attacked(small.assign(estimate=small["count"] / small["n"]), survey.study).findings
    assert "small_count" in set(findings["kind"])
    assert set(findings["category"]) == {"under", "over"}


def test_a_change_of_a_suppressed_estimate_is_found(survey: Survey, everything: pd.DataFrame) -> None:
    frame = suppress(everything, "works", "band", "young", "mid")
    changes = survey.changes(everything).query("item == 'works' and breakdown == 'band'")
    findings = attacked(frame, survey.study, changes).findings
    changed = findings[findings["kind"] == "change_of_suppressed"]
    assert set(changed["group"]) == {"young", "mid"}
    assert set(changed["wave"]) == {"2021-2023"}


def test_figures_that_cannot_all_be_true_are_found(survey: Survey, everything: pd.DataFrame) -> None:
    frame = suppress(everything, "works", "band", "young", "mid")
    whole = (frame["item"] == "works") & (frame["breakdown"] == "")
    frame.loc[whole, "count"] = 5.0
    assert "contradiction" in set(attacked(frame, survey.study).findings["kind"])


def test_bases_that_cannot_all_be_true_are_found(survey: Survey, everything: pd.DataFrame) -> None:
    frame = suppress(everything, "works", "band", "young", "mid")
    frame.loc[(frame["item"] == "share") & (frame["breakdown"] == ""), "n"] = 7.0
    assert "contradiction" in set(attacked(frame, survey.study).findings["kind"])


def test_answers_kept_against_their_route_leave_the_rest_of_the_attack_standing(
    survey: Survey, everything: pd.DataFrame
) -> None:
    """Content was answered by more than its filter led there: the route tells nothing, totals still do."""
    frame = suppress(everything[everything["breakdown"].isin(["", "region"])], "works", "region", "noord")
    rows = (frame["item"] == "content") & frame["group"].isin(["", "zuid"])
    frame.loc[rows, "n_not_asked"] -= 1
    frame.loc[rows, "n_no_answer"] += 1
    assert ("works", "region", "noord") in inferred(attacked(frame, survey.study))


FINER = {
    "se": 0.0713, "ci_low": 0.1, "n_effective": 38.0, "deff": 1.3, "count": 12.0, "n_no_answer": 0.0, "n": 41.0,
    "estimate": 0.5123,
}  # fmt: skip


@pytest.fixture(scope="module")
def behind(survey: Survey) -> ReleasedSet:
    estimates = survey.estimates(survey.answers(800, 1))
    return through(estimates, survey.changes(estimates), Method(), survey.study)


@pytest.mark.parametrize("column", FINER)
def test_a_number_that_does_not_follow_from_rounded_ones_is_found(
    survey: Survey, behind: ReleasedSet, column: str
) -> None:
    frame = behind.estimates.copy()
    own = frame[(frame["breakdown"] == "region*size_class") & (frame["item"] == "works")]
    row = own.index[own["status"] == "released"][0]
    frame.loc[row, column] = FINER[column]
    found = audit([replace(behind, estimates=frame)], [survey.study]).findings
    assert "tells_more" in set(found["kind"])
    assert frame.loc[row, "group"] in set(found["group"])


@pytest.mark.parametrize("column", ["difference", "se", "ci_high", "statistic", "p", "n_to"])
def test_a_change_that_does_not_follow_from_rounded_figures_is_found(
    survey: Survey, behind: ReleasedSet, column: str
) -> None:
    frame = behind.changes.copy()
    own = (frame["breakdown"] == "region*size_class") & frame["p"].notna() & (frame["level"] == "category")
    row = frame.index[own & frame[column].notna()][0]
    assert audit([behind], [survey.study]).passed
    frame.loc[row, column] += 0.01 if column != "p" else -0.01 * frame.loc[row, "p"]
    found = audit([replace(behind, changes=frame)], [survey.study]).findings
    assert set(found["kind"]) == {"tells_more"}


def test_weighted_results_are_attacked_by_their_counts(survey: Survey) -> None:
    """Shares are weighted, so they are no counts over bases; a lonely group is found by its counts."""
    weighted = replace(survey.study, design=replace(survey.study.design, weights="weight"))
    frame = survey.estimates(survey.answers(800, 1))
    frame["estimate"] = np.minimum(frame["estimate"] * 1.07, 1.0)
    released = through(frame, NO_CHANGES, Method(), weighted)
    assert audit([released], [weighted]).passed
    shown = released.estimates.query("breakdown == 'region*size_class' and category == 'under'")
    assert shown["estimate"].notna().any()
    assert shown["count"].isna().all()
    for item in ("works", "share"):
        lonely = suppress(frame[frame["item"].isin(["works", "share"])], item, "region", "noord")
        assert (item, "region", "noord") in inferred(attacked(lonely, weighted))
