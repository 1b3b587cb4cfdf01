"""Truth: the workbook as another reader (calamine) and the XML inside it show it."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from monitor.publication.workbook.tablebook import write_tablebook
from monitor.publication.workbook.tablebook_sheets import _footer_text, sheet_name
from tests.words import voice_of

HEADER = 3


def share(item: str, category: str, wave: str, count: int, n: int, **more) -> dict:
    return {
        "wave": wave, "item": item, "category": category, "measure": "share", "status": "released",
        "estimate": count / n, "ci_low": 0.1, "ci_high": 0.4, "count": count, "n": n, "n_effective": n,
    } | more  # fmt: skip


ROWS = [
    share("bar_budget", "some", "2020", 34, 103), share("bar_budget", "strong", "2020", 12, 103),
    share("bar_budget", "any_net", "2022", 40, 79), share("bar_budget", "strong", "2022", 9, 79),
    share("bar_budget", "strong", "2022", 3, 24, breakdown="tenure_band", group="lt3", status="unreliable"),
    {"wave": "2022", "item": "bar_budget", "category": "strong", "measure": "share", "breakdown": "tenure_band", "group": "gt10", "status": "suppressed"},
    {"wave": "2022", "item": "grade_uwv", "category": "", "measure": "mean", "status": "released", "estimate": 5.25, "ci_low": 5.0, "ci_high": 5.5, "n": 72},
    share("grade_uwv", "na", "2022", 7, 79),
]  # fmt: skip
CHANGES = [
    {"comparison": "previous", "item": "bar_budget", "category": "strong", "measure": "share", "level": "category", "from_wave": "2020",
     "to_wave": "2022", "difference": -0.0025, "told_low": -0.1, "told_high": 0.09, "mdd": 0.14, "verdict": "undecided"}
]  # fmt: skip


@pytest.fixture(scope="module")
def small(klantmanagers, make_released, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "tabellenboek.xlsx"
    return write_tablebook(make_released(ROWS, CHANGES), voice_of(klantmanagers), path)


def sheet(path, name: str) -> list[list]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


def table(path, name: str) -> list[dict]:
    rows = sheet(path, name)
    return [dict(zip(rows[HEADER], row, strict=True)) for row in rows[HEADER + 1 :]]


BARRIERS = "Geen hinder door beleid, geld"


def test_rows_are_everybody_first_then_groups_with_waves_and_answers_in_order(small):
    keys = [(row["Groep"], row["Meting"], row["Antwoord"]) for row in table(small, BARRIERS)]
    assert keys == [
        ("Totaal", "2020", "in sterke mate"),
        ("Totaal", "2020", "in enige mate"),
        ("Totaal", "2022", "in sterke mate"),
        ("Totaal", "2022", "in sterke of enige mate (samengeteld)"),
        ("korter dan 3 jaar", "2022", "in sterke mate"),
        ("langer dan 10 jaar", "2022", "in sterke mate"),
    ]


def test_numbers_are_numbers_and_not_rounded(small):
    row = table(small, BARRIERS)[2]
    assert row["%"] == pytest.approx(9 / 79, rel=1e-9)
    assert (row["Ongewogen n"], row["Gewogen n"], row["Effectieve n"], row["Aantal"]) == (79, 79, 79, 9)
    assert (row["95%-marge, van"], row["95%-marge, tot"]) == (0.1, 0.4)


def test_a_margin_shows_as_many_decimals_as_set_its_ends_apart(klantmanagers, make_released, tmp_path):
    rows = [
        share("bar_budget", "strong", "2022", 9, 79, ci_low=0.1131, ci_high=0.1148),
        share("bar_budget", "some", "2022", 9, 79, ci_low=0.05, ci_high=0.05),
        {"wave": "2022", "item": "grade_uwv", "category": "", "measure": "mean", "status": "released", "estimate": 5.25,
         "ci_low": 5.21, "ci_high": 5.24, "n": 72},
    ]  # fmt: skip
    path = write_tablebook(make_released(rows, []), voice_of(klantmanagers), tmp_path / "fine.xlsx")
    book = openpyxl.load_workbook(path)

    def shown(sheet: str, row: int, header: str) -> tuple:
        columns = {cell.value: cell.column for cell in book[sheet][HEADER + 1]}
        cell = book[sheet].cell(HEADER + 1 + row, columns[header])
        return cell.value, cell.number_format

    low, high = ("95%-marge, van", "95%-marge, tot")
    assert shown(BARRIERS, 1, low) == (0.1131, "0.0%")
    assert shown(BARRIERS, 1, high) == (0.1148, "0.0%")
    assert shown(BARRIERS, 1, "%")[1] == "0%"
    assert (shown(BARRIERS, 2, low)[0], shown(BARRIERS, 2, high)[0]) == (None, None), "no width, no margin"
    assert shown("Goed samenwerken voor de klant", 1, "Marge gemiddelde, tot") == (5.24, "0.00")


def test_the_change_stands_in_the_wave_where_it_ends_in_points_with_its_sign(small):
    before, _, after = table(small, BARRIERS)[:3]
    assert before["Teken verandering"] == ""
    assert after["Teken verandering"] == "○"
    assert after["Verschil met vorige meting"] == pytest.approx(-0.25)
    assert after["Kleinste aan te tonen verschil"] == pytest.approx(14)


def test_a_suppressed_row_keeps_its_place_and_has_no_number(small):
    row = table(small, BARRIERS)[-1]
    assert (row["%"], row["Teken cijfer"]) == ("–", "–")
    assert not [value for value in row.values() if isinstance(value, float)]


def test_an_unreliable_row_is_marked(small):
    assert table(small, BARRIERS)[-2]["Teken cijfer"] == "*"


def test_means_stand_in_their_own_columns_and_answers_outside_the_base_have_a_row(small):
    away, mean = table(small, "Goed samenwerken voor de klant")
    assert (mean["Antwoord"], mean["Gemiddelde of mediaan"], mean["%"]) == ("gemiddelde", 5.25, "")
    assert (away["Antwoord"], away["Aantal"]) == ("n.v.t.: werkt niet of nauwelijks samen", 7)


def test_the_question_stands_in_full_beside_its_short_name(small):
    assert table(small, BARRIERS)[0]["Vraagtekst"].endswith(
        "Het geld dat mijn gemeente heeft voor re-integratie en/of participatie"
    )


def test_the_contents_sheet_links_to_every_sheet_and_explains_every_sign(small):
    book = CalamineWorkbook.from_path(small)
    listed = [row[0] for row in sheet(small, "Inhoud")]
    assert set(book.sheet_names) - {"Inhoud"} <= set(listed)
    assert {"–", "*", "▲", "▼", "≈", "○", "?", "≠"} <= set(listed)
    with zipfile.ZipFile(small) as archive:
        links = re.findall(r'location="([^"]+)"', archive.read("xl/worksheets/sheet1.xml").decode())
    assert {link.replace("&apos;", "'").strip("'").removesuffix("'!A1") for link in links} == set(
        book.sheet_names
    ) - {"Inhoud"}


def test_settings_tell_the_tests_and_thresholds_and_the_weights(small):
    text = "\n".join(str(cell) for row in sheet(small, "Instellingen") for cell in row)
    assert "Alle gewichten zijn 1: gewogen n is gelijk aan ongewogen n." in text
    assert "Metingen\n2020 en 2022" in text
    assert "Zekerheid van de toetsen\n95%" in text
    assert "Minste aantal antwoorden voor een cijfer\n10.0" in text


def test_weighted_n_is_left_out_where_it_is_not_known(klantmanagers, make_released, tmp_path):
    study = replace(klantmanagers, design=replace(klantmanagers.design, weights="weight"))
    path = write_tablebook(make_released(ROWS, []), voice_of(study), tmp_path / "book.xlsx")
    assert "Gewogen n" not in sheet(path, BARRIERS)[HEADER]
    assert any("staat daarom niet in dit boek" in str(row[0]) for row in sheet(path, "Instellingen"))


def test_a_study_of_one_wave_says_nothing_of_tests_and_changes(klantmanagers, make_released, tmp_path):
    path = write_tablebook(make_released(ROWS, []), voice_of(klantmanagers), tmp_path / "book.xlsx")
    cells = {str(cell) for name in ("Inhoud", BARRIERS) for row in sheet(path, name) for cell in row}
    assert "Hoe het onderzoek is gedaan" in cells
    assert "Marges zijn 95%-betrouwbaarheidsintervallen." in cells
    assert [
        cell for cell in cells if re.search(r"(?i)verschil|getoetst|toets|gestegen|verandering", cell)
    ] == []
    settings = [str(row[0]) for row in sheet(path, "Instellingen")]
    assert not any("toetsen" in label for label in settings)


def test_no_question_has_rows_by_its_own_answers(klantmanagers, make_released, tmp_path):
    own = share("tenure_band", "lt3", "2022", 10, 10, breakdown="tenure_band", group="lt3")
    other = share("bar_budget", "strong", "2022", 9, 30, breakdown="tenure_band", group="lt3")
    rows = [share("tenure_band", "lt3", "2022", 10, 79), own, other]
    path = write_tablebook(make_released(rows, []), voice_of(klantmanagers), tmp_path / "own.xlsx")
    found = [row for name in CalamineWorkbook.from_path(path).sheet_names[2:] for row in table(path, name)]
    assert sorted(row["Groep"] for row in found) == ["Totaal", "korter dan 3 jaar"]


def test_sheets_are_set_up_for_reading_and_printing(small):
    with zipfile.ZipFile(small) as archive:
        theme = archive.read("xl/worksheets/sheet3.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
        tables = [name for name in archive.namelist() if name.startswith("xl/tables/")]
    assert 'state="frozen"' in theme
    assert 'topLeftCell="D5"' in theme
    assert 'orientation="landscape"' in theme
    assert 'fitToHeight="0"' in theme
    assert "Pagina &amp;P van &amp;N" in theme
    assert "_xlnm.Print_Titles" in book
    assert len(tables) == 2  # each theme has a declared header row


def test_the_only_date_inside_is_the_day_of_publication(small, klantmanagers):
    with zipfile.ZipFile(small) as archive:
        core = archive.read("docProps/core.xml").decode()
        moments = {entry.date_time for entry in archive.infolist()}
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {klantmanagers.published.isoformat()}
    assert moments == {(1980, 1, 31, 0, 0, 0)}  # the same in every file of this library


PROGRAM = """
import sys
from pathlib import Path
from monitor.publication.language.voice import Voice
from monitor.publication.language.words import read_words
from monitor.publication.workbook.tablebook import write_tablebook
from monitor.release.results.released_set import read_results
from monitor.study.study_reader import read_study
voice = Voice(read_words(), read_study(Path(sys.argv[1])))
write_tablebook(read_results(Path(sys.argv[2])), voice, Path(sys.argv[3]))
"""


@pytest.mark.slow
def test_another_process_writes_the_same_bytes(klantmanagers, sample, tmp_path, repository):
    from monitor.release.results.released_set import read_results, write_results

    write_results(sample, tmp_path / "results")
    here = write_tablebook(
        read_results(tmp_path / "results"), voice_of(klantmanagers), tmp_path / "here.xlsx"
    )
    there = tmp_path / "there.xlsx"
    subprocess.run(
        [sys.executable, "-c", PROGRAM, str(klantmanagers.path), str(tmp_path / "results"), str(there)],
        env={"PYTHONHASHSEED": "11", "TZ": "Asia/Tokyo", "PYTHONPATH": str(repository)}, check=True,
    )  # fmt: skip
    assert here.read_bytes() == there.read_bytes()


@pytest.mark.parametrize("label", ["=1+1", "+31 20", "-geen", "@naam"])
def test_a_text_that_looks_like_a_formula_is_neutralised(label, klantmanagers, make_released, tmp_path):
    items = dict(klantmanagers.questionnaire.items)
    items["bar_budget"] = replace(items["bar_budget"], short=label)
    study = replace(klantmanagers, questionnaire=replace(klantmanagers.questionnaire, items=items))
    path = write_tablebook(make_released(ROWS, []), voice_of(study), tmp_path / "book.xlsx")
    assert table(path, BARRIERS)[0]["Onderdeel"] == f"'{label}"
    with zipfile.ZipFile(path) as archive:
        assert not any(
            b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name
        )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wat? [hinder]: a/b\\c*", "Wat hinder a b c"),
        ("Ruimte voor de klant en de menselijke maat", "Ruimte voor de klant"),
        ("'tussen aanhalingstekens'", "tussen aanhalingstekens"),
        ("a" * 40, "a" * 31),
        ("???", "Blad"),
    ],
)
def test_sheet_names_are_names_that_excel_accepts(text, name):
    assert sheet_name(text, set()) == name


def test_equal_sheet_names_get_a_number():
    assert sheet_name("Thema", {"thema", "thema (2)"}) == "Thema (3)"


def test_a_footer_keeps_whole_words_and_whole_signs() -> None:
    """Excel takes 255 characters in a footer, in which one & starts a command; A1 has the title whole."""
    short = _footer_text("Hulp & werk " * 30)
    assert len(short) <= 220
    assert short.endswith(" …")
    assert "&" not in short.replace("&&", "")
    assert _footer_text("Hulp & werk") == "Hulp && werk"
