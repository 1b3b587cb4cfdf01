"""Truth: numbers that pass or fail their own check by hand, and a thousand planted pieces of each kind."""

from __future__ import annotations

import random
import string

import pytest

from monitor.intake.open_answers.personal_data import (
    Municipalities,
    find_personal_data,
    mask,
    passes_eleven_test,
    passes_mod_97,
)

FRAME = Municipalities(["Best", "Houten", "Buren", "Fietsdorp", "'s-Vindingrijk", "Ver aan Zee"])


def kinds(text: str) -> list[tuple[str, bool]]:
    return [(found.kind, found.certain) for found in find_personal_data(text, FRAME)]


@pytest.mark.parametrize(("digits", "right"), [("111222333", True), ("111222334", False), ("12345672", True),
                                               ("000000000", False), ("1234567", False)])  # fmt: skip
def test_the_eleven_test(digits: str, right: bool) -> None:
    # 9*1+8*1+7*1+6*2+5*2+4*2+3*3+2*3-1*3 = 66 = 6 x 11
    assert passes_eleven_test(digits) is right


@pytest.mark.parametrize(("account", "right"), [("NL91ABNA0417164300", True), ("NL91ABNA0417164301", False),
                                                ("DE89370400440532013000", True), ("NL91ABNA04171643é0", False)])  # fmt: skip
def test_mod_97(account: str, right: bool) -> None:
    assert passes_mod_97(account) is right


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("bsn 111222333 staat", "bsn [burgerservicenummer] staat"),
        ("bsn 111.222.333 en 1112 22 333", "bsn [burgerservicenummer] en [burgerservicenummer]"),
        ("op NL91 ABNA 0417 1643 00 en dan", "op [rekeningnummer] en dan"),
        ("op nl91abna0417164300.", "op [rekeningnummer]."),
        ("fout NL91ABNA0417164301 getypt", "fout [rekeningnummer] getypt"),
        ("mail j.jansen@example.nl nu", "mail [e-mailadres] nu"),
        ("mail jansen (at) example.nl", "mail [e-mailadres]"),
        ("bel 06-12345678 of 0612345678", "bel [telefoonnummer] of [telefoonnummer]"),
        ("bel (020) 123 45 67, +31 6 1234 5678", "bel [telefoonnummer], [telefoonnummer]"),
        ("bel 0031(0)612345678", "bel [telefoonnummer]"),
        (
            "bel 06\u201312345678 of 06\u200b12345678 of 06\u00a012345678",
            "bel [telefoonnummer] of [telefoonnummer] of [telefoonnummer]",
        ),
        ("woont op 1234 AB 12", "woont op [adres]"),
        ("woont op 1234ab, 12-2 hier", "woont op [adres] hier"),
        ("Dorpsstraat 12, 1234 AB Fietsdorp", "[adres] [gemeente]"),
        ("woont Lange Weg 3a nu", "woont [adres] nu"),
        ("geboren 12-03-1980 of 3 maart '81 of 1980-03-12", "geboren [datum] of [datum] of [datum]"),
        ("mevrouw De Wit en dhr. P. van der Berg zijn", "[naam] en [naam] zijn"),
        ("Ik werk in Ver aan Zee.", "Ik werk in [gemeente]."),
        ("Ik werk in 's-Vindingrijk.", "Ik werk in [gemeente]."),
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


def _bsn(chance: random.Random) -> str:
    while True:
        digits = "".join(chance.choices(string.digits, k=9))
        if passes_eleven_test(digits):
            return chance.choice(
                [
                    digits,
                    f"{digits[:3]}.{digits[3:6]}.{digits[6:]}",
                    f"{digits[:4]} {digits[4:6]} {digits[6:]}",
                ]
            )


def _iban(chance: random.Random) -> str:
    rest = "".join(chance.choices(string.ascii_uppercase, k=4)) + "".join(chance.choices(string.digits, k=10))
    turned = "".join(str(int(sign, 36)) for sign in rest + "NL00")
    account = f"NL{98 - int(turned) % 97:02d}{rest}"
    return chance.choice(
        [account, " ".join(account[place : place + 4] for place in range(0, 18, 4)), account.lower()]
    )


def _email(chance: random.Random) -> str:
    word = "".join(chance.choices(string.ascii_lowercase, k=6))
    return f"{word}{chance.choice(['.', '_', '+', ''])}{chance.randint(1, 99)}@{word[::-1]}.example.{chance.choice(['nl', 'com', 'co.uk'])}"


def _phone(chance: random.Random) -> str:
    digits = "".join(chance.choices(string.digits, k=8))
    return chance.choice(
        [f"06{digits}", f"06-{digits}", f"06 {digits[:4]} {digits[4:]}", f"+316{digits}", f"+31 6 {digits}",
         f"0031 6 {digits}", f"010-{digits[:7]}", f"(0{digits[0]}0) {digits[:3]} {digits[3:5]} {digits[5:7]}"]
    )  # fmt: skip


def _postcode(chance: random.Random) -> str:
    letters = "".join(chance.choices("ABCDEFGHJKLMNPRTVWXZ", k=2))
    return f"{chance.randint(1000, 9999)}{chance.choice(['', ' '])}{letters}{chance.choice([' ', ', ', ' nr '])}{chance.randint(1, 400)}"


def _birth_date(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1930, 2005)
    return chance.choice(
        [f"{day}-{month}-{year}", f"{day:02d}/{month:02d}/{year}", f"{year}-{month:02d}-{day:02d}", f"{day} maart {year}",
         f"{day}.{month}.{year}", f"{day} jan {year}"]
    )  # fmt: skip


@pytest.mark.parametrize("plant", [_bsn, _iban, _email, _phone, _postcode, _birth_date])
def test_of_a_thousand_planted_pieces_none_is_left(plant) -> None:
    chance = random.Random(plant.__name__)
    for _ in range(1000):
        piece = plant(chance)
        start = chance.choice(["Mijn klant had ", "Zie (", "contact: ", "", "nogal veel,"])
        end = chance.choice([" en dat hielp.", ").", ", zei men", "", "\nen verder"])
        masked = mask(f"{start}{piece}{end}", FRAME)
        digits = [sign for sign in masked if sign.isdigit()]
        assert piece not in masked
        assert len(digits) <= 1 or "@" not in piece and len(digits) <= 2, masked
        assert masked.startswith(start)
        assert masked.endswith(end)
