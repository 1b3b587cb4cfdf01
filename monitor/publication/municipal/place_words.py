"""What every sentence about one municipality is made with: its name, its words, the size of a difference."""

from __future__ import annotations

from functools import cached_property

from monitor.publication.cells.selection import PERCENT
from monitor.publication.language.filling import capital, filled, small_start
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.place import Beside, Place


class PlaceWords:
    """The words of reports of municipalities, about one of them."""

    def __init__(self, place: Place, voice: Voice) -> None:
        self.place, self.voice = place, voice
        self.words = voice.words.municipality

    def say(self, form: str, **values: str) -> str:
        """A wording as a sentence."""
        return capital(self.within(form, **values))

    def within(self, form: str, **values: str) -> str:
        """A wording within a sentence."""
        slots = {"place": self.place.name, "usual": self._usual, **self.voice.respondents.slots}
        return filled(form, {**slots, **values})

    @cached_property
    def _usual(self) -> str:
        """Which municipalities an estimate is drawn to."""
        traits = self.voice.phrases.listed([small_start(label) for label in self.place.alike])
        form = self.words.usual["alike" if traits else "all"]
        return filled(form, {"place": self.place.name, "traits": traits})

    def size(self, one: Beside, value: float) -> str:
        """A difference in the unit of a figure: `19 procentpunt`, `0,8 punt`."""
        return f"{self.amount(one, value)} {self.unit(one)}"

    def amount(self, one: Beside, value: float) -> str:
        """The same without its unit."""
        return number(value * 100) if one.quantity.display == PERCENT else number(value, 1)

    def unit(self, one: Beside) -> str:
        """`procentpunt` or `punt`."""
        return self.words.unit if one.quantity.display == PERCENT else self.words.unit_of_grades

    def shows_nothing(self, one: Beside, mdd: float) -> bool:
        """Whether no difference that can occur would be shown."""
        return mdd > self.words.thresholds.never_shown * one.reach
