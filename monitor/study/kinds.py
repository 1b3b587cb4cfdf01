"""What a kind of item is, and a kind of scale: the one place that knows the kinds by name.

Elsewhere only traits are asked for: `item.traits.numeric`, never `item.kind == ...`. A new kind is an
entry here, with its words in the wording files.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from monitor.schema_words import OF_ANSWERS

Answers = Literal["category", "number", "text", "rows"]
Computed = Literal["", "condition", "cases", "number"]
ItemTest = Literal["", "distribution", "mean", "set"]
Unit = Literal["", "score", "grade", "percentage", "number"]
Display = Literal["percent", "grade", "number"]


@dataclass(frozen=True)
class ItemKind:
    """What holds for every item of a kind.

    **What is answered**: `answers` a category, a number or a text; `rows` where the kind is only that
    of a question whose rows have a kind of their own. `range` lowest and highest number, `own_range`
    whether a question may declare one, `whole` whether only whole numbers are answers. `scales` the
    kinds of scale it needs; `own_answers` codes with labels where the kind brings its answers itself,
    of which `positive` and `negative` say that it holds and that it does not.
    **How it is declared**: `question` whether a question may have this kind; `computed` what a derived
    item follows from; `field` the key with its rows, `has_rows` whether it must have them. `free_text`
    answers in own words, `contact` contact data.
    **How it is measured**: `unit` of its mean, which is also the name of its own equivalence margin and
    of its decimals; `item_test` what the test of the whole item compares, with all items of a set at
    once; `rank_check` whether ranks must agree; `median` whether there is one; `adds_up` whether the
    items of a question add up to 100.
    **How it is told**: `statement` one that people agree or disagree with, told by its sides;
    `each_answer` every answer is told, none of them leads.
    """

    id: str
    answers: Answers
    question: bool = False
    computed: Computed = ""
    field: str = "rows"
    has_rows: bool = False
    scales: tuple[str, ...] = ()
    own_answers: tuple[tuple[str, str], ...] = ()
    positive: str = ""
    negative: str = ""
    range: tuple[float, float] | None = None
    own_range: bool = False
    whole: bool = False
    free_text: bool = False
    contact: bool = False
    unit: Unit = ""
    item_test: ItemTest = ""
    rank_check: bool = False
    median: bool = False
    adds_up: bool = False
    statement: bool = False
    each_answer: bool = False

    @property
    def categorical(self) -> bool:
        return self.answers == "category"

    @property
    def numeric(self) -> bool:
        return self.answers == "number"

    @property
    def confidential(self) -> bool:
        """Contact, open and identifying answers never reach statistics."""
        return self.answers == "text"

    @property
    def graded(self) -> bool:
        """Whether its numbers are also the categories of a scale: a mean as well as shares of nets."""
        return self.numeric and bool(self.scales)

    @property
    def dichotomous(self) -> bool:
        """Whether it holds or does not: one of its two answers tells both."""
        return bool(self.positive)

    @property
    def in_set(self) -> bool:
        """Whether all items of a question are answered, and tested, together."""
        return self.item_test == "set"

    @property
    def is_option(self) -> bool:
        """Whether it is one of several answers that may be chosen together."""
        return self.in_set and self.dichotomous

    @property
    def by_condition(self) -> bool:
        return self.computed == "condition"

    @property
    def by_cases(self) -> bool:
        return self.computed == "cases"

    @property
    def in_percent(self) -> bool:
        """Whether answers lie between 0 and 100, and what is published between 0 and 1."""
        return self.unit == "percentage"

    @property
    def display(self) -> Display:
        """How its mean is shown."""
        if self.in_percent:
            return "percent"
        return "number" if self.unit == "number" else "grade"

    @property
    def mean_form(self) -> str:
        """The name of the wording that tells its mean."""
        return "part" if self.adds_up else self.unit

    def affirms(self, code: str) -> bool:
        """Whether a code says that it holds."""
        return self.dichotomous and code == self.positive

    def denies(self, code: str) -> bool:
        """Whether a code says that it does not hold."""
        return self.dichotomous and code == self.negative

    def margin_among(self, declared: Collection[str], measure: str) -> str | None:
        """The name of the equivalence margin of a measure: that of the unit of its mean first, then of the measure."""
        own = self.unit if measure == "mean" else ""
        return next((name for name in (own, measure) if name in declared), None)


@dataclass(frozen=True)
class ScaleKind:
    """What holds for every scale of a kind.

    `item` is the kind of an item that is answered on it; `ordered` whether its categories have an
    order; `two_sided` whether it runs from one side over a middle to the other, with scores and nets
    for it; `numbers` whether its categories are whole numbers, from low to high.
    """

    id: str
    item: str
    ordered: bool = True
    two_sided: bool = False
    numbers: bool = False

    @property
    def diverging(self) -> bool:
        """Whether its ends are opposites."""
        return self.two_sided or self.numbers


SCALE_KINDS = {
    "nominal": ScaleKind("nominal", item="single", ordered=False),
    "ordinal": ScaleKind("ordinal", item="single"),
    "likert": ScaleKind("likert", item="likert", two_sided=True),
    "grade": ScaleKind("grade", item="grade", numbers=True),
}
_OF_CATEGORIES = tuple(kind.id for kind in SCALE_KINDS.values() if not kind.numbers)

_KINDS = (
    ItemKind(
        "single", "category", question=True, scales=_OF_CATEGORIES, unit="score", item_test="distribution",
        each_answer=True,
    ),
    ItemKind("likert", "category", scales=("likert",), unit="score", item_test="distribution", statement=True),
    ItemKind("grid", "rows", question=True, has_rows=True, scales=_OF_CATEGORIES),
    ItemKind(
        "multi", "category", question=True, field="options", has_rows=True, item_test="set",
        own_answers=(("0", "niet gekozen"), ("1", "gekozen")), positive="1", negative="0",
    ),
    ItemKind(
        "parts_of_100", "number", question=True, field="parts", has_rows=True, range=(0.0, 100.0), whole=True,
        unit="percentage", item_test="set", adds_up=True,
    ),
    ItemKind(
        "grade", "number", question=True, scales=("grade",), whole=True, unit="grade", item_test="mean",
        rank_check=True,
    ),
    ItemKind(
        "yes_no", "category", computed="condition", item_test="distribution",
        own_answers=(("yes", "ja"), ("no", "nee")), positive="yes", negative="no",
    ),
    ItemKind(
        "percentage", "number", question=True, computed="number", range=(0.0, 100.0), unit="percentage",
        item_test="mean", rank_check=True, median=True,
    ),
    ItemKind(
        "number", "number", question=True, computed="number", own_range=True, unit="number",
        item_test="mean", rank_check=True, median=True,
    ),
    ItemKind("rate", "number", own_range=True, unit="number", item_test="mean"),
    ItemKind(
        "recode", "category", computed="cases", scales=tuple(SCALE_KINDS), unit="score",
        item_test="distribution", each_answer=True,
    ),
    ItemKind("open", "text", question=True, free_text=True),
    ItemKind("contact", "text", question=True, contact=True),
    ItemKind("identifying", "text", question=True),
)  # fmt: skip
KINDS = {kind.id: kind for kind in _KINDS}
"""Every kind of item, in the order in which messages and documents list them."""

IMPLIED = {"options": "multi", "parts": "parts_of_100", "rows": "grid", "scale": "single"}
"""The kind of a question that names none, by the first of these keys that it has."""

CODE_KIND = "multi"  # what a code that coders gave to an open answer becomes
ATTRIBUTE_KIND = "single"  # what is looked up for a respondent, such as the region of a municipality

QUESTION_KINDS = tuple(kind.id for kind in KINDS.values() if kind.question)
DERIVED_KINDS = tuple(kind.id for kind in KINDS.values() if kind.computed)
NORM_KIND = "single"  # what a norm becomes, and the process of a file
NORM_OF_PROCESS_KIND = "recode"  # a norm as it was met in the files of one process
ALL_NORMS_KIND, SCORE_KIND = "yes_no", "percentage"  # what follows from all norms of a file
RATE_KIND = "rate"  # a count of a register per so many of another
CLASS_OF_RATE_KIND, SCALE_OF_CLASSES = "recode", "ordinal"  # the class that a rate falls in
MARGINS = ("share", *OF_ANSWERS, *dict.fromkeys(kind.unit for kind in KINDS.values() if kind.unit))
"""Names of the equivalence margins: of a measure, or of the mean of a unit."""
