"""Truth: one set of answers, written as CSV, Excel and SPSS in other codes and spellings, releases the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from monitor.pipeline import measure, pass_the_door, take_in
from monitor.release.results.released_set import write_results
from monitor.study.study_reader import read_study
from tests.intake.files import workbook

ASKED = """\
survey: tweeling
title: Tweeling
respondents: {singular: inwoner, plural: inwoners}
waves: ["2025"]
themes: {a: Hulp}
scales:
  eens: {kind: likert, categories: {"1": oneens, "2": neutraal, "3": eens}, nets: {agree_net: ["3"]},
         special: {"9": {label: weet niet, means: dont_know}}}
  janee: {kind: nominal, categories: {ja: Ja, nee: Nee}}
  cijfer: {kind: grade, range: [1, 10]}
questions:
  - {id: brief, scale: eens, theme: a, text: De brieven zijn duidelijk}
  - {id: vast, scale: janee, theme: a, text: Hebt u een vaste contactpersoon}
  - {id: moeite, kind: multi, blank: no_answer, theme: a, text: Wat is moeilijk, options: {geld: Geld, zorg: Zorg}}
  - {id: cijfer, kind: grade, scale: cijfer, theme: a, text: Welk cijfer geeft u}
"""
STUDY = """\
study: tweeling
title: Tweeling
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: %s}}
reports: [inspectorate]
"""
LABELS = {"1": "oneens", "2": "neutraal", "3": "eens", "9": "weet niet", "": ""}
TURNED = {"1": 3.0, "2": 2.0, "3": 1.0, "9": 8.0}
Row = tuple[str, str, str, str, str]

rows = some.lists(
    some.tuples(
        some.sampled_from(["1", "2", "3", "9", ""]),
        some.sampled_from(["ja", "nee", ""]),
        some.sampled_from(["1", "0"]),
        some.sampled_from(["1", "0"]),
        some.sampled_from(["4", "7", "10", ""]),
    ),
    min_size=30,
    max_size=60,
)
NAMES = ("respondent_id", "brief", "vast", "geld", "zorg", "cijfer")


def released(folder: Path, file: str) -> list[bytes]:
    """The two released tables of one file, as they are written."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "questionnaire.yaml").write_text(ASKED, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY % file, encoding="utf-8")
    study = read_study(folder / "study.yaml")
    taken = take_in(study, lambda stage, detail: None, {})
    estimates, changes, told = measure(study, taken, lambda stage, detail: None)
    door = pass_the_door(study, taken, estimates, changes, told, lambda stage, detail: None)
    write_results(door, folder / "results")
    return [(folder / "results" / name).read_bytes() for name in ("estimates.csv", "changes.csv")]


def _as_csv(path: Path, answers: list[Row]) -> None:
    plain = [",".join([f"i{place}", *row]) for place, row in enumerate(answers)]
    path.write_text("\n".join([",".join(NAMES), *plain]) + "\n", encoding="utf-8")


def _as_floats(path: Path, answers: list[Row]) -> None:
    """As pandas and a hurried typist write it: floats, capitals, truths, marks, a separator line, a header in capitals."""
    lines = ["sep=;", ";".join(NAMES).upper()]
    for place, (brief, vast, geld, zorg, cijfer) in enumerate(answers):
        cells = [
            f"{brief}.0" if brief else "#NULL!",
            vast.upper() or "NA",
            "TRUE" if geld == "1" else "FALSE",
        ]
        lines.append(";".join([f"i{place}", *cells, f"{zorg},0", f"{cijfer},0" if cijfer else ""]))
    path.write_text("\r\n".join(lines) + "\r\n", encoding="cp1252")


def _as_workbook(path: Path, answers: list[Row]) -> None:
    """Labels in the cells, numbers as numbers, truths as truths."""
    cells: list[list[Any]] = [list(NAMES)]
    for place, (brief, vast, geld, zorg, cijfer) in enumerate(answers):
        labels = [LABELS[brief].title(), vast.capitalize() + "\u00a0"]
        cells.append([f"i{place}", *labels, geld == "1", float(zorg), float(cijfer) if cijfer else ""])
    path.write_bytes(workbook({"A": cells}))


def _as_spss(path: Path, answers: list[Row]) -> None:
    """The scale turned round and named by its labels, the options as 1 and 2."""
    frame = pd.DataFrame(
        [
            (f"i{place}", TURNED.get(brief), {"ja": 1.0, "nee": 2.0}.get(vast), 2.0 - float(geld), float(zorg),
             float(cijfer) if cijfer else None)
            for place, (brief, vast, geld, zorg, cijfer) in enumerate(answers)
        ],
        columns=list(NAMES),
    )  # fmt: skip
    labels = {
        "brief": {value: LABELS[code] for code, value in TURNED.items()},
        "vast": {1.0: "Ja", 2.0: "Nee"},
        "geld": {1.0: "gekozen", 2.0: "niet gekozen"},
    }
    pyreadstat.write_sav(frame, path, variable_value_labels=labels)


TWINS = {"codes.csv": _as_csv, "typed.csv": _as_floats, "labels.xlsx": _as_workbook, "turned.sav": _as_spss}


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(rows)
def test_recoded_twins_release_the_same_bytes(tmp_path: Path, answers: list[Row]) -> None:
    _twins_release_the_same(tmp_path, answers)


def _twins_release_the_same(tmp_path: Path, answers: list[Row]) -> None:
    found = {}
    for name, write in TWINS.items():
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir(exist_ok=True)
        write(folder / name, answers)
        found[name] = released(folder, name)
    assert all(one == found["codes.csv"] for one in found.values())
    assert len(found["codes.csv"][0].splitlines()) > 5
