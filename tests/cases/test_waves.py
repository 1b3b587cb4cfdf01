"""Truth: what is told of items that not every wave asked, and of items that everybody answered alike."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.ci


def test_a_module_of_every_other_wave_is_compared_with_the_wave_that_asked_it(run_case):
    run = run_case("26-rotating-module")
    changes = run.table("changes")
    contact = changes[(changes["item"] == "contact") & (changes["category"] == "1")].iloc[0]
    assert (contact["comparison"], contact["from_wave"], contact["to_wave"]) == ("previous", "2021", "2025")
    assert contact["verdict"] == "increased"
    assert set(changes.loc[changes["item"] == "letters", "from_wave"]) == {"2023"}
    assert re.search(r"20% in 2021|2021[^.]{0,60}20%", run.text)


def test_a_question_that_is_no_longer_asked_is_told_of_its_year(run_case):
    """57% had a contact in 2023; 2025 did not ask."""
    text = run_case("27-retired-question").text
    assert (
        "In 2023 antwoordden bijna zes op de tien inwoners ‘Ja’ op de vraag ‘Heeft u een vaste contactpersoon?’ "
        "(57%, 34 van de 60). In 2025 is deze vraag niet gesteld." in text
    )
    sentences = re.split(r"(?<=[.!?]) ", text)
    assert [each for each in sentences if re.search(r"57%|zes op de tien", each) and "2023" not in each] == []
    assert "In 2023: het vaakst werd ‘Ja’ geantwoord (57%)" in text


def test_where_everybody_answered_alike_there_is_no_margin(run_case):
    run = run_case("10-everybody-gives-the-same-answer")
    estimates = run.table("estimates")
    grade = estimates[(estimates["item"] == "grade") & (estimates["measure"] == "mean")]
    assert (grade["se"] == 0).all()
    assert grade[["ci_low", "ci_high"]].isna().all().all()
    assert "7,0 tot 7,0" not in run.text
    assert "0 punt en 0 punt" not in run.text
    assert "Iedereen gaf hetzelfde antwoord. Daarom staat er geen marge." in run.text
    assert "is een 7,0 (gemiddelde van 60 cijfers). Iedereen gaf hetzelfde antwoord." in run.text
    changes = run.table("changes")
    assert set(changes.loc[changes["item"] == "grade", "verdict"]) == {""}, "there is nothing to test"
    assert "7,0 in 2023 en 7,0 in 2025. Dit is niet getoetst" in run.text


def test_what_was_asked_tested_and_shown_is_counted_and_the_summary_names_what_the_chapter_names(run_case):
    text = run_case("10-everybody-gives-the-same-answer").text
    assert (
        "Van de vijf vragen die in 2023 en 2025 gelijk zijn gesteld, zijn er vier getoetst. "
        "Bij één is een verschil aangetoond."
    ) in text
    assert "Bij één van de vier vragen waarvan het verschil met 2023 is getoetst" in text
    # the single answer ‘eens’ fell by 68 points, but what the chapter tells is the net: 42 points, with its margin
    assert text.count("waarschijnlijk 22 tot 62 procentpunt") == 2
    assert "68 procentpunt" not in text
