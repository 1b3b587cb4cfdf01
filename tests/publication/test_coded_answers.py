"""Truth: three released quotes and one alpha, as a reader of the report sees them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from monitor.publication.annex.coded_answers import agreement_table, quotes_block
from monitor.publication.annex.questionnaire_annex import questionnaire_annex
from monitor.publication.cells.by_key import Cells
from monitor.publication.charts.figure import build_figure
from monitor.publication.drafts.chapters import Generated
from monitor.publication.project.catalogue import CATALOGUE, entry_of
from monitor.publication.sentences.sentences import Sentences
from monitor.publication.sentences.variables import Variables
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.words import voice_of

QUESTIONNAIRE = """\
survey: huurders
title: Vragenlijst voor huurders
respondents: {singular: huurder, plural: huurders}
waves: ["2022", "2024"]
themes: {contact: Contact}
scales: {ja2: {kind: nominal, categories: {y: ja, n: nee}}}
questions:
  - {id: clear, nr: "1", scale: ja2, theme: contact, text: Is de brief duidelijk?}
  - {id: why, nr: "2", kind: open, theme: contact, text: Waarom niet?, short: Uitleg, asked_if: clear == n}
  - {id: rest, nr: "3", kind: open, theme: contact, text: Wat nog meer?}
derived:
  unclear: {label: Onduidelijk, kind: yes_no, theme: contact, value: clear == n}
codebook:
  why: {codes: {long: Te lang, words: Moeilijke woorden}}
"""
STUDY = """\
study: huurders
title: Huurders
published: 2024-12-01
questionnaire: questionnaire.yaml
waves: {"2022": {responses: r22.csv, coded: c22.csv}, "2024": {responses: r24.csv, coded: c24.csv}}
"""


def quote(text: str, code: str = "long", wave: str = "2024") -> dict[str, str]:
    return {"wave": wave, "question": "why", "code": code, "text": text, "role": "huurder"}


QUOTES = [
    quote("Vier kantjes."),
    quote("*Beschikking* | wat | is dat?", "words"),
    quote("Toen ook.", wave="2022"),
]
AGREEMENT = [
    {
        "wave": "2024", "question": "why", "coders": 2, "answers": 25, "compared": 24, "alpha": 0.7432,
        "alpha_by_code": {"long": 1.0, "words": None},
    }
]  # fmt: skip


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(tmp_path / "study.yaml")


@pytest.fixture
def released() -> ReleasedSet:
    estimates = typed(pd.DataFrame([], columns=list(ESTIMATES.names)), ESTIMATES, "estimates")
    changes = typed(pd.DataFrame([], columns=list(CHANGES.names)), CHANGES, "changes")
    return ReleasedSet(estimates, changes, Method.from_json({"quotes": QUOTES, "agreement": AGREEMENT}))


def test_quotes_of_the_latest_wave_stand_apart_with_the_role_of_who_said_them(released, study):
    assert quotes_block("quotes--why", released, voice_of(study)).split("\n\n") == [
        "::: {.quote}\n‘Vier kantjes.’ (huurder)\n:::",
        "::: {.quote}\n‘\\*Beschikking\\* \\| wat \\| is dat?’ (huurder)\n:::\n",
    ]


def test_quotes_of_one_code_can_be_asked_for(released, study):
    page = quotes_block("quotes--why--words", released, voice_of(study))
    assert "Vier kantjes" not in page
    assert "Beschikking" in page


def test_a_report_says_so_where_no_quote_was_released(released, study):
    nothing = replace(released, method=Method())
    assert (
        quotes_block("quotes--why", nothing, voice_of(study))
        == "Uit deze antwoorden zijn geen citaten vrijgegeven.\n"
    )


def test_every_name_of_quotes_is_known_and_can_be_made(released, study):
    quotes = entry_of("quotes--", CATALOGUE)
    names = list(quotes.names(study))
    assert names == ["quotes--why", "quotes--why--long", "quotes--why--words"]
    for name in names:
        quotes.check(name, released, voice_of(study))
        assert quotes.make(name, released, voice_of(study))


def test_the_agreement_of_coders_is_told_per_question_and_per_code(released, study):
    table = agreement_table(released, voice_of(study))
    assert [[row.header, *(cell.text for cell in row.cells)] for row in table.rows] == [
        ["2024", "Uitleg: alle onderwerpen samen", "24", "2", "0,74"],
        ["2024", "Te lang", "24", "2", "1,00"],
        ["2024", "Moeilijke woorden", "24", "2", "niet te bepalen"],
    ]
    assert agreement_table(replace(released, method=Method()), voice_of(study)) is None


def test_the_questionnaire_says_that_answers_were_divided_into_subjects(study):
    annex = questionnaire_annex(voice_of(study))
    assert "De antwoorden zijn gelezen en ingedeeld in onderwerpen: Te lang; Moeilijke woorden." in annex
    assert annex.count("De antwoorden zijn gelezen, maar niet geteld.") == 1, "the other open question"
    assert annex.count("Te lang") == 1, "a code is no computed outcome"


def test_an_open_question_is_no_twin_of_its_own_codes(study):
    """Without a number it was "Waarom niet? (why)", though no other question of the annex has that text."""
    questionnaire = study.questionnaire
    groups = {name: replace(group, number="") for name, group in questionnaire.groups.items()}
    bare = replace(study, questionnaire=replace(questionnaire, groups=groups))
    assert "**Waarom niet?**" in questionnaire_annex(voice_of(bare))


def test_a_share_of_a_code_is_a_share_of_those_who_answered(counted, study):
    cell = Cells(counted).estimate("why_long", "1", "2024")
    assert (
        Sentences(voice_of(study)).respondents_of(cell, study.questionnaire.items["why_long"]).plural
        == "huurders die deze vraag beantwoordden"
    )


@pytest.fixture
def counted(released) -> ReleasedSet:
    """With 10 and 5 of 25 answers under the two codes."""
    rows = [
        {
            "study": "huurders", "wave": "2024", "indicator": "why_codes", "item": item, "category": "1", "measure": "share",
            "estimate": count / 25, "count": count, "se": 0.1, "ci_low": 0.1, "ci_high": 0.9, "n": 25, "status": "released",
            "n_not_asked": 40, "n_no_answer": 15, "n_dont_know": 0, "n_not_applicable": 0,
        }
        for item, count in (("why_long", 10), ("why_words", 5))
    ]  # fmt: skip
    estimates = typed(pd.DataFrame(rows, columns=list(ESTIMATES.names)), ESTIMATES, "estimates")
    return replace(released, estimates=estimates)


def test_a_figure_of_codes_says_that_its_base_is_who_answered(counted, study):
    figure = build_figure("why_codes", counted, voice_of(study))
    assert "25; huurders die antwoord gaven" in figure.notes
    assert "% van de huurders die deze vraag beantwoordden" in figure.notes
    assert "Meer dan één antwoord mogelijk." in figure.notes


def test_a_generated_chapter_quotes_where_quotes_were_released(counted, study):
    include = "In eigen woorden:\n\n{{< include tables/quotes--why.md >}}"
    chapter = Generated(Variables(counted, voice_of(study))).text("chapters/contact.qmd")
    assert chapter.count(include) == 1
    silent = Variables(replace(counted, method=Method()), voice_of(study))
    assert "eigen woorden" not in Generated(silent).text("chapters/contact.qmd")
