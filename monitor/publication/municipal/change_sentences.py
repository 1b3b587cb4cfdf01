"""Sentences about what changed in one municipality since the wave before, in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.publication.municipal.place import (
    NOT_COMPARABLE,
    TOO_FEW,
    UNDECIDED,
    Beside,
    Since,
    number_of,
)
from monitor.publication.municipal.place_words import PlaceWords
from monitor.publication.sentences.breaks import break_clause
from monitor.publication.sentences.compared import MOVED
from monitor.schema_words import BORDERS
from monitor.study.labels import wave_label


class ChangeOfPlace(PlaceWords):
    """What a report says of the change of one municipality: what is shown first, what cannot be told last."""

    def about(self) -> Iterator[str]:
        """What stands below; in a study of one wave that there is nothing to compare with."""
        words = self.words.changes
        if not self._compared:
            yield self.say(words["none"])
            return
        if any(one.change_is_tested for one in self._compared):
            yield self.say(words["about"])
        if any(one.change_verdict in MOVED for one in self._compared):
            yield self.say(words["how_large"])

    def lines(self) -> Iterator[str]:
        """A line for each figure of which the change is tested, and one for all others of a kind together."""
        for verdicts in (MOVED, (UNDECIDED,)):
            yield from (self._line(one) for one in self._compared if one.change_verdict in verdicts)
        few = [one for one in self._compared if one.change_verdict == TOO_FEW]
        if few:
            form = self.words.changes["too_few" if len(few) < len(self._compared) else "all_too_few"]
            yield self.say(form, listed=self.voice.phrases.listed([self._of_nation(one) for one in few]))
        yield from self._broken()

    def for_council(self) -> Iterator[str]:
        """The shown changes, the largest first; where none is shown, that none is."""
        words, compared = self.words.council, self._compared
        moved = sorted((one for one in compared if one.change_verdict in MOVED), key=_size)
        most = self.words.most_for_council
        yield from (self._line(one) for one in moved[:most])
        if moved[most:]:
            labels = self.voice.phrases.listed([f"‘{one.label}’" for one in moved[most:]])
            yield self.say(words["more_changes"], labels=labels)
        if compared and not moved:
            tested = any(one.change_is_tested for one in compared)
            yield self.say(words["unchanged" if tested else "change_unknown"], wave=self._wave(compared[0]))

    @property
    def _compared(self) -> list[Beside]:
        return [one for one in self.place.figures if one.since is not None]

    def _line(self, one: Beside) -> str:
        words, since, name = self.words.changes, _since(one), one.change_verdict
        mdd = since.change.mdd
        if name == UNDECIDED and (mdd is None or self.shows_nothing(one, mdd)):
            name = "undecided_never"
        low, high = sorted(abs(end or 0.0) for end in (since.change.told_low, since.change.told_high))
        return self.say(
            words["line"], label=one.label,
            change=self.within(
                words[name], earlier=one.value(number_of(since.own)), now=one.value(number_of(one.raw)),
                wave=self._wave(one), mdd="" if mdd is None else self.size(one, mdd),
                low=self.amount(one, low), high=self.size(one, high),
            ),
        )  # fmt: skip

    def _of_nation(self, one: Beside) -> str:
        """A label, with what became of it in the whole country."""
        words, before, now = self.words.changes, number_of(_since(one).nation), number_of(one.nation)
        if before is None or now is None:
            return self.within(words["of_nowhere"], label=one.label)
        earlier, latest = one.value(before), one.value(now)
        form = words["of_nation" if earlier != latest else "of_nation_same"]
        return self.within(form, label=one.label, earlier=earlier, now=latest)

    def _broken(self) -> Iterator[str]:
        """Those that cannot be compared, by reason."""
        by_reason: dict[str, list[str]] = {}
        for one in self._compared:
            if one.change_verdict == NOT_COMPARABLE:
                label = self.voice.label_of(one.quantity.item)
                by_reason.setdefault(self._reason(one), []).append(f"‘{label}’")
        for reason, labels in by_reason.items():
            yield self.say(
                self.words.changes[NOT_COMPARABLE], listed=self.voice.phrases.listed(labels), reason=reason,
                wave=self._wave(self._compared[0]),
            )  # fmt: skip

    def _reason(self, one: Beside) -> str:
        kind = _since(one).change.reason
        if kind == BORDERS:
            return self.within(self.words.changes["borders"])
        return break_clause(one.quantity.item, self.voice.words.sentences.break_reasons, kind)

    def _wave(self, one: Beside) -> str:
        return wave_label(_since(one).change.from_wave, self.voice.study)


def _since(one: Beside) -> Since:
    assert one.since is not None
    return one.since


def _size(one: Beside) -> float:
    """Larger changes first, each as a part of what the figure can be."""
    change = _since(one).change
    return -abs((change.told_low or 0.0) + (change.told_high or 0.0)) / one.reach
