"""Truth: small files as municipalities make them, each with what its reader is easily led astray by, and what a person
would say of it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from monitor.exchange.answers import Seen, ranks, shown_labels
from monitor.exchange.begin import begin
from monitor.exchange.roles import days_in
from monitor.intake.answers.typed_answers import VALID
from monitor.intake.files.responses import read_responses
from monitor.pipeline import declared_study
from monitor.stages.options import RunOptions
from monitor.stages.taking_in import take_in
from monitor.study.column_map import MappedColumn
from monitor.study.questionnaire_reader import read_questionnaire
from tests.declared import plain_yaml
from tests.intake.files import workbook

FORMS = ("Id", "Begintijd", "Tijd van voltooien", "E-mail", "Naam")


def made(
    folder: Path, headings: Sequence[str], rows: Sequence[Sequence[str]], name: str = "enquete 2025.csv"
) -> Path:
    """The folder that `monitor init` writes for a file with these headings and rows."""
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([headings, *rows])
    begin([str(folder / name)], folder / "onderzoek", lambda *_: None)
    return folder / "onderzoek"


def form(folder: Path, **answers: Sequence[str]) -> Path:
    """The same for the answers to some questions in a Forms workbook, saved as CSV."""
    columns = {heading.replace("_", " "): cells for heading, cells in answers.items()}
    rows = [
        [str(place), "2025-03-01", "2025-03-02", "", "", *cells]
        for place, cells in enumerate(zip(*columns.values(), strict=True), start=1)
    ]
    return made(folder, [*FORMS, *columns], rows)


def question(folder: Path, place: int = 0) -> dict[str, Any]:
    return plain_yaml(folder / "questionnaire.yaml")["questions"][place]


def scale(folder: Path, place: int = 0) -> dict[str, Any]:
    questionnaire = plain_yaml(folder / "questionnaire.yaml")
    return questionnaire["scales"][questionnaire["questions"][place]["scale"]]


def column(folder: Path, place: int = 0) -> dict[str, Any]:
    return list(plain_yaml(folder / "columns" / "2025.yaml")["columns"].values())[place]


def written(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file())


def codes(folder: Path, item: str) -> list[str]:
    """The valid answers to an item as they are taken in, in the order of the rows."""
    study = declared_study(folder / "study.yaml", RunOptions(out=Path("build")))
    found = take_in(study, lambda *_: None, {}).answers.variables[item]
    assert found.codes is not None
    return [found.categories[code] for code in found.codes[found.state == VALID]]


def test_own_words_with_a_number_in_them_are_no_option(tmp_path: Path) -> None:
    """They stood in the questionnaire and in its report: a label with a number fitted any neighbours."""
    own = ["mijn 3 kinderen op nummer 14", "al 2 jaar ruzie", "ik heb geen zin meer in mevrouw 1"]
    cells = ["Geld;", "Werk;", "Geld;Werk;"] * 6 + [f"Geld;{text};" for text in own]
    folder = form(tmp_path, Waarbij_helpt_het_wijkteam_u=cells)
    assert sorted(question(folder)["options"].values()) == ["Anders", "Geld", "Werk"]
    assert not [text for text in own if text in written(folder)]


@pytest.mark.parametrize(
    ("given", "hidden"),
    [
        ({"18 tot 27 jaar": 9, "27 tot 45 jaar": 8, "45 tot 67 jaar": 1, "67 jaar of ouder": 2}, ()),
        ({"1 keer": 4, "2 keer": 3, "3 keer": 1, "3 keer met Jansen": 1}, ("3 keer met Jansen",)),
        ({"1 keer": 4, "2 keer": 3, "06 12345678": 1, "12-03-1961": 1}, ("06 12345678", "12-03-1961")),
        ({"Ja": 5, "Nee": 4, "Ik heb geen vertrouwen in Jansen": 1}, ("Ik heb geen vertrouwen in Jansen",)),
        ({"Geld": 5, "Werk": 4, "Geen van deze": 1, "geen van die 3 mensen": 1}, ("geen van die 3 mensen",)),
    ],
)
def test_a_rare_label_shows_only_what_its_neighbours_say_too(
    given: dict[str, int], hidden: tuple[str, ...]
) -> None:
    assert shown_labels(given)[1] == hidden


@pytest.mark.parametrize(
    "labels",
    [
        ["Korter dan 6 maanden", "6 tot 12 maanden", "1 tot 3 jaar", "3 jaar of langer"],
        ["Nooit", "Minder vaak", "1 keer per jaar", "2 keer per maand", "1 keer per week", "Elke dag"],
        ["Minder vaak dan maandelijks", "Maandelijks", "Wekelijks", "Dagelijks"],
        ["Minder dan 1.000 euro", "1.000 - 2.000 euro", "2.000 euro of meer"],
        ["1 tot 3", "3 tot 10 jaar", "10 jaar of langer"],
    ],
)
def test_labels_stand_in_the_order_of_time(labels: list[str]) -> None:
    """1 tot 3 jaar came before 6 maanden."""
    found = ranks(labels)
    known = [one for one in found if one is not None]
    assert known == sorted(set(known))
    assert len(known) == len(labels)


def test_names_of_codes_are_no_numbers(tmp_path: Path) -> None:
    cells = ["A1", "A2", "A10"] * 5
    folder = form(tmp_path, Wat_is_uw_leeftijd=cells)
    assert scale(folder)["kind"] == "nominal"
    assert "codes waarvan het bestand de woorden niet noemt" in written(folder)


@pytest.mark.parametrize(
    ("text", "cells", "kind"),
    [
        ("Kent u de naam van uw medewerker", ["Ja", "Nee"] * 10, None),
        ("Welk cijfer geeft u het telefonisch contact", ["7", "8", "10"] * 8, "grade"),
        ("Hoe goed kunt u ons bereiken", ["Best goed", "Niet zo goed"] * 9, None),
        ("Wat is uw naam", ["A. de Wit", "B. de Boer"] * 9, "contact"),
        ("Wilt u meepraten", [f"ja, mijn nummer is {n}" for n in range(18)], "contact"),
    ],
)
def test_a_choice_is_no_contact_data(tmp_path: Path, text: str, cells: list[str], kind: str | None) -> None:
    assert question(form(tmp_path, **{text: cells})).get("kind") == kind


def test_percent_signs_are_read(tmp_path: Path) -> None:
    folder = form(tmp_path, Welk_deel_is_opgelost=[f"{n}%" for n in range(10, 50)])
    assert question(folder)["kind"] == "percentage"
    assert column(folder)["suffix"] == "%"


def test_a_scale_of_which_the_text_names_the_ends_is_no_report_mark(tmp_path: Path) -> None:
    folder = form(tmp_path, Geef_aan_op_een_schaal_van_1_tot_5=list("12345") * 5)
    assert (question(folder)["kind"], question(folder)["range"]) == ("number", [1, 5])


def test_an_option_with_a_comma_is_one_option(tmp_path: Path) -> None:
    one, other = "Schulden, geld en toeslagen", "Werk"
    cells = [one, other, f"{one}, {other}"] * 5
    rows = [[f"1-3-2025 10:00:0{place % 10}", cell] for place, cell in enumerate(cells)]
    folder = made(tmp_path, ["Tijdstempel", "Waarbij helpt het wijkteam u"], rows)
    assert list(question(folder)["options"].values()) == [one, other]


def test_capitals_keep_two_options_apart() -> None:
    assert set(Seen({"Geld, Werk": 5, "Geld, Werk, Wonen": 4, "Wonen": 4}).options(",")) == {
        "Geld",
        "Werk",
        "Wonen",
    }


def test_own_words_at_a_choice_are_its_other_answer(tmp_path: Path) -> None:
    """With one respondent in seven the run stopped, and nothing was written."""
    own = ["via mijn broer", "van de huisarts"]
    cells = ["Via internet", "Via de balie"] * 6 + own
    folder = form(tmp_path, Hoe_kwam_u_bij_ons=cells)
    assert column(folder)["other"] == "anders"
    assert codes(folder, question(folder)["id"]).count("anders") == 2
    assert not [text for text in own if text in written(folder)]


def test_own_words_on_a_scale_do_not_stop_a_first_report(tmp_path: Path) -> None:
    cells = ["Tevreden", "Ontevreden", "Zeer tevreden"] * 4 + ["gaat wel beter", "meestal wel hoor"]
    folder = form(tmp_path, Hoe_tevreden_bent_u=cells)
    assert question(folder)["severity"] == "soft"
    assert len(codes(folder, question(folder)["id"])) == 12


def test_who_filled_in_another_answer_beside_a_choice_chose_other(tmp_path: Path) -> None:
    """SurveyMonkey leaves the choice empty then: they were counted as no answer, and the shares were too high."""
    headings = ["Respondent ID", "Collector ID", "Start Date", "End Date", "Wat is uw geslacht?", ""]
    below = ["", "", "", "", "Response", "Anders, geef nadere toelichting"]
    answers = [("Man", ""), ("Vrouw", ""), ("", "dat zeg ik zelf")] * 5
    rows = [[str(place), "1", "2025-03-01", "2025-03-01", *cells] for place, cells in enumerate(answers)]
    folder = made(tmp_path, headings, [below, *rows])
    assert codes(folder, "geslacht") == ["man", "vrouw", "anders"] * 5
    assert "dat zeg ik zelf" not in written(folder)


def test_headings_with_texts_make_short_ids(tmp_path: Path) -> None:
    headings = [
        "id",
        "submitdate",
        "lastpage",
        "Waarbij helpt het wijkteam u? [Geld]",
        "Waarbij helpt het wijkteam u? [Werk]",
    ]
    headings += ["Waarbij helpt het wijkteam u? [Overig, namelijk]"]
    answers = [("Ja", "Nee", ""), ("Nee", "Ja", "de buurt van mijn zus"), ("Ja", "Ja", "")] * 6
    rows = [[str(place), "2025-03-01 10:00:00", "1", *cells] for place, cells in enumerate(answers)]
    folder = made(tmp_path, headings, rows)
    assert question(folder)["id"] == "waarbij_helpt_wijkteam"
    assert list(question(folder)["options"].values()) == ["Geld", "Werk", "Overig, namelijk"]
    assert (question(folder, 1)["id"], question(folder, 1)["kind"]) == (
        "waarbij_helpt_wijkteam_anders_tekst",
        "open",
    )


def test_two_questions_with_numbers_in_their_names_are_no_set(tmp_path: Path) -> None:
    headings = ["id", "submitdate", "lastpage", "G01Q06", "G01Q07"]
    rows = [[str(n), "2025-03-01 10:00:00", "1", "YN"[n % 2], "NY"[n % 3 == 0]] for n in range(12)]
    folder = made(tmp_path, headings, rows)
    assert [question(folder, place)["id"] for place in (0, 1)] == ["g01q06", "g01q07"]


def test_codes_of_municipalities_may_stand_as_statistics_netherlands_writes_them(tmp_path: Path) -> None:
    rows = [[str(n), ["GM0363", "GM0014"][n % 2], ["Ja", "Nee"][n % 2]] for n in range(12)]
    folder = made(tmp_path, ["respnr", "gm_code", "Kreeg u hulp"], rows)
    assert plain_yaml(folder / "columns" / "2025.yaml")["municipality"] == "gm_code"


def test_other_in_needs_no_column_of_its_own() -> None:
    entry = MappedColumn(column=("v1",), values={"Man": "m"}, other="x", other_in="v1_anders")
    assert entry.sources == ("v1", "v1_anders")
    assert entry.options == ()


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["28-3-2025 10:00:05", "1-4-2025 9:00:00"], ["2025-03-28", "2025-04-01"]),
        (["03/28/2025 10:00 AM", "04/01/2025 09:00 AM"], ["2025-03-28", "2025-04-01"]),
        (["2025/03/28 10:00:00 am GMT+1", "2025-04-01"], ["2025-03-28", "2025-04-01"]),
        (["3-4-2025", "1-4-2025"], []),
        (["31-2-2025", "1-4-2025"], ["2025-04-01"]),
    ],
)
def test_days_are_read_where_one_of_them_tells_the_order(cells: list[str], days: list[str]) -> None:
    assert days_in(cells) == days


def test_headings_may_stand_below_a_title(tmp_path: Path) -> None:
    """A title over the whole table, a row of merged parts, and then the headings; rows keep the numbers of Excel."""
    rows = [[*FORMS, "Kreeg u hulp", "Welk cijfer geeft u"]]
    rows += [[n, "2025-03-01", "2025-03-02", "", "", ["Ja", "Nee"][n % 2], n % 10 + 1] for n in range(1, 30)]
    above = [["Onderzoek", *[""] * 6], [], ["Gegevens", *[""] * 4, "Vragen", ""]]
    path = tmp_path / "hulp 2025.xlsx"
    path.write_bytes(workbook({"Blad1": [*above, *rows]}))
    begin([str(path)], tmp_path / "onderzoek", lambda *_: None)
    assert plain_yaml(tmp_path / "onderzoek" / "columns" / "2025.yaml")["above"] == 3
    assert codes(tmp_path / "onderzoek", "kreeg_hulp").count("ja") == 14
    study = declared_study(tmp_path / "onderzoek" / "study.yaml", RunOptions(out=Path("build")))
    assert read_responses(study, "2025").rows.tolist() == list(range(5, 34))


def test_answers_without_a_known_order_are_marked_and_others_are_not(tmp_path: Path) -> None:
    cells = ["Bar slecht", "Gaat best", "Top"] * 4, ["Man", "Vrouw", "Anders"] * 4
    folder = form(tmp_path, Hoe_gaat_het=cells[0], Wat_is_uw_geslacht=cells[1])
    marked = [line for line in written(folder).splitlines() if "hebben deze antwoorden een volgorde" in line]
    assert len(marked) == 1


def test_clauses_of_rows_stand_beside_their_texts(tmp_path: Path) -> None:
    """Rows stay texts alone, as questionnaires that people write have them."""
    cells = ["Mee eens", "Mee oneens", "Helemaal mee eens"] * 4
    texts = ("Ik begrijp de brieven", "De brieven zijn kort", "Ik krijg snel antwoord")
    folder = form(tmp_path, **dict.fromkeys(texts, cells))
    assert list(question(folder)["rows"].values()) == list(texts)
    items = read_questionnaire(folder / "questionnaire.yaml").items.values()
    told = [dict(one.told) for one in items]
    assert told == [{"agree_net": "begrijpt de brieven"}, {}, {"agree_net": "krijgt snel antwoord"}]


def test_a_ranking_is_no_set_of_answers(tmp_path: Path) -> None:
    """Every option was chosen by everybody."""
    orders = ["Geld;Werk;Zorg;", "Zorg;Geld;Werk;", "Werk;Zorg;Geld;"] * 5
    folder = form(tmp_path, Zet_op_volgorde=orders, Kreeg_u_hulp=["Ja", "Nee", "Ja"] * 5)
    assert [one["id"] for one in plain_yaml(folder / "questionnaire.yaml")["questions"]] == ["kreeg_hulp"]
    assert "Zet op volgorde is een rangschikking" in (folder / "import.md").read_text(encoding="utf-8")
