"""Wrong municipalities, and reports of municipalities that cannot be made."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

from monitor import outputs
from monitor.commands import benchmarking
from monitor.commands.benchmark import benchmark
from monitor.commands.benchmarking import write_places
from monitor.errors import MonitorError
from monitor.pipeline import run_study
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.figures import check_place_figure
from monitor.publication.municipal.place import Places
from monitor.publication.municipal.released_place import ReleasedPlaces
from monitor.publication.municipal.tables import place_table
from monitor.publication.project.compose import compose
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import ReleasedSet, read_results
from monitor.stages.options import RunOptions
from monitor.study.study_file import ReportPlan
from monitor.study.study_reader import read_study
from tests.pipeline.test_benchmark import STUDY, written
from tests.words import voice_of

from .desk import Case, Cases, Desk

AREAS = 24
MERGERS = "old_code,new_code\nOUD,G003\nDEEL,G001\nDEEL,G002\n"


def _declared(desk: Desk, study: str = STUDY) -> Path:
    desk.write("mergers.csv", MERGERS)
    return written(desk.folder, AREAS, study.replace("frame.csv\n", "frame.csv\n  mergers: mergers.csv\n", 1))


def _run(desk: Desk) -> Path:
    path = _declared(desk)
    run_study(path, RunOptions(out=desk.folder / "build", reports=(), formats=("html",)), lambda *_: None)
    return path


def _places(path: Path, released: ReleasedSet | None = None) -> Places:
    return Places(released, voice_of(read_study(path)))


def _code(code: str) -> Case:
    return lambda desk: _places(_declared(desk)).check(code)


def _without(desk: Desk) -> object:
    """A study that declares no benchmark."""
    lines = [line for line in STUDY.splitlines() if not line.startswith("benchmark")]
    return _places(_declared(desk, "\n".join(lines) + "\n")).plan


def _one(desk: Desk, place: str = "") -> tuple[ReleasedSet, Voice]:
    """What the report of one municipality is made of; of none where no code is given."""
    path = _run(desk)
    study = read_study(path)
    released = read_results(desk.folder / "build" / "gemeenten" / "2025" / "results", study)
    cut = ReleasedPlaces(released, study.benchmark).of(place or "G001")
    voice = voice_of(study)
    return cut, Voice(voice.words, voice.study, place)


def _template(text: str, place: str = "") -> Case:
    def run(desk: Desk) -> object:
        template = desk.write("template/report.qmd", text)
        return compose(ReportPlan("own", template.parent, None), Variables(*_one(desk, place)))

    return run


def _hidden_figure(desk: Desk) -> object:
    """A municipality of which nothing is told."""
    cut, voice = _one(desk, "G001")
    estimates = cut.estimates[cut.estimates["measure"] != "shrunken"]
    return check_place_figure("benchmark-strip", replace(cut, estimates=estimates), voice)


def _no_theme(desk: Desk) -> object:
    return place_table("benchmark--b", *_one(desk, "G001"))


def _failing(desk: Desk) -> object:
    def broken(*_: object) -> None:
        raise MonitorError("publication.there_is_no_municipality", municipality="G001", hint=None)

    path = _run(desk)
    desk.patch.setattr(benchmarking, "_render", broken)
    return _write(path, desk, ("G001",))


def _changed(desk: Desk) -> object:
    path = _run(desk)
    changes = desk.folder / "build" / "gemeenten" / "2025" / "results" / "changes.csv"
    changes.write_text(changes.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    return _write(path, desk, ("G001",))


def _since(name: str, old: str, new: str) -> Case:
    """A file of the study that was changed since the run."""

    def run(desk: Desk) -> object:
        path = _run(desk)
        file = desk.folder / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        return _write(path, desk, ("G001",))

    return run


def _in_its_place(desk: Desk) -> object:
    """A file where the folder of the municipalities would stand."""
    path = _run(desk)
    (desk.folder / "build" / "gemeenten" / "2025-municipalities").write_text("", encoding="utf-8")
    return _write(path, desk, ("G001",))


def _write(path: Path, desk: Desk, codes: tuple[str, ...]) -> object:
    options = RunOptions(out=desk.folder / "build", formats=("html",))
    return list(write_places(path, codes, options, False, lambda *_: None))


def _coded(old: str, new: str) -> Case:
    """A frame in which something else stands."""

    def run(desk: Desk) -> object:
        path = _declared(desk)
        frame = desk.folder / "frame.csv"
        frame.write_text(frame.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        return read_study(path)

    return run


def _read_only(desk: Desk) -> object:
    """A disk that refuses the folder of all municipalities."""
    path, make = _run(desk), outputs.make_folders

    def refused(folder: Path, owner_only: bool) -> None:
        if folder.name.endswith("-municipalities"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        make(folder, owner_only)

    desk.patch.setattr(outputs, "make_folders", refused)
    return _write(path, desk, ("G001",))


CASES: Cases = {
    "municipality: a code that leads out of its folder": _coded("G004,", "../G004,"),
    "municipality: a code that is a device": _coded("G004,", "con,"),
    "municipality: two codes in other capitals": _coded("G004,", "g005,"),
    "municipality: no name": _coded("Aa 4,", ","),
    "municipality: none is named, nor all": lambda desk: benchmark(desk.folder / "study.yaml"),
    "municipality: unknown": _code("G999"),
    "municipality: by its name": _code("Aa 7"),
    "municipality: merged": _code("OUD"),
    "municipality: split": _code("DEEL"),
    "municipality: no benchmark": _without,
    "municipality: its part in a report for everybody": _template(
        "{{< include texts/municipality-know.qmd >}}\n"
    ),
    "municipality: its figure in a report for everybody": _template("![](figures/benchmark-strip){#fig-x}\n"),
    "municipality: a word that makes an order": _template("Hier gaat het\nbeter dan elders.\n", "G001"),
    "municipality: a figure of nothing": _hidden_figure,
    "municipality: a table of no theme": _no_theme,
    "municipality: one that fails": _failing,
    "municipality: results changed since the run": _changed,
    "municipality: people changed since the run": _since("frame.csv", "Aa 4,212", "Aa 4,912"),
    "municipality: another benchmark since the run": _since(
        "study.yaml", "traits: [size]", "traits: [size], members: 20"
    ),
    "municipality: a demonstration since the run": _since(
        "study.yaml", "study: gemeenten", "study: gemeenten\ndemonstration: true"
    ),
    "municipality: a file in the place of its folder": _in_its_place,
    "municipality: a disk that refuses its folder": _read_only,
}
