"""The questionnaire as it is written in YAML: one model per kind of entry, typed and closed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from monitor.study.declarations import Declared
from monitor.study.fields import OneOf
from monitor.study.kinds import DERIVED_KINDS, QUESTION_KINDS, SCALE_KINDS

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
BreakReason = Literal["wording", "scale", "base", "mode", "register"]
QuestionKind = Annotated[str, OneOf(QUESTION_KINDS)]
DerivedKind = Annotated[str, OneOf(DERIVED_KINDS)]
ScaleKind = Annotated[str, OneOf(tuple(SCALE_KINDS))]


def _text_or_entry(value: Any, field: str) -> Any:
    return {field: value} if isinstance(value, str) else value


class SpecialEntry(Declared):
    label: Text
    means: Literal["dont_know", "not_applicable"]


class NetEntry(Declared):
    of: tuple[Code, ...]
    label: Text | None = None


def _net(value: Any) -> Any:
    return {"of": value} if isinstance(value, list) else value


Nets = dict[Identifier, Annotated[NetEntry, BeforeValidator(_net)]]
Specials = dict[Code, SpecialEntry]


class ScaleEntry(Declared):
    kind: ScaleKind
    categories: dict[Code, Text] = Field(default_factory=dict)
    range: tuple[int, int] | None = None
    nets: Nets = Field(default_factory=dict)
    scores: dict[Code, float] | None = None
    special: Specials = Field(default_factory=dict)


class LabelEntry(Declared):
    label: Text


Labelled = Annotated[LabelEntry, BeforeValidator(lambda value: _text_or_entry(value, "label"))]


class Inherited(Declared):
    """Keys that a row inherits from its question where it does not say them itself."""

    theme: Identifier | None = None
    block: Identifier | None = None
    asked: tuple[str, ...] | None = None
    asked_if: str | None = None
    comparable_from: str | None = None
    break_reason: BreakReason | None = None
    break_note: Text | None = None
    required: bool | None = None
    scale: Identifier | None = None
    note: Text | None = None


class RowEntry(Inherited):
    text: Text
    short: Text | None = None
    nr: str | None = None
    special: Specials = Field(default_factory=dict)


Row = Annotated[RowEntry, BeforeValidator(lambda value: _text_or_entry(value, "text"))]
Rows = dict[Identifier, Row]


class QuestionEntry(Inherited):
    id: Identifier
    kind: QuestionKind | None = None
    text: Text
    short: Text | None = None
    nr: str | None = None
    rows: Rows | None = None
    options: Rows | None = None
    parts: Rows | None = None
    exclusive: tuple[Identifier, ...] = ()
    special: Specials = Field(default_factory=dict)
    range: tuple[float, float] | None = None
    unit: Text | None = None
    list: Literal["municipality"] | None = None

    @property
    def entries(self) -> dict[str, RowEntry]:
        return self.rows or self.options or self.parts or {}


class DerivedEntry(Inherited):
    label: Text
    short: Text | None = None
    kind: DerivedKind
    value: str | None = None
    cases: dict[Code, str] | None = None
    description: Text | None = None
    unit: Text | None = None


class CodebookEntry(Declared):
    """The codes that coders give to the answers to one open question."""

    short: Text | None = None
    theme: Identifier | None = None
    codes: dict[Identifier, Labelled] = Field(min_length=1)


class RespondentsEntry(Declared):
    singular: Text
    plural: Text


class QuestionnaireFile(Declared):
    survey: Identifier
    title: Text
    respondents: RespondentsEntry
    waves: tuple[str, ...] = Field(min_length=1)
    themes: dict[Identifier, Labelled]
    blocks: dict[Identifier, Labelled] = Field(default_factory=dict)
    scales: dict[Identifier, ScaleEntry] = Field(default_factory=dict)
    questions: tuple[QuestionEntry, ...] = Field(min_length=1)
    derived: dict[Identifier, DerivedEntry] = Field(default_factory=dict)
    codebook: dict[Identifier, CodebookEntry] = Field(default_factory=dict)
