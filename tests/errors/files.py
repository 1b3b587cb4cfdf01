"""Wrong checks of files: norms, draws, frames, reviews and reports."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from monitor.commands.demo import demo
from monitor.commands.planning import plan_for
from monitor.publication.project.catalogue import CATALOGUE, FIGURE_CATALOGUE, entry_of
from monitor.stages.drawing import draw_files
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study_reader import read_study
from tests.file_checks import NORMS, QUESTIONLESS, contents, write_file_check
from tests.pipeline.test_file_check import CANNOT_DRAW, REFUSED, SPLIT_NORMS, kic, released, taken
from tests.publication.test_quality import composed_with, count_not_told, counts_of_two_years
from tests.study.conftest import Writer
from tests.study.test_norms import LAW, STUDIES, WRONG

from .desk import Case, Cases, Desk

Changed = Mapping[str, tuple[str, str] | str | None]
SECOND = contents()["second.csv"]


def _norms(text: str) -> Case:
    return lambda desk: read_questionnaire(desk.write("norms.yaml", text))


def _study(changed: Changed) -> Case:
    return lambda desk: read_study(write_file_check(desk.folder, changed))


def _taken(changed: Changed) -> Case:
    return lambda desk: taken(write_file_check(desk.folder, changed))


def _drawn(changed: Changed, period: str = "2025-06", again: str | None = None) -> Case:
    def case(desk: Desk) -> object:
        path = write_file_check(desk.folder, {"draws.jsonl": None, **changed})
        return list(draw_files(read_study(path), period, path.with_name("frame.csv"), again))

    return case


def _drawn_already(again: str | None) -> Case:
    def case(desk: Desk) -> object:
        path = write_file_check(desk.folder)
        return list(draw_files(read_study(path), "2025-06", path.with_name("frame.csv"), again))

    return case


def _drawn_of_a_survey(desk: Desk) -> object:
    path = Writer(desk.folder)
    path.questionnaire()
    return list(draw_files(read_study(path.study()), "2025-06", Path("frame.csv"), None))


def _no_room(desk: Desk) -> object:
    path = write_file_check(desk.folder, {"draws.jsonl": None})

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    desk.patch.setattr(os, "fsync", full)
    return list(draw_files(read_study(path), "2025-06", path.with_name("frame.csv"), None))


def _asked_of_a_report(name: str) -> Case:
    """A table of a report on files that has nothing to tell."""

    def case(desk: Desk) -> object:
        from monitor.pipeline import voice_of

        told = released(write_file_check(desk.folder))
        catalogue = FIGURE_CATALOGUE if name.startswith("control") else CATALOGUE
        return entry_of(name, catalogue).check(name, told.public, voice_of(told.study))

    return case


def _table_of_no_draw(desk: Desk) -> object:
    from monitor.pipeline import voice_of

    told = released(kic(desk.folder))
    return entry_of("files--draw", CATALOGUE).check("files--draw", told.public, voice_of(told.study))


def _of_another_study(desk: Desk) -> object:
    from monitor.pipeline import voice_of

    path = Writer(desk.folder)
    path.questionnaire()
    return entry_of("files--verdict", CATALOGUE).check(
        "files--verdict", None, voice_of(read_study(path.study()))
    )


def _planned(changed: Changed, typed: Mapping[str, str], formats: tuple[str, ...] | None = None) -> Case:
    def case(desk: Desk) -> object:
        return plan_for(write_file_check(desk.folder, changed), typed, False, formats, desk.folder / "build")

    return case


def _not_given() -> str:
    """Second reviews with a file that was drawn, and not for a second reviewer."""
    given = [line.split(",")[0] for line in SECOND.splitlines()[1:]]
    drawn = [line.split(",")[0] for line in contents()["reviews.csv"].splitlines()[1:]]
    return SECOND.replace(given[0], next(file for file in drawn if file not in given), 1)


def _counts_of_two_years(desk: Desk) -> object:
    raise counts_of_two_years(desk.folder)[0]


def _with_a_frame(desk: Desk) -> Path:
    path = Writer(desk.folder)
    path.questionnaire()
    return path.study(("responses: r20.csv", "responses: r20.csv, frame: frame.csv"))


CASES: Cases = {
    **{f"norms: {code}": _norms(NORMS.replace(*change, 1)) for code, change in WRONG.items()},
    "norms: no question and no norm": _norms(QUESTIONLESS),
    **{f"study: {code}": _study({"study.yaml": change}) for code, change in STUDIES.items()},
    "study: a norm on the law where norms stand on one ground": _study(LAW),
    "study: a check of files without norms": _study(
        {"norms.yaml": 'survey: a\ntitle: A\nrespondents: {singular: dossier, plural: dossiers}\nwaves: ["2025"]\nthemes: {b: B}\nquestions:\n  - {id: c, kind: number, theme: b, text: C}\n'}
    ),
    "study: a frame in a survey": lambda desk: read_study(_with_a_frame(desk)),
    **{f"files: {code}": _taken(change) for code, change in REFUSED.items()},
    "files: a second review of an accepted file that the draw gave to nobody": _taken({"second.csv": _not_given()}),
    "files: two versions of the norms in one wave": _taken({"reviews.csv": SPLIT_NORMS}),
    **{f"draw: {code}": _drawn(*said) for code, said in CANNOT_DRAW.items()},
    "draw: a period that was drawn": _drawn_already(None),
    "draw: again without a reason": _drawn_already("…"),
    "draw: in a survey": _drawn_of_a_survey,
    "draw: no room for the ledger": _no_room,
    "report: a table that is not there": _asked_of_a_report("files--oordeel"),
    "report: a figure of months that everybody may not know": _asked_of_a_report("control--review"),
    "report: a word that judges what is open": lambda desk: composed_with(desk.folder, "Het werkproces voldoet."),
    "report: a word that orders people": lambda desk: composed_with(desk.folder, "Een ranglijst volgt."),
    "report: counts over other months": _counts_of_two_years,
    "report: a count that is not told": lambda desk: count_not_told(released(write_file_check(desk.folder))),
    "report: a table of draws where nothing was drawn": _table_of_no_draw,
    "report: of another study": _of_another_study,
    "plan: without a norm": _planned({"study.yaml": ("meet: {right_first_time: 0.80, score: 0.80}\n", "")}, {}),
    "plan: a question of surveys": _planned({}, {"budget": "100"}),
    "plan: a memo": _planned({}, {}, ("pdf",)),
    "demo: another name": lambda desk: demo("dossier", desk.folder / "build"),
}  # fmt: skip
