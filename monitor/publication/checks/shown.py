"""The figure behind a variable in a text."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.errors import PublicationError
from monitor.publication.cells.selection import PERCENT
from monitor.publication.sentences.sentences import display_of, measured
from monitor.publication.sentences.variable_tree import CHANGE, Leaf, find
from monitor.publication.sentences.variables import Variables
from monitor.publication.sentences.wave_names import RANK
from monitor.schema import Change, Estimate
from monitor.schema_words import of_answers
from monitor.study.questionnaire import Item
from monitor.study.study import Study

NUMBERS = ("pct", "value", "count", "n")
WORDS = ("words", "words_start", "phrase", "phrase_start", "full")


@dataclass(frozen=True)
class Rank:
    """Place in an order: `place` of `last`, 1 is the largest."""

    place: int
    last: int


@dataclass(frozen=True)
class Shown:
    """A variable where it stands: its path without field, the field, its text, and what it was read from.

    `study` is the survey that a figure is of: this one, or one that stands beside it. `told` are the
    estimates behind a sentence that names more than one.
    """

    path: str
    field: str
    value: str
    estimate: Estimate | None = None
    change: Change | None = None
    rank: Rank | None = None
    item: Item | None = None
    study: Study | None = None
    told: tuple[Estimate, ...] = ()

    @property
    def is_share(self) -> bool:
        """Whether it is a share of respondents."""
        return self.estimate is not None and self.estimate.measure == "share"

    @property
    def is_mean(self) -> bool:
        return self.estimate is not None and of_answers(self.estimate.measure)

    @property
    def is_percentage(self) -> bool:
        """Whether it is printed as a percentage."""
        estimate, item = self.estimate, self.item
        printed = self.field in ("pct", "value", "full")
        return (
            estimate is not None
            and item is not None
            and printed
            and display_of(estimate.measure, item) == PERCENT
        )

    @property
    def is_figure(self) -> bool:
        """Whether the text of the variable is a figure, in digits or words."""
        return self.estimate is not None and self.field in (*NUMBERS, *WORDS)


def shown_at(path: str, variables: Variables) -> Shown:
    """What a variable shows; an unknown path shows nothing, which is an error of its own elsewhere."""
    stem, _, field = path.rpartition(".")
    try:
        value = variables.resolve(path)
    except PublicationError:
        value = ""
    home, inner = variables.home(stem)
    leaf = find(home.tree, inner)
    if not isinstance(leaf, Leaf):
        return Shown(stem, field, value, told=variables.estimates_of_row(path))
    if leaf.kind == CHANGE:
        change = home.cells.change_at(leaf.place)
        item = measured(change.item, home.study)
        return Shown(stem, field, value, change=change, item=item, study=home.study)
    estimate = home.cells.estimate_at(leaf.place)
    item = measured(estimate.item, home.study)
    return Shown(stem, field, value, estimate=estimate, rank=_rank(inner, home), item=item, study=home.study)


def _rank(stem: str, variables: Variables) -> Rank | None:
    *parents, place = stem.split(".")
    members = find(variables.tree, ".".join(parents))
    if parents[:1] != [RANK] or not isinstance(members, dict):
        return None
    return Rank(int(place.removeprefix("r")), len(members))
