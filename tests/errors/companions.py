"""Another survey beside a study that does not fit it: its study file, its results, the rows that name both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from monitor.publication.tables.side_by_side_tables import check_side_by_side
from monitor.release.results.companions import read_companions
from monitor.release.results.method import PolicyRecord
from monitor.release.results.released_set import ReleasedSet, write_results
from monitor.study.study_reader import read_study
from tests.release.test_companions import released_staff, write_surveys
from tests.study.conftest import STUDY, Writer
from tests.study.test_companions import BESIDE

from .desk import Case, Cases, Desk, in_place_of

Change = tuple[str, str]
STAFF = "{staff: other/study.yaml}"
DECLARED: list[Change] = [
    ('other/study.yaml', 'other'),
    ('other/study.yaml', 'others/study.yaml'),
    ('other/study.yaml', '../../../study.yaml'),
    ('other/study.yaml', '{study: other/study.yaml, results: /srv/results}'),
    ('other/study.yaml', '{study: other/study.yaml, wave: "2019"}'),
    ('other/study.yaml', 'study.yaml'),
    ('other/study.yaml', '{study: other/study.yaml, map: x}'),
    ('companion: staff', 'companion: staf'),
    ('own: clear', 'own: cleer'),
    ('other: clear', 'other: cleer'),
    ('clear.disagree_net', 'clear.disagre_net'),
    ('clear.disagree_net', 'clear'),
    ('own: unclear.yes', 'own: unclear.mean'),
    ('own: clear.agree_net', 'own: why.text'),
    ('theme: care', 'theme: cares'),
    ('id: time', 'id: letters'),
]  # fmt: skip
NOT_ASKED = STAFF, '{staff: {study: other/study.yaml, wave: "2020"}}'
ONE_OPTION = "reports:", "indicators: [{id: help, items: [help_a]}]\nreports:"


def _declared(*changes: Change, own: Change = ("", ""), other: Change = ("", "")) -> Case:
    """The small study with itself, under another name, beside it."""

    def run(desk: Desk) -> object:
        study = Writer(desk.folder).study()
        desk.write("other/questionnaire.yaml", (desk.folder / "questionnaire.yaml").read_bytes())
        desk.write("other/study.yaml", STUDY.replace("study: mini", "study: staff", 1).replace(*other, 1))
        lines = BESIDE
        for old, new in changes:
            assert old in lines, f"nothing to replace: {old}"
            lines = lines.replace(old, new, 1)
        desk.write("study.yaml", STUDY.replace(*own, 1) + lines)
        return read_study(study)

    return run


def _results(
    spoil: Callable[[ReleasedSet], ReleasedSet] = lambda found: found, lost: str = "", **facts: object
) -> Case:
    """The results of the other survey, made wrong before they are read."""

    def run(desk: Desk) -> object:
        study = write_surveys(desk.folder)
        write_results(spoil(released_staff(**facts)), desk.folder / "out")
        if lost:
            (desk.folder / "out" / lost).unlink()
        return read_companions(study, {"staff": desk.folder / "out"})

    return run


def _not_there(desk: Desk) -> object:
    return read_companions(write_surveys(desk.folder), {"staff": Path("build/staff/2025")})


def _made_up(found: ReleasedSet) -> ReleasedSet:
    return replace(found, method=replace(found.method, demonstration=True))


def _on_four_answers(found: ReleasedSet) -> ReleasedSet:
    return replace(found, estimates=found.estimates.assign(n=4.0))


def _under_a_policy(found: ReleasedSet) -> ReleasedSet:
    policy = PolicyRecord("Gemeente Voorbeeld", "directeur", "2024-06-01", "Zo is besloten.", ("staff",), {})
    return replace(found, method=replace(found.method, policy=policy))


def _table(desk: Desk) -> object:
    return check_side_by_side("side-by-side--cleer", write_surveys(desk.folder))


CASES: Cases = {
    **{f"study: {in_place_of(old, new)}": _declared((old, new)) for old, new in DECLARED},
    "study: an item that was not asked in the wave of the other survey": _declared(
        NOT_ASKED, ("other: time_a.mean", "other: help_a.1")
    ),
    "study: an item that no indicator reports": _declared(
        ("own: unclear.yes", "own: help_none.1"), own=ONE_OPTION
    ),
    "study: a demonstration beside a real survey": _declared(
        other=("reports:", "demonstration: true\nreports:")
    ),
    "results: not there": _not_there,
    "results: a table is lost": _results(lost="changes.csv"),
    "results: another study": _results(name="somebody"),
    "results: other waves": _results(waves=("2023", "2025")),
    "results: a figure is not among them": _results(category="no"),
    "results: a demonstration": _results(_made_up),
    "results: figures on fewer answers than any study may tell": _results(_on_four_answers),
    "results: released under the policy of an organisation": _results(_under_a_policy),
    "table: a row that nobody set side by side": _table,
}
