"""Truth: the workbook as other readers (openpyxl, calamine) and the XML inside it show it."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from monitor.publication.language.voice import Voice
from monitor.publication.workbook.names import footer_text, headers_of, sheet_name, table_name
from monitor.publication.workbook.tablebook import write_tablebook
from tests.publication.workbook.package_check import Package
from tests.tablebooks import tables_of, texts_of
from tests.words import voice_of


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
     "to_wave": "2022", "difference": -0.0025, "told_low": -0.1, "told_high": 0.09, "mdd": 0.14, "p": 0.0004, "p_adjusted": 0.2,
     "test": "t", "verdict": "undecided"}
]  # fmt: skip


@pytest.fixture(scope="module")
def small(klantmanagers, make_released, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "tabellenboek.xlsx"
    return write_tablebook(make_released(ROWS, CHANGES), voice_of(klantmanagers), path)


@pytest.fixture(scope="module")
def tables(small):
    return tables_of(small)


def sheet(path, name: str) -> list[list]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


BARRIERS = "Geen hinder door beleid, geld"
BUDGET = "8a.7 Geld van de gemeente"


# a table for each question


def test_a_question_has_its_answers_in_rows_and_waves_and_groups_in_columns(tables):
    table = tables["vraag_barriers"]
    assert table.headers == [
        "Onderdeel", "Antwoord", "Totaal 2020", "Totaal 2022", "Marge 2022, van", "Marge 2022, tot",
        "Verschil 2022 met 2020", "Uitkomst 2022 met 2020", "korter dan 3 jaar", "3-10 jaar", "langer dan 10 jaar",
    ]  # fmt: skip
    assert [row["Antwoord"] for row in table.rows] == [
        "Ongewogen n", "Effectieve n", "in sterke mate", "in enige mate", "in sterke of enige mate (samengeteld)",
    ]  # fmt: skip
    assert {row["Onderdeel"] for row in table.rows} == {BUDGET}
    assert table.sheet.title == BARRIERS


def test_numbers_are_numbers_and_not_rounded(tables):
    strong = tables["vraag_barriers"].of("in sterke mate")
    assert strong["Totaal 2022"] == pytest.approx(9 / 79, rel=1e-9)
    assert (strong["Marge 2022, van"], strong["Marge 2022, tot"]) == (0.1, 0.4)
    base = tables["vraag_barriers"].of("Ongewogen n")
    assert (base["Totaal 2020"], base["Totaal 2022"], base["korter dan 3 jaar"]) == (103, 79, 24)


def test_a_difference_stands_in_points_beside_its_outcome_in_words(tables):
    strong = tables["vraag_barriers"].of("in sterke mate")
    assert strong["Verschil 2022 met 2020"] == pytest.approx(-0.25)
    assert strong["Uitkomst 2022 met 2020"] == "geen verschil aangetoond"


def test_a_difference_that_rounds_to_zero_has_no_sign(tables):
    table = tables["vraag_barriers"]
    (cell,) = [cell for row in table.cells for cell in row if cell.value == pytest.approx(-0.25)]
    assert cell.number_format == "0;0"


def test_what_is_no_number_is_a_sign_that_says_why(tables):
    table = tables["vraag_barriers"]
    strong, some = table.of("in sterke mate"), table.of("in enige mate")
    assert strong["langer dan 10 jaar"] == "[c]", "suppressed"
    assert table.of("Ongewogen n")["langer dan 10 jaar"] == "[c]", "its base too"
    assert some["Totaal 2022"] == "[x]", "no such figure"
    assert table.of("Ongewogen n")["Verschil 2022 met 2020"] == "[z]"


def test_an_uncertain_figure_stays_a_number_and_shows_its_mark(tables):
    (cell,) = [cell for row in tables["vraag_barriers"].cells for cell in row if cell.value == 0.125]
    assert cell.number_format == '0%" [u]"'


def test_answers_outside_the_base_come_last_with_a_base_of_their_own(tables):
    rows = [(row["Antwoord"], row["Totaal 2022"]) for row in tables["vraag_coop_grades"].rows]
    na = "n.v.t.: werkt niet of nauwelijks samen"
    assert rows[0] == ("Ongewogen n", 72)
    assert rows[2:] == [
        ("gemiddelde", 5.25),
        (f"Ongewogen n bij ‘{na}’", 79),
        (na, pytest.approx(7 / 79, rel=1e-9)),
    ]


def test_no_question_is_crossed_with_its_own_answers_or_what_follows_from_them(
    klantmanagers, make_released, tmp_path
):
    """caseload_class is made of the answers to caseload alone."""
    by_class = {"breakdown": "caseload_class", "group": "lt50"}
    rows = [
        share("caseload_now", "lt50", "2022", 16, 79), share("caseload_now", "lt50", "2022", 16, 16, **by_class),
        share("caseload_class", "lt50", "2022", 16, 79), share("caseload_class", "lt50", "2022", 16, 16, **by_class),
        share("bar_budget", "strong", "2022", 9, 79), share("bar_budget", "strong", "2022", 9, 30, **by_class),
    ]  # fmt: skip
    found = tables_of(
        write_tablebook(make_released(rows, []), voice_of(klantmanagers), tmp_path / "own.xlsx")
    )
    assert [row["Onderdeel"] for row in found["alle_cijfers"].rows if row["Groep"] == "minder dan 50"] == [
        "Geld van de gemeente"
    ]
    assert "minder dan 50" in found["vraag_barriers"].headers
    assert "minder dan 50" not in found["vraag_caseload_now"].headers


def test_a_margin_shows_as_many_decimals_as_set_its_ends_apart(klantmanagers, make_released, tmp_path):
    rows = [
        share("bar_budget", "strong", "2022", 9, 79, ci_low=0.1131, ci_high=0.1148),
        share("bar_budget", "some", "2022", 9, 79, ci_low=0.05, ci_high=0.05),
        {"wave": "2022", "item": "grade_uwv", "category": "", "measure": "mean", "status": "released", "estimate": 5.25,
         "ci_low": 5.21, "ci_high": 5.24, "n": 72},
    ]  # fmt: skip
    path = write_tablebook(make_released(rows, []), voice_of(klantmanagers), tmp_path / "fine.xlsx")
    found = tables_of(path)["alle_cijfers"]
    low, high = (found.headers.index(f"95%-marge, {end}") for end in ("van", "tot"))
    shown = {
        row[3].value: [(row[end].value, row[end].number_format) for end in (low, high)] for row in found.cells
    }
    assert shown["in sterke mate"] == [(0.1131, "0.0%"), (0.1148, "0.0%")]
    assert [value for value, _ in shown["in enige mate"]] == ["[z]", "[z]"], "no width, no margin"
    assert shown["gemiddelde"][1] == (5.24, "#,##0.00")


def test_effective_n_is_the_lowest_of_the_answers_and_says_so(klantmanagers, make_released, tmp_path):
    rows = [
        share("bar_budget", "strong", "2022", 9, 79, n_effective=61.5),
        share("bar_budget", "some", "2022", 30, 79, n_effective=70),
    ]
    found = tables_of(
        write_tablebook(make_released(rows, []), voice_of(klantmanagers), tmp_path / "low.xlsx")
    )
    assert found["vraag_barriers"].of("Effectieve n (laagste)")["Totaal 2022"] == 61.5


def test_options_that_share_a_base_tell_it_once(small_study, small_released, tmp_path):
    table = tables_of(write_tablebook(small_released, voice_of(small_study), tmp_path / "set.xlsx"))[
        "vraag_used"
    ]
    assert [(row["Onderdeel"], row["Antwoord"]) for row in table.rows] == [
        ("Alle onderdelen", "Ongewogen n"),
        ("Alle onderdelen", "Effectieve n"),
        ("4.1 De app", "gekozen"),
        ("4.2 De balie", "gekozen"),
    ]
    assert table.of("gekozen", "4.1 De app")["Totaal 2024"] == 52 / 80
    assert table.of("gekozen", "4.2 De balie")["Uitkomst 2024 met 2022"] == "vrijwel gelijk"


def test_a_test_of_all_answers_together_has_a_row_of_its_own(small_study, small_released, tmp_path):
    table = tables_of(write_tablebook(small_released, voice_of(small_study), tmp_path / "whole.xlsx"))[
        "vraag_contact_items"
    ]
    whole = table.of("Alle antwoorden samen getoetst", "2.2 Snel iemand aan de lijn")
    assert (whole["Verschil 2024 met 2022"], whole["Uitkomst 2024 met 2022"]) == ("[z]", "gestegen")


def test_what_the_same_people_answered_twice_has_a_table_of_its_own(klantmanagers, make_released, tmp_path):
    flows = {("strong", "strong"): 20, ("strong", "some"): 10, ("some", "strong"): 5, ("some", "some"): 25}
    rows = [share("bar_budget", "strong", "2022", 9, 79)]
    rows += [
        share("bar_budget", f"{one}>{other}", "2022", count, 60, measure="flow")
        for (one, other), count in flows.items()
    ]
    persons = CHANGES[0] | {"comparison": "persons", "verdict": "decreased"}
    found = tables_of(
        write_tablebook(make_released(rows, [persons]), voice_of(klantmanagers), tmp_path / "flow.xlsx")
    )
    table = found["vraag_bar_budget_dezelfde_personen"]
    row = table.row(**{"Eerst geantwoord": "in sterke mate"})
    assert row["Later: in sterke mate"] == pytest.approx(20 / 60)
    assert row["Later: in enige mate"] == pytest.approx(10 / 60)
    assert table.row(**{"Eerst geantwoord": "Ongewogen n"})["Later: in sterke mate"] == 60
    title = table.sheet.cell(table.header[0].row - 1, 1).value
    assert title == "Dezelfde klantmanagers in 2020 en 2022: % van allen die twee keer antwoordden"
    assert found["alle_cijfers"].row(Antwoord="eerst ‘in sterke mate’, later ‘in enige mate’")[
        "Cijfer"
    ] == pytest.approx(10 / 60)


# the lists


def test_the_list_has_everybody_first_then_groups_with_waves_and_answers_in_order(tables):
    keys = [(row["Groep"], row["Meting"], row["Antwoord"]) for row in tables["alle_cijfers"].rows]
    assert keys[:6] == [
        ("Totaal", "2020", "in sterke mate"),
        ("Totaal", "2020", "in enige mate"),
        ("Totaal", "2022", "in sterke mate"),
        ("Totaal", "2022", "in sterke of enige mate (samengeteld)"),
        ("korter dan 3 jaar", "2022", "in sterke mate"),
        ("langer dan 10 jaar", "2022", "in sterke mate"),
    ]


def test_a_suppressed_row_keeps_its_place_and_has_no_number(tables):
    row = tables["alle_cijfers"].row(Groep="langer dan 10 jaar")
    assert (row["Cijfer"], row["Teken"]) == ("[c]", "[c]")
    assert not [value for value in row.values() if isinstance(value, int | float)]


def test_an_unreliable_row_is_marked(tables):
    assert tables["alle_cijfers"].row(Groep="korter dan 3 jaar")["Teken"] == "[u]"
    assert tables["alle_cijfers"].row(Meting="2020", Antwoord="in enige mate")["Teken"] == "geen"


def test_the_question_stands_in_full_beside_its_short_name(tables):
    asked = tables["alle_cijfers"].rows[0]["Vraagtekst"]
    assert asked.endswith("Het geld dat mijn gemeente heeft voor re-integratie en/of participatie")


def test_every_comparison_has_its_test_with_p(tables):
    (row,) = tables["verschillen_metingen"].rows
    assert (row["p van deze toets"], row["p bijgesteld"], row["Toets"]) == (0.0004, 0.2, "t-toets")
    assert (row["Verschil"], row["Eenheid"]) == (pytest.approx(-0.25), "procentpunt")
    assert row["Kleinste aan te tonen verschil"] == pytest.approx(14)
    assert row["Uitkomst"] == "geen verschil aangetoond"


def test_a_difference_that_was_not_judged_shows_no_p(klantmanagers, make_released, tmp_path):
    changes = [CHANGES[0] | {"verdict": "", "reason": "left_out"}]
    found = tables_of(
        write_tablebook(make_released(ROWS, changes), voice_of(klantmanagers), tmp_path / "book.xlsx")
    )
    (row,) = found["verschillen_metingen"].rows
    assert (row["Uitkomst"], row["p van deze toets"], row["Toets"]) == ("niet getoetst", "[z]", "[z]")
    assert row["Waarom"] == "vooraf buiten de toetsen gelaten, of vast door de weging"


def test_a_list_too_long_for_a_sheet_goes_on_on_the_next(klantmanagers, make_released, tmp_path):
    voice = voice_of(klantmanagers)
    words = voice.words.with_parts(tablebook=voice.words.tablebook.model_copy(update={"most_rows": 3}))
    path = write_tablebook(make_released(ROWS, CHANGES), Voice(words, klantmanagers), tmp_path / "parts.xlsx")
    parts = [table for name, table in tables_of(path).items() if name.startswith("alle_cijfers")]
    assert [len(part.rows) for part in parts] == [3, 3, 2]
    assert [part.sheet.title for part in parts] == ["Alle cijfers", "Alle cijfers (2)", "Alle cijfers (3)"]
    assert Package(path).findings() == []


# front and method


def test_the_cover_says_who_published_what_and_when(tables):
    facts = {row["Over dit onderzoek"]: row["Toelichting"] for row in tables["onderzoek"].rows}
    assert facts["Datum van publicatie"] == "1 september 2024"
    assert facts["Uitgever"] == "Bijstandsmonitor"
    assert facts["Metingen"] == "2020 en 2022"
    assert facts["Zekerheid van de toetsen"] == "95%"


def test_the_cover_says_where_to_ask(klantmanagers, make_released, tables, tmp_path):
    asked = "Vragen over de cijfers"
    assert (
        tables["onderzoek"].row(**{"Over dit onderzoek": asked})["Toelichting"]
        == "Stel ze aan Bijstandsmonitor."
    )
    study = replace(klantmanagers, contact="cijfers@example.nl")
    found = tables_of(write_tablebook(make_released(ROWS, []), voice_of(study), tmp_path / "ask.xlsx"))
    assert found["onderzoek"].row(**{"Over dit onderzoek": asked})["Toelichting"] == "cijfers@example.nl"


def test_the_cover_says_how_many_count_in_each_wave(small_study, small_released, tmp_path):
    found = tables_of(write_tablebook(small_released, voice_of(small_study), tmp_path / "counted.xlsx"))
    facts = {row["Over dit onderzoek"]: row["Toelichting"] for row in found["onderzoek"].rows}
    assert (facts["Meegeteld in 2022"], facts["Meegeteld in 2024"]) == ("60 huurders", "80 huurders")


def test_the_contents_lead_to_every_sheet_and_every_question(small, tables):
    book = load_workbook(small)
    contents = book["Inhoud"]
    places = {
        cell.value: cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink
    }
    assert set(book.sheetnames[2:]) <= set(places)
    name, _, address = places["– 8a.7 Geld van de gemeente"].rpartition("!")
    assert book[name.strip("'")][address].value == BUDGET
    name, _, address = places["16 Cijfer voor de samenwerking"].rpartition("!")
    assert book[name.strip("'")][address].value == "16. Cijfer voor de samenwerking"
    assert [row["Gevraagd in"] for row in tables["vragen"].rows] == ["2020 en 2022"] * 2 + ["2022"] * 2


def test_settings_tell_the_tests_and_thresholds_and_the_weights(small):
    text = "\n".join(str(cell) for row in sheet(small, "Methode") for cell in row)
    assert "Minste aantal antwoorden voor een cijfer\n10.0" in text
    assert "Er is niet gewogen: elk antwoord telt even zwaar." in texts_of(small)


def test_weighted_n_is_not_in_the_book_and_it_says_so(klantmanagers, make_released, tmp_path):
    study = replace(klantmanagers, design=replace(klantmanagers.design, weights="weight"))
    path = write_tablebook(make_released(ROWS, []), voice_of(study), tmp_path / "book.xlsx")
    assert any("staat daarom niet in dit boek" in text for text in texts_of(path))


def test_a_study_of_one_wave_says_nothing_of_tests_and_changes(klantmanagers, make_released, tmp_path):
    path = write_tablebook(make_released(ROWS, []), voice_of(klantmanagers), tmp_path / "book.xlsx")
    assert "Verschillen metingen" not in load_workbook(path).sheetnames
    own = texts_of(path) - {str(cell) for row in sheet(path, "Methode") for cell in row}
    assert "Marges zijn 95%-betrouwbaarheidsintervallen." in own
    assert [
        text for text in own if re.search(r"(?i)verschil|getoetst|toets|gestegen|verandering", text)
    ] == []
    assert sheet(path, "Methode")[0][0] == "Hoe het onderzoek is gedaan"


# the file


def test_sheets_are_set_up_for_reading_and_printing(small):
    book = load_workbook(small)
    theme, figures = book[BARRIERS], book["Alle cijfers"]
    assert theme.freeze_panes == "C1", "labels stay in view; every table has a header of its own"
    assert figures.freeze_panes == "A5"
    assert figures.print_title_rows == "$4:$4"
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert "Pagina &P van &N" in sheet.oddFooter.right.text


def test_an_indent_has_a_side_without_which_it_is_not_shown(small):
    with zipfile.ZipFile(small) as archive:
        styles = archive.read("xl/styles.xml").decode()
    indented = re.findall(r"<alignment [^>]*indent=[^>]*>", styles)
    assert indented
    assert all('horizontal="left"' in alignment for alignment in indented)


def test_the_only_date_inside_is_the_day_of_publication(small, klantmanagers):
    with zipfile.ZipFile(small) as archive:
        core = archive.read("docProps/core.xml").decode()
        moments = {entry.date_time for entry in archive.infolist()}
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {klantmanagers.published.isoformat()}
    assert moments == {(1980, 1, 1, 0, 0, 0)}  # the same in every file of this library


PROGRAM = """
import sys
from pathlib import Path
from monitor.publication.language.voice import Voice
from monitor.publication.language.words import Words
from monitor.publication.workbook.tablebook import write_tablebook
from monitor.release.results.released_set import read_results
from monitor.study.study_reader import read_study
voice = Voice(Words(), read_study(Path(sys.argv[1])))
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


def test_writing_it_again_gives_the_same_bytes(small, klantmanagers, make_released, tmp_path):
    again = write_tablebook(make_released(ROWS, CHANGES), voice_of(klantmanagers), tmp_path / "again.xlsx")
    assert again.read_bytes() == small.read_bytes()


# names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wat? [hinder]: a/b\\c*", "Wat hinder a b c"),
        ("Ruimte voor de klant en de menselijke maat", "Ruimte voor de klant"),
        ("'tussen aanhalingstekens'", "tussen aanhalingstekens"),
        ("a" * 40, "a" * 31),
        ("???", "Blad"),
        ("History", "History (2)"),
        ("Geschiedenis", "Geschiedenis (2)"),
        ("😀" * 20, "😀" * 15),
        ("met\x0bteken", "met teken"),
    ],
)
def test_sheet_names_are_names_that_excel_accepts(text, name):
    assert sheet_name(text, set()) == name


def test_equal_sheet_names_get_a_number():
    assert sheet_name("Thema", {"thema", "thema (2)"}) == "Thema (3)"
    assert sheet_name("a" * 40, {"a" * 31}) == "a" * 27 + " (2)"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("vraag_8a", "vraag_8a"),
        ("A1", "tabel_A1"),
        ("r", "tabel_r"),
        ("8a", "tabel_8a"),
        ("a b-c", "a_b_c"),
        ("", "tabel_"),
    ],
)
def test_table_names_are_names_that_excel_accepts(text, name):
    assert table_name(text, set()) == name


def test_equal_table_names_get_a_number():
    assert table_name("Vraag", {"vraag"}) == "Vraag_2"


def test_headers_of_a_table_differ_stand_on_one_line_and_fit():
    made = headers_of(["ja", "Ja", " ", "a\nb", "x" * 300, "x" * 300])
    assert made[:4] == ["ja", "Ja (2)", "–", "a b"]
    assert [len(header) for header in made[4:]] == [250, 246]
    assert len(set(made)) == 6


def test_a_footer_keeps_whole_words_and_whole_signs() -> None:
    """Excel takes 255 characters in a footer, in which one & starts a command; A1 has the title whole."""
    short = footer_text("Hulp & werk " * 30)
    assert len(short) <= 220
    assert short.endswith(" …")
    assert "&" not in short.replace("&&", "")
    assert footer_text("Hulp & werk") == "Hulp && werk"
