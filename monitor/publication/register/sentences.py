"""Sentences about a register, in plain text: its counts, how municipalities lie apart, and what a date proves."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, log10

from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import exact, number, percent, signed
from monitor.publication.register.register_figures import CountAtEvent, RegisterFigures, ToldChange
from monitor.release.results.method import GroupsOfEvent, OtherWay
from monitor.study.house_policy import house_register
from monitor.study.register_file import RegisterEvent, RegisterIndicator
from monitor.study.register_reader import PERCENT, month_name, unit_of_rate

LEVELS_OFF, PERCENT_SCALE, UNDECIDED, TOO_FEW = "growth_levels_off", "percent", "undecided", "too_few"
NOT_COMPARABLE = "not_comparable"
RATE_DECIMALS, PERCENT_DECIMALS = 1, 2


class RegisterSentences:
    """What a report says of a register."""

    def __init__(self, figures: RegisterFigures) -> None:
        self.figures, self.voice = figures, figures.voice
        self.words = figures.voice.words.register
        self.register = figures.register

    # numbers

    def rate(self, value: float | None, one: RegisterIndicator) -> str:
        """A rate as its unit has it: 36,1 or 44,9%."""
        if value is None:
            return ""
        return f"{number(value, RATE_DECIMALS)}%" if one.per == PERCENT else number(value, RATE_DECIMALS)

    def unit(self, one: RegisterIndicator) -> str:
        return unit_of_rate(self.register, one)

    def size(self, value: float, scale: str) -> str:
        """The size of a difference in growth: whole persons a month, or percentage points."""
        return number(abs(value) * 100, PERCENT_DECIMALS) if scale == PERCENT_SCALE else number(abs(value))

    def signed(self, value: float, scale: str) -> str:
        """The same with its sign, for a table."""
        return signed(value * 100, PERCENT_DECIMALS) if scale == PERCENT_SCALE else signed(value)

    # what is counted

    def counted(self) -> Iterator[str]:
        words, of = self.words.counted, self.figures.summary
        slots = {
            "source": of.source.rstrip("."), "delivered": self.voice.phrases.date(of.delivered), "municipalities": number(of.municipalities),
            "first": month_name(of.first), "last": month_name(of.last), "merged": number(of.merged),
        }  # fmt: skip
        yield filled(words["source"], slots)
        yield filled(words["months"], slots)
        if of.merged:
            yield filled(words["merged"], slots)
        yield self._left_out()
        for one in self.figures.indicators:
            counts = {name: self.register.label(getattr(one, name)) for name in ("numerator", "denominator")}
            yield filled(words["rate"], {"label": self.figures.label(one), **counts})
        yield words["two"]
        for way in of.other_ways:
            yield self._other_way(way)
        if of.off_balance is not None:
            counts = {"off": number(of.off_balance), "compared": number(of.compared)}
            yield filled(words["balance" if of.off_balance else "balanced"], counts)
        for count, month in of.sudden:
            yield filled(words["sudden"], {"count": self.register.label(count), "month": month_name(month)})

    def _left_out(self) -> str:
        words, codes = self.words.counted, self.figures.summary.left_out
        if not codes:
            return words["none_left_out"]
        frame = self.voice.study.municipalities
        rows = frame.rows if frame else {}
        names = [rows[code]["name"] if code in rows else code for code in codes]
        values = {"listed": self.voice.phrases.listed(names), "count": number(len(names))}
        return filled(words["left_out"], values)

    def _other_way(self, way: OtherWay) -> str:
        labels = self.voice.phrases.listed([self.register.label(count) for count in way.counts])
        values = {"month": month_name(way.since), "counts": labels, "note": way.note.rstrip(".") + "."}
        return filled(self.words.counted["real" if way.real else "other_way"], values)

    # the series

    def series(self, one: RegisterIndicator) -> Iterator[str]:
        """The latest month, the first, and months since which is counted in another way."""
        words, of = self.words.series, self.figures
        first, last = of.months[0], of.months[-1]
        total, now = of.total(last, one.numerator), of.rate_of_all(last, one)
        if total is None or now is None:
            return
        slots = {
            "month": month_name(last), "total": number(total), "count": self.register.label(one.numerator),
            "rate": self.rate(now, one), "unit": self.unit(one), "denominator": self.register.label(one.denominator),
        }  # fmt: skip
        yield filled(words["now_percent" if one.per == PERCENT else "now"], slots)
        yield filled(words["average"], {"mean": self.rate(of.value(last, one.id, "mean"), one)})
        before = {"month": month_name(first), "rate": self.rate(of.rate_of_all(first, one), one)}
        yield filled(words["before"], before)
        for month in of.register.breaks_of(one.numerator):
            yield filled(
                words["other_way"], {**slots, "month": month_name(month), "side": self._side(month, one)}
            )
        for month in of.register.breaks_of(one.denominator):
            yield filled(words["other_way_below"], {**slots, "month": month_name(month)})

    def _side(self, month: str, one: RegisterIndicator) -> str:
        """Whether the counts of the year since a month are higher than those of the year before it."""
        place, window = self.figures.months.index(month), house_register().window
        totals = [self.figures.total(each, one.numerator) or 0.0 for each in self.figures.months]
        after, before = totals[place : place + window], totals[max(place - window, 0) : place]
        higher = not before or sum(after) / len(after) >= sum(before) / len(before)
        return self.words.series["higher" if higher else "lower"]

    # the spread

    def spread(self, one: RegisterIndicator) -> Iterator[str]:
        """How municipalities lie apart at the latest moment, and whether that is more than at the first."""
        words, of = self.words.spread, self.figures
        first, last = of.register.moments[0], of.register.moments[-1]
        told = {name: of.value(last, one.id, name) for name in ("p10", "p25", "p75", "p90")}
        if told["p25"] is None:
            yield words["kept_back"]
            return
        unit = "" if one.per == PERCENT else f" {self.unit(one)}"
        slots = {name: self.rate(value, one) for name, value in told.items()}
        yield filled(words["half"], {**slots, "month": month_name(last), "unit": unit})
        if told["p10"] is not None:
            yield filled(words["tails"], slots)
        if first != last:
            yield from self._compared_spread(one, first, last)

    def _compared_spread(self, one: RegisterIndicator, first: str, last: str) -> Iterator[str]:
        words, of = self.words.spread, self.figures
        if any(first < month <= last for month in of.other_ways_of(one)):
            yield filled(words["not_comparable"], {"month": month_name(first)})
            return
        values = [
            of.value(month, one.id, name) for name in ("cv", "sd_beyond_chance") for month in (first, last)
        ]
        if None in values:
            return
        cv_before, cv_now, sd_before, sd_now = (value or 0.0 for value in values)
        slots = {"cv_before": cv_before, "cv_now": cv_now, "sd_before": sd_before, "sd_now": sd_now}
        told = {name: number(value, 2) for name, value in slots.items()}
        form = form_of_spread(cv_now / cv_before - 1 if cv_before else 0.0, sd_now - sd_before)
        yield filled(words[form], {**told, "month": month_name(first)})
        same = told["sd_before"] == told["sd_now"]
        nothing = same and told["sd_now"] == number(0.0, 2)
        yield filled(words["by_chance" if nothing else "beyond_same" if same else "beyond"], told)

    # growth

    def growth(self, one: CountAtEvent) -> str:
        """What a date proves of the growth of a count, by its verdict."""
        words, event, told = self.words.breaks, one.event, one.told
        slots = {
            "month": month_name(event.month), "event": event.label, "count": one.label,
            "before": number(one.tried.before), "after": number(one.tried.after), "least": number(house_register().months),
        }  # fmt: skip
        if told.verdict in (NOT_COMPARABLE, TOO_FEW) or told.difference is None:
            return filled(words[told.verdict], slots)
        if told.verdict == LEVELS_OFF:
            return filled(words[f"{LEVELS_OFF}_{event.scale}"], {**slots, **self._without_trend(one)})
        values = {
            "size": self.size(told.difference, event.scale), "more": words["more" if told.difference > 0 else "fewer"],
            "higher": words["higher" if told.difference > 0 else "lower"], "span": self._span(told, event.scale),
            "elsewhere": month_name(one.tried.largest_at) if one.tried.largest_at else "",
        }  # fmt: skip
        return filled(words[f"{told.verdict}_{event.scale}"], {**slots, **values})

    def _without_trend(self, one: CountAtEvent) -> dict[str, str]:
        """Growth faster or slower than before, and the other Januaries of which that holds as well."""
        words = self.words.breaks
        side = "faster" if (one.tried.without_trend or 0.0) > 0 else "slower"
        months = [month_name(month) for month in one.tried.also_without_trend]
        also = filled(words["also"], {"listed": self.voice.phrases.listed(months)}) if months else ""
        return {"faster": words[side], "also": also, "gradual": words[f"gradual_{side}"]}

    def _span(self, told: ToldChange, scale: str) -> str:
        """The margin, each end with its side: tussen 5 minder en 6 meer."""
        words = self.words.breaks
        more, fewer = ("higher", "lower") if scale == PERCENT_SCALE else ("more", "fewer")
        ends = [(end or 0.0, words[more if (end or 0.0) > 0 else fewer]) for end in (told.low, told.high)]
        (low, below), (high, above) = sorted(ends, key=lambda end: abs(end[0])) if ends[1][0] < 0 else ends
        first = self.size(low, scale) if below == above else f"{self.size(low, scale)} {below}"
        return filled(words["span"], {"low": first, "high": f"{self.size(high, scale)} {above}"})

    def groups(self, event: RegisterEvent, of: GroupsOfEvent, told: ToldChange) -> Iterator[str]:
        """A difference in growth between two groups, and nothing about why."""
        assert event.groups is not None
        words, study = self.words.groups, self.voice.study
        one = self.register.indicator(event.groups.indicator)
        breakdown = study.breakdown(event.groups.breakdown)
        assert breakdown is not None
        slots = {
            "label": self.figures.label(one).lower(), "month": month_name(event.month), "event": event.label,
            "group": f"‘{breakdown.groups[event.groups.group]}’", "municipalities": number(of.municipalities),
            "others": number(of.others), "faster": number(of.faster_after), "all": number(of.municipalities + of.others),
        }  # fmt: skip
        yield filled(words["lead"], slots)
        if told.difference is None or told.low is None or told.high is None:
            yield filled(words[TOO_FEW], slots)
            return
        decimals = _decimals_of_rate(told)
        ends = {"low": self._more(told.low, decimals), "high": self._more(told.high, decimals)}
        span = filled(self.words.breaks["span"], ends)
        values = {"size": self._more(told.difference, decimals), "span": span}
        yield filled(words["undecided" if told.verdict == UNDECIDED else "told"], {**slots, **values})
        means = {name: self._more(getattr(of, name), decimals) for name in ("mean", "mean_others")}
        yield filled(words["means"], {**slots, **means})
        yield filled(words["faster"], slots)
        yield words["note"]

    def _more(self, value: float, decimals: int) -> str:
        return f"{number(abs(value), decimals)} {self.words.breaks['more' if value > 0 else 'fewer']}"

    # classes and method

    def moved(self, one: RegisterIndicator) -> str:
        words, found = self.words.moved, self.figures.movements(one)
        if found is None:
            return words["none"]
        slots = {"label": self.figures.label(one), "first": found.first, "last": found.last}
        if found.stayed is None:
            return filled(words["kept_back"], slots)
        return filled(words["stayed"], {**slots, "stayed": percent(found.stayed)})

    def method(self) -> Iterator[str]:
        policy, of = house_register(), self.figures.summary
        slots = {
            "months": number(policy.months), "far": number(policy.far), "people": number(policy.people),
            "round_to": number(policy.round_to), "kept_back": number(of.kept_back), "alpha": f"{exact(of.alpha * 100)}%",
        }  # fmt: skip
        yield from (filled(told, slots) for told in self.words.method)


def _decimals(value: float) -> int:
    """None from ten on; else enough to show two digits."""
    if value >= 10 or value == 0:
        return 0
    return 1 if value >= 1 else min(3, ceil(-log10(value)) + 1)


def _decimals_of_rate(told: ToldChange) -> int:
    """As many as show the smaller end of the margin."""
    least = min(abs(end) for end in (told.low or 0.0, told.high or 0.0, told.difference or 0.0))
    return _decimals(least) if least else 2


def form_of_spread(change: float, beyond_chance: float) -> str:
    """How a change of the coefficient of variation is told: what small counts alone may have made is no conclusion."""
    if abs(change) <= house_register().nearly:
        return "alike"
    if change * beyond_chance <= 0:
        return "moved"
    return "closer" if change < 0 else "apart"
