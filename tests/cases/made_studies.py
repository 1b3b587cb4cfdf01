"""Studies that hypothesis makes, written as files of every format, in other codes and spellings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some

from monitor.release.results.released_set import ReleasedSet, write_results
from monitor.stages.measuring import measure
from monitor.stages.releasing import pass_the_door
from monitor.stages.taking_in import take_in
from monitor.study.study_reader import read_study
from tests.intake.files import workbook

WAVES = ("2023", "2025")
ASKED = """\
survey: tweeling
title: Tweeling
respondents: {singular: inwoner, plural: inwoners}
waves: ["2023", "2025"]
themes: {a: Hulp}
scales:
  eens: {kind: likert, categories: {"1": oneens, "2": neutraal, "3": eens}, nets: {agree_net: ["3"]},
         special: {"9": {label: weet niet, means: dont_know}}}
  janee: {kind: nominal, categories: {ja: Ja, nee: Nee}}
  cijfer: {kind: grade, range: [1, 10], nets: {goed: ["8", "9", "10"]}}
questions:
  - {id: brief, scale: eens, theme: a, text: De brieven zijn duidelijk}
  - {id: vast, scale: janee, theme: a, text: Hebt u een vaste contactpersoon}
  - {id: moeite, kind: multi, blank: no_answer, theme: a, text: Wat is moeilijk, options: {geld: Geld, zorg: Zorg}}
  - {id: cijfer, kind: grade, scale: cijfer, theme: a, text: Welk cijfer geeft u}
  - {id: uren, kind: number, range: [0, 60], theme: a, text: Hoeveel uur werkt u}
derived:
  veel: {label: Werkt veel, kind: yes_no, theme: a, value: uren > 20}
"""
STUDY = """\
study: tweeling
title: Tweeling
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2023": {responses: %s}, "2025": {responses: %s}}
municipalities: {file: gemeenten.csv, column: gemeente, attributes: {deel: {label: Deel, categories: {n: Noord, z: Zuid}}}}
breakdowns:
  - {id: deel, population_at_least: {n: 40000, source: eigen telling}}
  - vast
  - {id: gemeente, label: Gemeente, identifiable: true}
comparison: {margins: {share: 0.2, grade: 0.8, number: 10}, breakdown_families: [deel, vast]}
design: {weights: gewicht%s}
reports: [inspectorate]
"""
FRAME = "code,name,deel\n0003,Aa,n\n0363,Bee,n\n0050,Cee,n\n1234,Dee,z\n0014,Ee,z\n0900,Ef,z\n"
NAMES = ("brief", "vast", "geld", "zorg", "cijfer", "uren", "gemeente", "gewicht")
LABELS = {"1": "oneens", "2": "neutraal", "3": "eens", "9": "weet niet", "": ""}
TURNED = {"1": 3.0, "2": 2.0, "3": 1.0, "9": 8.0}
MADE = settings(
    deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
"""Each study takes a second, so that a failing one is shown as it was made."""
Row = tuple[str, ...]
Rows = Mapping[str, Sequence[Row]]

_answers = some.tuples(
    some.sampled_from(["1", "2", "3", "3", "9", ""]),
    some.sampled_from(["ja", "nee", "nee", ""]),
    some.sampled_from(["1", "0"]),
    some.sampled_from(["1", "0", "0"]),
    some.sampled_from(["4", "7", "8", "10", ""]),
    some.sampled_from(["0", "12.5", "24", "36.25", ""]),
    some.sampled_from(["0003", "0363", "0050", "1234", "0014", "0900"]),
    some.sampled_from(["0.5", "1", "1.25", "2"]),
)
waves = some.fixed_dictionaries({wave: some.lists(_answers, min_size=30, max_size=60) for wave in WAVES})
"""Rows of both waves, in the codes of the questionnaire."""


@some.composite
def moved_waves(draw: some.DrawFn) -> Rows:
    """Rows of both waves, of which the second may answer otherwise."""
    random = np.random.default_rng(draw(some.integers(0, 2**32 - 1)))
    shift = draw(some.sampled_from([0.0, 0.1, 0.3, 0.5]))
    return {wave: drawn(random, draw(some.integers(25, 250)), shift * (wave == WAVES[-1])) for wave in WAVES}


def drawn(random: np.random.Generator, size: int, shift: float) -> list[Row]:
    """Rows of which a part, `shift`, answers high; the last columns say who they are."""
    ordinary = [
        ("1", "1", "2", "3", "9", ""), ("ja", "nee", "nee"), ("1", "0"), ("1", *"00000"), ("4", "7", "7", "8", "10", ""),
        ("0", "12.5", "24", "36.25", ""), ("0003", "0363", "0050", "1234", "0014", "0900"), ("0.5", "1", "1.25", "2"),
    ]  # fmt: skip
    high = ["3", "ja", "1", "1", "10", "36.25"]
    rows = []
    for _ in range(size):
        row = [str(random.choice(of)) for of in ordinary]
        moved = random.random(len(high)) < shift
        rows.append(
            (
                *(
                    new if new_one else old
                    for new, old, new_one in zip(high, row[: len(high)], moved, strict=True)
                ),
                *row[len(high) :],
            )
        )
    return rows


def ids_of(rows: Rows) -> dict[str, list[str]]:
    """Ids that occur in one wave only."""
    return {wave: [f"i{wave}-{place}" for place in range(len(given))] for wave, given in rows.items()}


def as_csv(path: Path, ids: Sequence[str], rows: Sequence[Row]) -> None:
    lines = [",".join([name, *row]) for name, row in zip(ids, rows, strict=True)]
    path.write_text("\n".join([",".join(("respondent_id", *NAMES)), *lines]) + "\n", encoding="utf-8")


def as_floats(path: Path, ids: Sequence[str], rows: Sequence[Row]) -> None:
    """As pandas and a hurried typist write it: floats, capitals, truths, marks, a separator line, a header in capitals."""
    lines = ["sep=;", ";".join(("respondent_id", *NAMES)).upper()]
    for name, (brief, vast, geld, zorg, cijfer, uren, gemeente, gewicht) in zip(ids, rows, strict=True):
        choices = [
            f"{brief}.0" if brief else "#NULL!",
            vast.upper() or "NA",
            "TRUE" if geld == "1" else "FALSE",
        ]
        numbers = [f"{zorg},0", f"{cijfer},0" if cijfer else "", uren.replace(".", ",")]
        lines.append(";".join([name, *choices, *numbers, gemeente.lstrip("0"), gewicht.replace(".", ",")]))
    path.write_text("\r\n".join(lines) + "\r\n", encoding="cp1252")


def as_workbook(path: Path, ids: Sequence[str], rows: Sequence[Row]) -> None:
    """Labels in the cells, numbers as numbers, truths as truths."""
    cells: list[list[Any]] = [["respondent_id", *NAMES]]
    for name, (brief, vast, geld, zorg, cijfer, uren, gemeente, gewicht) in zip(ids, rows, strict=True):
        labels = [LABELS[brief].title(), vast.capitalize() + "\u00a0"]
        numbers = [float(zorg), *(float(one) if one else "" for one in (cijfer, uren)), float(gemeente)]
        cells.append([name, *labels, geld == "1", *numbers, float(gewicht)])
    path.write_bytes(workbook({"A": cells}))


def as_spss(path: Path, ids: Sequence[str], rows: Sequence[Row]) -> None:
    """The scale turned round and named by its labels, an option as 1 and 2, everything a number."""
    number = lambda text: float(text) if text else None  # noqa: E731 (used for four columns)
    frame = pd.DataFrame(
        [
            (name, TURNED.get(brief), {"ja": 1.0, "nee": 2.0}.get(vast), 2.0 - float(geld), float(zorg),
             number(cijfer), number(uren), number(gemeente), number(gewicht))
            for name, (brief, vast, geld, zorg, cijfer, uren, gemeente, gewicht) in zip(ids, rows, strict=True)
        ],
        columns=["respondent_id", *NAMES],
    )  # fmt: skip
    labels = {
        "brief": {value: LABELS[code] for code, value in TURNED.items()},
        "vast": {1.0: "Ja", 2.0: "Nee"},
        "geld": {1.0: "gekozen", 2.0: "niet gekozen"},
    }
    pyreadstat.write_sav(frame, path, variable_value_labels=labels)


Writer = Callable[[Path, Sequence[str], Sequence[Row]], None]
FORMATS: dict[str, Writer] = {
    "codes{}.csv": as_csv, "typed{}.csv": as_floats, "labels{}.xlsx": as_workbook, "turned{}.sav": as_spss,
}  # fmt: skip


def study_in(
    folder: Path,
    rows: Rows,
    ids: Mapping[str, Sequence[str]],
    form: str = "codes{}.csv",
    *,
    design: str = "",
    asked: str = ASKED,
) -> Path:
    """Write a study with its responses in one format; `design` adds to its design. Returns the study file."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [form.format(wave) for wave in WAVES]
    for wave, name in zip(WAVES, names, strict=True):
        FORMATS[form](folder / name, ids[wave], rows[wave])
    (folder / "questionnaire.yaml").write_text(asked, encoding="utf-8")
    (folder / "gemeenten.csv").write_text(FRAME, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY % (*names, design), encoding="utf-8")
    return folder / "study.yaml"


def _quiet(stage: str, detail: str) -> None:
    pass


def released_set(path: Path) -> ReleasedSet:
    """What leaves the door."""
    study = read_study(path)
    taken = take_in(study, _quiet, {})
    return pass_the_door(study, taken, *measure(study, taken, _quiet), _quiet)


def released_files(path: Path) -> dict[str, bytes]:
    """Every file of the released set, by name."""
    written = write_results(released_set(path), path.parent / "results")
    return {file.name: file.read_bytes() for file in written}
