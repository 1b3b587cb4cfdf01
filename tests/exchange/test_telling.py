"""Truth: clauses written by hand behind "42% van de klanten"; none is better than a wrong one."""

from __future__ import annotations

import pytest

from monitor.exchange.scales import Category, scale_of
from monitor.exchange.telling import told_of

AGREE = ("helemaal mee eens", "mee eens", "neutraal", "mee oneens", "helemaal mee oneens")
SATISFIED = ("zeer tevreden", "tevreden", "neutraal", "ontevreden", "zeer ontevreden")


def _scale(*labels: str):
    return scale_of(tuple(Category(label, f"c{place}", label) for place, label in enumerate(labels)), False)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Ik begrijp de brieven van de gemeente.", "begrijpt de brieven van de gemeente"),
        ("Ik ken mijn rechten", "kent hun rechten"),
        ("Mijn contactpersoon neemt mij serieus", None),
        ("Ik weet aan welke regels ik mij moet houden", None),
        ("Ik fiets naar het gemeentehuis", None),
        ("Ik begrijp de brieven (niet de e-mails)", None),
        ("Ik", None),
        ("", None),
    ],
)
def test_an_own_statement_is_told_of_those_who_agree(text: str, clause: str | None) -> None:
    assert told_of(text, _scale(*AGREE)) == ({"agree_net": clause} if clause else {})
    assert told_of(text, _scale(*SATISFIED)) == {}
    assert told_of(text, None) == {}


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Werkt u naast uw uitkering?", "werkt naast hun uitkering"),
        ("Hebt u een vaste contactpersoon?", "heeft een vaste contactpersoon"),
        ("Wat vindt u van de brieven?", None),
        ("Zou u meepraten als u tijd had?", None),
    ],
)
def test_a_question_is_told_of_those_who_say_yes(text: str, clause: str | None) -> None:
    assert told_of(text, _scale("Nee", "Ja")) == ({"c1": clause} if clause else {})
