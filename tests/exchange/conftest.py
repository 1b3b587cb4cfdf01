"""A small study of two waves, with every kind of answer that has to survive a journey through another program."""

from __future__ import annotations

from pathlib import Path

import pytest

QUESTIONNAIRE = """\
survey: hulp
title: Hulp
respondents: {singular: lid, plural: leden}
waves: ["2023", "2025"]
themes: {hulp: Hulp}
scales:
  eens: {kind: ordinal, categories: {zeer: eens, wat: eens, niet: oneens}, special: {no_answer: {label: Geen antwoord, means: dont_know}}}
  cijfer: {kind: grade, range: [1, 10], special: {"99": {label: weet ik niet, means: dont_know}}}
questions:
  - {id: letters, scale: eens, theme: hulp, text: De brieven zijn duidelijk}
  - {id: once, asked: ["2023"], scale: eens, theme: hulp, text: Kreeg u hulp?}
  - {id: grade, kind: grade, scale: cijfer, theme: hulp, text: Welk cijfer geeft u?}
  - {id: sort, kind: multi, theme: hulp, blank: no_answer, text: Welke hulp?, options: {s_a: Geld, s_b: Werk, s_c: Zorg}}
  - {id: hours, kind: number, theme: hulp, asked_if: s_b == 1, range: [0, 60], text: Hoeveel uur werkt u?}
  - {id: own_words, kind: open, theme: hulp, text: Wat wilt u kwijt?}
"""
STUDY = """\
study: hulp
title: Hulp
published: 2025-11-01
questionnaire: questionnaire.yaml     # de vragen
municipalities: {file: gemeenten.csv, column: gemeente}
waves:
  "2023": {responses: r2023.csv}
  "2025": {responses: r2025.csv, columns: {respondent_id: nr, ignored: [x]}}
design: {weights: gewicht}
reports: [inspectorate]
"""
FIRST = ["zeer,wat,7,1,0,0,,iets,1.25,0014", "wat,niet,99,0,1,0,36,,0.75,0034", "no_answer,,10,,,,,,1.1,0014"]
SECOND = ["zeer,7,1,1,1,0,,1,0014,x", "niet,99,0,0,1,,,1,0034,x", ",,,,,,,1,0034,x"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("like") / "hulp"
    folder.mkdir()
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "gemeenten.csv").write_text("code,name\n0014,Groningen\n0034,Almere\n", encoding="utf-8")
    rows = [f"a{n},{FIRST[n % 3]}" for n in range(30)]
    header = "respondent_id,letters,once,grade,s_a,s_b,s_c,hours,own_words,gewicht,gemeente"
    (folder / "r2023.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    rows = [f"b{n},{SECOND[n % 3]}" for n in range(30)]
    header = "nr,letters,grade,s_a,s_b,s_c,hours,own_words,gewicht,gemeente,x"
    (folder / "r2025.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return folder / "study.yaml"
