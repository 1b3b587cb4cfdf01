"""Sentences about a register: its counts, and how municipalities lie apart; those on growth stand in `growth_sentences`."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.publication.language.filling import capital, filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import exact, number, percent
from monitor.publication.register.register_figures import RegisterFigures
from monitor.release.results.method import OtherWay
from monitor.study.house_policy import house_register
from monitor.study.register_file import RegisterIndicator
from monitor.study.register_reader import PERCENT, decimals_of_rate, month_name, unit_of_rate


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
        told = number(value, decimals_of_rate(one))
        return f"{told}%" if one.per == PERCENT else told

    def unit(self, one: RegisterIndicator) -> str:
        return unit_of_rate(self.register, one)

    # what is counted; what somebody else wrote is escaped here, since these wordings set *words* apart

    def counted(self) -> Iterator[str]:
        words, of = self.words.counted, self.figures.summary
        slots = {
            "source": escape_markdown(of.source.rstrip(".")), "delivered": self.voice.phrases.date(of.delivered), "municipalities": number(of.municipalities),
            "first": month_name(of.first), "last": month_name(of.last), "merged": number(of.merged),
        }  # fmt: skip
        yield filled(words["source"], slots)
        yield filled(words["months"], slots)
        if of.merged:
            yield filled(words["merged"], slots)
        yield self._left_out()
        for one in self.figures.indicators:
            counts = {name: self._escaped(getattr(one, name)) for name in ("numerator", "denominator")}
            yield filled(words["rate"], {"label": escape_markdown(self.figures.label(one)), **counts})
        yield filled(words["two"], {"Area": escape_markdown(capital(self.figures.area))})
        for way in of.other_ways:
            yield self._other_way(way)
        if of.off_balance is not None:
            counts = {"off": number(of.off_balance), "compared": number(of.compared)}
            yield filled(words["balance" if of.off_balance else "balanced"], counts)
        for count, month in of.sudden:
            yield filled(words["sudden"], {"count": self._escaped(count), "month": month_name(month)})

    def _escaped(self, count: str) -> str:
        return escape_markdown(self.register.label(count))

    def _left_out(self) -> str:
        words, codes = self.words.counted, self.figures.summary.left_out
        if not codes:
            return words["none_left_out"]
        frame = self.voice.study.municipalities
        rows = frame.rows if frame else {}
        names = [escape_markdown(rows[code]["name"] if code in rows else code) for code in codes]
        values = {"listed": self.voice.phrases.listed(names), "count": number(len(names))}
        return filled(words["left_out"], values)

    def _other_way(self, way: OtherWay) -> str:
        labels = self.voice.phrases.listed([self._escaped(count) for count in way.counts])
        note = escape_markdown(way.note.rstrip(".") + ".")
        values = {"month": month_name(way.since), "counts": labels, "note": note}
        return filled(self.words.counted["real" if way.real else "other_way"], values)

    # the series

    def series(self, one: RegisterIndicator) -> Iterator[str]:
        """The latest month, the first, and months since which is counted in another way."""
        words, of = self.words.series, self.figures
        first, last = of.months[0], of.months[-1]
        total, now = of.total(last, one.numerator), of.rate_of_all(last, one)
        if total is None or now is None:
            slots = {"month": month_name(last), "denominator": self.register.label(one.denominator)}
            yield filled(words["no_rate"], slots)
            return
        slots = {
            "month": month_name(last), "total": number(total), "count": self.register.label(one.numerator),
            "rate": self.rate(now, one), "unit": self.unit(one), "denominator": self.register.label(one.denominator),
            "area": self.figures.area,
        }  # fmt: skip
        yield filled(words["now_percent" if one.per == PERCENT else "now"], slots)
        mean = of.value(last, one.id, "mean")
        if mean is not None:
            yield filled(words["average"], {"mean": self.rate(mean, one)})
        then = of.rate_of_all(first, one)
        if first != last and then is not None:
            yield filled(words["before"], {**slots, "month": month_name(first), "rate": self.rate(then, one)})
        for month in of.register.breaks_of(one.numerator):
            yield filled(words[self._other_level(month, one)], {**slots, "month": month_name(month)})
        for month in of.register.breaks_of(one.denominator):
            yield filled(words["other_way_below"], {**slots, "month": month_name(month)})

    def _other_level(self, month: str, one: RegisterIndicator) -> str:
        """Whether the counts of the year since a month are higher than those of the year before it, lower, or neither."""
        place, window = self.figures.months.index(month), house_register().window
        totals = [self.figures.total(each, one.numerator) or 0.0 for each in self.figures.months]
        after, before = totals[place : place + window], totals[max(place - window, 0) : place]
        change = sum(after) / len(after) - sum(before) / len(before) if before else 0.0
        return f"other_way_{'higher' if change > 0 else 'lower'}" if change else "other_way"

    # the spread

    def spread(self, one: RegisterIndicator) -> Iterator[str]:
        """How municipalities lie apart at the latest moment, and whether that is more than at the first."""
        words, of = self.words.spread, self.figures
        first, last = of.register.moments[0], of.register.moments[-1]
        told = {name: of.value(last, one.id, name) for name in ("p10", "p25", "p75", "p90")}
        if told["p25"] is None or told["p75"] is None:
            yield words["kept_back"]
            return
        unit = "" if one.per == PERCENT else f" {self.unit(one)}"
        slots = {name: self.rate(value, one) for name, value in told.items()}
        alike = slots["p25"] == slots["p75"]
        form = "half_alike" if alike else "half" if told["p25"] else "half_from_nothing"
        yield filled(words[form], {**slots, "month": month_name(last), "unit": unit})
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

    # classes and method

    def moved(self, one: RegisterIndicator) -> str:
        words, found = self.words.moved, self.figures.movements(one)
        if found is None:
            return words["none"]
        slots = {"label": self.figures.label(one), "first": found.first, "last": found.last}
        if found.stayed is None:
            return filled(words["in_part" if found.told else "kept_back"], slots)
        return filled(words["stayed"], {**slots, "stayed": percent(found.stayed)})

    def method(self) -> Iterator[str]:
        policy, of = house_register(), self.figures.summary
        slots = {
            "months": number(policy.months), "far": number(policy.far), "people": number(policy.people),
            "round_to": number(policy.round_to), "kept_back": number(of.kept_back), "alpha": f"{exact(of.alpha * 100)}%",
        }  # fmt: skip
        yield from (filled(told, slots) for told in self.words.method)


def form_of_spread(change: float, beyond_chance: float) -> str:
    """How a change of the coefficient of variation is told: what small counts alone may have made is no conclusion."""
    if abs(change) <= house_register().nearly:
        return "alike"
    if change * beyond_chance <= 0:
        return "moved"
    return "closer" if change < 0 else "apart"
