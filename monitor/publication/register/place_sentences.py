"""Sentences of a register for one municipality, in plain text: its counts beside those of others, and what they do not say."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.register.place import RateOfPlace, RegisterPlace
from monitor.publication.register.sentences import RegisterSentences
from monitor.schema_words import RATE
from monitor.study.house_policy import house_register
from monitor.study.register_file import RegisterIndicator
from monitor.study.register_reader import PERCENT, month_name


class RegisterPlaceSentences:
    """What the report of one municipality says."""

    def __init__(self, place: RegisterPlace) -> None:
        self.place, self.figures, self.voice = place, place.figures, place.figures.voice
        self.words = self.voice.words.register.place
        self.say, self.policy = RegisterSentences(self.figures), house_register()

    def know(self) -> Iterator[str]:
        """What is counted, how it is rounded, and how much is not shown."""
        of, register = self.figures.summary, self.figures.register
        told = [self.place.at(month, one) for one in register.indicators for month in register.moments]
        months = self.voice.phrases.listed([month_name(month) for month in register.moments])
        slots = {
            "place": self.place.name, "area": self.figures.area, "source": of.source.rstrip("."), "months": months,
            "delivered": self.voice.phrases.date(of.delivered), "round_to": number(self.policy.round_to),
            "people": number(self.policy.people), "hidden": number(told.count(None)), "all": number(len(told)),
        }  # fmt: skip
        yield filled(self.words["about"], slots)
        yield filled(self.words["rounded"], slots)
        if None in told:
            yield filled(self.words["hidden" if any(told) else "all_hidden"], slots)

    def council(self) -> Iterator[str]:
        """The latest moment, a sentence or two for each rate."""
        yield from (" ".join(self.now(one)) for one in self.figures.register.indicators)
        yield filled(self.words["no_judgement"], {"place": self.place.name})

    def now(self, one: RegisterIndicator) -> Iterator[str]:
        """A rate at the latest moment beside that of the groups it is in and of all, and where that lies among municipalities."""
        month = self.figures.register.moments[-1]
        told = self.place.at(month, one)
        slots = {"place": self.place.name, "label": self.figures.label(one), "month": month_name(month)}
        if told is None:
            yield filled(self.words["not_told"], slots)
            return
        unit = "" if one.per == PERCENT else f" {self.say.unit(one)}"
        slots |= {
            "total": number(told.count), "count": self.figures.register.label(one.numerator),
            "denominator": self.figures.register.label(one.denominator),
            "rate": self.say.rate(told.rate, one), "unit": unit, "others": self._others(month, one),
        }  # fmt: skip
        yield filled(self.words["now_percent" if one.per == PERCENT else "now"], slots)
        yield from self._open(told, one)
        side = self.place.among(told, one)
        if side:
            ends = {
                name: self.say.rate(self.figures.value(month, one.id, name), one) for name in ("p25", "p75")
            }
            yield filled(self.words[side], ends)

    def _open(self, told: RateOfPlace, one: RegisterIndicator) -> Iterator[str]:
        """What its rate is told beside, and may be higher or lower than for all that rounding leaves."""
        beside = [name for name, value in self._beside(told.month, one) if told.may_be(value)]
        if beside:
            slots = {"place": self.place.name, "listed": self.voice.phrases.listed(beside, "or")}
            ends = {"least": self.say.rate(told.least, one), "most": self.say.rate(told.most, one)}
            alike = ends["least"] == ends["most"]
            yield filled(self.words["open_alike" if alike else "open"], {**slots, **ends})

    def _beside(self, month: str, one: RegisterIndicator) -> Iterator[tuple[str, float]]:
        """All municipalities together and the groups it is in, with their rates, as far as those are told."""
        named = [("", "", filled(self.words["in_area"], {"area": self.figures.area}))]
        named += [
            (breakdown, group, filled(self.words["in_group"], {"group": label}))
            for breakdown, group, label in self.place.groups
        ]
        for *of, name in named:
            value = self.figures.value(month, one.id, RATE, *of)
            if value is not None:
                yield name, value

    def _others(self, month: str, one: RegisterIndicator) -> str:
        told = [
            filled(
                self.words["beside" if at else "beside_first"],
                {"name": name, "rate": self.say.rate(value, one)},
            )
            for at, (name, value) in enumerate(self._beside(month, one))
        ]
        return self.voice.phrases.listed(told)

    def changed(self) -> Iterator[str]:
        """Each rate at the first and the latest moment, unless it was counted in another way in between."""
        yield from (self._changed(one) for one in self.figures.register.indicators)

    def _changed(self, one: RegisterIndicator) -> str:
        register = self.figures.register
        first, last = register.moments[0], register.moments[-1]
        before, now = self.place.at(first, one), self.place.at(last, one)
        slots = {
            "place": self.place.name,
            "label": self.figures.label(one),
            "first": month_name(first),
            "last": month_name(last),
        }
        other = [month for month in self.figures.other_ways_of(one) if first < month <= last]
        if other:
            return filled(self.words["other_way"], {**slots, "month": month_name(other[0])})
        if before is None or now is None:
            return filled(self.words["no_change_told"], slots)
        of_all = [self.figures.rate_of_all(month, one) for month in (first, last)]
        slots |= {
            "count": register.label(one.numerator), "total_before": number(before.count), "total": number(now.count),
            "before": self.say.rate(before.rate, one), "now": self.say.rate(now.rate, one), "area": self.figures.area,
            "area_before": self.say.rate(of_all[0], one), "area_now": self.say.rate(of_all[1], one),
        }  # fmt: skip
        same = before.count == now.count
        told = filled(self.words["same_count" if same else "changed"], slots)
        return f"{told} {self.words['open_change']}" if before.may_equal(now) else told

    def limits(self) -> Iterator[str]:
        slots = {"place": self.place.name, "round_to": number(self.policy.round_to)}
        yield from (filled(told, slots) for told in self.voice.words.register.place_limits)
