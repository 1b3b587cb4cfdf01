"""Truth: four quotes at the door, counted by hand; what goes out names a code and a role and nobody."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest

from monitor.intake.open_answers.coded_answers import Quote
from monitor.release.door.quotes import with_quotes
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet, read_results, write_results
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES
from monitor.statistics.quality.agreement import Agreement
from monitor.study.study import Study
from monitor.study.study_reader import read_study

QUESTIONNAIRE = """\
survey: brieven
title: Vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2023", "2025"]
themes: {work: Werk}
scales: {yes2: {kind: nominal, categories: {y: ja, n: nee}}}
questions:
  - {id: clear, scale: yes2, theme: work, text: Is de brief duidelijk?}
  - {id: why, kind: open, theme: work, text: Waarom?}
  - {id: how, kind: open, theme: work, text: Hoe dan?}
codebook:
  why: {codes: {long: Te lang, words: Moeilijke woorden}}
  how: {codes: {call: Bel mij}}
"""
STUDY = """\
study: brieven
title: Brieven
published: 2025-12-01
questionnaire: questionnaire.yaml
municipalities: {file: municipalities.csv}
waves:
  "2023": {responses: r23.csv, coded: c23.csv}
  "2025": {responses: r25.csv, coded: c25.csv}
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "municipalities.csv").write_text("code,name\nGM1,Droomhoven\n", encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(tmp_path / "study.yaml")


def row(
    wave: str, item: str, status: str = "released", breakdown: str = "", group: str = ""
) -> dict[str, object]:
    suppressed = status == "suppressed"
    rest = {"reason": "small_group"} if suppressed else {"estimate": 0.5, "count": 10, "n": 20}
    return {
        "study": "brieven", "wave": wave, "indicator": "why_codes", "item": item, "category": "1", "measure": "share",
        "breakdown": breakdown, "group": group, "status": status, **rest,
    }  # fmt: skip


def released(*rows: dict[str, object]) -> ReleasedSet:
    estimates = pd.DataFrame(rows, columns=list(ESTIMATES.names))
    changes = pd.DataFrame([], columns=list(CHANGES.names))
    return ReleasedSet(
        typed(estimates, ESTIMATES, "estimates"),
        typed(changes, CHANGES, "changes"),
        Method(study="brieven"),
    )


RELEASED = released(
    row("2025", "why_long"),
    row("2025", "why_words", "unreliable"),
    row("2025", "how_call", "suppressed"),
    row("2025", "how_call", "released", "clear", "y"),
    row("2023", "why_long", "suppressed"),
)


def texts(released: ReleasedSet) -> list[str]:
    return [quote.text for quote in released.method.quotes]


def test_a_quote_goes_out_with_wave_question_code_text_and_role_only(study):
    released = with_quotes(RELEASED, [Quote("2025", "why", "long", "Vier kantjes.")], {}, study)
    (quote,) = released.method.quotes
    assert asdict(quote) == {
        "wave": "2025", "question": "why", "code": "long", "text": "Vier kantjes.", "role": "klant"
    }  # fmt: skip
    assert released.method.study == "brieven", "what else the method says stays"
    assert released.estimates is RELEASED.estimates


def test_a_quote_goes_out_with_its_code_only(study):
    quotes = [
        Quote("2025", "why", "words", "Wat is een beschikking?"),
        Quote("2025", "how", "call", "Bel gewoon."),
        Quote("2023", "why", "long", "Te lang."),
        Quote("2023", "why", "words", "Niet geschat."),
    ]
    assert texts(with_quotes(RELEASED, quotes, {}, study)) == ["Wat is een beschikking?"]


@pytest.mark.parametrize(
    "text", ["Bel 06-00000031.", "Mail a@example.nl.", "Zo gaat dat in Droomhoven.", "Droomhoven is ver."]
)
def test_a_quote_with_personal_data_left_in_it_stays_inside(study, text):
    assert texts(with_quotes(RELEASED, [Quote("2025", "why", "long", text)], {}, study)) == []


def test_what_was_masked_is_no_personal_data(study):
    text = "Bel [telefoonnummer] in [gemeente]."
    assert texts(with_quotes(RELEASED, [Quote("2025", "why", "long", text)], {}, study)) == [text]


def test_agreement_is_told_of_questions_that_are_told(study):
    why = Agreement("why", 2, 20, 18, 0.7, {"long": 0.8, "words": None})
    how = Agreement("how", 2, 4, 4, 0.9, {"call": 0.9})
    released = with_quotes(RELEASED, [], {"2025": (why, how), "2023": (why,)}, study)
    (agreement,) = released.method.agreement
    assert asdict(agreement) == {
        "wave": "2025", "question": "why", "coders": 2, "answers": 20, "compared": 18, "alpha": 0.7,
        "alpha_by_code": {"long": 0.8, "words": None},
    }  # fmt: skip


def test_a_study_without_coded_answers_says_nothing_of_them(tmp_path, study):
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    (tmp_path / "study.yaml").write_text(
        text.replace(", coded: c23.csv", "").replace(", coded: c25.csv", ""), encoding="utf-8"
    )
    uncoded = read_study(tmp_path / "study.yaml")
    assert with_quotes(RELEASED, [Quote("2025", "why", "long", "Te lang.")], {}, uncoded) is RELEASED


def test_quotes_and_agreement_are_written_and_read_as_they_are(tmp_path, study):
    quote = Quote("2025", "why", "long", "„Vier” kantjes & meer…")
    why = Agreement("why", 2, 20, 18, 0.7432, {"long": None, "words": 1.0})
    released = with_quotes(RELEASED, [quote], {"2025": (why,)}, study)
    write_results(released, tmp_path / "results")
    again = read_results(tmp_path / "results")
    assert again.method.quotes == released.method.quotes
    assert again.method.agreement == released.method.agreement
