"""Sentences about one municipality, in plain text: what is known, each verdict, and how it was computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.publication.language.filling import filled, small_start
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.change_sentences import ChangeOfPlace
from monitor.publication.municipal.place import (
    PROVEN,
    SUPPRESSED,
    UNDECIDED,
    Beside,
    Place,
    number_of,
)
from monitor.publication.municipal.place_words import PlaceWords


class PlaceSentences(PlaceWords):
    """What a report says of one municipality."""

    def __init__(self, place: Place, voice: Voice) -> None:
        super().__init__(place, voice)
        self.changed = ChangeOfPlace(place, voice)

    # what can be known

    def know(self) -> Iterator[str]:
        """How many answered, from which difference on it would show, and who the peers are."""
        words, place = self.words.know, self.place
        if place.n is None:
            yield self.say(words["hidden"])
        else:
            known = place.people is not None and place.n <= place.people  # rounded to fives it may be more
            form = words["answered" if known else "answered_of_unknown"]
            yield self.say(form, n=number(place.n), people=number(place.people or 0.0))
            yield from self._sees()
        if place.with_peers:
            label = small_start(place.peers)
            form = words["peers" if " " in label else "peers_by_name"]
            yield self.say(form, members=number(place.members), label=label)
        else:
            yield self.say(words["no_peers"])

    def _sees(self) -> Iterator[str]:
        usual = self.place.usual_mdd
        if usual is None:
            return
        one, mdd = usual
        beside = self.words.beside["peers" if self.place.with_peers else "nation"]
        if self.shows_nothing(one, mdd):
            yield self.say(self.words.know["sees_nothing"], beside=beside)
        else:
            yield self.say(self.words.know["sees"], beside=beside, mdd=self.size(one, mdd))

    # verdicts

    def verdict(self, one: Beside) -> str:
        """The sentence of a figure: its estimate, and what is known of its difference from the reference."""
        name = one.verdict
        if name == SUPPRESSED:
            return self._without(one)
        if name == UNDECIDED and one.mdd is not None and self.shows_nothing(one, one.mdd):
            name = "undecided_never"
        return self.say(self.words.verdicts[name], **self._of_figure(one))

    def _without(self, one: Beside) -> str:
        """That nothing is told of it, in the same words whatever the reason; of where no estimate can be made."""
        form = "no_model" if number_of(one.raw) is not None else "suppressed"
        if self._reference(one) == "":
            form = "suppressed_alone"
        return self.say(self.words.verdicts[form], **self._beside(one), label=one.label)

    def council(self) -> Iterator[str]:
        """What a council has to know: the verdicts, the largest differences first; what changed; what it does not say."""
        words, place = self.words.council, self.place
        if not place.shown:
            yield self.say(words["hidden" if place.n is None else "no_model"])
            return
        proven = sorted((one for one in place.shown if one.verdict in PROVEN), key=lambda one: -_size(one))
        told, others = proven[: self.words.most_for_council], proven[self.words.most_for_council :]
        yield from (self.say(words[one.verdict], **self._of_figure(one)) for one in told)
        if others:
            labels = self.voice.phrases.listed([f"‘{one.label}’" for one in others])
            yield self.say(words["more"], labels=labels)
        without = sum(one.verdict not in PROVEN for one in place.shown)
        counts = {"k": number(without), "m": number(len(place.shown))}
        if without:
            beside = self.words.beside["peers" if place.with_peers else "nation"]
            yield self.say(words["rest" if proven else "all"], **counts, beside=beside)
        yield from self.changed.for_council()
        yield self.say(words["cause"])

    def limits(self) -> Iterator[str]:
        """What may not be concluded."""
        weights = self.words.limits_weighted if self.voice.study.weighted else ""
        yield from (self.within(told, weights=weights) for told in self.words.limits)

    # how it was computed

    def how(self, reports: int, alpha: float) -> Iterator[str]:
        """Paragraphs: the estimate and the test, how municipalities differ on each figure, and how many of so many reports would
        tell a difference if none did."""
        how = [self.say(self.words.how["estimate"]), self.weight(), self.say(self.words.how["test"])]
        yield " ".join(told for told in how if told)
        spreads = " ".join(self._spreads())
        if spreads:
            yield spreads
        slots = {"most": number(reports * alpha), "reports": number(reports)}
        yield filled(self.words.how["reports"], slots)

    def _spreads(self) -> Iterator[str]:
        words = self.words.spread
        told: dict[bool, list[str]] = {True: [], False: []}
        for one in self.place.figures:
            spread = number_of(one.spread)
            if spread is not None:
                real = spread >= (words.least if one.quantity.ends is None else words.least_of_grades)
                form = words.each if real else words.each_hardly
                told[real].append(filled(form, {"label": one.label, "spread": self.size(one, spread)}))
        for real, form in ((True, words.real), (False, words.hardly)):
            if told[real]:
                yield filled(form, {"listed": self.voice.phrases.listed(told[real])})

    def weight(self) -> str:
        """How much the own answers count in the estimates; "" where they count for most."""
        weights = [one.weight for one in self.place.shown if one.weight is not None]
        weak = [weight for weight in weights if weight < self.words.thresholds.own_weight]
        if not weak:
            return ""
        low, high = percent(min(weights)), percent(max(weights))
        if low == high:
            label = next(one.label for one in self.place.shown if one.weight == weak[0])
            return self.say(self.words.how["weight"], label=label, weight=low)
        return self.say(self.words.how["weights"], low=low, high=high)

    # parts of a sentence

    def figure(self, one: Beside) -> str:
        """`Asten: naar schatting 44% van de klanten begrijpt de brieven van de gemeente`."""
        assert one.shrunken is not None
        form = "mean" if one.quantity.measure == "mean" else "share" if one.clause else "share_of_label"
        value = one.value(number_of(one.shrunken))
        return self.within(self.words.figure[form], value=value, clause=one.clause, label=one.label)

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


def _size(one: Beside) -> float:
    """How large a proven difference is, as a part of the range of the figure."""
    low, high = one.quantity.ends or (0.0, 1.0)
    return abs((number_of(one.shrunken) or 0.0) - (number_of(one.reference) or 0.0)) / (high - low)
