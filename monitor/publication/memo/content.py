"""What a memo tells: a plan in plain numbers, every one of them made of released figures and declarations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.publication.language.numbers import number


@dataclass(frozen=True)
class Size:
    """A sample for one wave and what two waves like it show; None for what nobody knows, or what cannot be shown.

    `n` answers of so many `respondents`, of so many `invited` people; `chance` is that of showing the change asked for.
    """

    n: int
    respondents: int
    invited: int | None
    cost: float | None
    up: float | None
    down: float | None
    margin: float
    chance: float | None


@dataclass(frozen=True)
class Group:
    """One stratum; `together` is its sample where all questions are tested together."""

    id: str
    label: str
    people: int | None
    response: float | None
    n: int
    respondents: int
    invited: int | None
    margin: float
    enough: bool
    together: int | None = None
    together_invited: int | None = None


@dataclass(frozen=True)
class CurvePoint:
    """The smallest change, in the direction asked for, that so many answers show: of one question, and of all tested together."""

    n: float
    alone: float
    together: float | None


@dataclass(frozen=True)
class LastTime:
    """What the last wave taught: its name, answers to this question, design effect, and who answers and takes part.

    `reliable` says whether the figure rests on enough answers.
    """

    wave: str
    n: int
    deff: float
    answered: float
    response: float | None
    reliable: bool


@dataclass(frozen=True)
class Together:
    """With how many other questions the change is tested, and how many figures of this one.

    `size` is the sample for the wanted chance among them, None where not even everybody is enough.
    """

    questions: int
    figures: int
    chance: float
    size: Size | None


@dataclass(frozen=True)
class MemoContent:
    """A plan as a memo tells it.

    `item` and `category` are what is planned on (no category: the mean); `percent` says that it is told in percents, with changes in points. `change` and
    `margin` are what was asked for, None where not. `beside` are the answers that a next wave needs beside the last
    one, None where no number is enough; `groups` is empty where there are no strata.
    `asked_for_a_number` says that the size was given and not worked out,
    `tested` that the study tests the figure. `overlap` is the part that takes
    part again with the correlation of its answers.
    """

    item: str
    category: str
    percent: bool
    level: float
    change: float | None
    margin: float | None
    power: float
    alpha: float
    alone: Size
    together: Together | None
    last: LastTime
    beside: int | None
    groups: tuple[Group, ...] = ()
    by: str = ""
    allocation: str = "proportional"
    each: bool = False
    asked_for_a_number: bool = False
    tested: bool = True
    own_response: int = 0
    overlap: tuple[float, float] | None = None
    population: int | None = None
    curve: tuple[CurvePoint, ...] = ()

    @property
    def way(self) -> str:
        """Which way the change goes that the figure shows: that of the change asked for, else up."""
        return "down" if self.change is not None and self.change < 0 else "up"

    @property
    def more(self) -> Size | None:
        """The sample for the wanted chance among all tests, where that is another one."""
        size = self.together.size if self.together is not None else None
        return size if size is not None and size.n != self.alone.n else None

    @property
    def shown_change(self) -> float | None:
        """The smallest change in that direction that the plan shows, as a size."""
        found = self.alone.down if self.way == "down" else self.alone.up
        return None if found is None else abs(found)

    @property
    def shown(self) -> Callable[[float], str]:
        """How a figure is written: `48%`, `6,3`."""
        return (lambda value: f"{number(value * 100)}%") if self.percent else (lambda value: number(value, 1))

    def size_of(self, value: float, unit: str) -> str:
        """How a change or a margin is written: `4,8 procentpunt`, `0,21`."""
        return f"{number(abs(value) * 100, 1)} {unit}" if self.percent else number(abs(value), 2)

    def bare(self, value: float) -> str:
        """The same without its unit, for a cell or an axis."""
        return number(abs(value) * 100, 1) if self.percent else number(abs(value), 2)
