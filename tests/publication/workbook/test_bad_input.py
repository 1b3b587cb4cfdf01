"""Truth: studies that are hard on a table book give a book that opens, says everything and leaks nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from monitor.publication.workbook.tablebook import write_tablebook
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.publication.workbook.guidance_check import findings
from tests.publication.workbook.package_check import Package
from tests.tablebooks import BookTable, book_tables, tables_of
from tests.words import voice_of

LONG = "Een antwoord dat " + "heel erg " * 31 + "lang is"
WAVES = [str(year) for year in range(2011, 2023)]
TOWNS = 60
SURVEY = f"""
survey: zwaar
title: Zware vragenlijst
respondents: {{singular: inwoner, plural: inwoners}}
waves: [{", ".join(f'"{wave}"' for wave in WAVES)}]
themes:
  a: "Hulp bij schulden: wie, wat [waar] en hoe/waarom? Alles over schulden"
  b: "Hulp bij schulden: wie, wat [waar] en hoe/waarom? Alles over geld"
  c: History
  d: "=1+1"
  leeg: Een thema waar niets over is gevraagd
scales:
  dertig:
    kind: nominal
    categories: {{{", ".join(f"k{place}: Antwoord {place}" for place in range(30))}}}
  lang: {{kind: nominal, categories: {{ja: "{LONG}", nee: "@nee", plus: "+31 20", min: "-geen"}}}}
  dorp: {{kind: nominal, categories: {{{", ".join(f"d{place}: Dorp {place}" for place in range(TOWNS))}}}}}
  groep: {{kind: nominal, categories: {{een: "?", twee: "{LONG}", drie: "=drie"}}}}
questions:
  - {{id: veel, scale: dertig, theme: a, text: "Wat kiest u?"}}
  - {{id: lang, scale: lang, theme: b, text: "{LONG}?", short: "{LONG}"}}
  - {{id: stil, scale: lang, theme: c, text: "Wat zegt u niet?"}}
  - {{id: getal, kind: number, range: [0, 40], theme: d, text: "=SOM(A1:A9)", short: "=SOM(A1)"}}
  - {{id: dorp, scale: dorp, theme: d, text: "In welk dorp?"}}
  - {{id: groep, scale: groep, theme: d, text: "Welke groep?"}}
"""
STUDY = f"""
study: zwaar
title: "=Zwaar & <moeilijk>"
publisher: "@uitgever"
published: 2024-09-01
questionnaire: survey.yaml
waves: {{{", ".join(f'"{wave}": {{responses: r{wave}.csv}}' for wave in WAVES)}}}
breakdowns:
  - {{id: dorp, population_at_least: {{n: 1000, source: proef}}}}
  - {{id: groep, population_at_least: {{n: 1000, source: proef}}}}
"""


@dataclass(frozen=True)
class Heavy:
    study: Study
    path: Path
    book: Workbook
    tables: dict[str, BookTable]


@pytest.fixture(scope="module")
def heavy(make_sample, make_released, tmp_path_factory) -> Heavy:
    folder = tmp_path_factory.mktemp("heavy")
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    study = read_study(folder / "study.yaml")
    made = make_sample(study, seed=5, bases=dict.fromkeys(WAVES, 600))
    made.released()
    hidden = {"status": "suppressed", "reason": "small_group"}
    numbers = ("estimate", "ci_low", "ci_high", "n", "count", "n_effective")
    rows = [
        {name: value for name, value in row.items() if name not in numbers} | hidden if row["item"] == "stil" else row
        for row in made.estimates
        if row["wave"] == WAVES[-1] or not row["breakdown"]
    ]  # fmt: skip
    changes = [row for row in made.changes if row["item"] != "stil"]
    path = write_tablebook(make_released(rows, changes), voice_of(study), folder / "zwaar.xlsx")
    book = load_workbook(path)
    return Heavy(study, path, book, {table.name: table for table in book_tables(book)})


def test_the_book_is_sound(heavy: Heavy) -> None:
    assert Package(heavy.path).findings() == []
    assert findings(heavy.path) == []


def test_names_of_sheets_are_cut_told_apart_and_never_kept_by_excel(heavy: Heavy) -> None:
    names = heavy.book.sheetnames
    assert names[3:7] == [
        "Hulp bij schulden wie, wat waar",
        "Hulp bij schulden wie (2)",
        "History (2)",
        "=1+1",
    ]
    titles = {name: heavy.book[name]["A1"].value for name in names[3:5]}
    assert list(titles.values()) == [
        heavy.study.questionnaire.themes["a"],
        heavy.study.questionnaire.themes["b"],
    ]


def test_a_theme_without_questions_has_no_sheet(heavy: Heavy) -> None:
    assert not [name for name in heavy.book.sheetnames if "thema" in name]


def test_every_answer_stands_whole_in_its_table(heavy: Heavy) -> None:
    assert (
        len([row for row in heavy.tables["vraag_veel"].rows if row["Antwoord"].startswith("Antwoord")]) == 30
    )
    assert {row["Antwoord"] for row in heavy.tables["vraag_lang"].rows} >= {
        LONG,
        "'@nee",
        "'+31 20",
        "'-geen",
    }
    assert {row["Onderdeel"] for row in heavy.tables["vraag_lang"].rows} == {LONG}


def test_nothing_is_a_formula(heavy: Heavy) -> None:
    assert {cell.data_type for sheet in heavy.book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert {row["Onderdeel"] for row in heavy.tables["vraag_getal"].rows} == {"'=SOM(A1)"}


def test_a_header_that_is_too_long_is_cut_and_others_are_whole(heavy: Heavy) -> None:
    headers = heavy.tables["vraag_veel"].headers
    (cut,) = [header for header in headers if header.startswith("Een antwoord")]
    assert len(cut) <= 255
    assert {"?", "'=drie"} <= set(headers)


def test_twelve_waves_stand_beside_each_other(heavy: Heavy) -> None:
    headers = heavy.tables["vraag_veel"].headers
    assert [header for header in headers if header.startswith("Totaal")] == [
        f"Totaal {wave}" for wave in WAVES
    ]


def test_a_breakdown_with_sixty_groups_has_a_sheet_of_its_own(heavy: Heavy) -> None:
    table = heavy.tables["naar_dorp"]
    assert len([header for header in table.headers if header.startswith("Dorp")]) == TOWNS
    assert not [header for header in heavy.tables["vraag_veel"].headers if header.startswith("Dorp")]
    notes = [cell.value for cell in heavy.tables["vraag_veel"].sheet["A"] if cell.value]
    assert "Verder op een eigen blad: ‘In welk dorp?’." in notes


def test_a_question_of_nothing_but_suppressed_cells_says_so_in_every_cell(heavy: Heavy) -> None:
    table = heavy.tables["vraag_stil"]
    totals = [header for header in table.headers if header.startswith("Totaal")]
    assert {row[header] for row in table.rows for header in totals} == {"[c]"}
    assert not [cell for row in table.cells for cell in row if isinstance(cell.value, int | float)]


def test_a_group_without_a_name_goes_by_its_code(klantmanagers, make_released, tmp_path) -> None:
    first, *others = klantmanagers.breakdowns
    nameless = replace(first, groups={**first.groups, "lt3": " "})
    study = replace(klantmanagers, breakdowns=(nameless, *others))
    row = {
        "wave": "2022", "item": "bar_budget", "category": "strong", "measure": "share", "status": "released",
        "estimate": 0.25, "count": 10, "n": 40, "n_effective": 40,
    }  # fmt: skip
    rows = [row, row | {"breakdown": first.id, "group": "lt3"}]
    path = write_tablebook(make_released(rows, []), voice_of(study), tmp_path / "nameless.xlsx")
    table = tables_of(path)["vraag_barriers"]
    assert table.of("in sterke mate")["lt3"] == 0.25
    assert Package(path).findings() == []
