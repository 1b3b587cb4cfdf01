"""E-mail addresses, postcodes and streets with a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from monitor.intake.personal_data.digits import either
from monitor.intake.personal_data.names import starts_sentence
from monitor.intake.personal_data.plain_text import PlainText
from monitor.intake.personal_data.words import Finding, privacy_words

_AT = re.compile(r"@|%40|(?<![^\W_])at(?![^\W_])|ap(?:en|e)staart", re.IGNORECASE)
_SPELLED_LETTERS = re.compile(r"(?<!\w)\w(?: \w)+(?!\w)")
_AFTER_NUMBER = (  # a letter, and what says which floor or house
    r"(?:[ -]?[a-zA-Z](?![a-zA-Z]))?(?:(?:(?: ?[-/] ?| )\d{1,3}(?!\d)|[ /-]{0,3}(?i:hs|bis|i{1,3}|boven|beneden|rood|zwart)(?!\w)))?"
)
_NUMBER = r"\d{1,5}" + _AFTER_NUMBER
_NUMBER_WORDS = r"(?:,? ?(?:(?:en|met|op) )?(?i:nr\.?|no\.?|nummer|huisnummer|huisnr\.?|#):? ?|[ ,;:/-]{0,3})"
_EMAIL = re.compile(r"(?<![\w.+])[\w.+%'~-]{1,64}@[\w-]{1,63}(?:[.,][\w-]{1,63}){0,8}")
_POSTCODE = re.compile(
    rf"(?<![\w.,])(?<!\d/)(?P<before>(?:(?i:huis)?(?i:nummer|nr\.?):? ?)?{_NUMBER}[, ]{{1,2}}(?:(?i:en |met )?(?i:postcode):? )?)?(?P<digits>[1-9](?: ?\d){{3}})(?P<gap>[ .,/_-]{{0,3}})(?P<letters>[A-Za-z][ .]?[A-Za-z])"
    rf"(?![^\W\d_])(?P<number>{_NUMBER_WORDS}{_NUMBER}(?!\w|[.,]\d))?"
)
_POSTCODE_IN_WORDS = re.compile(
    r"\bpostcode:? ?(?:is )?[1-9]\d{3}(?:,? ?(?:en |met )?(?:huis)?(?:nummer|nr\.?):? ?\d{1,5}\w?)?(?!\d)",
    re.IGNORECASE,
)
_CALLED = re.compile(r"nr|nummer|^-\d", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


def email_addresses(plain: PlainText) -> Iterator[Finding]:
    """Addresses with an @ or a word for it, with dots or words for them, with spaces between; places of the original."""
    if not _AT.search(plain.text):
        return
    joined = plain.replaced(_SPELLED_LETTERS, lambda match: match[0].replace(" ", ""))
    for words, sign in _written_signs():
        joined = joined.replaced(words, sign)
    for match in _EMAIL.finditer(joined.text):
        yield Finding(*joined.span(match.start(), match.end()), "email", True)


def postcodes(text: str) -> Iterator[Finding]:
    """Postcodes with or without a house number, before or behind it."""
    words = privacy_words()
    for match in _POSTCODE.finditer(text):
        if _is_postcode(match, words.postcode_words, words.year_abbreviations, words.no_street_letters):
            yield Finding(match.start(), match.end(), "postcode", True)
    for match in _POSTCODE_IN_WORDS.finditer(text):
        yield Finding(match.start(), match.end(), "postcode", True)


def streets(text: str) -> Iterator[Finding]:
    """Streets with a house number: a word that ends like a street, or a first word of one such as `laan`."""
    ended, started = _streets()
    for match in ended.finditer(text):
        if _is_street(match, text):
            yield Finding(match.start(), match.end(), "address", True)
    for match in started.finditer(text):
        yield Finding(match.start(), match.end(), "address", True)


def _is_street(match: re.Match[str], text: str) -> bool:
    """Whether a word with such an end is a street here: `Lange Weg 3` is one, `mijn weg 3` and `arbeidsmarkt 2022` are none."""
    words = privacy_words()
    *before, last = match["street"].split()
    if last.casefold() in words.not_streets:
        return False
    if last.casefold() in words.streets and not last[0].isupper():
        named = bool(before) and before[-1][0].isupper()
        return named and (len(before) > 1 or not starts_sentence(text, match.start()))
    return last[0].isupper() or not _YEAR.fullmatch(match["number"])


def _is_postcode(
    match: re.Match[str], words: frozenset[str], abbreviations: frozenset[str], never: frozenset[str]
) -> bool:
    letters = re.sub(r"\W", "", match["letters"])
    digits, numbered = match["digits"].replace(" ", ""), bool(match["number"] or match["before"])
    if _CALLED.search(match["number"] or ""):
        return True
    if letters.casefold() in never or match["digits"] != digits and not numbered:
        return False
    year = bool(_YEAR.fullmatch(digits))
    if letters.isupper():
        if year and letters.casefold() in words and _YEAR.search(match["number"] or ""):
            return False
        return bool(match["number"]) or not (year and letters.casefold() in abbreviations | words)
    if match["gap"] == "" and len(match["letters"]) == 2:
        return letters.casefold() not in words or numbered
    return letters.casefold() not in words and (numbered or not year)


@cache
def _written_signs() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Words and spaced signs for a dot and for an @, with the sign; `at` counts before a domain only."""
    domains = either(privacy_words().domains)
    opened, closed = r" ?[\[({<*_-]{0,2} ?", r" ?[\])}>*_-]{0,2} ?"
    domain = rf"(?=[\w-]{{1,63}}(?:[.,][\w-]{{1,63}}){{0,5}}[.,](?:{domains})(?!\w))"
    return tuple(
        (re.compile(pattern, re.IGNORECASE), sign)
        for pattern, sign in (
            (rf"{opened}(?<![^\W_])(?:punt|dot|stip)(?![^\W_]){closed}|punt(?=(?:{domains})(?!\w))", "."),
            (rf" \. | ?\. (?=(?:{domains})(?!\w))", "."),
            (
                rf"{opened}(?:apenstaartje|apenstaart|apestaartje|apestaart|@|%40){closed}(?=[\w-]{{1,63}}[.,][\w-])",
                "@",
            ),
            (rf"(?: [\[({{<*_-]{{0,2}} ?|[\[({{<*_-]{{1,2}} ?)at(?: ?[\])}}>*_-]{{1,2}} ?| ){domain}", "@"),
        )
    )


@cache
def _streets() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = privacy_words()
    ends, starts, units = either(words.streets), either(words.street_starts), either(words.units)
    number = rf"(?P<number>\d{{1,4}}(?!\d))(?! ?(?:%|(?i:{units})(?!\w))|[.,:]\d|e(?!\w)|-?jarig)"
    before = r"\.?,? ?(?:(?i:nr\.?|no\.?|nummer|huisnummer|huisnr\.?|op nummer):? ?)?"
    capital = r"(?:[A-ZÀ-Þ'’\d][\w'’.-]{0,40} (?:(?:van|de|der|den|ten|ter|te|het|'t|la|in|op) ){0,3}){0,4}"
    small = rf"[a-zà-þ][a-zà-þ'’-]{{2,40}}(?:{ends})"
    own = rf"(?:{capital}(?:[A-ZÀ-Þ][\w'’-]{{0,40}}?(?i:{ends})|(?<= )(?i:{ends}))|{small}|[A-ZÀ-Þ-]{{3,40}}(?i:{ends}))"
    return (
        re.compile(rf"(?<!\w)(?P<street>{own}){before}{number}{_AFTER_NUMBER}(?!\w)"),
        re.compile(
            rf"(?<!\w)(?i:{starts})\.? (?:(?:van|de|der|den|ten|ter|te|het|'t|la) ){{0,3}}[A-ZÀ-Þ][\w'’-]{{2,40}}(?: [A-ZÀ-Þ][\w'’-]{{2,40}})?"
            rf"{before}{number}{_AFTER_NUMBER}(?!\w)"
        ),
    )
