"""Truth: a text without headings is cut where its column map says, whatever its encoding and line ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import IntakeError
from monitor.intake.files.responses import read_responses
from monitor.study.study_reader import read_study

ASKED = """\
survey: vast
title: Vast
respondents: {singular: klant, plural: klanten}
waves: ["2025"]
themes: {a: Hulp}
scales: {janee: {kind: nominal, categories: {"1": ja, "0": nee}}}
questions:
  - {id: werk, scale: janee, theme: a, text: "Werkt u?"}
  - {id: hulp, kind: multi, theme: a, text: "Welke hulp?", options: {hulp_a: geld, hulp_b: werk, hulp_c: zorg}}
  - {id: uren, kind: number, range: [0, 60], theme: a, text: "Hoeveel uur?"}
  - {id: tip, kind: open, theme: a, text: "Wat kan beter?"}
"""
STUDY = """\
study: vast
title: Vast
published: 2025-11-01
questionnaire: q.yaml
waves:
  "2025":
    responses: antwoorden.asc
    columns:
      fixed: {nr: [1, 3], W: [4, 4], H: [5, 7], U: [8, 11], T: [12, 21]}
      respondent_id: nr
      columns:
        werk: W
        hulp: {column: H, positions: {"1": hulp_a, "2": hulp_b, "3": hulp_c}}
        uren: U
        tip: T
reports: [inspectorate]
"""
LINES = ["0011100 4.5beter geld", "0020011  12", "003 000   0één brief "]


def read(folder: Path, raw: bytes, study: str = STUDY):
    (folder / "q.yaml").write_text(ASKED, encoding="utf-8")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    (folder / "antwoorden.asc").write_bytes(raw)
    return read_responses(read_study(folder / "study.yaml"), "2025")


def cells(found, name: str) -> list[str]:
    return [found.columns[name].at(row) for row in range(len(found))]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_are_cut_at_their_places(tmp_path: Path, encoding: str, end: str) -> None:
    found = read(tmp_path, (end.join(LINES) + end).encode(encoding))
    assert found.respondent_id.tolist() == ["001", "002", "003"]
    assert found.rows.tolist() == [1, 2, 3]
    assert cells(found, "werk") == ["1", "0", ""]
    assert [cells(found, f"hulp_{one}") for one in "abc"] == [
        ["1", "0", "0"],
        ["0", "1", "0"],
        ["0", "1", "0"],
    ]
    assert cells(found, "uren") == ["4.5", "12", "0"]
    assert found.split_off.texts("tip").at(2) == "één brief"
    assert found.form == encoding


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"0011100 4.5\n00\n0020011  12\n", "antwoorden.asc:2: this line ends before the first column does"),
        (b"0011100 4.5\n\n0020011  12\n", "antwoorden.asc:2: this line ends before the first column does"),
        (b"0011100 4.5\n002\x000011  12\n", "holds bytes that are no text"),
        (b"PK\x03\x04" + b"0" * 40, "gives fixed places, and this file is no text"),
    ],
)
def test_a_line_that_is_none_is_named(tmp_path: Path, raw: bytes, said: str) -> None:
    with pytest.raises(IntakeError, match=said):
        read(tmp_path, raw)


def test_a_column_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    from monitor.errors import DeclarationError

    with pytest.raises(DeclarationError, match='"U" ends before it begins; got 8 to 4'):
        read(tmp_path, b"0011100 4.5\n", STUDY.replace("U: [8, 11]", "U: [8, 4]"))
