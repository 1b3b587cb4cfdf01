"""Truth: texts masked by hand. How much is found of many writings is measured in test_planted_data.py."""

from __future__ import annotations

import pytest

from monitor.intake.personal_data.search import Municipalities, find_personal_data, mask

FRAME = Municipalities(["Best", "Houten", "Buren", "Fietsdorp", "'s-Vindingrijk", "Ver aan Zee"])


def kinds(text: str) -> list[tuple[str, bool]]:
    return [(found.kind, found.certain) for found in find_personal_data(text, FRAME)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("bsn 111222333 staat", "bsn [burgerservicenummer] staat"),
        ("bsn 111.222.333 en 1112 22 333", "bsn [burgerservicenummer] en [burgerservicenummer]"),
        ("bsn 111222334 getypt", "bsn [burgerservicenummer] getypt"),
        ("1112\uff12\uff12333 en 111|222|333", "[burgerservicenummer] en [burgerservicenummer]"),
        ("111222333 0612345678", "[burgerservicenummer] [telefoonnummer]"),
        ("een een een twee twee twee drie drie drie", "[burgerservicenummer]"),
        ("op NL91 ABNA 0417 1643 00 en dan", "op [rekeningnummer] en dan"),
        ("op nl91abna0417164300.", "op [rekeningnummer]."),
        ("uit BE68 5390 0754 7034 en DE89370400440532013000", "uit [rekeningnummer] en [rekeningnummer]"),
        ("rek NL91АВNA0417164300", "rek [rekeningnummer]"),  # Cyrillic A and B
        ("fout NL91ABNA0417164301 getypt", "fout [rekeningnummer] getypt"),
        ("mail j.jansen@example.nl nu", "mail [e-mailadres] nu"),
        ("mail jansen (at) example.nl", "mail [e-mailadres]"),
        ("mail jan punt jansen apenstaartje example punt nl nu", "mail [e-mailadres] nu"),
        ("mail j a n @ e x . n l nu", "mail [e-mailadres] nu"),
        ("mail jan&#64;example.nl", "mail [e-mailadres]"),
        ("bel 06-12345678 of 0612345678", "bel [telefoonnummer] of [telefoonnummer]"),
        ("bel (020) 123 45 67, +31 6 1234 5678", "bel [telefoonnummer], [telefoonnummer]"),
        ("bel 0031(0)612345678", "bel [telefoonnummer]"),
        ("bel nul zes twaalf 34 vijf zes 7 8", "bel [telefoonnummer]"),
        ("bel O6-l2345678 of +32 470 12 34 56", "bel [telefoonnummer] of [telefoonnummer]"),
        ("tel. 123 45 67", "tel. [telefoonnummer]"),
        (
            "bel 06\u201312345678 of 06\u200b12345678 of 06\u00a012345678",
            "bel [telefoonnummer] of [telefoonnummer] of [telefoonnummer]",
        ),
        ("woont op 1234 AB 12", "woont op [adres]"),
        ("woont op 1234ab, 12-2 hier", "woont op [adres] hier"),
        ("Dorpsstraat 12, 1234 AB Fietsdorp", "[adres] [gemeente]"),
        ("woont Lange Weg 3a nu", "woont [adres] nu"),
        ("woont lindenlaan 3 bis of LINDENLAAN 3", "woont [adres] of [adres]"),
        ("woont Laan van Meerdervoort 12 hs", "woont [adres]"),
        ("op 1234 ab 12", "op [adres]"),
        ("geboren 12-03-1980 of 3 maart '81 of 1980-03-12", "geboren [datum] of [datum] of [datum]"),
        ("geboren twaalf maart negentientachtig of 12031980", "geboren [datum] of [datum]"),
        ("mevrouw De Wit en dhr. P. van der Berg zijn", "[naam] en [naam] zijn"),
        ("MEVROUW DE WIT en mevrouw de wit zijn", "[naam] en [naam] zijn"),
        ("mijn collega Sanne en J. Verzonnen zijn", "mijn collega [naam] en [naam] zijn"),
        ("Ik werk in Ver aan Zee.", "Ik werk in [gemeente]."),
        ("Ik werk in 's-Vindingrijk.", "Ik werk in [gemeente]."),
        ("ik werk in fietsdorp of VER-AAN-ZEE", "ik werk in [gemeente] of [gemeente]"),
    ],
)
def test_personal_data_is_masked_by_kind(text: str, masked: str) -> None:
    assert mask(text, FRAME) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Het beste is een houten vloer bij de buren.",
        "In 2022 en 2023 waren er 5 van de 10 klanten.",
        "Bestuurders en Burenruzie",
        "Een bedrag van 123456789 euro",
        "Mevrouw is ziek en meneer ook.",
        "Tussen 10-20 uur, circa 25 procent, 1.234,50 euro",
    ],
)
def test_ordinary_words_and_numbers_are_left_alone(text: str) -> None:
    assert mask(text, FRAME) == text


def test_a_name_at_the_start_of_a_sentence_is_masked_but_doubtful() -> None:
    assert kinds("Houten is mooi. Best wel. Ik kom uit Houten.") == [
        ("municipality", False), ("municipality", False), ("municipality", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [("bsn 111222334", "bsn"), ("tel. 123 45 67", "phone"), ("rekeningnummer 41716430", "iban"), ("Sanne", "name"), ("ik woon in fietsdorp", "municipality")],
)  # fmt: skip
def test_what_only_looks_like_it_is_doubtful(text: str, kind: str) -> None:
    assert kinds(text) == [(kind, False)]


def test_an_account_number_that_fails_its_check_is_masked_but_doubtful() -> None:
    assert kinds("NL91ABNA0417164301") == [("iban", False)]


def test_without_a_frame_no_municipality_is_looked_for() -> None:
    assert mask("Ik werk in Houten.") == "Ik werk in Houten."
    assert mask("Ik werk in Houten.", Municipalities([])) == "Ik werk in Houten."


def test_findings_do_not_overlap_and_stand_in_order() -> None:
    text = "De heer P. Verzonnen, Sprookstraat 12, 1234 AB Fietsdorp, 06-12345678, NL91ABNA0417164300, a@b.nl"
    found = find_personal_data(text, FRAME)
    assert [one.kind for one in found] == ["name", "address", "municipality", "phone", "iban", "email"]
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
