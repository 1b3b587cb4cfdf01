"""Truth: a base is called after its counts, wherever a report says whom a figure is about."""

from __future__ import annotations


def test_a_question_that_many_skipped_is_about_those_who_answered(run_case):
    run = run_case("23-item-nonresponse-of-a-single-question")
    text = run.text.replace("\u00a0", " ")
    contact = "Heeft u een vaste contactpersoon?"
    assert (
        "n = 36; inwoners die antwoord gaven. Eenheid: % van de inwoners die deze vraag beantwoordden."
        in text
    )
    assert "n = 36; alle" not in text
    assert (
        f"De helft van de inwoners die deze vraag beantwoordden, antwoordt ‘Ja’ op de vraag ‘{contact}’"
        in text
    )
    # what everybody answered is about all, also where the questionnaire has an answer outside the base
    assert text.count("n = 60; alle inwoners. Eenheid: % van de inwoners.") == 3
    assert "n = 60; alle inwoners. Eenheid: gemiddeld cijfer" in text
