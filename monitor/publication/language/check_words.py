"""What the checks of a text look for: consistency.yaml and readability.yaml, explained there."""

from __future__ import annotations

from typing import Literal

from monitor.study.declarations import Declared

Severity = Literal["error", "warning", "off"]


class Order(Declared):
    """Words that put figures in order."""

    more: tuple[str, ...]
    less: tuple[str, ...]
    largest: tuple[str, ...]
    smallest: tuple[str, ...]
    equal: tuple[str, ...]


class Notes(Declared):
    """Notes that make figures right which otherwise are not."""

    several: tuple[str, ...]
    rounding: tuple[str, ...]
    mean: tuple[str, ...]


class Forbidden(Declared):
    """Wordings that may not be used, and why; where `before_label` only between a percentage and a label in quotation marks."""

    words: tuple[str, ...]
    why: str
    instead: str = ""
    before_label: bool = False
    severity: Severity = "error"


class Scope(Declared):
    """What one report may not hold."""

    whole_sample: bool = False
    reliable: bool = False
    municipalities: bool = True
    most_figures: int | None = None


class Outcomes(Declared):
    """Words of a sentence that counts outcomes of tests."""

    things: tuple[str, ...]
    said: tuple[str, ...]


class ConsistencyWords(Declared):
    """Every word and limit of the consistency check."""

    severity: dict[str, Severity]
    near: int
    beside: int
    adds_up_to: int
    so_many: float
    amounts: dict[str, tuple[float, float]]
    bounds: dict[str, str]
    direction: dict[str, tuple[str, ...]]
    explained: tuple[str, ...]
    no_difference: tuple[str, ...]
    shown: str
    order: Order
    notes: Notes
    number_words: str
    numbers: dict[str, int]
    everybody: tuple[str, ...]
    counted: str
    outcomes: Outcomes
    list_nouns: tuple[str, ...]
    references: tuple[str, ...]
    citations: tuple[str, ...]
    paper: str
    perspectives: tuple[str, ...]
    in_sample: tuple[str, ...]
    forbidden: tuple[Forbidden, ...]
    summaries: tuple[str, ...]
    shortest_repeated: int
    scope: dict[str, Scope]


class ReadabilityPolicy(Declared):
    """How easy a text must be; `levels` by the least score of each."""

    levels: dict[int, str]
    wanted: str
    shortest: int
    longest_sentence: int

    def level(self, score: float) -> str:
        """The level of a score: the highest whose bound it reaches, else the lowest."""
        reached = [name for bound, name in sorted(self.levels.items(), reverse=True) if score >= bound]
        return reached[0] if reached else self.levels[min(self.levels)]

    @property
    def least(self) -> int:
        """The lowest score of the level that is wanted."""
        return next(bound for bound, name in self.levels.items() if name == self.wanted)
