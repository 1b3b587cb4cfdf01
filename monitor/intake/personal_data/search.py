"""Personal data found in a text: numbers by their own check, addresses and names by their form.

Searching errs on the safe side: a number that only looks like an account number is masked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from monitor.intake.personal_data import addresses, dates, names, numbers
from monitor.intake.personal_data.digits import with_digits
from monitor.intake.personal_data.names import Municipalities
from monitor.intake.personal_data.plain_text import PlainText, plain_text
from monitor.intake.personal_data.words import Finding, privacy_words

# Searches of numbers read a text in which numbers in words are digits, the others read it as it was written.
_OF_NUMBERS: tuple[Callable[[str], Iterator[Finding]], ...] = (
    numbers.citizen_numbers,
    numbers.account_numbers,
    numbers.telephone_numbers,
    dates.full_dates,
)
_ANY_NUMBER = re.compile(r"\d|nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen", re.IGNORECASE)


def find_personal_data(text: str, municipalities: Municipalities | None = None) -> tuple[Finding, ...]:
    """Everything personal in a text, in order, without overlap: the longer finding wins.

    `municipalities` searches for the names of a frame.
    """
    plain = plain_text(text)
    findings = [*_placed(names.people, plain), *addresses.email_addresses(plain)]
    if _ANY_NUMBER.search(plain.text):
        counted = with_digits(plain)
        findings += [one for search in _OF_NUMBERS for one in _placed(search, counted)]
        findings += [
            one for search in (addresses.postcodes, addresses.streets) for one in _placed(search, plain)
        ]
    if municipalities is not None:
        findings += municipalities.find(plain, text)
    return _without_overlap(findings)


def mask(text: str, municipalities: Municipalities | None = None) -> str:
    """The text with every finding, certain or not, replaced by its kind."""
    masks, pieces, place = privacy_words().masks, [], 0
    for finding in find_personal_data(text, municipalities):
        pieces += [text[place : finding.start], masks[finding.kind]]
        place = finding.end
    return "".join((*pieces, text[place:]))


def _placed(search: Callable[[str], Iterator[Finding]], plain: PlainText) -> Iterator[Finding]:
    """Findings in the places of the original."""
    for start, end, kind, certain in search(plain.text):
        yield Finding(*plain.span(start, end), kind, certain)


def _without_overlap(findings: list[Finding]) -> tuple[Finding, ...]:
    """Overlapping findings become one: the span of all, called after the longest, certain if that is."""
    merged: list[Finding] = []
    longest = 0
    for finding in sorted(findings, key=lambda one: (one.start, -one.end, one.kind, not one.certain)):
        length = finding.end - finding.start
        if merged and finding.start < merged[-1].end:
            last = merged.pop()
            named = finding if (length, finding.certain) > (longest, last.certain) else last
            finding = named._replace(start=last.start, end=max(last.end, finding.end))
            length = max(length, longest)
        merged.append(finding)
        longest = length
    return tuple(merged)
