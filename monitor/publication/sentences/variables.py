"""Every value that a template can name: `{{< var item.category.group.wave.field >}}`.

    caseload_too_large.yes.all.now.pct         one estimate; see ESTIMATE_FIELDS
    bar_budget.strong.all.change.sentence      latest wave against the one before; see CHANGE_FIELDS
    rank.barriers.any_net.now.r1.label         the largest of an indicator, the second (r2), ...
    study.response.now, ledger.now.read, method.alpha, constant.population.value, question.bar_budget.text
    companion.klantmanagers.letters_clear.agree_net.all.now.pct     any of these of the survey beside this one
    side_by_side.letters.sentence              both sides of a row of `side_by_side`, each with its own base

A wave is `now`, `previous` or `first`, question by question (study/wave_roles.py), or goes by its key (`y2022`).
Values are plain text: `project.py` escapes them for Markdown when it writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from monitor.errors import PublicationError, nearest
from monitor.messages.catalogue import text
from monitor.publication.cells.by_key import Cells, group_name
from monitor.publication.cells.margins import margin_of, told_margin_of
from monitor.publication.cells.outcomes import outcome_word, verdict_words
from monitor.publication.cells.selection import PERCENT
from monitor.publication.language.filling import capital
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.absent_waves import absent_wave, year_beside
from monitor.publication.sentences.change_sentences import ChangeSentences
from monitor.publication.sentences.fixed_variables import fixed_variables
from monitor.publication.sentences.sentences import (
    Sentences,
    display_of,
    ends_with_unit,
    figure,
    measured,
)
from monitor.publication.sentences.side_by_side import ShownRow, row_variables, rows_of
from monitor.publication.sentences.variable_tree import (
    ANY,
    CHANGE,
    ESTIMATE,
    Leaf,
    Tree,
    category_name,
    find,
    leaves,
    variable_tree,
)
from monitor.publication.sentences.wave_names import RANK, STANDS_AT, WAVE, YEAR, WaveNames
from monitor.schema import Change, Estimate
from monitor.study.labels import figure_label, group_label, wave_label
from monitor.study.questionnaire import Item
from monitor.study.study_file import Indicator

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

COMPANION = "companion"
SENTENCE = "sentence"
ESTIMATE_FIELDS = (
    "pct", "value", "words", "words_start", "phrase", "phrase_start", "full", "n", "count", "ci", "sentence", "label",
    YEAR,
)  # fmt: skip
CHANGE_FIELDS = ("sentence", "difference", "ci", "verdict", "p", "mdd", "label", YEAR)
SAFE_FIELDS = ("sentence", "label", YEAR)
CLASS_FIELDS = ("words", "words_start", "phrase", "phrase_start", "full", "n", *SAFE_FIELDS)
"""What a class says, (almost) nobody or (almost) everybody: all but a number."""
COUNT = "count"
SHARE_FIELDS = ("words", "words_start", "phrase", "phrase_start", "full", "count")


@dataclass(frozen=True)
class Variable:
    """A variable: its path, its value and where that comes from."""

    path: str
    value: str
    origin: str


class Variables:
    """Resolves paths to Dutch text, from one released set, its study and the words of the publication."""

    def __init__(self, released: ReleasedSet, voice: Voice, companion: str = "") -> None:
        self.released = released
        self.voice = voice
        self.study = voice.study
        self.cells = Cells(released)
        self.sentences = Sentences(voice)
        self.change_sentences = ChangeSentences(self.sentences, self.cells)
        self.companion = companion
        self._prefix = f"{COMPANION}.{companion}." if companion else ""
        self._known: dict[str, str] = {}
        self._shared: Variables | None = None

    @cached_property
    def fixed(self) -> dict[str, tuple[str, str]]:
        """Variables that name no estimate: path to (value, origin)."""
        rows = row_variables(self.rows, self.study.path.name)
        both = {path: (value, origin) for path, value, origin in rows}
        return {**fixed_variables(self.released, self.voice), **both}

    @cached_property
    def rows(self) -> tuple[ShownRow, ...]:
        """Figures of this survey and another, side by side."""
        return rows_of(self.released, self.voice)

    def estimates_of_row(self, path: str) -> tuple[Estimate, ...]:
        """The estimates behind a variable of two surveys side by side; none for another variable."""
        row = next((row for row in self.rows if path.startswith(f"{row.stem}.")), None)
        return tuple(side.estimate for side in row.sides if side.estimate is not None) if row else ()

    @cached_property
    def beside(self) -> dict[str, Variables]:
        """The variables of the surveys that stand beside this one, by name."""
        return {
            name: Variables(companion.released, self.voice.of(companion.study), name)
            for name, companion in self.released.companions.items()
        }

    def home(self, path: str) -> tuple[Variables, str]:
        """The survey that a path belongs to, and the path there: `companion.<name>.` leads to another one."""
        first, _, rest = path.partition(".")
        name, _, inner = rest.partition(".")
        return (self.beside[name], inner) if first == COMPANION and name in self.beside else (self, path)

    def of_report(self, fixed: Mapping[str, tuple[str, str]]) -> Variables:
        """These variables with those of one report, path to (value, origin); what the reports share is made once."""
        own = copy(self)
        own.rows, own.beside, own.waves = self.rows, self.beside, self.waves
        own.fixed = {**self.fixed, **fixed}
        own._known, own._shared = {}, self
        return own

    @cached_property
    def tree(self) -> Tree:
        """Known paths down to a row of the released set; fields are not in it. Many reports ask for none of them."""
        if self._shared is not None:
            return self._shared.tree
        return variable_tree(self.cells, self.study, self.waves)

    @cached_property
    def waves(self) -> WaveNames:
        """What paths call the waves of this survey."""
        return WaveNames(self.study)

    def resolve(self, path: str) -> str:
        """The text of a variable.

        **Raises** PublicationError for an unknown path, naming the nearest known one, and for a number
        of a suppressed cell, naming the sentence that is safe instead.
        """
        home, inner = self.home(path)
        if home is not self:
            return home.resolve(inner)
        if path not in self._known:
            self._known[path] = self.fixed[path][0] if path in self.fixed else self._value(path)
        return self._known[path]

    def origin(self, path: str) -> str:
        """Where the value of a variable comes from, for a person who looks it up."""
        home, inner = self.home(path)
        if home is not self:
            return home.origin(inner)
        if path in self.fixed:
            return self._origin(self.fixed[path][1])
        cell, _ = self._cell(path)
        return self._cell_origin(cell)

    def change_of(self, path: str) -> Change | None:
        """The change at a path without its field, None where there is none."""
        home, inner = self.home(path)
        if home is not self:
            return home.change_of(inner)
        leaf = find(self.tree, path)
        return self.cells.change_at(leaf.place) if isinstance(leaf, Leaf) and leaf.kind == CHANGE else None

    def estimate_of(self, path: str) -> Estimate | None:
        """The estimate at a path without its field, None where there is none."""
        home, inner = self.home(path)
        if home is not self:
            return home.estimate_of(inner)
        leaf = find(self.tree, path)
        return (
            self.cells.estimate_at(leaf.place) if isinstance(leaf, Leaf) and leaf.kind == ESTIMATE else None
        )

    def path_of(self, cell: Estimate) -> str:
        """The variable of an estimate without its field."""
        stem = (cell.item, category_name(cell.category, cell.measure), group_name(cell.breakdown, cell.group))
        return ".".join(
            (*stem, next(self.waves.names(self.waves.roles.of(cell.item, cell.breakdown), cell.wave)))
        )

    def order_of(self, indicator: Indicator, cell: Estimate) -> str:
        """The variable of an estimate by its place in an order, without its field; as `path_of` where it has none.

        Answers to one question are ordered among each other, items of a set by the same answer of each.
        """
        name = ANY if len(indicator.items) == 1 else category_name(cell.category, cell.measure)
        wave = next(self.waves.names(self.waves.of_indicator(indicator.id), cell.wave))
        stem, place = f"{RANK}.{indicator.id}.{name}.{wave}", self.cells.place_of(cell)
        order = find(self.tree, stem) or {}
        ranks = (rank for rank, leaf in order.items() if leaf.place == place)
        return next((f"{stem}.{rank}" for rank in ranks), self.path_of(cell))

    def search(self, words: str = "") -> list[Variable]:
        """Variables whose path, labels or origin hold every word, in order; all of them without a word.

        A word is looked for in the groups of breakdowns only where it is found nowhere else. A wave goes by its
        role; by its key where it has none, or where a word is that key.
        """
        wanted = words.lower().split()
        prefix, of_study, places = self._prefix, self.waves.of_study, list(leaves(self.tree))
        listed = self.waves.listed(
            ((path, of_study.get(self.waves.word(path))) for path in self.fixed), wanted
        )
        variables = [
            Variable(prefix + path, value, self._origin(origin))
            for path, (value, origin) in self.fixed.items()
            if path in listed and _holds(f"{prefix}{path} {value} {origin}", wanted)
        ]
        listed = self.waves.listed(places, wanted)
        known = [(path, leaf, self._labels(leaf)) for path, leaf in places if path in listed]
        hits = [entry for entry in known if _holds(f"{prefix}{_without_group(entry[0])} {entry[2]}", wanted)]
        hits = hits or [entry for entry in known if _holds(f"{prefix}{entry[0]} {entry[2]}", wanted)]
        for path, leaf, _ in hits:
            variables += self._fields_of(path, leaf)
        return [*variables, *(each for other in self.beside.values() for each in other.search(words))]

    # finding a cell

    def _value(self, path: str) -> str:
        cell, field = self._cell(path)
        fields = ESTIMATE_FIELDS if cell.kind == ESTIMATE else CHANGE_FIELDS
        if field not in fields:
            stem = path.rsplit(".", 1)[0]
            raise self._unknown(path, [f"{stem}.{known}" for known in fields])
        return self._field(path, cell, field)

    def _cell(self, path: str) -> tuple[Leaf, str]:
        node: Any = self.tree
        parts = path.split(".")
        for depth, part in enumerate(parts):
            if isinstance(node, Leaf):
                if depth == len(parts) - 1:
                    return node, part
                raise self._unknown(path, [".".join((*parts[:depth], name)) for name in SAFE_FIELDS])
            if part not in node:
                raise self._missing(path, parts, depth, node)
            node = node[part]
        known = SAFE_FIELDS if isinstance(node, Leaf) else tuple(node)
        raise self._unknown(path, [f"{path}.{name}" for name in known])

    def _candidates(self, node: Tree, parts: list[str], depth: int) -> list[str]:
        """Known paths that differ from the asked one at this depth."""
        if parts[0] in STANDS_AT:
            return list(self.fixed)
        rest = parts[depth + 1 :]
        candidates = [".".join((*parts[:depth], name, *rest)) for name in node]
        others = [".".join((COMPANION, name, *parts[2:])) for name in self.beside]
        return candidates if depth else [*candidates, *others, *self.fixed]

    def _missing(self, path: str, parts: list[str], depth: int, node: Tree) -> PublicationError:
        """What is wrong with a path whose part at a depth is not among what is known there."""
        absent = absent_wave(path, self.waves, node if depth else ()) if depth in (0, WAVE) else None
        if absent is None:
            return self._unknown(path, self._candidates(node, parts, depth))
        what, instead = absent
        year = year_beside(instead, self.waves)
        code = (
            "publication.use_with_year"
            if year
            else "publication.use_it"
            if instead
            else "publication.take_it_out"
        )
        hint = text(code, path=f"{self._prefix}{instead}", year=f"{self._prefix}{year}")
        return _no_value(self._prefix + path, what, hint)

    def _unknown(self, path: str, known: list[str]) -> PublicationError:
        path, known = self._prefix + path, [self._prefix + name for name in known]
        hint = nearest(path, known) or (text("publication.known_here", known=known[:6]) if known else None)
        return PublicationError("publication.there_is_no_variable", hint=hint, path=path)

    # what a cell says

    def _field(self, path: str, cell: Leaf, field: str) -> str:
        if cell.kind == CHANGE:
            return self._change_field(path, self.cells.change_at(cell.place), field)
        estimate = self.cells.estimate_at(cell.place)
        if path.startswith(f"{RANK}.") and field == "label":
            return self._rank_label(path, estimate)
        return self._estimate_field(path, estimate, field)

    def _item(self, name: str) -> Item:
        return measured(name, self.study)

    def _estimate_field(self, path: str, cell: Estimate, field: str) -> str:
        item = self._item(cell.item)
        if cell.is_class:
            if field not in CLASS_FIELDS:
                what = "publication.classes_have_no_number"
                raise _no_number(self._prefix + path, what, instead="phrase")
        elif not cell.shown and field not in SAFE_FIELDS:
            raise _no_number(self._prefix + path, "publication.cell_is_suppressed")
        if field == COUNT and cell.count is None and cell.shown:
            raise _no_number(self._prefix + path, "publication.count_is_not_told", instead="pct")
        if field in SHARE_FIELDS and cell.measure != "share":
            raise _no_number(
                self._prefix + path, "publication.belongs_to_shares", instead="value", field=field
            )
        if field == "pct" and display_of(cell.measure, item) != PERCENT:
            raise _no_number(self._prefix + path, "publication.figure_is_no_percentage", instead="value")
        if field == "ci" and margin_of(cell) is None:
            raise _no_number(self._prefix + path, "publication.figure_has_no_interval")
        return _ESTIMATE_TEXT[field](cell, item, self.sentences)

    def _change_field(self, path: str, change: Change, field: str) -> str:
        item = self._item(change.item)
        unit = self.sentences.difference_unit(change.measure, item)
        numbers = {
            "difference": change.difference,
            "ci": told_margin_of(change),
            "p": change.p_adjusted,
            "mdd": change.mdd,
        }
        if field in numbers and numbers[field] is None:
            raise _no_number(self._prefix + path, "publication.change_has_no", field=field)
        if field == "sentence":
            return self.change_sentences.change(change)
        if field == "verdict":
            return outcome_word(change, verdict_words(change, self.sentences.words))
        if field == "label":
            return figure_label(item, change.category)
        if field == YEAR:
            return self.waves.label(change.from_wave)
        if field == "ci":
            return self.voice.phrases.difference_span(*(told_margin_of(change) or (0.0, 0.0)), unit)
        if field == "difference":
            return self.voice.phrases.difference(change.difference or 0.0, unit)
        if field == "p":
            return self.voice.phrases.p_value(change.p_adjusted or 0.0)
        return unit.size(change.mdd or 0.0)

    def _rank_label(self, path: str, cell: Estimate) -> str:
        item = self._item(cell.item)
        return figure_label(item, cell.category) if path.split(".")[2] == ANY else item.short

    # looking up

    def _labels(self, cell: Leaf) -> str:
        row = self._row(cell)
        item = self._item(row.item)
        return f"{item.short} {figure_label(item, row.category)} {item.number}"

    def _row(self, cell: Leaf) -> Estimate | Change:
        return (
            self.cells.estimate_at(cell.place) if cell.kind == ESTIMATE else self.cells.change_at(cell.place)
        )

    def _fields_of(self, path: str, cell: Leaf) -> list[Variable]:
        variables = []
        for field in ESTIMATE_FIELDS if cell.kind == ESTIMATE else CHANGE_FIELDS:
            try:
                value = self.resolve(f"{path}.{field}")
            except PublicationError:
                continue
            variables.append(Variable(f"{self._prefix}{path}.{field}", value, self._cell_origin(cell)))
        return variables

    def _cell_origin(self, cell: Leaf) -> str:
        row = self._row(cell)
        item = self._item(row.item)
        table = "estimates.csv" if cell.kind == ESTIMATE else "changes.csv"
        parts = [f"results/{table}", f"vraag {item.number}" if item.number else row.item, item.short]
        if row.category:
            parts.append(figure_label(item, row.category))
        if row.breakdown:
            parts.append(group_label(row.breakdown, row.group, self.study))
        return self._origin("; ".join(parts))

    def _origin(self, text: str) -> str:
        return f"{self.companion}: {text}" if self.companion else text


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text.lower() for word in words)


def _without_group(path: str) -> str:
    """A path without the group of a breakdown; ranks have none."""
    parts = path.split(".")
    return path if parts[0] == RANK else ".".join((*parts[:2], *parts[3:]))


def _no_number(path: str, what: str, instead: str = SENTENCE, **values: Any) -> PublicationError:
    safe = f"{path.rsplit('.', 1)[0]}.{instead}"
    hint = text("publication.use_what_is_safe" if instead == SENTENCE else "publication.use_it", path=safe)
    return _no_value(path, text(what, **values), hint)


def _no_value(path: str, what: str, hint: str) -> PublicationError:
    return PublicationError("publication.variable_has_no_value", hint=hint, path=path, finding=what)


_ESTIMATE_TEXT: dict[str, Callable[[Estimate, Item, Sentences], str]] = {
    "pct": lambda cell, item, say: figure(cell, item),
    "value": lambda cell, item, say: figure(cell, item),
    "words": lambda cell, item, say: say.amount(cell, item).words,
    "words_start": lambda cell, item, say: capital(say.amount(cell, item).words),
    "phrase": lambda cell, item, say: say.amount(cell, item).phrase,
    "phrase_start": lambda cell, item, say: capital(say.amount(cell, item).phrase),
    "full": lambda cell, item, say: say.full(cell, item),
    "n": lambda cell, item, say: say.base(cell),
    COUNT: lambda cell, item, say: number(cell.count or 0.0),
    "ci": lambda cell, item, say: say.phrases.spanned(ends_with_unit(cell, item)),
    "sentence": lambda cell, item, say: say.estimate(cell),
    "label": lambda cell, item, say: figure_label(item, cell.category),
    YEAR: lambda cell, item, say: wave_label(cell.wave, say.study),
}
