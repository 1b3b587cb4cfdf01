"""Released sets that are damaged, that the study does not declare, or that contradict themselves."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from monitor.release.door.audit import audit
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet, read_results, write_results
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES, Table
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.release.measured import through
from tests.release.rows import mean, share, two_way
from tests.release.survey import write_declarations

from .desk import Case, Cases, Desk

ESTIMATE = {
    "study": "s", "wave": "2022", "indicator": "i", "item": "i", "category": "a", "measure": "share",
    "estimate": 1 / 3, "count": 10, "n": 30, "status": "released",
}  # fmt: skip
SHUT = {
    "category": "b",
    "estimate": None,
    "count": None,
    "n": None,
    "status": "suppressed",
    "reason": "small_group",
}
CHANGE = {
    "study": "s", "comparison": "previous", "indicator": "i", "item": "i", "category": "a", "measure": "share",
    "level": "category", "from_wave": "2020", "to_wave": "2022", "difference": -0.069, "verdict": "undecided",
}  # fmt: skip

GONE = {
    "no estimates": "estimates.csv",
    "no method": "method.json",
}
REPLACED: dict[str, tuple[str, bytes]] = {
    "a table that is no text": ("changes.csv", b"\xff\xfe\x00"),
    "an empty table": ("changes.csv", b""),
    "half a method": ("method.json", b"{"),
    "a method with NaN": ("method.json", b'{"x": NaN}'),
    "a list as method": ("method.json", b"[]"),
}
EDITED: dict[str, tuple[str, str, str]] = {
    "a column is missing": ("estimates.csv", "wave", "round"),
    "a column too many": ("estimates.csv", "reason\n", "reason,extra\n"),
    "a word in a column of numbers": ("estimates.csv", "0.3333333333", "een derde"),
    "infinity": ("estimates.csv", "0.3333333333", "inf"),
    "an unknown status": ("estimates.csv", ",released,", ",open,"),
    "an unknown measure": ("estimates.csv", "a,,,share", "a,,,shere"),
    "an impossible number": ("estimates.csv", ",10,,,,30", ",10,,,,-30"),
    "two rows with one key": ("estimates.csv", "i,i,b,", "i,i,a,"),
    "a number in a suppressed row": ("estimates.csv", "i,i,b,,,share,,", "i,i,b,,,share,0.1,"),
    "a row with too many fields": ("changes.csv", "undecided", "undecided" + ",x" * 40),
    "changes of another study": ("changes.csv", "\ns,", "\nt,"),
    "a version that is still to come": ("method.json", '"study": "s"', '"schema": 9, "study": "s"'),
    "a method that holds something else": ("method.json", '"study": "s"', '"study": ["s"]'),
    "a method of another study": ("method.json", '"study": "s"', '"study": "u"'),
}
UNDECLARED = {
    "an item": {"item": "wroks"},
    "a breakdown": {"breakdown": "bands"},
    "a wave": {"wave": "1999"},
    "a study": {"study": "other"},
    "an indicator": {"indicator": "x"},
    "a group": {"breakdown": "band", "group": "yuong"},
}


def _frame(rows: list[dict], table: Table, name: str) -> pd.DataFrame:
    return typed(pd.DataFrame(rows, columns=list(table.names)), table, name)


def _written(folder: Path) -> Path:
    estimates = _frame([ESTIMATE, {**ESTIMATE, **SHUT}], ESTIMATES, "estimates")
    write_results(ReleasedSet(estimates, _frame([CHANGE], CHANGES, "changes"), Method(study="s")), folder)
    return folder


def _gone(name: str) -> Case:
    def run(desk: Desk) -> object:
        (_written(desk.folder) / name).unlink()
        return read_results(desk.folder)

    return run


def _replaced(name: str, content: bytes) -> Case:
    def run(desk: Desk) -> object:
        _written(desk.folder)
        desk.write(name, content)
        return read_results(desk.folder)

    return run


def _edited(name: str, old: str, new: str) -> Case:
    def run(desk: Desk) -> object:
        text = (_written(desk.folder) / name).read_text(encoding="utf-8")
        assert old in text, f"nothing to replace: {old}"
        desk.write(name, text.replace(old, new, 1))
        return read_results(desk.folder)

    return run


def _unwritable(desk: Desk) -> object:
    empty = _frame([], ESTIMATES, "estimates"), _frame([], CHANGES, "changes")
    return write_results(ReleasedSet(*empty, Method(title=float("nan"))), desk.folder)


def _study(desk: Desk) -> Study:
    return read_study(write_declarations(desk.folder, 4))


def _released(rows: list[dict], study: Study) -> ReleasedSet:
    return through(_frame(rows, ESTIMATES, "estimates"), _frame([], CHANGES, "changes"), Method(), study)


def _undeclared(cells: dict[str, str]) -> Case:
    def run(desk: Desk) -> object:
        study = _study(desk)
        return _released([{**share(study, "works", "under", "", "", 20, 40), **cells}], study)

    return run


def _bases(desk: Desk) -> object:
    """Works says 40 respondents, share says 50."""
    study = _study(desk)
    rows = [share(study, "works", "under", "", "", 20, 40), mean(study, "share", "", "", 0.5, 50)]
    return _released(rows, study)


def _figures(desk: Desk) -> object:
    """Old alone has more "under" than the whole sample."""
    study = _study(desk)
    rows = two_way(study, "band", {"young": (4, 4), "mid": (10, 10), "old": (30, 30)})
    rows[0]["count"] = 20
    return _released(rows, study)


def _audited(declared: bool, method: Method, group: str) -> Case:
    def run(desk: Desk) -> object:
        study = _study(desk)
        rows = [{**share(study, "works", "under", "band", group, 20, 40), "study": study.id}]
        found = ReleasedSet(_frame(rows, ESTIMATES, "estimates"), _frame([], CHANGES, "changes"), method)
        return audit([found], [study] if declared else [])

    return run


CASES: Cases = {
    **{f"results folder: {name}": _gone(file) for name, file in GONE.items()},
    **{f"results folder: {name}": _replaced(*change) for name, change in REPLACED.items()},
    **{f"results folder: {name}": _edited(*change) for name, change in EDITED.items()},
    "results folder: a method that JSON cannot hold": _unwritable,
    **{
        f"the door: {name} that the study does not have": _undeclared(cells)
        for name, cells in UNDECLARED.items()
    },
    "the door: bases that cannot be true together": _bases,
    "the door: figures that cannot be true together": _figures,
    "audit: a study that was not given": _audited(False, Method(), "young"),
    "audit: two studies in one set": _audited(True, Method(study="other"), "young"),
    "audit: a group that the study does not have": _audited(True, Method(), "child"),
}
