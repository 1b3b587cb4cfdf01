"""A scale: the answers that items share, with their nets, scores and codes outside the base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from monitor.study.fields import (
    Code,
    Filled,
    Identifier,
    LeftOut,
    OneOf,
    Short,
    Text,
    Words,
    WrittenAs,
    declared,
    keyed,
)
from monitor.study.kinds import SCALE_KINDS, ItemKind, ScaleKind

OfKind = Annotated[str, OneOf(tuple(SCALE_KINDS))]


@dataclass(frozen=True)
class Category:
    code: str
    label: str


@declared
class Net:
    """Categories that are reported together, such as agree_net."""

    id: Annotated[str, Filled()]
    label: Words
    """How reports name them together; the labels joined by "of" where this is left out."""
    of: tuple[Code, ...]
    """Codes of the categories."""


@declared
class Special:
    """A code outside the base, such as "weet ik niet"."""

    code: Annotated[str, Filled()]
    label: Text
    """What the respondent reads."""
    means: Literal["dont_know", "not_applicable"]
    """As what it is counted."""


def _categories(labels: Mapping[str, str]) -> tuple[Category, ...]:
    return tuple(Category(code, label) for code, label in labels.items())


Nets = Annotated[
    tuple[Net, ...],
    WrittenAs(dict[Identifier, Annotated[Net, Short("of", tuple[Code, ...], list)]], keyed("id")),
]
Specials = Annotated[tuple[Special, ...], WrittenAs(dict[Code, Special], keyed("code"))]


@declared
class ScaleFields:
    """What a scale is made of, in the order of the questionnaire."""

    id: Annotated[str, Filled()]
    kind: OfKind
    """nominal, ordinal, likert (agreement, with a middle) or grade (whole numbers)."""
    categories: Annotated[tuple[Category, ...], WrittenAs(dict[Code, Text], _categories), LeftOut(())]
    """Codes in the order of the questionnaire, each with the label that respondents read."""
    nets: Nets = ()
    """Categories that are reported together: a name with its codes, as a list or with a label."""
    scores: object = None
    special: Specials = ()
    """Codes outside the base, such as "weet ik niet"."""


@declared
class ScaleEntry(ScaleFields):
    """A scale as a questionnaire says it."""

    scores: Mapping[Code, float] | None = None
    """A score for each category; without them the low end of an agreement scale is 1, told by the words of its ends
    (oneens, niet tevreden), else by codes that are rising numbers, else the last."""
    range: tuple[int, int] | None = None
    """Lowest and highest grade, such as [1, 10]; a grade scale has no categories."""


@dataclass(frozen=True)
class Scale(ScaleFields):
    """Categories in questionnaire order, with a score each where they have scores."""

    scores: tuple[float, ...] | None = None

    @property
    def traits(self) -> ScaleKind:
        return SCALE_KINDS[self.kind]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(category.code for category in self.categories)

    def label(self, code: str) -> str:
        """Dutch label of a category, net or special code; another code is its own label."""
        labels = {net.id: net.label for net in self.nets}
        labels |= {special.code: special.label for special in self.special}
        labels |= {category.code: category.label for category in self.categories}
        return labels.get(code, code)


def own_scale(kind: ItemKind) -> Scale | None:
    """The answers that a kind of item brings itself; None where it has none of its own."""
    if not kind.own_answers:
        return None
    return Scale(kind.id, "nominal", tuple(Category(code, label) for code, label in kind.own_answers))
