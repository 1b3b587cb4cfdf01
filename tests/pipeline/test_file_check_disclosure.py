"""Truth: an attacker's attempts at the work of one caseworker: what is left of totals, other counts, other groups."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from monitor.errors import MonitorError
from monitor.release.door.told_files import with_told_files
from tests.file_checks import NORMS, STUDY, contents, drawings, frame_text, handled, write_file_check
from tests.pipeline.test_file_check import released, row, taken

TEAMS = NORMS.replace(
    "themes:", "scales: {teams: {kind: nominal, categories: {n: Noord, z: Zuid}}}\nthemes:"
) + ("questions:\n  - {id: NAME, kind: single, scale: teams, theme: besluit, text: Team}\n").replace(
    "besluit", "decision"
)


def by_team(
    folder: Path, workers: dict[str, str], name: str = "team", in_frame: bool = True
) -> SimpleNamespace:
    """The check of files with a team of each file; `workers` renames caseworkers."""
    files = [replace(one, worker=workers.get(one.worker, one.worker)) for one in handled()]
    team = {one.file: "n" if int(one.file[2:]) % 2 else "z" for one in files}
    head, *rows = contents()["reviews.csv"].splitlines()
    frame = frame_text(files).splitlines()
    if in_frame:
        frame = [f"{frame[0]},team", *(f"{line},{team[line.split(',')[0]]}" for line in frame[1:])]
    changed = {
        "norms.yaml": TEAMS.replace("NAME", name),
        "study.yaml": STUDY + f"breakdowns: [{name}]\n",
        "reviews.csv": "\n".join([f"{head},{name}", *(f"{line},{team[line.split(',')[0]]}" for line in rows)]) + "\n",
        "frame.csv": "\n".join(frame) + "\n",
    }  # fmt: skip
    return released(write_file_check(folder, changed))


def of_team(told: pd.DataFrame, team: str, breakdown: str = "team") -> pd.Series:
    mine = told[(told["breakdown"] == breakdown) & (told["group"] == team)]
    return row(mine, "right_first_time_review")


def test_a_team_of_few_caseworkers_takes_the_next_one_with_it(tmp_path: Path) -> None:
    """Odd files are of team n: its three caseworkers are too few, and z would be what is left of the total."""
    told = by_team(tmp_path, {})
    for team in "nz":
        assert of_team(told.inside.estimates, team)["status"] == "suppressed"
        assert of_team(told.public.estimates, team)["status"] == "suppressed"
    assert row(told.inside.estimates, "right_first_time_review")["status"] != "suppressed"


def test_a_group_by_another_column_is_held_against_the_caseworkers_of_its_reviewed_files(
    tmp_path: Path,
) -> None:
    """Each group of `wie` is the work of three caseworkers, though six handled the files of the process."""
    told = by_team(tmp_path, {}, "wie", in_frame=False)
    for group in "nz":
        assert of_team(told.inside.estimates, group, "wie")["status"] == "suppressed"


def test_a_frame_says_whose_files_they_are(tmp_path: Path) -> None:
    lines = [",".join(line.split(",")[:3]) for line in contents()["frame.csv"].splitlines()]
    with pytest.raises(MonitorError) as failure:
        taken(write_file_check(tmp_path, {"frame.csv": "\n".join(lines) + "\n"}))
    assert failure.value.code == "response_files.column_is_missing"


def test_files_of_nobody_known_tell_no_figure(tmp_path: Path) -> None:
    nobody = [replace(one, worker="") for one in handled()]
    told = released(write_file_check(tmp_path, {"frame.csv": frame_text(nobody)}))
    for released_set in (told.inside, told.public):
        assert (released_set.estimates["status"] == "suppressed").all()


def test_a_month_of_one_caseworker_is_not_what_is_left_of_the_year(tmp_path: Path) -> None:
    """One caseworker has most files of May; June would tell of May, by the total of both."""
    files = [
        replace(one, worker="w0") if one.month == "2025-05" and int(one.file[2:]) % 2 else one for one in handled()
    ]  # fmt: skip
    assert drawings(files) == drawings(handled())
    told = released(write_file_check(tmp_path, {"frame.csv": frame_text(files)}))
    assert row(told.inside.estimates, "right_first_time_review")["status"] != "suppressed"
    (review,) = told.inside.method.files.waves["2025"].months
    assert (review.process, review.months, review.left_out) == ("review", (), 2)


@pytest.mark.parametrize("status", ["nearly_all", "released"])
def test_how_many_were_returned_is_told_only_beside_the_count_that_were_right(
    tmp_path: Path, status: str
) -> None:
    """A class is 11 or 12 of 12, a figure without a count is rounded; how many were returned would tell which."""
    told = released(write_file_check(tmp_path))
    review = told.inside.estimates["item"] == "right_first_time_review"
    vague = told.inside.estimates.assign(status=status).mask(review & (told.inside.estimates["count"] > 0))
    vague = vague.fillna({column: told.inside.estimates[column] for column in vague if column != "count"})
    public = with_told_files(replace(told.inside, estimates=vague), told.study)
    kept, shown = (
        next(one for one in told_set.method.files.waves["2025"].processes if one.process == "review")
        for told_set in (public, told.inside)
    )
    assert (kept.returned, kept.repaired, kept.days, kept.kept_back) == (None, None, None, True)
    assert shown.returned is not None


def test_one_quarter_is_beside_nothing(tmp_path: Path) -> None:
    """Of three applications a month no outcome can be a signal; both months are of one quarter."""
    told = released(write_file_check(tmp_path))
    assert {one.process for one in told.inside.method.files.waves["2025"].months} == {"review"}


def test_what_a_failed_norm_was_about_is_as_hidden_as_the_process_of_the_norm(tmp_path: Path) -> None:
    """One caseworker handled all applications, and a fifth of the rest; how many fail the plan is the base of the question."""
    files = [replace(one, worker="w0" if one.process == "application" else one.worker) for one in handled()]
    head, *rows = contents()["reviews.csv"].splitlines()
    about = "questions:\n  - {id: about, kind: multi, theme: decision, asked_if: plan == not_met, blank: no_answer, text: Wat?, options: {goal: doel, date: datum}}\n"
    answered = []
    for line in rows:
        cells = line.split(",")
        failed = cells[1] == "application"
        answered.append(
            ",".join(
                [*cells[:5], "not_met" if failed else "", *cells[6:], *(("1", "0") if failed else ("", ""))]
            )
        )
    told = released(write_file_check(tmp_path, {
        "norms.yaml": NORMS.replace("processes: [review]", "processes: [application]") + about,
        "frame.csv": frame_text(files), "reviews.csv": "\n".join([f"{head},goal,date", *answered]) + "\n",
        "study.yaml": (", second: second.csv", ""),
    }))  # fmt: skip
    mine = told.inside.estimates[told.inside.estimates["item"].isin(["goal", "date"])]
    assert len(mine)
    assert (mine["status"] == "suppressed").all()
    assert row(told.inside.estimates, "right_first_time_application")["status"] == "suppressed"
    assert row(told.inside.estimates, "right_first_time_review")["status"] != "suppressed"
