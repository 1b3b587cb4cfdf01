"""Scales from labels: recognised by their words, ordered by their numbers, the same labels one scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.exchange.answers import ranks
from monitor.exchange.vocabulary import plain, vocabulary

YES_NO = "janee"
FEWEST = 3  # categories by which a scale of opinion is recognised


@dataclass(frozen=True)
class Category:
    """One answer: its value in the file, its code in the questionnaire and its label."""

    value: str
    code: str
    label: str


@dataclass(frozen=True)
class Scale:
    """A set of answers. `name` is empty where its words tell none."""

    kind: str
    categories: tuple[Category, ...] = ()
    special: tuple[tuple[Category, str], ...] = ()
    nets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    range: tuple[int, int] | None = None
    name: str = ""
    unordered: bool = False
    """Whether a person said that the answers have no order."""

    @property
    def key(self) -> tuple:
        """What two scales have in common that are one."""
        return self.kind, tuple((one.code, plain(one.label)) for one in self.categories), self.range


def scale_of(categories: tuple[Category, ...], ordered: bool) -> Scale:
    """The scale that a list of categories is, positive side first where its words are known."""
    opinion = _opinion(categories)
    if opinion is not None:
        return opinion
    words = vocabulary()
    yes_first = sorted(categories, key=lambda one: not words.is_yes(one.label))
    if len(categories) == 2 and words.is_yes(yes_first[0].label) and words.is_no(yes_first[1].label):
        return Scale("nominal", tuple(yes_first), name=YES_NO)
    found = ranks(one.label for one in categories)
    known = [each for each in found if each is not None]
    if len(categories) >= FEWEST and len(known) == len(found) and len(set(known)) == len(known):
        order = sorted(range(len(found)), key=lambda place: known[place])
        return Scale("ordinal", tuple(categories[place] for place in order))
    return Scale("ordinal" if ordered else "nominal", categories)


def _opinion(categories: tuple[Category, ...]) -> Scale | None:
    """A scale of opinion or frequency, where every label has a place in one family."""
    for name, family in vocabulary().file.scales.items():
        places = [next((at for at, words in enumerate(family.places) if plain(one.label) in map(plain, words)), None)
                  for one in categories]  # fmt: skip
        known = [place for place in places if place is not None]
        if len(categories) < FEWEST or len(known) < len(places) or len(set(known)) < len(known):
            continue
        order = sorted(range(len(known)), key=lambda at: known[at])
        if family.kind == "ordinal" and order == list(range(len(known)))[::-1]:
            order = order[::-1]  # the order of the program stays, which ever end comes first
        ranked = tuple(categories[at] for at in order)
        middle = len(family.positive)
        sides = (
            tuple(categories[at].code for at in order if known[at] < middle),
            tuple(categories[at].code for at in order if known[at] > middle),
        )
        if not all(sides):
            continue
        nets = dict(zip(family.nets, sides, strict=True))
        return Scale(family.kind, ranked, nets=nets, name=f"{name}{len(categories)}")
    return None


def grade_scale(lowest: int, highest: int) -> Scale:
    """Grades from 1 to 10 are `cijfer10`, from 0 to 10 `schaal11`."""
    count = highest - lowest + 1
    return Scale("grade", range=(lowest, highest), name=f"{'schaal' if lowest == 0 else 'cijfer'}{count}")
