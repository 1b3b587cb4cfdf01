"""A questionnaire and a column map, proposed from what a source asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.exchange.names import id_from_code, id_from_text, unused
from monitor.exchange.scales import Scale
from monitor.exchange.sets import Asked
from monitor.exchange.source import Doubt, Roles, Source
from monitor.exchange.typed import Typed
from monitor.exchange.vocabulary import clean, vocabulary

NO_THEME = ("vragen", "Vragen")
NO_STEM = "Stellingen"
RESERVED = (
    "respondent_id",
    "wave",
    "weight",
    "stratum",
    "municipality",
    "completed",
)  # columns that a study names by themselves
ADDED = "anders"  # in the id of a text that respondents add to an option


@dataclass
class Question:
    """One question of the questionnaire, and by item the column that answers it."""

    id: str
    kind: str
    text: str
    theme: str
    scale: str = ""
    items: dict[str, str] = field(default_factory=dict)
    """Rows or options: item to text; none where the question is one item."""
    exclusive: list[str] = field(default_factory=list)
    asked_if: str = ""
    required: bool = False
    range: tuple[float, float] | None = None
    columns: dict[str, Typed] = field(default_factory=dict)
    joined: dict[str, str] = field(default_factory=dict)
    """Of a joined cell: text in the cell to option."""
    other: str = ""
    """Of a joined cell: the option for a text of one's own."""
    doubts: list[Doubt] = field(default_factory=list)
    asked: Asked | None = None


@dataclass
class Proposal:
    """What init writes, before it is written."""

    survey: str
    title: str
    wave: str
    themes: dict[str, str]
    scales: dict[str, Scale]
    questions: list[Question]
    roles: Roles
    ignored: list[str]
    source: Source


def proposed(source: Source, questions: Sequence[Asked], wave: str) -> Proposal:
    """Ids, themes and scales for every question of a source."""
    title = clean(source.title) or title_of(source)
    themes = _themes(questions)
    naming = _Naming(questions)
    made = [naming.question(one) for one in questions if one.kind != "ignored"]
    scales = _named_scales(made, naming)
    ignored = [
        *source.ignored,
        *(one.first.variable.heading for one in questions if one.kind in ("ignored", "identifying")),
    ]
    kept = [one for one in made if one.kind != "identifying"]
    unread = [doubt for one in questions if one.kind == "ignored" for doubt in one.first.doubts]
    return Proposal(
        id_from_code(title) or "onderzoek", title, wave,
        themes, scales, kept, source.roles, ignored, source.with_doubts(unread),
    )  # fmt: skip


def title_of(source: Source) -> str:
    """The name of a file as a title: without the numbers and dates that programs put behind it."""
    name = re.sub(r"\(\d+-\d+\)|_\d{1,2} \w+ \d{4}_[\d.]+$", "", source.path.stem)
    return re.sub(r"[_\s]+", " ", name).strip()


def _themes(questions: Sequence[Asked]) -> dict[str, str]:
    """Themes by id: the name of the program, else the words of the title."""
    kept = [one for one in questions if one.kind not in ("ignored", "identifying")]
    themes = {_theme_id(one): clean(one.theme) for one in kept if one.theme}
    if not themes or any(not one.theme for one in kept):
        themes |= dict([NO_THEME])
    return themes


def _theme_id(one: Asked) -> str:
    variable = one.first.variable
    return id_from_code(variable.theme_code) or id_from_code(clean(one.theme)) or NO_THEME[0]


class _Naming:
    """Ids for questions and items, each once."""

    def __init__(self, questions: Sequence[Asked]) -> None:
        self.taken = set(RESERVED)
        self.questions = {
            id_from_code(one.first.variable.code)
            for one in questions
            if len(one.members) == 1 and one.kind != "multi"
        } | {id_from_code(one.code) for one in questions if one.code}
        self.headings = {clean(member.variable.heading) for one in questions for member in one.members}

    def question(self, one: Asked) -> Question:
        theme = _theme_id(one) if one.theme else NO_THEME[0]
        build = {"multi": self._multi, "grid": self._grid}.get(one.kind, self._single)
        made = build(one)
        made.theme, made.asked = theme, one
        made.required = all(member.variable.required for member in one.members)
        made.doubts += [*one.doubts, *(doubt for member in one.members for doubt in member.doubts)]
        return made

    def _single(self, one: Asked) -> Question:
        column = one.first
        text = self._without_number(
            clean(" ".join(part for part in (column.variable.stem, column.variable.text) if part))
        )
        name = self._id(column.variable.code, text)
        if column.variable.told_with:
            self.taken.discard(name)
            name = unused(f"{id_from_text(column.variable.told_with)}_{ADDED}_tekst", self.taken)
            self.taken.add(name)
        made = Question(
            name, one.kind, column.variable.text and clean(self._text(column)), "", range=column.range
        )
        made.columns[name] = column
        return made

    def _text(self, column: Typed) -> str:
        variable = column.variable
        return (
            f"{variable.stem} {variable.text}".strip()
            if variable.stem and variable.stem != variable.text
            else variable.text
        )

    def _grid(self, one: Asked) -> Question:
        stem = clean(one.stem) or NO_STEM
        name = self._id(one.code, stem)
        made = Question(name, "grid", stem, "")
        for column in one.members:
            item = self._id(column.variable.code, column.variable.text)
            made.items[item] = clean(column.variable.text)
            made.columns[item] = column
        return made

    def _multi(self, one: Asked) -> Question:
        column = one.first
        stem = clean(one.stem or (column.variable.text if column.kind == "joined" else "")) or NO_STEM
        name = self._id(one.code, stem)
        made = Question(name, "multi", stem, "")
        if column.kind == "joined":
            self._joined(made, column)
        else:
            for member in one.members:
                self._option(made, member)
        made.exclusive = [item for item, text in made.items.items() if vocabulary().is_exclusive(text)]
        made.exclusive += [
            item
            for item, member in made.columns.items()
            if member.variable.exclusive and item not in made.exclusive
        ]
        return made

    def _joined(self, made: Question, column: Typed) -> None:
        for cell, label in column.options.items():
            item = unused(f"{made.id}_{id_from_code(label)}", self.taken)
            self.taken.add(item)
            made.items[item], made.joined[cell] = label, item
        if column.other:
            made.other = unused(f"{made.id}_anders", self.taken)
            self.taken.add(made.other)
            made.items[made.other] = "Anders"
        made.columns[made.id] = column

    def _option(self, made: Question, member: Typed) -> None:
        variable = member.variable
        code = id_from_code(variable.code)
        item = code or f"{made.id}_{ADDED if variable.other else id_from_code(variable.text)}"
        item = unused(f"{item}_optie" if item in self.questions else item, self.taken)
        self.taken.add(item)
        made.items[item], made.columns[item] = clean(variable.text), member

    def _without_number(self, text: str) -> str:
        """Programs number equal headings: Toelichting2 is a second Toelichting."""
        bare = re.sub(r"\s*\d+$", "", text)
        return bare if bare != text and bare in self.headings else text

    def _id(self, code: str, text: str) -> str:
        name = unused(id_from_code(code) or id_from_text(text), self.taken)
        self.taken.add(name)
        return name


def _named_scales(questions: Sequence[Question], naming: _Naming) -> dict[str, Scale]:
    """Scales by name; each question gets the name of its own. Equal answers are one scale."""
    scales: dict[str, Scale] = {}
    names: dict[object, str] = {}
    for one in questions:
        scale = next((column.scale for column in one.columns.values() if column.scale is not None), None)
        if scale is None or one.kind == "multi":
            continue
        if scale.key not in names:
            listed = next(iter(one.columns.values())).variable.scale
            names[scale.key] = unused(scale.name or id_from_code(listed) or one.id, scales)
        one.scale = names[scale.key]
        scales[one.scale] = scale
    return scales
