"""Numbers that belong to one person, by the checks of stdnum and phonenumbers, in any grouping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import phonenumbers
from stdnum import iban
from stdnum.nl import bsn

from monitor.intake.personal_data.digits import Grouped, before, either, grouped_digits
from monitor.intake.personal_data.words import Finding, privacy_words

_EURO_BEFORE = re.compile(r"(?:€|\beuro?) ?$", re.IGNORECASE)
_EURO_AFTER = re.compile(r"(?:,(?:\d\d|-))? ?(?:€|euro?\b|miljoen|miljard)", re.IGNORECASE)
_DECIMALS = re.compile(r",\d{1,2}(?!\d)")
_BSN_GROUPS = {(9,), (8,), (3, 3, 3), (2, 3, 3), (4, 2, 3), (2, 3, 4), (4, 3, 2), (3, 2, 2, 2), (2, 2, 2, 3), (2, 2, 2, 2),
               (3, 3, 2), (4, 5), (5, 4)}  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d")
_ACCOUNT_START = re.compile(r"(?=([A-Za-z][ ./_-]{0,3}[A-Za-z][ ./_-]{0,3}\d[ ./_-]{0,3}\d))")
_ACCOUNT_SIGN = re.compile(r"[ ./_:|*-]{0,3}([0-9A-Za-z])")
_SHORTEST_ACCOUNT, _LONGEST_ACCOUNT, _FEWEST_DIGITS = 15, 34, 8
_DUTCH_ACCOUNT = re.compile(
    r"[Nn][ ./_-]{0,3}[Ll](?:[ ./_:-]{0,3}[0-9OoIl]){2}(?:[ ./_:-]{0,3}[A-Za-z]){4}(?:[ ./_:-]{0,3}[0-9OoIl]){10}(?![0-9])"
)
_FREE_SERVICES = {
    phonenumbers.PhoneNumberType.TOLL_FREE,
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
}
MOST_TRIES = 200  # of a piece of text
_FOR_PHONES = str.maketrans(dict.fromkeys("_*~|\\,:;<>='\"{}", " "))
_NATIONAL = re.compile(r"0[1-9]\d{8}")
_ABROAD = re.compile(r"(?:0031|31)0?[1-9]\d{8}")


def citizen_numbers(text: str) -> Iterator[Finding]:
    """Numbers of 8 or 9 digits that pass the eleven test, and what somebody calls a bsn that fails it (doubtful)."""
    for number in grouped_digits(text, 8):
        if len(number.digits) <= 9 and _may_be_bsn(number, text) and bsn.is_valid(number.digits):
            yield Finding(number.start, number.end, "bsn", True)
    yield from _after_words(text, _context("bsn"), "bsn", 7, 10)


def account_numbers(text: str) -> Iterator[Finding]:
    """IBANs of any country that pass their check; a Dutch one, or a number called an account, that fails is doubtful."""
    for match in _ACCOUNT_START.finditer(text):
        end = _account_end(text, match.start())
        if end is not None:
            yield Finding(match.start(), end, "iban", True)
    for match in _DUTCH_ACCOUNT.finditer(text):
        yield Finding(match.start(), match.end(), "iban", iban.is_valid(_letters(match[0])))
    yield from _after_words(text, _context("iban"), "iban", 6, 12)


def telephone_numbers(text: str) -> Iterator[Finding]:
    """Numbers that can be dialled from the Netherlands, in any writing; those called a telephone number are doubtful."""
    spaced = text.translate(_FOR_PHONES)
    for match in phonenumbers.PhoneNumberMatcher(
        spaced, "NL", leniency=phonenumbers.Leniency.VALID, max_tries=MOST_TRIES
    ):
        begins = match.raw_string.lstrip(" (")[:2]
        if begins[:1] not in "0+" and begins != "31":
            continue
        if phonenumbers.number_type(match.number) not in _FREE_SERVICES:
            yield Finding(match.start, match.end, "phone", True)
    for number in grouped_digits(text, 10):
        if _may_be_phone(number, text):
            yield Finding(number.start, number.end, "phone", True)
    yield from _after_words(text, _context("phone"), "phone", 6, 13)


def _may_be_bsn(number: Grouped, text: str) -> bool:
    """Whether digits are grouped as one number: not an amount, a span of years or amounts, or a list."""
    if _EURO_BEFORE.search(before(text, number.start)) or _EURO_AFTER.match(text, number.end):
        return False
    if not number.alone:
        return number.sizes in _BSN_GROUPS and number.even and not _decimals(text, number.end)
    if number.sizes == (4, 4):
        return number.gaps[0] == " " and not _YEAR.fullmatch(number.digits[:4])
    return ", " not in number.gaps or number.sizes == (3, 3, 3) or number.one_by_one


def _decimals(text: str, end: int) -> bool:
    return bool(_DECIMALS.match(text, end))


def _may_be_phone(number: Grouped, text: str) -> bool:
    plus = before(text, number.start).rstrip(" (").endswith("+")
    national = bool(_NATIONAL.fullmatch(number.digits))
    if not (national or _ABROAD.fullmatch(number.digits) and (plus or number.digits.startswith("00"))):
        return False
    if national and len(number.sizes) > 1 and (_decimal_list(number) or _times(number)):
        return False
    return number.alone or len(number.sizes) == 1 or number.sizes[0] in (2, 3, 4) and min(number.sizes) >= 2


def _decimal_list(number: Grouped) -> bool:
    """0,25 0,50: the first group is a zero before a decimal sign."""
    return number.sizes[0] == 1 and number.gaps[0] in (".", ",") and not number.one_by_one


def _times(number: Grouped) -> bool:
    """08:30-12:00 13:00, or a date with an hour behind it."""
    of_two = set(number.sizes) == {2}
    dated = number.sizes[:3] in ((2, 2, 4), (1, 1, 4), (2, 1, 4), (1, 2, 4))
    return (
        of_two
        and number.gaps[0] in (":", ".")
        and number.gaps[1] != number.gaps[0]
        or dated
        and number.even is False
    )


def _account_end(text: str, start: int) -> int | None:
    """Where an IBAN that starts here ends: the longest of all lengths that passes the check of its country."""
    letters, ends, place = "", [], start
    while len(letters) < _LONGEST_ACCOUNT and (sign := _ACCOUNT_SIGN.match(text, place)):
        letters, place = letters + sign[1], sign.end()
        ends.append(place)
    if sum(map(str.isdigit, letters)) < _FEWEST_DIGITS:
        return None
    for length in range(len(letters), _SHORTEST_ACCOUNT - 1, -1):
        if iban.is_valid(letters[:length], check_country=False):
            return ends[length - 1]
    return None


def _letters(text: str) -> str:
    """An IBAN without what stands between, a letter for a digit read as the digit."""
    signs = re.sub(r"[^0-9A-Za-z]", "", text)
    digits = str.maketrans("OoIl", "0011")
    return signs[:2] + signs[2:4].translate(digits) + signs[4:8] + signs[8:].translate(digits)


@cache
def _context(kind: str) -> re.Pattern[str]:
    words = privacy_words()
    named = {"bsn": words.bsn_words, "iban": words.account_words, "phone": words.phone_words}[kind]
    return re.compile(
        rf"(?<!\w)(?:{either(named)})[.:]?(?: ?(?:nr|nummer|no)\b\.?)?[ .:=(\"'-]{{0,3}}(?:(?:is|was|van mij is|hier|ook|nl)\b ?)?[:(+]? ?(?=\d)",
        re.IGNORECASE,
    )


def _after_words(text: str, context: re.Pattern[str], kind: str, least: int, most: int) -> Iterator[Finding]:
    """The longest number right behind a word that names it: doubtful, as no check says so."""
    places = {match.end() for match in context.finditer(text)}
    if not places:
        return
    longest: dict[int, int] = {}
    for number in grouped_digits(text, least):
        if number.start in places and len(number.digits) <= most:
            longest[number.start] = max(number.end, longest.get(number.start, 0))
    for start, end in longest.items():
        yield Finding(start, end, kind, False)
