"""What a questionnaire may say: one declared class per kind of entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from pydantic import Field

from monitor.study.fields import (
    Code,
    Identifier,
    LeftOut,
    OneOf,
    Short,
    Text,
    Words,
    WrittenAs,
    declared,
    declared_by_name,
)
from monitor.study.kinds import DERIVED_KINDS, QUESTION_KINDS
from monitor.study.scale import ScaleEntry, Specials

Number = Annotated[str, LeftOut()]
QuestionKind = Annotated[str, OneOf(QUESTION_KINDS)]
DerivedKind = Annotated[str, OneOf(DERIVED_KINDS)]
Blank = Literal["not_chosen", "no_answer"]
Severity = Literal["hard", "soft"]
Side = Literal["agree", "disagree"]
BreakReason = Literal["wording", "scale", "base", "mode", "register", "norms", "reviewers"]
Ground = Literal["legal", "registration"]
Role = Literal["recognition", "room", "decision", "expectation", "rule"]


@declared
class Label:
    """A label, which may also be written by itself."""

    label: Text
    """How reports name it."""


def _labels(entries: Mapping[str, Label]) -> dict[str, str]:
    return {name: entry.label for name, entry in entries.items()}


Written = dict[Identifier, Annotated[Label, Short("label", Text)]]
Labels = Annotated[Mapping[str, str], WrittenAs(Written, _labels)]


@declared
class Respondents:
    """How respondents are called."""

    singular: Text
    """One of them, such as klant."""
    plural: Text
    """More of them, such as klanten."""


@declared_by_name
class Inherited:
    """Keys that a row inherits from its question where it does not say them itself."""

    theme: Identifier | None = None
    """Theme under which it is reported."""
    block: Identifier | None = None
    """Part of the questionnaire it stands in."""
    asked: tuple[str, ...] | None = None
    """Waves in which it was asked; all of them where this is left out."""
    asked_if: str | None = None
    """Condition on earlier items under which it is asked, such as: household == couple."""
    comparable_from: str | None = None
    """First wave whose answers can be compared with later ones; the first that asked it where left out."""
    break_reason: BreakReason | None = None
    """Why answers of earlier waves cannot be compared."""
    break_note: Text | None = None
    """What changed, in a sentence for the report."""
    required: bool | None = None
    """Whether it may not be left empty."""
    scale: Identifier | None = None
    """Scale it is answered on, one of `scales`."""
    severity: Severity | None = None
    """What an answer of the wrong form costs: hard, its row; soft, that answer alone, in any number of rows."""
    note: Text | None = None
    """A remark for the annex that shows the questionnaire."""
    favourable: Side | None = None
    """Of a scale of opinion, the side of the statement that is good news: agree or disagree."""


Told = Annotated[tuple[tuple[str, str], ...], WrittenAs(dict[Code, Text], lambda said: tuple(said.items()))]
"""Clauses by code or net."""


@declared_by_name
class RowEntry(Inherited):
    """One row, option or part of a question, which may also be written as its text alone."""

    text: Text
    """What the respondent reads."""
    short: Words = ""
    """Label in figures and tables; the text where this is left out."""
    nr: Number = ""
    """Number in the questionnaire."""
    special: Specials = ()
    """Codes outside the base that this row has besides those of its question."""
    told: Told = ()
    """How a sentence tells an answer or a net of it, such as agree_net: begrijpt de brieven van de gemeente."""


Rows = Mapping[Identifier, Annotated[RowEntry, Short("text", Text)]]


@declared_by_name
class QuestionEntry(Inherited):
    """A question. One with rows, options or parts has an item for each, others are one item."""

    id: Identifier
    """Name of the question, and of its item or column where it has no rows."""
    kind: QuestionKind | None = None
    """Kind of question; it follows from `options` (multi), `parts` (parts_of_100), `rows` (grid) or `scale`."""
    text: Text
    """What the respondent reads."""
    short: Words = ""
    """Label in figures and tables; the text where this is left out."""
    nr: Number = ""
    """Number in the questionnaire."""
    rows: Rows | None = None
    """Rows that are answered on one scale, each an item of its own."""
    options: Rows | None = None
    """Options of which several may be chosen, each an item of its own."""
    parts: Rows | None = None
    """Parts that add up to 100, each an item of its own."""
    exclusive: tuple[Identifier, ...] = ()
    """Options that exclude all others, such as "geen van deze"."""
    blank: Blank | None = None
    """What a respondent means who leaves every option empty: not_chosen, none of them holds; no_answer."""
    special: Specials = ()
    """Codes outside the base, in place of those of the scale."""
    range: tuple[float, float] | None = None
    """Lowest and highest answer of a number."""
    unit: Words = ""
    """Unit of a number, such as klanten."""
    list: Literal["municipality"] | None = None
    """The list from which an answer is chosen."""
    told: Told = ()
    """How a sentence tells an answer or a net of it, where the question is one item."""
    rows_told: Mapping[Identifier, Told] = field(default_factory=dict)
    """The same by row, option or part, where its text stands alone."""
    per_vignette: bool = False
    """Whether it is asked of every vignette, each an item `<vignette>_<question>`."""
    role: Role | None = None
    """What it says of a vignette: whether the case is recognised, leaves room, what is decided, what colleagues are expected
    to decide, or whether there is a local rule."""
    vignettes: tuple[Identifier, ...] | None = None
    """Vignettes of which it is asked; all of them where this is left out."""
    scale_of: Mapping[Identifier, Identifier] = field(default_factory=dict)
    """By vignette, the scale it is answered on where that is not `scale`."""

    @property
    def entries(self) -> Mapping[str, RowEntry]:
        return self.rows or self.options or self.parts or {}


@declared_by_name
class DerivedEntry(Inherited):
    """An item that follows from answers to others."""

    label: Text
    """What it says of a respondent."""
    short: Words = ""
    """Label in figures and tables; the label where this is left out."""
    kind: DerivedKind
    """Kind of item: yes_no from a condition, percentage or number from a sum, recode from cases."""
    value: str | None = None
    """The condition or sum, such as: clear in [d, sd]."""
    cases: Mapping[Code, str] | None = None
    """Of a recode, the condition of each code of its scale; the first that holds counts."""
    description: Text | None = None
    """A remark for whoever reads this file."""
    unit: Words = ""
    """Unit of a number."""
    told: Told = ()
    """How a sentence tells an answer or a net of it, such as agree_net: begrijpt de brieven van de gemeente."""


@declared
class Process:
    """What an organisation does with a file, such as an application; which may also be written as its label alone."""

    label: Text
    """How figures and tables name it, such as Heronderzoek."""
    plural: Words = ""
    """What sentences call files of it, such as heronderzoeken; files with the label behind it where this is left out."""


@declared
class Vignette:
    """A case that respondents read, and of which the same questions are asked."""

    title: Text
    """Title of its chapter."""
    text: Text
    """The case as respondents read it."""
    standard: Code | None = None
    """The decision that is the standard approach, one of the answers to the question with role decision; every other one departs
    from it. Left out where there is none."""


@declared_by_name
class NormEntry:
    """A norm that a file is held against: met, not met, or not applicable."""

    id: Identifier
    """Name of the norm, and of its column in the reviews."""
    text: Text
    """What must hold of a file."""
    short: Words = ""
    """Label in figures and tables; the text where this is left out."""
    theme: Identifier | None = None
    """What it is about, one of `themes`."""
    ground: Ground
    """Whether the law asks for it, or the registration does."""
    processes: tuple[Identifier, ...] | None = None
    """Processes of which the files are held against it; all of them where this is left out."""
    asked: tuple[str, ...] | None = None
    """Waves in which files were held against it; all of them where this is left out."""
    comparable_from: str | None = None
    """First wave since which the norm means the same; the first that held files against it where left out."""
    break_reason: BreakReason | None = None
    """Why its results of earlier waves cannot be compared."""
    break_note: Text | None = None
    """What changed, in a sentence for the report."""


@declared_by_name
class CodebookEntry:
    """The codes that coders give to the answers to one open question."""

    short: Words = ""
    """Label in figures and tables; that of the question where this is left out."""
    theme: Identifier | None = None
    """Theme under which the codes are reported; that of the question where this is left out."""
    codes: Annotated[Mapping[str, str], WrittenAs(Annotated[Written, Field(min_length=1)], _labels)]
    """Each code with its label."""


@declared_by_name
class QuestionnaireFields:
    """What stands in a questionnaire and holds for the survey as it is."""

    survey: Identifier
    """Name of the survey: small letters, digits and _."""
    title: Text
    """Title of the questionnaire."""
    respondents: object
    waves: Annotated[tuple[str, ...], Field(min_length=1)]
    """Every wave of the survey, from the first to the latest."""
    themes: Labels
    """Themes of the report, in order."""
    blocks: Labels = field(default_factory=dict)
    """Parts of the questionnaire, in order."""
    severity: Severity | None = None
    """What an answer of the wrong form costs where its question does not say: hard, its row; else that answer."""
    scales: object = None
    processes: Mapping[Identifier, Annotated[Process, Short("label", Text)]] = field(default_factory=dict)
    """Of a check of files: the processes that files belong to, each with its label."""
    norms: object = ()
    vignettes: Mapping[Identifier, Vignette] = field(default_factory=dict)
    """Cases that every respondent reads; questions with `per_vignette` are asked of each."""


@declared_by_name
class QuestionnaireFile(QuestionnaireFields):
    """A questionnaire: its items, scales and routes, and what follows from the answers; all waves of one survey."""

    respondents: Respondents
    """How respondents are called."""
    scales: Mapping[Identifier, ScaleEntry] = field(default_factory=dict)
    """Sets of answers that items share."""
    norms: tuple[NormEntry, ...] = ()
    """Of a check of files: the norms that files are held against, each a column of the reviews."""
    questions: tuple[QuestionEntry, ...] = ()
    """Questions in order; a route can only read what comes before it."""
    derived: Mapping[Identifier, DerivedEntry] = field(default_factory=dict)
    """Items that follow from the answers."""
    codebook: Mapping[Identifier, CodebookEntry] = field(default_factory=dict)
    """By open question, the codes that coders gave to the answers."""
