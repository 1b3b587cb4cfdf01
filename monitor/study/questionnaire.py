"""A questionnaire: its items in order, what each may hold, when it is asked, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from monitor.study.expression.evaluation import ItemShape
from monitor.study.expression.expression import Expression
from monitor.study.kinds import KINDS, ItemKind
from monitor.study.questionnaire_file import QuestionnaireFields
from monitor.study.scale import Scale, Special

SPECIAL_STATES = {"dont_know": 3, "not_applicable": 4}
MEAN = "mean"  # the clause that says what the mean of an item is called
DISAGREE = "disagree"  # the side of a statement that is good news, if not the one that agrees


@dataclass(frozen=True)
class Item:
    """One answer field or derived item; `kind` is one of `KINDS`.

    `asked` names waves; `comparable_from` the first wave whose answers can be compared with later
    ones, `earlier_breaks` waves before it since which they cannot either; `asked_if` the route; `low` and `high` the range of a number. For derived items `value` or
    `cases` (code, expression) say how it follows from others; `coded_from` names the open question
    whose answers coders gave this code, `norms` those of which all must be met, `process` the one process that it is about;
    `vignette` the case that it is asked of, and `role` what it says of that case;
    `not_applicable_where_away` whether not applicable says no more than its route does. `told` says by code or net how a
    sentence tells it, and what its mean is called;
    `favourable` which side of a statement is good news, "" if nobody said. `severity` says what an answer of the wrong form costs: "hard"
    its row, "soft" only that answer; "" only that answer too, but many of them stop the run.
    """

    id: str
    kind: str
    text: str
    short: str
    number: str
    group: str
    theme: str
    block: str
    asked: tuple[str, ...]
    comparable_from: str
    scale: Scale | None = None
    special: tuple[Special, ...] = ()
    asked_if: Expression | None = None
    required: bool = False
    severity: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    earlier_breaks: tuple[str, ...] = ()
    break_reason: str = ""
    break_note: str = ""
    note: str = ""
    told: tuple[tuple[str, str], ...] = ()
    favourable: str = ""
    list_of: str = ""
    derived: bool = False
    value: Expression | None = None
    cases: tuple[tuple[str, Expression], ...] = ()
    coded_from: str = ""
    norms: tuple[str, ...] = ()
    process: str = ""
    not_applicable_where_away: bool = False
    vignette: str = ""
    role: str = ""
    line: int | None = field(default=None, compare=False)

    @property
    def traits(self) -> ItemKind:
        """What holds for every item of its kind."""
        return KINDS[self.kind]

    @property
    def confidential(self) -> bool:
        """Contact, open and identifying answers never reach statistics."""
        return self.traits.confidential

    @property
    def is_norm(self) -> bool:
        """Whether it says how often a norm was met in the files of one process."""
        return bool(self.process) and not self.norms

    def clause(self, category: str) -> str:
        """How a sentence tells an answer or a net of it; empty where no clause is declared."""
        return dict(self.told).get(category, "")

    @property
    def mean_name(self) -> str:
        """What a sentence calls its mean, such as "het gemiddelde aantal gesprekken"; empty where nothing is declared."""
        return self.clause(MEAN)

    @property
    def has_mean(self) -> bool:
        """Whether its answers have a mean: numbers, grades, and categories with scores."""
        return self.traits.numeric or (self.scale is not None and self.scale.scores is not None)

    @property
    def given_code(self) -> str:
        """The code of a coded open answer: the id without its question."""
        return self.id.removeprefix(f"{self.coded_from}_") if self.coded_from else ""

    def shape(self) -> ItemShape:
        """What the expression language may know of this item."""
        scale = self.scale
        numeric = self.traits.numeric
        return ItemShape(
            categories=scale.codes if scale and not numeric else (),
            numeric=numeric,
            ordered=bool(scale and scale.traits.ordered),
            scale=scale.id if scale else "",
            special={entry.code: SPECIAL_STATES[entry.means] for entry in self.special},
            derived=self.derived,
        )


@dataclass(frozen=True)
class Norm:
    """A norm of a check of files: its item, on what `ground` it stands, and the processes whose files are held against it.

    `asked` names the waves.
    """

    id: str
    ground: str
    processes: tuple[str, ...]
    asked: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Items that share one stem: a grid, a multi-select set, parts of 100, grades.

    A question that stands alone is a group of one. `exclusive` options exclude all others;
    `show` are answers that its figure shows, the largest first. What is not `reported` has no figure of its own: norms are told process by process.
    `blank` says whether somebody who left all of them empty chose none or did not answer, "" if nobody said.
    """

    id: str
    kind: str
    stem: str
    number: str
    theme: str
    block: str
    items: tuple[str, ...]
    short: str = ""
    exclusive: tuple[str, ...] = ()
    blank: str = ""
    note: str = ""
    reported: bool = True
    show: tuple[str, ...] = ()

    @property
    def traits(self) -> ItemKind:
        """What holds for every question of its kind."""
        return KINDS[self.kind]


@dataclass(frozen=True, kw_only=True)
class Questionnaire(QuestionnaireFields):
    """One survey, all its waves. `items` holds asked items in order, then derived ones."""

    respondent: str
    respondents: str
    scales: Mapping[str, Scale]
    groups: Mapping[str, Group]
    items: Mapping[str, Item]
    norms: tuple[Norm, ...] = ()
    path: Path | None = field(default=None, compare=False)

    @cached_property
    def shapes(self) -> dict[str, ItemShape]:
        """Item shapes for the expression language."""
        return {item.id: item.shape() for item in self.items.values()}

    @property
    def fields(self) -> tuple[Item, ...]:
        """Answer fields: the item columns of a response file, in questionnaire order."""
        return tuple(item for item in self.items.values() if not item.derived)

    def norms_of(self, process: str, wave: str | None = None) -> tuple[Norm, ...]:
        """The norms that files of a process are held against, of one wave where it is named."""
        return tuple(
            norm for norm in self.norms if process in norm.processes and (wave is None or wave in norm.asked)
        )

    def of_role(self, vignette: str, role: str) -> Item | None:
        """The question about a vignette that has a role, None where it is not asked."""
        return next(
            (item for item in self.items.values() if (item.vignette, item.role) == (vignette, role)), None
        )

    @property
    def derived(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items.values() if item.derived)

    def fields_of(self, wave: str) -> tuple[Item, ...]:
        """Answer fields asked in a wave."""
        return tuple(item for item in self.fields if wave in item.asked)

    def codebook(self, wave: str | None = None) -> dict[str, dict[str, Item]]:
        """Items that stand for codes, by open question and code; of one wave where it is named."""
        codebook: dict[str, dict[str, Item]] = {}
        for item in self.items.values():
            if item.coded_from and (wave is None or wave in item.asked):
                codebook.setdefault(item.coded_from, {})[item.given_code] = item
        return codebook

    def coded_in(self, waves: Collection[str]) -> Questionnaire:
        """The questionnaire as it is where the open answers of these waves alone have been coded."""
        items = {name: _coded_in(item, waves, self.waves) for name, item in self.items.items()}
        known = {name: item for name, item in items.items() if item.asked}
        groups = {name: group for name, group in self.groups.items() if known.keys() & set(group.items)}
        return replace(self, items=known, groups=groups)

    def group_of(self, item: str) -> Group:
        return self.groups[self.items[item].group]

    def comparable(self, item: str, from_wave: str, to_wave: str) -> bool:
        """Whether answers of two waves mean the same: asked in both, no break between them."""
        question = self.items[item]
        both = from_wave in question.asked and to_wave in question.asked
        low, high = sorted((self.waves.index(from_wave), self.waves.index(to_wave)))
        breaks = (self.waves.index(wave) for wave in (question.comparable_from, *question.earlier_breaks))
        return both and not any(low < since <= high for since in breaks)


def _coded_in(item: Item, waves: Collection[str], order: tuple[str, ...]) -> Item:
    if not item.coded_from:
        return item
    asked = tuple(wave for wave in item.asked if wave in waves)
    first = max((item.comparable_from, *asked[:1]), key=order.index)
    return replace(item, asked=asked, comparable_from=first)
