"""Sentences about one municipality, in plain text: what is known, each verdict, and how it was computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.publication.cells.selection import PERCENT
from monitor.publication.language.filling import capital, filled, small_start
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.place import (
    PROVEN,
    SUPPRESSED,
    UNDECIDED,
    Beside,
    Place,
    number_of,
)


class PlaceSentences:
    """What a report says of one municipality."""

    def __init__(self, place: Place, voice: Voice) -> None:
        self.place, self.voice = place, voice
        self.words = voice.words.municipality

    # what can be known

    def know(self) -> Iterator[str]:
        """How many answered, from which difference on it would show, and who the peers are."""
        words, place = self.words.know, self.place
        if place.n is None:
            yield self._say(words["hidden"])
        else:
            form = words["answered"] if place.people else words["answered_of_unknown"]
            yield self._say(form, n=number(place.n), people=number(place.people or 0.0))
            yield from self._sees()
        if place.with_peers:
            yield self._say(words["peers"], members=number(place.members), label=small_start(place.peers))
        else:
            yield self._say(words["no_peers"])

    def _sees(self) -> Iterator[str]:
        usual = self.place.usual_mdd
        if usual is None:
            return
        one, mdd = usual
        beside = self.words.beside["peers" if self.place.with_peers else "nation"]
        if self._shows_nothing(one, mdd):
            yield self._say(self.words.know["sees_nothing"], beside=beside)
        else:
            yield self._say(self.words.know["sees"], beside=beside, mdd=self.size(one, mdd))

    # verdicts

    def verdict(self, one: Beside) -> str:
        """The sentence of a figure: its estimate, and what is known of its difference from the reference."""
        name = one.verdict
        if name == SUPPRESSED:
            return self._without(one)
        if name == UNDECIDED and one.mdd is not None and self._shows_nothing(one, one.mdd):
            name = "undecided_never"
        return self._say(self.words.verdicts[name], **self._of_figure(one))

    def _without(self, one: Beside) -> str:
        """That nothing is told of it, in the same words whatever the reason; of where no estimate can be made."""
        form = "no_model" if number_of(one.raw) is not None else "suppressed"
        if self._reference(one) == "":
            form = "suppressed_alone"
        return self._say(self.words.verdicts[form], **self._beside(one), label=one.label)

    def council(self) -> Iterator[str]:
        """What a council has to know: the verdicts, the largest differences first; what changed; what it does not say."""
        words, place = self.words.council, self.place
        if not place.shown:
            yield self._say(words["hidden"])
            return
        proven = sorted((one for one in place.shown if one.verdict in PROVEN), key=lambda one: -_size(one))
        told, others = proven[: self.words.most_for_council], proven[self.words.most_for_council :]
        yield from (self._say(words[one.verdict], **self._of_figure(one)) for one in told)
        if others:
            labels = self.voice.phrases.listed([f"‘{one.label}’" for one in others])
            yield self._say(words["more"], labels=labels)
        without = sum(one.verdict not in PROVEN for one in place.shown)
        counts = {"k": number(without), "m": number(len(place.shown))}
        if without:
            yield self._say(words["rest" if proven else "all"], **counts)
        yield self._say(words["cause"])

    def change(self) -> str:
        """That no change of a municipality is tested."""
        return self._say(self.words.change)

    # how it was computed

    def weight(self) -> str:
        """How much the own answers count in the estimates; "" where they count for most."""
        weights = [one.weight for one in self.place.shown if one.weight is not None]
        weak = [weight for weight in weights if weight < self.words.thresholds.own_weight]
        if not weak:
            return ""
        low, high = percent(min(weights)), percent(max(weights))
        if low == high:
            label = next(one.label for one in self.place.shown if one.weight == weak[0])
            return self._say(self.words.how["weight"], label=label, weight=low)
        return self._say(self.words.how["weights"], low=low, high=high)

    def size(self, one: Beside, value: float) -> str:
        """A difference in the unit of a figure: `19 procentpunt`, `0,8 punt`."""
        if one.quantity.display == PERCENT:
            return f"{number(value * 100)} {self.words.unit}"
        return f"{number(value, 1)} {self.words.unit_of_grades}"

    def _shows_nothing(self, one: Beside, mdd: float) -> bool:
        """Whether no difference that can occur would be shown."""
        return mdd > self.words.thresholds.never_shown * one.reach

    # parts of a sentence

    def figure(self, one: Beside) -> str:
        """`Asten: naar schatting 44% van de klanten begrijpt de brieven van de gemeente`."""
        assert one.shrunken is not None
        form = "mean" if one.quantity.measure == "mean" else "share" if one.clause else "share_of_label"
        value = one.value(number_of(one.shrunken))
        return self._within(self.words.figure[form], value=value, clause=one.clause, label=one.label)

    def _of_figure(self, one: Beside) -> Mapping[str, str]:
        low, high = (one.value(end) for end in one.told)
        mdd = "" if one.mdd is None else self.size(one, one.mdd)
        return {**self._beside(one), "figure": self.figure(one), "low": low, "high": high, "mdd": mdd}

    def _beside(self, one: Beside) -> Mapping[str, str]:
        words, kind = self.words.beside, "peers" if one.peers is not None else "nation"
        sentence = words[f"sentence_{kind}"]
        return {
            "beside": words[f"of_{kind}"], "beside_all": words[kind], "Beside": sentence,
            "reference": self._reference(one),
        }  # fmt: skip

    def _reference(self, one: Beside) -> str:
        value = number_of(one.reference)
        return "" if value is None else one.value(value)

    def _say(self, form: str, **values: str) -> str:
        return capital(self._within(form, **values))

    def _within(self, form: str, **values: str) -> str:
        """A wording within a sentence."""
        return filled(form, {"place": self.place.name, **self.voice.respondents.slots, **values})


def _size(one: Beside) -> float:
    """How large a proven difference is, as a part of the range of the figure."""
    low, high = one.quantity.ends or (0.0, 1.0)
    return abs((number_of(one.shrunken) or 0.0) - (number_of(one.reference) or 0.0)) / (high - low)
