"""Truth: the small survey's declarations and counts, read by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from monitor.publication.annex.changes_annex import changes_table
from monitor.publication.annex.limits import limits_block
from monitor.publication.annex.method_annex import (
    breaks_table,
    constants_table,
    design_table,
    ledger_table,
    method_tables,
    response_table,
    rules_table,
    thresholds_table,
)
from monitor.publication.annex.questionnaire_annex import questionnaire_annex
from monitor.publication.annex.tests_annex import families_table
from monitor.publication.annex.tests_annex import tests_table as table_of_tests
from monitor.publication.annex.weighting_annex import weighting_table
from monitor.publication.exhibits.table_model import Table
from monitor.publication.project.catalogue import CATALOGUE, entry_of
from monitor.publication.sentences.compared import compared_with
from monitor.publication.sentences.fixed_variables import fixed_variables
from monitor.publication.sentences.routes import computation_in_words, condition_in_words
from monitor.publication.tables.table_markdown import table_markdown
from monitor.release.results.method import DisclosureRecord, FigureOrder, Method, SuppressionRecord
from monitor.release.results.released_set import ReleasedSet
from monitor.study.expression.expression import parse
from monitor.study.questionnaire import Questionnaire
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study import Study
from monitor.study.study_file import ReplicatesPlan
from tests.words import WORDS, voice_of


def _texts(table: Table | None) -> list[list[str]]:
    assert table is not None
    return [[row.header, *(cell.text for cell in row.cells)] for row in table.rows]


# method


USED = FigureOrder("used", "use_app", "1", "use_desk", "1", "share", True)
ASKED = FigureOrder("", "letters", "disagree_net", "letters", "agree_net", "share", False)


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        ((), ""),
        ((USED,), "Bij één antwoord van een set vragen zijn dat de hoogste twee"),
        ((USED, ASKED), "Daarnaast is één paar cijfers getoetst"),
    ],
)
def test_tests_of_two_figures_of_one_wave_are_counted_below_the_families(
    small_released: ReleasedSet, small_study: Study, orders: tuple[FigureOrder, ...], said: str
) -> None:
    released = replace(small_released, method=replace(small_released.method, orders=orders))
    table = families_table(released, voice_of(small_study))
    assert table is not None
    notes = " ".join(table.notes)
    assert said in notes
    assert ("Samen is 1 keer een verschil aangetoond." in notes) is bool(orders)


def test_what_is_told_as_nearly_the_same_has_its_margin_in_points(
    small_released: ReleasedSet, small_study: Study
) -> None:
    tests = small_released.method.tests
    assert tests is not None
    method = replace(small_released.method, tests=replace(tests, margins={"share": 0.03, "grade": 0.2}))
    same = small_released.changes.assign(
        verdict=small_released.changes["verdict"].mask(
            small_released.changes["item"].eq("phone"), "equivalent"
        )
    )
    known = fixed_variables(replace(small_released, method=method, changes=same), voice_of(small_study))
    assert known["method.margins"][0] == "3 procentpunt bij een percentage"
    text = limits_block(replace(small_released, method=method, changes=same), voice_of(small_study))
    assert "waarschijnlijk kleiner dan 3 procentpunt bij een percentage" in text
    assert "method.margins" not in fixed_variables(small_released, voice_of(small_study))


def test_a_question_that_is_left_out_of_the_tests_is_no_question_of_its_own(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """It is another question turned round: it is not counted as asked alike and has no row of its own."""
    tests = small_released.method.tests
    assert tests is not None
    method = replace(small_released.method, tests=replace(tests, left_out=("rating",)))
    released = replace(small_released, method=method)

    def asked(of: ReleasedSet) -> int:
        return next(iter(compared_with(of, small_study).values())).asked

    assert asked(small_released) == asked(released) + 1
    whole, without = (
        _texts(table_of_tests(one, voice_of(small_study))) for one in (small_released, released)
    )
    assert [row for row in whole if row not in without] == [row for row in whole if "De corporatie" in row[0]]


def test_the_response_chain_says_what_is_unknown(small_released: ReleasedSet, small_study: Study) -> None:
    table = response_table(small_released, voice_of(small_study))
    assert _texts(table) == [
        ["In de steekproef", "onbekend", "200"],
        ["Uitgenodigd", "onbekend", "160"],
        ["Vragenlijst ontvangen", "61", "82"],
        ["Bruikbaar en meegeteld", "60", "80"],
    ]
    assert table is not None
    assert table.notes == (
        "2024: 40% van de 200 in de steekproef telt mee (80).",
        "2024: 50% van de 160 uitgenodigden telt mee (80).",
    )


def test_the_ledger_and_the_rules_are_the_counts_of_the_method(
    small_released: ReleasedSet, small_study: Study
) -> None:
    assert _texts(ledger_table(small_released, voice_of(small_study))) == [
        ["2022", "61", "60", "1"],
        ["2024", "82", "80", "2"],
    ]
    assert _texts(rules_table(small_released, voice_of(small_study))) == [
        ["2024", "Code staat in de vragenlijst", "streng", "80", "2", "0"],
        ["2024", "Overal hetzelfde antwoord", "signaal", "70", "3", "7"],
    ]


def test_rows_that_were_left_out_beforehand_are_told_with_the_ledger(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """The ledger once said that no questionnaire was thrown away, of a file of which the map left out 15."""
    waves = {"2022": 1, "2024": 1500}
    method = small_released.method
    left = {name: replace(method.waves[name], n_left_out=count) for name, count in waves.items()}
    table = ledger_table(replace(small_released, method=replace(method, waves=left)), voice_of(small_study))
    assert table is not None
    assert table.notes[:3] == (
        "Geen enkele vragenlijst in deze tabel is weggegooid: elke telt mee, of staat apart met de reden.",
        "2022: 1 regel van het antwoordbestand is vooraf weggelaten, zoals wat niet was afgemaakt of een proef was. "
        "Die staat niet in deze tabel.",
        "2024: 1.500 regels van het antwoordbestand zijn vooraf weggelaten, zoals wat niet was afgemaakt of een proef "
        "was. Die staan niet in deze tabel.",
    )


@pytest.mark.parametrize(
    ("sampling", "head"),
    [
        (None, "Wat in de marges als één trekking telt"),
        ("probability", "Wat in de marges als één trekking telt"),
        ("census", "Wat in de marges los van elkaar telt"),
        ("quota", "Wat in de marges los van elkaar telt"),
        ("opt_in", "Wat in de marges los van elkaar telt"),
    ],
)
def test_nobody_is_called_drawn_who_was_not(
    small_released: ReleasedSet, small_study: Study, sampling: str | None, head: str
) -> None:
    study = replace(small_study, design=replace(small_study.design, sampling=sampling))
    assert _texts(design_table(small_released, voice_of(study)))[1] == [head, "huurders"]


def test_draws_by_size_and_replicates_without_numbers_are_told(
    small_released: ReleasedSet, small_study: Study
) -> None:
    def said(**design: object) -> dict[str, str]:
        study = replace(small_study, design=replace(small_study.design, **design))
        return dict(_texts(design_table(small_released, voice_of(study))))

    drawn = said(psu="town", pps="with_replacement", draw="turn")["Kans om getrokken te worden"]
    assert drawn == "naar grootte, met teruglegging; wat twee keer is getrokken, telt als twee trekkingen"
    assert "los van elkaar" in said(psu="town", pps="with_replacement")["Kans om getrokken te worden"]
    made = said(weights="w", replicates=ReplicatesPlan(columns="rep_*", type="SDR"))
    assert not {"Wat in de marges als één trekking telt", "Lagen in de steekproef"} & made.keys()
    assert made["Metingen onderling"].startswith("elke meting heeft eigen hulpgewichten")


def test_a_note_about_a_wave_begins_with_a_capital(small_released: ReleasedSet, small_study: Study) -> None:
    waves = tuple(replace(wave, label=f"het najaar van {wave.id}") for wave in small_study.waves)
    study = replace(small_study, waves=waves)
    table = response_table(small_released, voice_of(study))
    assert table is not None
    assert {note.split(":")[0] for note in table.notes} == {"Het najaar van 2024"}


def test_families_and_tests_are_those_of_the_latest_comparison(
    small_released: ReleasedSet, small_study: Study
) -> None:
    assert _texts(families_table(small_released, voice_of(small_study))) == [
        ["2022–2024, alle vragen", "5", "2", "95%", "Benjamini-Hochberg"]
    ]
    tests = _texts(table_of_tests(small_released, voice_of(small_study)))
    assert [row[:2] for row in tests] == [
        ["2.1 De brieven zijn duidelijk", "geen verschil aangetoond"],
        ["2.2 Snel iemand aan de lijn", "gestegen"],
        ["3 De corporatie", "gestegen"],
    ]
    assert tests[2][2:] == ["0,4 punt hoger", "0,1 tot 0,7", "0,020", "0,4 punt"]


def test_a_very_small_p_is_printed_as_smaller_than_a_thousandth(
    small_released: ReleasedSet, small_study: Study
) -> None:
    sure = replace(small_released, changes=small_released.changes.assign(p_adjusted=0.0004))
    assert {row[4] for row in _texts(table_of_tests(sure, voice_of(small_study)))} == {"< 0,001"}


def test_the_design_names_the_strata_in_words(small_released: ReleasedSet, small_study: Study) -> None:
    def strata(column: str) -> str:
        study = replace(
            small_study,
            municipalities=SimpleNamespace(column="town", splits={}, rows={}),
            design=replace(small_study.design, strata=column),
        )
        return dict(_texts(design_table(small_released, voice_of(study))))["Lagen in de steekproef"]

    item = next(iter(small_study.questionnaire.items.values()))
    assert strata("town") == "gemeente"
    assert strata(item.id).casefold() == item.short.casefold()
    assert strata("") == "geen"


def test_thresholds_say_how_many_figures_were_kept_back(
    small_released: ReleasedSet, small_study: Study
) -> None:
    table = thresholds_table(small_released, voice_of(small_study))
    assert _texts(table)[0] == ["Minste aantal antwoorden voor een cijfer", "10"]
    assert table is not None
    assert table.notes == (
        "Volgens deze regels zijn 2 cijfers niet afgedrukt.",
        "In de groepen naar ‘Woonduur’ vallen in werkelijkheid telkens minstens 100 mensen. Bron: Proef.",
    )


def test_thresholds_say_where_figures_are_rounded_for_the_few_weights(
    small_released: ReleasedSet, small_study: Study
) -> None:
    few = replace(small_released, method=replace(small_released.method, different_weights={"2024": 3}))
    table, usual = (thresholds_table(one, voice_of(small_study)) for one in (few, small_released))
    assert table is not None
    assert usual is not None
    assert [note for note in table.notes if note not in usual.notes] == [
        "Er zijn maar weinig verschillende gewichten. Wie hele getallen probeert, zou uit precieze cijfers kunnen"
        " narekenen wat niet getoond is. Waar van een vraag iets niet getoond is, zijn daarom alle gewogen cijfers"
        " eerst afgerond, en zijn marges en toetsen daaruit berekend."
    ]


def test_constants_stand_with_their_source(small_released: ReleasedSet, small_study: Study) -> None:
    assert _texts(constants_table(small_released, voice_of(small_study))) == [
        ["Woningen van de corporatie", "9000", "Jaarverslag 2023"]
    ]


def test_a_subject_that_nobody_recorded_has_no_table(small_released: ReleasedSet, small_study: Study) -> None:
    assert weighting_table(small_released, voice_of(small_study)) is None
    assert breaks_table(small_released, voice_of(small_study)) is None
    entry = entry_of("method-weighting", CATALOGUE)
    page = entry.make("method-weighting", small_released, voice_of(small_study))
    assert page == "Hierover is in dit onderzoek niets vastgelegd.\n"


def test_an_empty_method_breaks_no_annex(small_released: ReleasedSet, small_study: Study) -> None:
    bare = replace(small_released, method=Method(), changes=small_released.changes.iloc[:0])
    for make in method_tables().values():
        table = make(bare, voice_of(small_study))
        assert table is None or table_markdown(table, numbered=True)
    assert "Zo leest u de cijfers" in limits_block(bare, voice_of(small_study))


def test_a_break_is_listed_and_named_in_the_limits(small_released: ReleasedSet, small_study: Study) -> None:
    questionnaire = small_study.questionnaire
    broken = replace(questionnaire.items["phone"], comparable_from="2024", break_reason="scale")
    study = replace(
        small_study, questionnaire=replace(questionnaire, items={**questionnaire.items, "phone": broken})
    )
    assert _texts(breaks_table(small_released, voice_of(study))) == [
        ["2.2 Snel iemand aan de lijn", "2024", "de antwoorden waaruit men kon kiezen zijn veranderd"]
    ]
    assert "niet te vergelijken met eerdere metingen: ‘Snel iemand aan de lijn’" in limits_block(
        small_released, voice_of(study)
    )


# limits


def test_what_could_not_be_protected_is_named_in_the_limits(
    small_released: ReleasedSet, small_study: Study
) -> None:
    item = next(iter(small_study.questionnaire.items.values()))
    record = SuppressionRecord(withheld=((small_study.current.id, item.id, "region"),))
    method = replace(small_released.method, disclosure=DisclosureRecord(audit=record))
    released = replace(small_released, method=method)
    sentence = "Uitkomsten per groep staan niet in dit rapport waar ze uit andere cijfers te herleiden waren"
    assert item.short in limits_block(released, voice_of(small_study)).split(sentence)[1]
    assert sentence not in limits_block(small_released, voice_of(small_study))


def test_the_limits_name_response_confidence_and_the_smallest_difference(
    small_released: ReleasedSet, small_study: Study
) -> None:
    text = limits_block(small_released, voice_of(small_study))
    assert (
        "de 80 huurders van wie de vragenlijsten in 2024 meetellen, 50% van de 160 die zijn uitgenodigd"
        in text
    )
    assert "aangetoond met 95% zekerheid" in text
    assert "om meestal op te vallen, hangt af van de vraag: 22 procentpunt" in text
    assert "Dit onderzoek is geen precieze afspiegeling van alle huurders." in text
    assert "minder dan 10 antwoorden" in text


@pytest.mark.parametrize(
    ("label", "words"),
    [("indicatief", "een aanwijzing"), ("representatief", "afspiegeling van alle huurders. De cijfers gelden, met hun marge"),
     ("", "Het is niet onderzocht"), ("Eigen {x} [a|b].", r"- Eigen \{x\} \[a\|b\].")],
)  # fmt: skip
def test_a_label_of_representativeness_becomes_a_sentence(
    small_released: ReleasedSet, small_study: Study, label: str, words: str
) -> None:
    assert words in limits_block(small_released, voice_of(replace(small_study, representative=label)))


def test_only_a_sample_that_mirrors_everybody_is_among_what_may_be_concluded(
    small_released: ReleasedSet, small_study: Study
) -> None:
    for label, place in (
        ("representatief", 0),
        ("indicatief", 1),
        ("Zolang wie meedeed lijkt op de rest.", 1),
    ):
        text = limits_block(small_released, voice_of(replace(small_study, representative=label)))
        halves = text.split(WORDS.annex.limits["may_not"])
        said = WORDS.annex.representative.get(label, label).split("{")[0]
        assert [said in half for half in halves] == [place == 0, place == 1]


# routes in words


@pytest.fixture(scope="module")
def klantmanagers(repository: Path) -> Questionnaire:
    return read_questionnaire(repository / "questionnaires" / "klantmanagers.yaml")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("must_choose_attention in [often, sometimes]", "bij vraag 10a ‘ja, vaak’ of ‘ja, soms’ is gekozen"),
        ("must_choose_attention not in [hardly]", "bij vraag 10a niet ‘niet of nauwelijks’ is gekozen"),
        ("interview_consent == yes", "bij vraag 23a ‘ja’ is gekozen"),
        ("interview_consent != yes", "bij vraag 23a niet ‘ja’ is gekozen"),
        ("split_job_fit_later > 0", "bij vraag 5a.2 meer dan 0 is ingevuld"),
        ("task_intake == 1", "bij vraag 4 ‘Intakes doen’ is gekozen"),
        ("task_intake == 0", "bij vraag 4 ‘Intakes doen’ niet is gekozen"),
        ("caseload_desired < caseload_now", "het antwoord op vraag 2b lager is dan het antwoord op vraag 2a"),
        ("caseload_desired == caseload_now", "het antwoord op vraag 2b hetzelfde is als het antwoord op vraag 2a"),
        ("caseload_now >= c100_150", "bij vraag 2a ‘100-150’ of ‘meer dan 150’ is gekozen"),
        ("any_of(use_*, less)", "bij minstens één van de vragen 7.1 tot en met 7.9 ‘minder vaak dan nodig’ is gekozen"),
        ("not_asked(expertise_room_used)", "vraag 19b niet is gesteld"),
        ("not answered(expertise_room_used)", "niet geldt dat vraag 19b is beantwoord"),
        ("task_intake == 1 and (interview_consent == yes or interview_consent == no)",
         "bij vraag 4 ‘Intakes doen’ is gekozen en (bij vraag 23a ‘ja’ is gekozen of bij vraag 23a ‘nee’ is gekozen)"),
        ("count_of(task_intake, task_diagnosis, 1) >= 2",
         "het aantal gekozen antwoorden uit ‘Intakes doen’ en ‘Diagnose maken’ minstens 2 is"),
        ("2 <= count_of(task_intake, task_diagnosis, 0)",
         "het aantal keer ‘niet gekozen’ bij de vragen 4.1 en 4.2 minstens 2 is"),
        ("sum_of(time_coordination, time_other) > 50", "de som van de vragen 9.3 en 9.4 meer dan 50 is"),
        ("caseload_too_large == yes", "de uitkomst ‘Caseload is te groot’ ‘ja’ is"),
    ],
)  # fmt: skip
def test_a_route_reads_as_a_clause(
    klantmanagers: Questionnaire, small_study: Study, expression: str, words: str
) -> None:
    voice = voice_of(replace(small_study, questionnaire=klantmanagers))
    assert condition_in_words(parse(expression), voice) == words


def test_a_computation_reads_as_a_sum(klantmanagers: Questionnaire, small_study: Study) -> None:
    voice = voice_of(replace(small_study, questionnaire=klantmanagers))
    assert computation_in_words(parse("100 - share_need_known"), voice) == "100 − vraag 6a.3"
    assert computation_in_words(parse("time_coordination + time_other"), voice) == "vraag 9.3 + vraag 9.4"
    assert computation_in_words(parse("sum_of(time_*)"), voice).startswith(
        "de som van de vragen 9.1 tot en met"
    )


# the questionnaire


def test_the_questionnaire_shows_numbers_answers_headings_and_routes(small_study: Study) -> None:
    text = questionnaire_annex(voice_of(small_study))
    assert "## Contact {.unnumbered .unlisted}" in text
    assert "**2\\. Bent u het eens met deze uitspraken?**" in text
    assert "- 2.1. De brieven zijn duidelijk." in text
    assert "Antwoorden: helemaal eens; eens; neutraal; oneens; helemaal oneens." in text
    assert "Meer dan één antwoord mogelijk." in text
    assert "Een cijfer van 1 tot en met 10." in text
    assert "Alleen als bij vraag 2.1 ‘oneens’ of ‘helemaal oneens’ is gekozen." in text
    assert "Ook gesteld in 2022." in text


def test_computed_items_say_how_they_are_made(klantmanagers: Questionnaire, small_study: Study) -> None:
    waves = tuple(replace(small_study.waves[-1], id=wave, label=wave) for wave in klantmanagers.waves)
    text = questionnaire_annex(voice_of(replace(small_study, questionnaire=klantmanagers, waves=waves)))
    assert "## Berekende uitkomsten" in text
    assert "Staan er bij een uitkomst meer voorwaarden, dan telt de eerste die klopt." in text
    assert "‘ja’ als het antwoord op vraag 2b lager is dan het antwoord op vraag 2a." in text
    assert "Berekend als 100 − vraag 6a.3." in text
    assert "‘Dit komt bij mij niet voor’ gaat niet samen met een ander antwoord." in text


# shown changes


def test_every_shown_change_has_a_row_the_largest_first(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """Two of the small survey moved: the phone by 40 points, the grade by 0.4."""
    assert _texts(changes_table(small_released, voice_of(small_study))) == [
        ["2.2 Snel iemand aan de lijn: (helemaal) eens", "20%", "60%", "gestegen: +40 (+24 tot +56)"],
        ["3 De corporatie", "6,4", "6,8", "gestegen: +0,4 (+0,1 tot +0,7)"],
    ]


def test_a_difference_that_is_not_that_of_the_figures_beside_it_has_a_note_on_rounding(
    small_released: ReleasedSet, small_study: Study
) -> None:
    """A grade of 6.44 and one of 6.75 are printed as 6,4 and 6,8, with +0,3 between them."""
    note = "Verschillen zijn berekend vóór afronding."
    assert note not in changes_table(small_released, voice_of(small_study)).notes
    estimates, changes = small_released.estimates.copy(), small_released.changes.copy()
    grades = estimates["item"].eq("rating") & estimates["measure"].eq("mean")
    estimates.loc[grades, "estimate"] = estimates.loc[grades, "wave"].map({"2022": 6.44, "2024": 6.75})
    changes.loc[changes["item"].eq("rating"), "difference"] = 0.31
    off = replace(small_released, estimates=estimates, changes=changes)
    assert note in changes_table(off, voice_of(small_study)).notes


def test_what_moved_since_the_wave_before_stands_first(
    small_released: ReleasedSet, small_study: Study
) -> None:
    changes = small_released.changes.copy()
    phone = changes["item"].eq("phone") & changes["category"].eq("agree_net")
    changes.loc[phone, "comparison"] = "first"
    rows = _texts(changes_table(replace(small_released, changes=changes), voice_of(small_study)))
    assert rows is not None
    assert [row[0] for row in rows] == ["3 De corporatie", "2.2 Snel iemand aan de lijn: (helemaal) eens"]


def test_the_margin_of_a_shown_change_never_ends_at_no_difference(
    small_released: ReleasedSet, small_study: Study
) -> None:
    changes = small_released.changes.copy()
    changes.loc[changes["item"].eq("rating"), ["told_low", "told_high"]] = (0.04, 0.18)
    rows = _texts(changes_table(replace(small_released, changes=changes), voice_of(small_study)))
    assert rows is not None
    assert rows[1][-1].endswith("(+0,04 tot +0,18)")


def test_a_wave_before_a_break_has_no_figure_beside_those_that_can_be_compared(
    small_released: ReleasedSet, small_study: Study
) -> None:
    items = dict(small_study.questionnaire.items)
    items["rating"] = replace(items["rating"], comparable_from="2024", break_reason="scale")
    study = replace(small_study, questionnaire=replace(small_study.questionnaire, items=items))
    told = _texts(changes_table(small_released, voice_of(study)))
    assert told is not None
    assert told[1][:3] == ["3 De corporatie", "–", "6,8"]


def test_a_question_of_which_only_another_answer_moved_is_told_by_that_answer(
    small_released: ReleasedSet, small_study: Study
) -> None:
    changes = small_released.changes.copy()
    phone = changes["item"].eq("phone") & changes["category"].eq("agree_net")
    changes.loc[phone, "verdict"] = "undecided"
    more = changes[phone].assign(
        category="d", difference=-0.1, told_low=-0.2, told_high=-0.01, verdict="decreased"
    )
    released = replace(small_released, changes=pd.concat([changes, more], ignore_index=True))
    assert _texts(changes_table(released, voice_of(small_study)))[0] == [
        "2.2 Snel iemand aan de lijn: oneens", "20%", "10%", "gedaald: −10 (−20 tot −1)",
    ]  # fmt: skip


def test_where_nothing_moved_the_table_says_so_and_without_an_earlier_wave_there_is_none(
    small_released: ReleasedSet, small_study: Study
) -> None:
    same = small_released.changes.assign(verdict="undecided")
    told = _texts(changes_table(replace(small_released, changes=same), voice_of(small_study)))
    assert told == [["Geen enkele uitkomst", "–", "–", "–"]]
    none = replace(small_released, changes=small_released.changes.head(0))
    assert changes_table(none, voice_of(small_study)) is None
