"""Sentences about growth in a register, in plain text: what a date proves, and two groups of municipalities side by side."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, log10

from monitor.publication.language.filling import filled, small_start
from monitor.publication.language.numbers import number, signed
from monitor.publication.register.register_figures import CountAtEvent, RegisterFigures, ToldChange
from monitor.release.results.method import GroupsOfEvent
from monitor.study.house_policy import house_register
from monitor.study.register_file import RegisterEvent
from monitor.study.register_reader import decimals_of_growth, month_name

LEVELS_OFF, PERCENT_SCALE, UNDECIDED, TOO_FEW = "growth_levels_off", "percent", "undecided", "too_few"
NOT_COMPARABLE = "not_comparable"
PERCENT_DECIMALS = 2
LEAST_TOLD, HALF = 0.05, 0.5  # persons a month: what one decimal and whole numbers can tell


class GrowthSentences:
    """What a report says of growth in a register."""

    def __init__(self, figures: RegisterFigures) -> None:
        self.figures, self.voice = figures, figures.voice
        self.words = figures.voice.words.register
        self.register = figures.register

    def size(self, value: float, scale: str) -> str:
        """The size of a difference in growth: persons a month, whole ones from a half on, or percentage points."""
        if scale == PERCENT_SCALE:
            return number(abs(value) * 100, PERCENT_DECIMALS)
        return number(abs(value), _decimals_of_persons(value))

    def nothing(self, value: float, scale: str) -> bool:
        """Whether a difference in growth reads as zero."""
        return self.size(value, scale) == self.size(0.0, scale)

    def signed(self, value: float, scale: str) -> str:
        """The same with its sign, for a table."""
        return (
            signed(value * 100, PERCENT_DECIMALS)
            if scale == PERCENT_SCALE
            else signed(value, _decimals_of_persons(value))
        )

    def growth(self, one: CountAtEvent) -> str:
        """What a date proves of the growth of a count, by its verdict."""
        words, event, told = self.words.breaks, one.event, one.told
        slots = {
            "month": month_name(event.month), "event": event.label, "count": one.label,
            "before": number(one.tried.before), "after": number(one.tried.after), "least": number(house_register().months),
        }  # fmt: skip
        if told.verdict == TOO_FEW:
            return filled(words[self.too_few(one)], slots)
        if told.verdict == NOT_COMPARABLE or told.difference is None:
            return filled(words[told.verdict], slots)
        if told.verdict == LEVELS_OFF:
            form = LEVELS_OFF if self._grows(one) else "changes_gradually"
            return filled(words[f"{form}_{event.scale}"], {**slots, **self._without_trend(one)})
        values = {
            "size": self.size(told.difference, event.scale), "more": words["more" if told.difference > 0 else "fewer"],
            "higher": words["higher" if told.difference > 0 else "lower"], "span": self._span(told, event.scale),
            "elsewhere": month_name(one.tried.largest_at) if one.tried.largest_at else "",
        }  # fmt: skip
        values["grows"] = words["grows" if self._grows(one) else "changes"]
        even = told.verdict == UNDECIDED and self.nothing(told.difference, event.scale)
        return filled(words[f"{'even' if even else told.verdict}_{event.scale}"], {**slots, **values})

    def _grows(self, one: CountAtEvent) -> bool:
        """Whether the count grew both before and after the date: of one that fell nobody says that it grew slower."""
        of, place = self.figures, self.figures.months.index(one.event.month)
        ends = [of.total(of.months[at], one.count) for at in (0, max(place - 1, 0), -1)]
        first, between, last = (end or 0.0 for end in ends)
        return first < between < last

    def too_few(self, one: CountAtEvent) -> str:
        """Of what there is too little: months around the date, months to hold it against, or change to test at all."""
        if min(one.tried.before, one.tried.after) < house_register().months:
            return TOO_FEW
        return "untested" if one.told.difference is None else "no_yardstick"

    def _without_trend(self, one: CountAtEvent) -> dict[str, str]:
        """Growth faster or slower than before, and the other Januaries of which that holds as well."""
        words = self.words.breaks
        side = "faster" if (one.tried.without_trend or 0.0) > 0 else "slower"
        months = [month_name(month) for month in one.tried.also_without_trend]
        also = filled(words["also"], {"listed": self.voice.phrases.listed(months)}) if months else ""
        higher = words["higher" if side == "faster" else "lower"]
        return {"faster": words[side], "also": also, "gradual": words[f"gradual_{side}"], "higher": higher}

    def _span(self, told: ToldChange, scale: str) -> str:
        """The margin, each end with its side: tussen 5 minder en 6 meer."""
        words = self.words.breaks
        more, fewer = ("higher", "lower") if scale == PERCENT_SCALE else ("more", "fewer")
        ends = [(end or 0.0, words[more if (end or 0.0) > 0 else fewer]) for end in (told.low, told.high)]
        (low, below), (high, above) = sorted(ends, key=lambda end: abs(end[0])) if ends[1][0] < 0 else ends
        first, last = self.size(low, scale), self.size(high, scale)
        bare = below == above or self.nothing(low, scale)
        ends_told = {
            "low": first if bare else f"{first} {below}",
            "high": last if self.nothing(high, scale) else f"{last} {above}",
        }
        return filled(words["span"], ends_told)

    def groups(self, event: RegisterEvent, of: GroupsOfEvent, told: ToldChange) -> Iterator[str]:
        """A difference in growth between two groups, and nothing about why."""
        assert event.groups is not None
        words, study = self.words.groups, self.voice.study
        one = self.register.indicator(event.groups.indicator)
        breakdown = study.breakdown(event.groups.breakdown)
        assert breakdown is not None
        slots = {
            "label": small_start(self.figures.label(one)), "month": month_name(event.month), "event": event.label,
            "group": f"‘{breakdown.groups[event.groups.group]}’", "municipalities": number(of.municipalities),
            "others": number(of.others), "faster": number(of.faster_after or 0), "all": number(of.municipalities + of.others),
        }  # fmt: skip
        yield filled(words["lead"], slots)
        if told.difference is None or told.low is None or told.high is None:
            yield filled(words[TOO_FEW], slots)
            return
        decimals = min(_decimals_of_rate(told), decimals_of_growth(one))
        ends = {"low": self._higher(told.low, decimals), "high": self._higher(told.high, decimals)}
        span = filled(self.words.breaks["span"], ends)
        values = {"size": self._higher(told.difference, decimals), "span": span}
        yield filled(words["undecided" if told.verdict == UNDECIDED else "told"], {**slots, **values})
        means = {name: self._than_before(getattr(of, name), decimals) for name in ("mean", "mean_others")}
        yield filled(words["means"], {**slots, **means})
        yield filled(words["faster"], slots)
        yield words["note"]

    def _higher(self, value: float, decimals: int) -> str:
        """0,3 hoger, 0,3 lager, or 0."""
        told = number(abs(value), decimals)
        if told == number(0.0, decimals):
            return number(0.0)
        return f"{told} {self.words.breaks['higher' if value > 0 else 'lower']}"

    def _than_before(self, value: float | None, decimals: int) -> str:
        told, words = self._higher(value or 0.0, decimals), self.words.groups
        return words["as_before"] if told == number(0.0) else filled(words["than_before"], {"size": told})


def _decimals_of_persons(value: float) -> int:
    """One of less than half a person that one decimal can tell, else none."""
    return 1 if LEAST_TOLD <= abs(value) < HALF else 0


def _decimals(value: float) -> int:
    """None from ten on; else enough to show two digits."""
    if value >= 10 or value == 0:
        return 0
    return 1 if value >= 1 else ceil(-log10(value)) + 1


def _decimals_of_rate(told: ToldChange) -> int:
    """As many as show the smaller end of the margin."""
    least = min(abs(end) for end in (told.low or 0.0, told.high or 0.0, told.difference or 0.0))
    return _decimals(least) if least else 2
