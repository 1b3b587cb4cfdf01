"""A survey that is held against another one, of which the released set is not there or does not fit."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from monitor.outputs import file_hash
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.own_survey import own_place
from monitor.publication.municipal.own_survey_documents import check_reference, check_reference_figure
from monitor.release.results.released_set import ReleasedSet, read_results
from monitor.stages import reference
from monitor.stages.reference import read_reference
from monitor.study.study_reader import read_study
from tests.pipeline.reference_studies import (
    BROKEN,
    OWN,
    QUESTIONS,
    own_responses,
    run,
    write_national,
    write_own,
)
from tests.pipeline.test_benchmark import STUDY
from tests.words import voice_of

from .desk import Case, Cases, Desk, in_place_of

HOME = "../national/build/gemeenten/2025"
BARE = "\n".join(line for line in STUDY.splitlines() if not line.startswith("benchmark")) + "\n"
Change = tuple[str, str]


def _held(
    desk: Desk,
    spoil: Callable[[Path, Desk], object] = lambda *_: None,
    study: str = OWN,
    questions: str = QUESTIONS,
    national: str = BARE,
) -> object:
    """A national run that is spoilt, and the own survey held against it."""
    home = run(write_national(desk.folder / "national", study=national))
    spoil(home, desk)
    path = write_own(desk.folder / "own", study=study, questions=questions)
    return read_reference(read_study(path), lambda *_: None)


def _spoilt(spoil: Callable[[Path, Desk], object], study: str = OWN) -> Case:
    return lambda desk: _held(desk, spoil, study)


def _questions(old: str, new: str) -> Case:
    return lambda desk: _held(desk, questions=QUESTIONS.replace(old, new))


def _by_hand(home: Path, _: Desk) -> None:
    path = home / "results" / "estimates.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def _told(home: Path, change: Callable[[dict], None]) -> None:
    """method.json with something else in it, and the manifest made to fit: as another run would leave them."""
    path, manifest = home / "results" / "method.json", home / "manifest.json"
    method = json.loads(path.read_text(encoding="utf-8"))
    change(method)
    path.write_text(json.dumps(method), encoding="utf-8")
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["outputs"]["results/method.json"] = file_hash(path)
    manifest.write_text(json.dumps(told), encoding="utf-8")


def _method(**changes: object) -> Case:
    return _spoilt(lambda home, _: _told(home, lambda method: method.update(changes)))


def _without_figure(home: Path, _: Desk) -> None:
    path, manifest = home / "results" / "estimates.csv", home / "manifest.json"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if ",brief,agree_net," not in line)
    path.write_text(kept, encoding="utf-8")
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["outputs"]["results/estimates.csv"] = hashlib.sha256(kept.encode()).hexdigest()
    manifest.write_text(json.dumps(told), encoding="utf-8")


def _zipped(write: Callable[[zipfile.ZipFile], object]) -> Case:
    def run_case(desk: Desk) -> object:
        with zipfile.ZipFile(desk.folder / "national.zip", "w") as archive:
            write(archive)
        path = write_own(desk.folder / "own", study=OWN.replace(HOME, "../national.zip"))
        return read_reference(read_study(path), lambda *_: None)

    return run_case


def _no_zip(desk: Desk) -> object:
    desk.write("national.zip", "geen zip")
    path = write_own(desk.folder / "own", study=OWN.replace(HOME, "../national.zip"))
    return read_reference(read_study(path), lambda *_: None)


def _too_large(desk: Desk) -> object:
    desk.patch.setattr(reference, "MOST_UNPACKED", 3)
    return _zipped(lambda archive: archive.writestr("manifest.json", "{     }"))(desk)


def _not_there(desk: Desk) -> object:
    return read_reference(read_study(write_own(desk.folder / "own")), lambda *_: None)


def _empty(desk: Desk) -> object:
    (desk.folder / "national" / "build" / "gemeenten" / "2025").mkdir(parents=True)
    return _not_there(desk)


def _held_against_none(desk: Desk) -> object:
    path = write_national(desk.folder / "national", study=BARE)
    return own_place(read_results(run(path) / "results"), voice_of(read_study(path)))


def _nothing_to_show(check: Callable[[str, ReleasedSet, Voice], None], **own: Any) -> Case:
    """A table or figure of an own survey of which no figure can be shown."""

    def run_case(desk: Desk) -> object:
        run(write_national(desk.folder / "national", study=BARE))
        path = write_own(desk.folder / "own", **own)
        return check("beside-nation", read_results(run(path) / "results"), voice_of(read_study(path)))

    return run_case


WORDS: list[Change] = [
    ("De brieven zijn duidelijk", "De brieven zijn helder"),
    ('"1": oneens', '"1": niet mee eens'),
    ('["2", "3"]', '["3"]'),
    ("range: [1, 10]", "range: [0, 10]"),
    ('waves: ["2025", "2026"]', 'waves: ["2026"]'),
]

CASES: Cases = {
    "reference: a table of what cannot be compared": _nothing_to_show(
        check_reference, study=OWN.replace("[brief, cijfer]", "[brief]"), questions=BROKEN
    ),
    "reference: a figure of four answers": _nothing_to_show(check_reference_figure, answers=own_responses(4)),
    "reference: no results there": _not_there,
    "reference: a folder without a run": _empty,
    "reference: a file that is no zip": _no_zip,
    "reference: a zip without a run": _zipped(lambda archive: archive.writestr("lees.txt", "x")),
    "reference: a zip with a file beyond the limit": _too_large,
    "reference: results changed by hand since the run": _spoilt(_by_hand),
    "reference: results of a later version": _method(schema=99),
    "reference: results that do not say how they were asked": _method(asked={}),
    "reference: results for inside use": _method(audience="internal"),
    "reference: a demonstration beside a real survey": _method(demonstration=True),
    "reference: a real survey beside a demonstration": lambda desk: _held(
        desk, study=f"{OWN}demonstration: true\n"
    ),
    "reference: of the same study": lambda desk: _held(
        desk, study=OWN.replace("study: aasterdam", "study: gemeenten")
    ),
    "reference: a figure that is not there": _spoilt(_without_figure),
    "reference: a number with other ends": _method(
        asked={
            "brief": {
                "text": "De brieven zijn duidelijk",
                "answers": ["1: oneens", "2: neutraal", "3: eens"],
                "nets": ["agree_net: 2, 3"],
                "ends": "0, 50, 100",
            }
        }
    ),
    "reference: a derived item that is computed otherwise": _method(
        asked={
            "brief": {
                "text": "De brieven zijn duidelijk",
                "answers": ["1: oneens", "2: neutraal", "3: eens"],
                "nets": ["agree_net: 2, 3"],
                "ends": "1, 2, 3",
                "rule": "1: cijfer > 5",
            }
        }
    ),
    **{f"reference: {in_place_of(old, new)}": _questions(old, new) for old, new in WORDS},
    "reference: a question put to others": _questions(
        "- {id: brief, scale: eens, theme: a, text: De brieven zijn duidelijk}\n  - {id: cijfer, kind: grade, scale: cijfer, theme: a, text: Welk cijfer geeft u}",
        '- {id: cijfer, kind: grade, scale: cijfer, theme: a, text: Welk cijfer geeft u}\n  - {id: brief, scale: eens, theme: a, text: De brieven zijn duidelijk, asked_if: "cijfer in [6]"}',
    ),
    "reference: another questionnaire": lambda desk: _held(
        desk, study=OWN.replace("[brief,", "[post,"), questions=QUESTIONS.replace("id: brief", "id: post")
    ),
    "reference: figures in a report of a survey that is held against none": _held_against_none,
}
