"""Sentences about one municipality, in plain text: what is known, each verdict, each change, and how it was computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.publication.cells.selection import PERCENT
from monitor.publication.language.filling import capital, filled, small_start
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.place import (
    MOVED,
    PROVEN,
    SUPPRESSED,
    TOO_FEW,
    UNDECIDED,
    Beside,
    Place,
)
from monitor.study.labels import wave_label

WEAK = 0.5  # an own weight below this is told


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
        if one.shows_nothing(mdd):
            yield self._say(self.words.know["sees_nothing"], beside=beside)
        else:
            yield self._say(self.words.know["sees"], beside=beside, mdd=self.size(one, mdd))

    # verdicts

    def verdict(self, one: Beside) -> str:
        """The sentence of a figure: its estimate, and what is known of its difference from the reference."""
        name = one.verdict
        if name == SUPPRESSED:
            return self._without(one)
        if name == UNDECIDED and one.mdd is not None and one.shows_nothing(one.mdd):
            name = "undecided_never"
        return self._say(self.words.verdicts[name], **self._of_figure(one))

    def _without(self, one: Beside) -> str:
        """That nothing is told of it, in the same words whatever the reason; of where no estimate can be made."""
        told = one.raw is not None and one.raw.shown
        form = "no_model" if told else "suppressed"
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
        yield from self._council_changes()
        yield self._say(words["cause"])

    def _council_changes(self) -> Iterator[str]:
        words, tested = self.words.council, [one for one in self.place.shown if one.change is not None]
        moved = [one for one in tested if one.change is not None and one.change.verdict in MOVED]
        yield from (self._say(words["changed"], label=one.label, change=self.change(one)) for one in moved)
        if tested and not moved:
            wave = wave_label(tested[0].change.from_wave if tested[0].change else "", self.voice.study)
            yield self._say(words["unchanged"], wave=wave)

    # changes

    def change(self, one: Beside) -> str:
        """What is known of the change of a figure since the previous wave; without its subject."""
        words, change = self.words.changes, one.change
        verdict = change.verdict if change is not None and change.verdict else TOO_FEW
        before, now = one.raw_before, one.raw
        shown = before is not None and before.shown and now is not None and now.shown
        if verdict == TOO_FEW or change is None or not shown:
            nations = (one.nation_before, one.nation)
            if any(cell is None or not cell.shown for cell in nations):
                return self._within(words["too_few_alone"])
            earlier, latest = (one.value(cell.estimate if cell else None) for cell in nations)
            return self._within(words[TOO_FEW], nation_earlier=earlier, nation_now=latest)
        assert before is not None
        assert now is not None
        values = {
            "earlier": one.value(before.estimate), "now": one.value(now.estimate),
            "wave": wave_label(change.from_wave, self.voice.study), "mdd": self.size(one, change.mdd or 0.0),
        }  # fmt: skip
        return self._within(words[verdict if verdict in MOVED else UNDECIDED], **values)

    def changes(self) -> Iterator[str]:
        """A line for each figure of which the change is tested; or that none is."""
        compared = [one for one in self.place.figures if one.change is not None]
        if not compared:
            yield self._say(self.words.changes["none"])
        for one in compared:
            yield self._say(self.words.changes["line"], label=one.label, change=self.change(one))

    # how it was computed

    def weight(self) -> str:
        """How much the own answers count in the estimates; "" where they count for most."""
        weights = [one.weight for one in self.place.shown if one.weight is not None]
        weak = [weight for weight in weights if weight < WEAK]
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

    # parts of a sentence

    def figure(self, one: Beside) -> str:
        """`Asten: naar schatting 44% van de klanten begrijpt de brieven van de gemeente`."""
        assert one.shrunken is not None
        form = "mean" if one.quantity.measure == "mean" else "share" if one.clause else "share_of_label"
        value = one.value(one.shrunken.estimate)
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
        cell = one.reference
        return one.value(cell.estimate) if cell is not None and cell.shown else ""

    def _say(self, form: str, **values: str) -> str:
        return capital(self._within(form, **values))

    def _within(self, form: str, **values: str) -> str:
        """A wording within a sentence."""
        return filled(form, {"place": self.place.name, **self.voice.respondents.slots, **values})


def _size(one: Beside) -> float:
    """How large a proven difference is, of percents in hundreds and of grades in their range."""
    if one.shrunken is None or one.reference is None:
        return 0.0
    ends = one.quantity.ends
    reach = 1.0 if ends is None else ends[1] - ends[0]
    return abs((one.shrunken.estimate or 0.0) - (one.reference.estimate or 0.0)) / reach
