"""Numbers into Dutch: amounts, differences, lists and dates, by the tables in wording.yaml.

A share becomes an amount by one monotone table: every wording stands for an interval and the share
lies in it. Whole sentences about figures and changes are in `sentences.py`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.errors import PublicationError
from monitor.publication.language.numbers import number, rounded
from monitor.publication.language.wording import AmountEntry, filled, load_wording
from monitor.publication.language.wording import capital as capital

SAME_AS_TOLD = 1e-6  # released numbers have ten digits; a weighted share that is merely close is no count


@dataclass(frozen=True)
class Respondents:
    """What one respondent and several are called: klantmanager, klantmanagers."""

    singular: str
    plural: str


@dataclass(frozen=True)
class Amount:
    """A share in words.

    `words` fits before "van de klantmanagers", `phrase` is the amount with its respondents, `plural`
    says which verb follows the phrase; the share lies in [low, high].
    """

    words: str
    phrase: str
    plural: bool
    low: float
    high: float


def amount(share: float, who: Respondents, key: str = "") -> Amount:
    """A share in [0, 1] in words. `key` chooses between synonyms, the same for the same figure.

    >>> amount(24 / 79, Respondents("klantmanager", "klantmanagers")).words
    'bijna een derde'
    """
    entry, low, high = _entry(share)
    forms = [(form, False) for form in entry.singular] + [(form, True) for form in entry.plural]
    form, plural = forms[zlib.crc32(key.encode()) % len(forms)] if key else forms[0]
    return Amount(entry.words, filled(form, _names(who)), plural, low, high)


def count_amount(count: int, n: int, who: Respondents) -> Amount:
    """A count out of a small base in words: "6 van de 9 klantmanagers"."""
    forms = load_wording().counts
    which = "none" if count == 0 else "all" if count == n else "singular" if count == 1 else "plural"
    values = {**_names(who), "count": number(count), "n": number(n)}
    phrase = filled(forms[which], values)
    words = f"{number(count)} van de {number(n)}"
    return Amount(words, phrase, which in ("plural", "all"), count / n, count / n)


def amount_of(share: float, count: float | None, n: float, who: Respondents, key: str = "") -> Amount:
    """An amount as the base allows: a count below the base for percentages, else words.

    A count is only told where it is the same figure: a weighted share keeps its words.
    """
    if count is not None and n < load_wording().counts_below and is_count(share, count, n):
        return count_amount(round(count), round(n), who)
    return amount(share, who, key)


def is_count(share: float, count: float, n: float) -> bool:
    """Whether a share is the plain share of a count: with weights it can be another figure."""
    return n > 0 and abs(count / n - share) < SAME_AS_TOLD


def _entry(share: float) -> tuple[AmountEntry, float, float]:
    amounts = load_wording().quantities
    if not 0 <= share <= 1:
        raise PublicationError("a share lies outside 0 to 1", got=number(share, 3), code="share")
    if share == 0:
        return amounts.none, 0.0, 0.0
    if share == 1:
        return amounts.all, 1.0, 1.0
    low = 0.0
    for entry in amounts.table:
        if share < float(entry.below or 1):
            return entry, low, float(entry.below or 1)
        low = float(entry.below or 1)
    return amounts.all, 1.0, 1.0


def _names(who: Respondents) -> dict[str, str]:
    return {"respondent": who.singular, "respondents": who.plural}


def small_start(text: str) -> str:
    """First letter small, unless the first word is a name or abbreviation (UWV, AVG) or "I" of a code."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    return text if sum(letter.isupper() for letter in first) > 1 else text[:1].lower() + text[1:]


def listed(parts: Sequence[str], word: str = "and") -> str:
    """`a, b en c`.

    >>> listed(["wet", "beleid", "geld"])
    'wet, beleid en geld'
    """
    joined = load_wording().lists[word]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joined} {parts[-1]}"


def counted(count: int) -> str:
    """A whole count in running text: a word as far as the list goes, then figures.

    >>> counted(3), counted(79)
    ('drie', '79')
    """
    words = load_wording().numbers
    return words[count] if 0 <= count < len(words) else number(count)


def spanned(parts: Iterable[str]) -> str:
    """`23% tot 44%`."""
    return f" {load_wording().lists['to']} ".join(parts)


@dataclass(frozen=True)
class Unit:
    """What a difference is counted in: `factor` from the stored value, `decimals` as displayed."""

    name: str
    factor: float = 1.0
    decimals: int = 0

    def size(self, value: float) -> str:
        """`7 procentpunt`, without direction."""
        return f"{number(abs(value) * self.factor, self.decimals)} {self.name}".rstrip()

    def is_zero(self, value: float) -> bool:
        """Whether the difference is zero as displayed."""
        return rounded(value * self.factor, self.decimals) == 0


def share_unit() -> Unit:
    """Differences between shares, in percentage points."""
    return Unit(load_wording().units["share"], 100.0)


def difference(value: float, unit: Unit) -> str:
    """A difference with its direction in words.

    >>> difference(-0.069, share_unit())
    '7 procentpunt lager'
    """
    words = load_wording().difference
    if value == 0:
        return filled(words["zero"], {"unit": unit.name}).strip()
    direction = words["higher"] if value > 0 else words["lower"]
    if unit.is_zero(value):
        smallest = f"{number(10**-unit.decimals, unit.decimals)} {unit.name}".rstrip()
        return filled(words["less_than"], {"smallest": smallest, "direction": direction})
    return f"{unit.size(value)} {direction}"


def difference_between(low: float, high: float, unit: Unit) -> str:
    """An interval of a difference, to follow "tussen": `21 procentpunt lager en 7 procentpunt hoger`."""
    return _joined(low, high, unit, load_wording().lists["and"])


def _joined(low: float, high: float, unit: Unit, joined: str) -> str:
    """Both ends of an interval, with unit and direction once where both lie on the same side of zero."""
    if unit.is_zero(low) or unit.is_zero(high) or (low < 0) != (high < 0):
        return f"{_end(low, unit)} {joined} {_end(high, unit)}"
    words = load_wording().difference
    first, second = sorted((abs(low), abs(high)))
    values = {
        "low": number(first * unit.factor, unit.decimals),
        "joined": joined,
        "high": unit.size(second),
        "direction": words["higher"] if low > 0 else words["lower"],
    }
    return filled(words["same_side"], values)


def _end(value: float, unit: Unit) -> str:
    if unit.is_zero(value):
        return filled(load_wording().difference["zero"], {"unit": unit.name}).strip()
    return difference(value, unit)


def difference_span(low: float, high: float, unit: Unit) -> str:
    """An interval of a difference: `21 procentpunt lager tot 7 procentpunt hoger`, `5 tot 8 procentpunt hoger`."""
    return _joined(low, high, unit, load_wording().lists["to"])


def p_value(p: float) -> str:
    """`p = 0,34`; three decimals below 0.10, `p < 0,001` below that."""
    forms = load_wording().p_value
    if p < 0.001:
        return forms["small"]
    return filled(forms["other"], {"p": number(p, 3 if p < 0.1 else 2)})


def date_in_words(text: str) -> str:
    """`2022-09` as "september 2022", `2022-09-01` as "1 september 2022"; other text as it is."""
    parts = text.split("-")
    if not all(part.isdigit() for part in parts) or not 2 <= len(parts) <= 3:
        return text
    month = int(parts[1])
    if not 1 <= month <= 12:
        return text
    day = [str(int(parts[2]))] if len(parts) == 3 else []
    return " ".join([*day, load_wording().months[month - 1], parts[0]])


def period(dates: Sequence[str]) -> str:
    """`september tot en met november 2022`; the year once where it is the same."""
    told = [date_in_words(date) for date in dates]
    if len(told) < 2 or told[0] == told[-1]:
        return "".join(told[:1])
    first, last = told[0], told[-1]
    same_year = dates[0][:4] == dates[-1][:4]
    return f"{first[:-5] if same_year else first} tot en met {last}"
