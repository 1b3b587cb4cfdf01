"""Truth: hand counts of two small surveys. The tenants of conftest.py (2024: 20 of 80 find letters clear; a grade
of 6.8), and beside them 40 caretakers of 2023: 12 of 40 say that tenants understand the letters; 30% of their
tenants, on average, call twice; 5 of 20 that had a phone find it answered; the desk is suppressed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from monitor.errors import PublicationError
from monitor.publication.annex.limits import limits_block
from monitor.publication.checks.consistency import Consistency, check_consistency
from monitor.publication.drafts.chapters import BESIDE, Generated
from monitor.publication.project.catalogue import CATALOGUE, entry_of
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.sentences.variables import Variables
from monitor.publication.tables.side_by_side_tables import (
    check_side_by_side,
    companions_table,
    side_by_side_names,
    side_by_side_table,
)
from monitor.release.results.method import Method, WaveRecord
from monitor.release.results.released_set import Companion, ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.companions import CompanionPlan, Side, SideBySide
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from monitor.study.study_reader import read_study
from tests.methods import change_testing
from tests.rows import answered_by_all
from tests.words import voice_of

QUESTIONNAIRE = """\
survey: huismeesters
title: Vragenlijst voor huismeesters
respondents: {singular: huismeester, plural: huismeesters}
waves: ["2023"]
themes: {contact: Contact}
scales:
  eens3: {kind: ordinal, categories: {eens: eens, oneens: oneens}}
questions:
  - {id: understood, nr: "1", scale: eens3, theme: contact, text: "Huurders begrijpen de brieven", short: "Huurders begrijpen | de *brieven*"}
  - {id: call_twice, nr: "2", kind: percentage, unit: huurders, theme: contact, text: "Belt twee keer", short: Belt twee keer}
  - {id: answered, nr: "3", scale: eens3, theme: contact, asked_if: "understood == eens", text: "Opgenomen", short: Telefoon wordt opgenomen}
  - {id: asked_twice, nr: "5", scale: eens3, special: {dk: {label: weet ik niet, means: dont_know}}, theme: contact, asked_if: "understood == eens", text: "Nog eens", short: Belt nog eens}
  - {id: desk, nr: "4", scale: eens3, theme: contact, text: "Balie", short: De balie helpt}
"""
STUDY = """\
study: huismeesters
title: Huismeesters over {{< huurders >}}
published: 2023-12-01
questionnaire: questionnaire.yaml
waves: {"2023": {responses: r.csv, fieldwork: [2023-09]}}
"""
ROWS = (
    SideBySide("letters", "Brieven", "contact", "staff", Side("letters", "agree_net", "de brieven duidelijk zijn"),
               Side("understood", "eens", "huurders de brieven begrijpen")),
    SideBySide("mean", "Bellen", "contact", "staff", Side("rating", "", "voor de corporatie"),
               Side("call_twice", "", "van hun huurders twee keer belt")),
    SideBySide("small", "Telefoon", "waardering", "staff", Side("use_app", "1"),
               Side("answered", "eens", "de telefoon wordt opgenomen")),
    SideBySide("closed", "Balie", "waardering", "staff", Side("phone", "agree_net"), Side("desk", "eens", "de balie helpt")),
)  # fmt: skip


def _row(item: str, category: str, **more: object) -> dict:
    return {
        "study": "huismeesters", "wave": "2023", "indicator": item, "item": item, "category": category,
        "measure": "share" if category else "mean", "status": "released", **more,
    }  # fmt: skip


def _staff_results() -> ReleasedSet:
    rows = [
        _row("understood", "eens", estimate=12 / 40, count=12, n=40, ci_low=0.18, ci_high=0.46),
        _row("call_twice", "", estimate=0.3, n=40, ci_low=0.25, ci_high=0.35),
        _row("answered", "eens", estimate=5 / 20, count=5, n=20, ci_low=0.1, ci_high=0.48, n_not_asked=20,
             status="unreliable"),
        _row("asked_twice", "eens", estimate=3 / 8, count=3, n=8, n_not_asked=28, n_dont_know=4),
        _row("desk", "eens", status="suppressed", reason="small_group"),
        _row("understood", "eens", breakdown="desk", group="eens", estimate=0.5, count=15, n=30),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(ESTIMATES.names))
    estimates = typed(answered_by_all(frame), ESTIMATES, "estimates")
    changes = typed(pd.DataFrame(columns=list(CHANGES.names)), CHANGES, "changes")
    return ReleasedSet(
        estimates, changes, Method(study="huismeesters", waves={"2023": WaveRecord(n_accepted=40)})
    )


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder: Path = tmp_path_factory.mktemp("huismeesters")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="module")
def study(small_study: Study, staff: Study) -> Study:
    return small_study.beside({"staff": CompanionPlan("staff", staff)}, ROWS)


@pytest.fixture(scope="module")
def released(small_released: ReleasedSet, staff: Study) -> ReleasedSet:
    companion = Companion(staff, _staff_results(), Path("results"))
    return replace(small_released, companions={"staff": companion})


@pytest.fixture(scope="module")
def variables(released: ReleasedSet, study: Study) -> Variables:
    return Variables(released, voice_of(study))


# sentences


def test_each_side_is_told_with_its_own_respondents_wave_and_base(variables: Variables) -> None:
    assert variables.resolve("side_by_side.letters.sentence") == (
        "Van de huurders zegt 25% dat de brieven duidelijk zijn (2024, 20 van de 80). "
        "Van de huismeesters zegt 30% dat huurders de brieven begrijpen (2023, 12 van de 40)."
    )


def test_a_mean_says_that_it_is_one_and_over_whom(variables: Variables) -> None:
    assert variables.resolve("side_by_side.mean.own") == (
        "De huurders geven gemiddeld een 6,8 voor de corporatie (2024, 80 huurders)."
    )
    assert variables.resolve("side_by_side.mean.other") == (
        "De huismeesters zeggen dat gemiddeld 30% van hun huurders twee keer belt "
        "(2023, gemiddelde van de antwoorden van 40 huismeesters)."
    )


def test_a_small_base_is_told_as_a_count_with_the_warning(variables: Variables) -> None:
    assert variables.resolve("side_by_side.small.other") == (
        "Van de huismeesters die deze vraag kregen, zeggen 5 van de 20 dat de telefoon wordt opgenomen (2023). "
        "Dit cijfer steunt op weinig antwoorden en is daarom onzeker."
    )


def test_without_a_text_a_side_is_told_by_its_label(variables: Variables) -> None:
    told = variables.resolve("side_by_side.small.own")
    assert told.startswith("Huurders, 2024: ")
    assert told.endswith("‘De app’ (65%, 52 van de 80).")


def test_a_suppressed_side_says_that_it_is_not_told(variables: Variables) -> None:
    told = variables.resolve("side_by_side.closed.other")
    assert told.startswith("Huismeesters, 2023: over ‘De balie helpt’ geven wij hier geen cijfer: ")
    assert not any(letter.isdigit() for letter in told.removeprefix("Huismeesters, 2023"))


def test_a_weighted_share_has_its_base_and_no_count(released: ReleasedSet, study: Study) -> None:
    estimates = released.estimates.copy()
    own = (
        estimates["item"].eq("letters") & estimates["category"].eq("agree_net") & estimates["wave"].eq("2024")
    )
    estimates.loc[own, "estimate"] = 0.41
    told = Variables(replace(released, estimates=estimates), voice_of(study)).resolve(
        "side_by_side.letters.own"
    )
    assert told == "Van de huurders zegt 41% dat de brieven duidelijk zijn (2024, 80 huurders)."


def test_what_the_reported_wave_did_not_ask_is_told_of_its_year(released: ReleasedSet, study: Study) -> None:
    """In 2022, 18 of 60 agreed (30%)."""
    asked = study.questionnaire
    items = {**asked.items, "letters": replace(asked.items["letters"], asked=("2022",))}
    before = replace(study, questionnaire=replace(asked, items=items))
    told = Variables(released, voice_of(before))
    assert told.resolve("side_by_side.letters.own") == (
        "In 2022 zei 30% van de huurders dat de brieven duidelijk zijn (18 van de 60). In 2024 is dit niet gevraagd."
    )
    table = side_by_side_table("side-by-side--letters", released, voice_of(before))
    assert [row.header for row in table.rows] == ["Huurders (2022)", "Huismeesters (2023)"]


def test_no_sentence_compares_the_sides(variables: Variables) -> None:
    compares = ("meer dan", "minder", "hoger", "lager", "vaker", "terwijl", "maar", "beter")
    for row in ROWS:
        told = variables.resolve(f"side_by_side.{row.id}.sentence").lower()
        assert not any(word in told for word in compares), told


# variables of the companion


def test_a_base_says_that_not_all_were_asked_and_not_all_could_answer(variables: Variables) -> None:
    told = variables.resolve("companion.staff.asked_twice.eens.all.now.phrase")
    assert told == "3 van de 8 huismeesters die deze vraag kregen en konden beantwoorden"


def test_every_field_of_a_companion_works_with_its_own_unit(variables: Variables) -> None:
    stem = "companion.staff.understood.eens.all.now"
    assert [variables.resolve(f"{stem}.{field}") for field in ("pct", "n", "phrase")] == [
        "30%", "40", "bijna een op de drie huismeesters",
    ]  # fmt: skip
    assert variables.resolve("companion.staff.study.n.now") == "40"
    assert variables.origin(f"{stem}.pct").startswith("staff: results/estimates.csv")


def test_a_typo_in_the_companion_or_behind_it_has_the_nearest_whole_name(variables: Variables) -> None:
    for typo, right in (
        ("companion.staf.understood.eens.all.now.pct", "companion.staff.understood.eens.all.now.pct"),
        ("companion.staff.understod.eens.all.now.pct", "companion.staff.understood.eens.all.now.pct"),
        ("companion.staff.understood.eens.all.now.pc", "companion.staff.understood.eens.all.now.pct"),
        ("side_by_side.leters.sentence", "side_by_side.letters.sentence"),
    ):
        with pytest.raises(PublicationError) as caught:
            variables.resolve(typo)
        assert f'there is no variable "{typo}"' in str(caught.value)
        assert f'"{right}"' in str(caught.value)


def test_a_suppressed_number_of_a_companion_names_its_safe_sentence(variables: Variables) -> None:
    with pytest.raises(PublicationError, match=r'Use "companion.staff.desk.eens.all.now.sentence"'):
        variables.resolve("companion.staff.desk.eens.all.now.pct")
    assert "geven wij hier geen cijfer" in variables.resolve("companion.staff.desk.eens.all.now.sentence")


def test_variables_of_both_surveys_are_found_by_word(variables: Variables) -> None:
    paths = {found.path for found in variables.search("brieven")}
    assert "companion.staff.understood.eens.all.now.pct" in paths
    assert "letters.agree_net.all.now.pct" in paths
    assert {found.path for found in variables.search("side_by_side letters sentence")} == {
        "side_by_side.letters.sentence"
    }


# tables


def test_a_table_has_a_line_for_each_side_with_margin_base_and_unit(
    released: ReleasedSet, study: Study
) -> None:
    table = side_by_side_table("side-by-side--letters", released, voice_of(study))
    assert [(row.header, *(cell.text for cell in row.cells)) for row in table.rows] == [
        ("Huurders (2024)", "De brieven zijn duidelijk: (helemaal) eens", "25%", "16% tot 34%", "80", "% van de huurders"),
        ("Huismeesters (2023)", "Huurders begrijpen | de *brieven*: eens", "30%", "18% tot 46%", "40", "% van de huismeesters"),
    ]  # fmt: skip
    assert table.caption == "Brieven"
    assert [column.header for column in table.columns][2] == "95%-marge"


def test_the_notes_say_that_these_are_two_surveys_and_no_test(released: ReleasedSet, study: Study) -> None:
    notes = " ".join(side_by_side_table("side-by-side--theme-contact", released, voice_of(study)).notes)
    assert "twee verschillende onderzoeken" in notes
    assert "(2024)" in notes
    assert "(2023)" in notes
    assert "niet getoetst" in notes
    assert "gemiddelde over de huismeesters, niet om een percentage" in notes


def test_a_suppressed_side_is_a_dash_and_an_unreliable_one_has_its_mark(
    released: ReleasedSet, study: Study
) -> None:
    table = side_by_side_table("side-by-side", released, voice_of(study))
    cells = {(row.section, row.header): [cell.text for cell in row.cells] for row in table.rows}
    assert cells["Balie", "Huismeesters (2023)"][1:4] == ["–", "–", ""]
    assert cells["Telefoon", "Huismeesters (2023)"][1:4] == ["25%*", "10% tot 48%", "20"]
    assert cells["Telefoon", "Huismeesters (2023)"][4] == "% van de huismeesters die deze vraag kregen"
    assert len([note for note in table.notes if note[0] in "–*"]) == 2


def test_other_confidence_stands_beside_each_margin(released: ReleasedSet, study: Study) -> None:
    loose = replace(released, method=replace(released.method, tests=change_testing(alpha=0.1)))
    table = side_by_side_table("side-by-side--letters", loose, voice_of(study))
    assert [row.cells[2].text for row in table.rows] == ["16% tot 34% (90%)", "18% tot 46% (95%)"]


def test_the_confidence_of_another_survey_is_that_of_its_run(released: ReleasedSet, study: Study) -> None:
    name, other = next(iter(released.companions.items()))
    method = replace(other.released.method, tests=change_testing(alpha=0.2))
    changed = replace(other, released=replace(other.released, method=method))
    table = side_by_side_table(
        "side-by-side--letters", replace(released, companions={name: changed}), voice_of(study)
    )
    assert [row.cells[2].text for row in table.rows] == ["16% tot 34% (95%)", "18% tot 46% (80%)"]


def test_tables_are_known_by_row_and_theme_and_a_typo_names_the_nearest(
    released: ReleasedSet, study: Study, small_study: Study
) -> None:
    assert side_by_side_names(study) == [
        "side-by-side", "side-by-side--theme-contact", "side-by-side--theme-waardering",
        *(f"side-by-side--{row.id}" for row in ROWS),
    ]  # fmt: skip
    with pytest.raises(
        PublicationError, match='there is no table "side-by-side--leters".*side-by-side--letters'
    ):
        check_side_by_side("side-by-side--leters", study)
    with pytest.raises(PublicationError, match='there is no table "side-by-side"'):
        check_side_by_side("side-by-side", small_study)


def test_hostile_labels_and_titles_stay_text(released: ReleasedSet, study: Study) -> None:
    page = entry_of("side-by-side", CATALOGUE).make("side-by-side", released, voice_of(study))
    assert "{{<" not in page
    assert r"\*brieven\*" in page
    assert r"begrijpen \|" in page


# the report


def test_the_chapter_names_the_other_survey_and_includes_every_theme(variables: Variables) -> None:
    chapter = Generated(variables).text(BESIDE)
    assert "(2023), met 40 huismeesters" in chapter
    assert "{{< huurders" not in chapter
    assert [line for line in chapter.splitlines() if line.startswith("## ")] == [
        "## Contact met de corporatie", "## Waardering",
    ]  # fmt: skip
    assert "{{< include tables/side-by-side--theme-contact.md >}}" in chapter
    assert "{{< var side_by_side.closed.sentence >}}" in chapter


def test_a_study_that_stands_alone_has_an_empty_chapter(
    small_released: ReleasedSet, small_study: Study
) -> None:
    alone = Variables(small_released, voice_of(small_study))
    assert Generated(alone).text(BESIDE).strip() == ""
    assert "ander onderzoek" not in limits_block(small_released, voice_of(small_study))
    assert companions_table(small_released, voice_of(small_study)) is None


def test_limits_and_annex_say_which_survey_stands_beside_with_year_and_base(
    released: ReleasedSet, study: Study
) -> None:
    limits = limits_block(released, voice_of(study))
    assert "cijfers uit een ander onderzoek" in limits
    assert "met 40 huismeesters" in limits
    annex = entry_of("method-companions", CATALOGUE).make("method-companions", released, voice_of(study))
    assert "September 2023" in annex
    assert "Huismeesters" in annex


# what an editor may write


def _check(text: str, variables: Variables, report: str = "inspectorate") -> Consistency:
    documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", text)}
    return check_consistency(documents, ReportPlan(report, None, None), variables)


LETTERS, UNDERSTOOD = "letters.agree_net.all.now", "companion.staff.understood.eens.all.now"


@pytest.mark.parametrize(
    "text",
    [
        "Huurders zijn positiever dan huismeesters.",
        f"Bij huurders is het {{{{< var {LETTERS}.pct >}}}}, hoger of lager dan {{{{< var {UNDERSTOOD}.phrase >}}}}.",
    ],
)
def test_comparing_the_two_surveys_is_warned_of(text: str, variables: Variables) -> None:
    found = [each for each in _check(text, variables).findings if each.rule == "perspective"]
    assert len(found) == 1
    assert found[0].severity == "warning"
    assert "two surveys of which no difference was tested" in found[0].what


def test_telling_the_sides_one_after_the_other_is_fine(variables: Variables) -> None:
    text = (
        f"Van de huurders zegt {{{{< var {LETTERS}.pct >}}}} dat de brieven duidelijk zijn. "
        f"Van de huismeesters zegt {{{{< var {UNDERSTOOD}.pct >}}}} dat huurders ze begrijpen."
    )
    assert _check(text, variables).findings == ()


def test_words_for_an_amount_are_held_against_the_figure_of_the_companion(variables: Variables) -> None:
    text = f"De meeste huismeesters ({{{{< var {UNDERSTOOD}.pct >}}}}) zeggen dat."
    assert [each.rule for each in _check(text, variables).errors] == ["amount"]


def test_a_share_of_the_companion_must_name_its_own_respondents(variables: Variables) -> None:
    text = f"Van de huurders begrijpt {{{{< var {UNDERSTOOD}.pct >}}}} de brieven."
    assert [each.rule for each in _check(text, variables).warnings] == ["unit"]


@pytest.mark.parametrize(
    "path",
    [
        "companion.staff.answered.eens.all.now.full",
        "side_by_side.small.sentence",
        "side_by_side.closed.other",
        "companion.staff.understood.eens.desk_eens.now.full",
    ],
)
def test_parliament_gets_no_small_cell_of_the_companion_either(path: str, variables: Variables) -> None:
    found = _check(f"Zo is het: {{{{< var {path} >}}}}.", variables, "parliament")
    assert "scope" in [each.rule for each in found.errors]


def test_where_the_shares_of_both_surveys_lie_furthest_apart_is_told_once(
    released: ReleasedSet, study: Study, variables: Variables
) -> None:
    """Letters: 25% and 30%; of the other rows a side is a mean, hidden, or rests on few answers."""
    assert variables.resolve("side_by_side.all.furthest") == (
        "Het verst uiteen liggen de cijfers bij ‘Brieven’: 25% van de huurders en 30% van de huismeesters. "
        "Dat verschil is niet getoetst."
    )
    hidden = released.estimates.assign(status="suppressed")
    nothing = Variables(replace(released, estimates=hidden), voice_of(study))
    with pytest.raises(PublicationError):
        nothing.resolve("side_by_side.all.furthest")
