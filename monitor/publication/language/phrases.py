"""Numbers into Dutch: amounts, differences, lists and dates, by the tables of sentences.yaml.

A share becomes an amount by one monotone table: every wording stands for an interval and the share
lies in it. Whole sentences about figures and changes are in the room `sentences`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.errors import PublicationError
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import decimals_apart, decimals_past_zero, exact, number, rounded
from monitor.publication.language.parts import AmountEntry, SentenceWords

SAME_AS_TOLD = 1e-6  # released numbers have ten digits; a weighted share that is merely close is no count
SMALLEST_P = 0.001  # a smaller p is told as smaller than this


@dataclass(frozen=True)
class Respondents:
    """What one respondent and several are called: klantmanager, klantmanagers."""

    singular: str
    plural: str

    @property
    def slots(self) -> dict[str, str]:
        """The slots of a wording that name them."""
        return {"respondent": self.singular, "respondents": self.plural}


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


@dataclass(frozen=True)
class Unit:
    """What a difference is counted in: `factor` from the stored value, `decimals` as displayed.

    `counted` is a number of things, of which there are more or fewer; else a value, which is higher or lower.
    """

    name: str
    factor: float = 1.0
    decimals: int = 0
    counted: bool = False

    def size(self, value: float) -> str:
        """`7 procentpunt`, without direction."""
        return f"{number(abs(value) * self.factor, self.decimals)} {self.name}".rstrip()

    def declared(self, value: float) -> str:
        """`2,4 procentpunt`: a size that was declared, with no fewer decimals than it was declared with."""
        size, told = exact(abs(value) * self.factor), number(abs(value) * self.factor, self.decimals)
        return f"{max(size, told, key=len)} {self.name}".rstrip()

    def telling_apart(self, low: float, high: float) -> Unit:
        """The unit with as many decimals as set two ends apart."""
        apart = decimals_apart(low * self.factor, high * self.factor, self.decimals)
        return replace(self, decimals=self.decimals if apart is None else apart)

    def is_zero(self, value: float) -> bool:
        """Whether the difference is zero as displayed."""
        return rounded(value * self.factor, self.decimals) == 0


def is_count(share: float, count: float, n: float) -> bool:
    """Whether a share is the plain share of a count: with weights it can be another figure."""
    return n > 0 and abs(count / n - share) < SAME_AS_TOLD


def asserted(clause: str, share: str) -> str:
    """A clause with the share behind its verb, to follow "Van de klanten": `begrijpt 48% de brieven`."""
    verb, _, rest = clause.partition(" ")
    return f"{verb} {share} {rest}".rstrip()


def _past_zero(low: float, high: float, unit: Unit) -> Unit:
    """The unit with decimals that set both ends apart, and the nearest from zero: else it reads as no difference."""
    unit = unit.telling_apart(low, high)
    decimals = decimals_past_zero(low * unit.factor, high * unit.factor, unit.decimals)
    return replace(unit, decimals=decimals)


class Phrases:
    """Numbers, lists and dates in the words of sentences.yaml."""

    def __init__(self, words: SentenceWords) -> None:
        self.words = words

    # amounts

    def amount(self, share: float, who: Respondents, key: str = "") -> Amount:
        """A share in [0, 1] in words: 24 / 79 is "bijna een derde".

        `key` chooses between synonyms, the same for the same figure.
        """
        entry, low, high = self._entry(share)
        forms = [(form, False) for form in entry.singular] + [(form, True) for form in entry.plural]
        form, plural = forms[zlib.crc32(key.encode()) % len(forms)] if key else forms[0]
        return Amount(entry.words, filled(form, who.slots), plural, low, high)

    def count_amount(self, count: int, n: int, who: Respondents) -> Amount:
        """A count out of a small base in words: "6 van de 9 klantmanagers"."""
        form = "none" if count == 0 else "all" if count == n else "singular" if count == 1 else "plural"
        form = f"only_{form}" if n == 1 else form
        values = {**who.slots, "count": number(count), "n": number(n)}
        phrase = filled(self.words.counts[form], values)
        words = filled(self.words.counts["words"], values)
        return Amount(words, phrase, form in ("plural", "all"), count / n, count / n)

    def amount_of(
        self, share: float, count: float | None, n: float, who: Respondents, key: str = ""
    ) -> Amount:
        """An amount as the base allows: a count below the base for percentages, else words.

        A count is only told where it is the same figure: a weighted share keeps its words.
        """
        if count is not None and n < self.words.counts_below and is_count(share, count, n):
            return self.count_amount(round(count), round(n), who)
        return self.amount(share, who, key)

    def _entry(self, share: float) -> tuple[AmountEntry, float, float]:
        amounts = self.words.quantities
        if not 0 <= share <= 1:
            raise PublicationError("publication.share_lies_outside_to", got=number(share, 3))
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

    # lists and counts

    def listed(self, parts: Sequence[str], word: str = "and") -> str:
        """`wet, beleid en geld`."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.words.lists[word]} {parts[-1]}"

    def counted(self, count: int) -> str:
        """A whole count in running text: a word as far as the list goes ("drie"), then figures ("79")."""
        words = self.words.numbers
        return words[count] if 0 <= count < len(words) else number(count)

    def spanned(self, parts: Iterable[str]) -> str:
        """`23% tot 44%`."""
        return f" {self.words.lists['to']} ".join(parts)

    # differences

    @property
    def share_unit(self) -> Unit:
        """Differences between shares, in percentage points."""
        return Unit(self.words.units["share"], 100.0)

    def difference(self, value: float, unit: Unit) -> str:
        """A difference with its direction in words: -0.069 is "7 procentpunt lager"."""
        words = self.words.difference
        if value == 0:
            return filled(words["zero"], {"unit": unit.name}).strip()
        direction = self._direction(value, unit)
        if unit.is_zero(value):
            smallest = f"{number(10**-unit.decimals, unit.decimals)} {unit.name}".rstrip()
            return filled(words["less_than"], {"smallest": smallest, "direction": direction})
        return f"{unit.size(value)} {direction}"

    def difference_between(self, low: float, high: float, unit: Unit) -> str:
        """An interval of a difference, to follow "tussen": `21 procentpunt lager en 7 procentpunt hoger`."""
        return self._ends(low, high, unit, self.words.lists["and"])

    def difference_span(self, low: float, high: float, unit: Unit) -> str:
        """An interval of a difference: `21 procentpunt lager tot 7 procentpunt hoger`."""
        return self._ends(low, high, unit, self.words.lists["to"])

    def _ends(self, low: float, high: float, unit: Unit, joined: str) -> str:
        """Both ends of an interval, with unit and direction once where both lie on the same side of zero.

        With as many decimals as set them apart.
        """
        unit = unit.telling_apart(low, high)
        if unit.is_zero(low) or unit.is_zero(high) or (low < 0) != (high < 0):
            return f"{self._end(low, unit)} {joined} {self._end(high, unit)}"
        values = {"sizes": self._sizes(low, high, unit, joined), "direction": self._direction(low, unit)}
        return filled(self.words.difference["same_side"], values)

    def sizes_span(self, low: float, high: float, unit: Unit) -> str:
        """The ends of an interval on one side of zero: `7 tot 21 procentpunt`."""
        return self._sizes(low, high, _past_zero(low, high, unit), self.words.lists["to"])

    @staticmethod
    def _sizes(low: float, high: float, unit: Unit, joined: str) -> str:
        first, second = sorted((abs(low), abs(high)))
        return f"{number(first * unit.factor, unit.decimals)} {joined} {unit.size(second)}"

    def _direction(self, value: float, unit: Unit) -> str:
        up, down = ("more", "fewer") if unit.counted else ("higher", "lower")
        return self.words.difference[up if value > 0 else down]

    def _end(self, value: float, unit: Unit) -> str:
        if unit.is_zero(value):
            return filled(self.words.difference["zero"], {"unit": unit.name}).strip()
        return self.difference(value, unit)

    def p_value(self, p: float) -> str:
        """`p = 0,34`; three decimals below 0.10, `p < 0,001` below that."""
        forms = self.words.p_value
        if p < SMALLEST_P:
            return forms["small"]
        return filled(forms["other"], {"p": number(p, 3 if p < 0.1 else 2)})

    # dates

    def date(self, text: str) -> str:
        """`2022-09` as "september 2022", `2022-09-01` as "1 september 2022"; other text as it is."""
        parts = text.split("-")
        if not all(part.isdigit() for part in parts) or not 2 <= len(parts) <= 3:
            return text
        month = int(parts[1])
        if not 1 <= month <= 12:
            return text
        day = [str(int(parts[2]))] if len(parts) == 3 else []
        return " ".join([*day, self.words.months[month - 1], parts[0]])

    def period(self, dates: Sequence[str]) -> str:
        """`september tot en met november 2022`; the year once where it is the same."""
        told = [self.date(date) for date in dates]
        if len(told) < 2 or told[0] == told[-1]:
            return "".join(told[:1])
        first, last = told[0], told[-1]
        same_year = dates[0][:4] == dates[-1][:4]
        return f"{first[:-5] if same_year else first} {self.words.lists['through']} {last}"
