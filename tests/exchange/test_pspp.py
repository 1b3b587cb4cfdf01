"""Truth: PSPP, which reads an .sav by itself, and weights that are added up by hand."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

from monitor.commands.export import export_study
from monitor.stages.options import RunOptions

pytestmark = pytest.mark.ci
SYNTAX = """\
GET FILE='antwoorden.sav'.
DISPLAY DICTIONARY.
MRSETS /DISPLAY NAME=ALL.
FREQUENCIES letters grade hours.
"""


@pytest.fixture(scope="module")
def tables(study: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    """What PSPP shows of the exported file, by title."""
    assert shutil.which("pspp"), "PSPP (Debian: pspp) is not there"
    folder = tmp_path_factory.mktemp("pspp")
    options = RunOptions(out=folder / "build")
    export_study(study, options, ("sav",), folder / "uit", None, False, False)
    (folder / "uit" / "lees.sps").write_text(SYNTAX, encoding="utf-8")
    command = ["pspp", "-O", "format=csv", "-o", "uit.csv", "lees.sps"]
    done = subprocess.run(command, cwd=folder / "uit", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    made: dict[str, list[list[str]]] = {}
    title = ""
    shown = (folder / "uit" / "uit.csv").read_text(encoding="utf-8")
    for row in csv.reader(io.StringIO(shown, newline="")):
        if row and row[0].startswith("Table: "):
            title = row[0].removeprefix("Table: ")
        elif row:
            made.setdefault(title, []).append(row)
    return made


def test_names_texts_measures_and_missing_ranges_are_read(tables: dict[str, list[list[str]]]) -> None:
    said = {row[0]: (row[2], row[3], row[9]) for row in tables["Variables"][1:]}
    assert said["letters"] == ("De brieven zijn duidelijk", "Ordinal", "-99 THRU -90")
    assert said["s_b"] == ("Werk", "Nominal", "-99 THRU -90")
    assert said["hours"] == ("Hoeveel uur werkt u?", "Scale", "-99 THRU -90")
    assert "own_words" not in said


def test_labels_and_sets_are_read(tables: dict[str, list[list[str]]]) -> None:
    labels = tables["Value Labels"]
    first = next(place for place, row in enumerate(labels) if row[0] == "Welk cijfer geeft u?")
    assert [row[1:] for row in labels[first : first + 3]] == [
        ["-99.00[a]", "geen antwoord"], ["-98.00[a]", "weet ik niet"], ["-96.00[a]", "niet gevraagd"],
    ]  # fmt: skip
    sets = tables["Multiple Response Sets"][1]
    assert sets == ["$sort", "Welke hulp?", "Dichotomies", "1", "s_a\ns_b\ns_c"]


def test_the_weight_of_the_file_counts(tables: dict[str, list[list[str]]]) -> None:
    """10 rows of 1.25 and 10 of 1 say zeer, 10 of 0.75 wat, 10 of 1 niet; 10 of 1 nothing, 10 of 1.1 no answer."""
    shares = [(row[0] or "", row[1], float(row[2])) for row in tables["De brieven zijn duidelijk"][1:7]]
    assert [n for _, _, n in shares] == [22.5, 7.5, 10.0, 10.0, 11.0, 61.0]
