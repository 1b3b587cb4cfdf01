"""The editor's own texts of one report: `teksten.yaml` in the folder of its template.

    lead: [barriers, caseload_too_large]     indicators that lead the Hoofdboodschap, in this order
    main_message: |                          Markdown; figures only by variable
      In {{< var study.wave >}} ...
    summary: {attention: "..."}              by theme
    in_brief: {attention: ["...", "..."]}    by theme, one entry for each line of the box
    quote: "..."                             the sentence ready to quote
    at_a_glance:                             the rows of ‘In één oogopslag’ (at_a_glance.py)
      - {label: Aandacht, figure: caseload_too_large.yes, border: 0.5, good: below}
    actions: {Gemeenten: "...", Het Rijk: "..."}     what each actor can do, below the conclusion
    response: |                              the reaction of those whom the report is about
    afterword: |                             what the authors say to that

Wherever a text stands, a list of texts may stand, and in a list a claim with its conditions:

    main_message:
      - claim: {text: "De meeste klantmanagers ...", holds: [caseload_too_large.yes.now > 0.5]}

`status` says how far the report is, and who approved it (report_status.py).

What is not written here is proposed from the results; of actions, response and afterword then nothing is printed. A text of the editor is checked like any document; a
problem names the line of this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from monitor.errors import PublicationError, nearest
from monitor.publication.quarto.claim_marks import CLAIM, HOLDS
from monitor.publication.quarto.template_documents import TemplateFolders
from monitor.study.declarations import Declaration, Declared, Key, load
from monitor.study.study import Study

TEXTS = "teksten.yaml"
ACTIONS, RESPONSE, AFTERWORD = "actions", "response", "afterword"


def _line(given: Any) -> Any:
    return {"text": given} if isinstance(given, str) else given


def _lines(given: Any) -> Any:
    return [given] if isinstance(given, str | dict) else given


def _conditions(given: Any) -> Any:
    """A list in brackets comes apart at every comma, those within a condition too: read_conditions tells them apart."""
    return (
        ", ".join(given) if isinstance(given, list) and all(isinstance(one, str) for one in given) else given
    )


class _Claim(Declared):
    text: str
    holds: Annotated[str, BeforeValidator(_conditions)]


class _Line(Declared):
    text: str = ""
    claim: _Claim | None = None


Line = Annotated[_Line, BeforeValidator(_line)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_lines)]


class Approval(Declared):
    """Who approved a report, when, and what stood in it then, as a hash."""

    name: Annotated[str, Field(min_length=1)]
    date: date
    texts: str

    @property
    def person(self) -> str:
        """The name without what people type in another way."""
        return re.sub(r"[\W_]+", "", self.name).casefold()


class Status(Declared):
    """How far a report is, as an editor declares it, and who approved it."""

    stage: Literal["concept", "akkoord", "definitief"]
    approved: tuple[Approval, ...] = ()


class GlanceRow(Declared):
    """A row of ‘In één oogopslag’: a figure of this wave, and the border between a risk and good news.

    `figure` is the path of a variable without wave and field; `says` what it is about, else the clause of its answer.
    `border` stands as in a condition of a claim (0.5 is 50%), `good` is the side of it that is good news.
    """

    label: Annotated[str, Field(min_length=1)]
    figure: Annotated[str, Field(min_length=1)]
    says: str = ""
    border: float | None = None
    good: Literal["above", "below"] = "above"


GlanceLine = tuple[GlanceRow, int | None]  # a row, and its line in the file


class TextsFile(Declared):
    """What may stand in teksten.yaml."""

    lead: tuple[str, ...] = ()
    main_message: Lines = ()
    at_a_glance: tuple[GlanceRow, ...] = ()
    summary: dict[str, Lines] = {}
    in_brief: dict[str, tuple[Line, ...]] = {}
    quote: Lines = ()
    actions: dict[str, Lines] = {}
    response: Lines = ()
    afterword: Lines = ()
    status: Status | None = None


@dataclass(frozen=True)
class EditorsTexts:
    """Texts by name (`main-message`, `summary-<theme>`, `in-brief-<theme>`, `quote`, `actions-<place>`, `response`,
    `afterword`), each as a document whose lines stand where they stand in teksten.yaml; `actors` are those of the actions."""

    lead: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    status: Status | None = None
    actors: tuple[str, ...] = ()
    at_a_glance: tuple[GlanceLine, ...] = ()


def read_editors_texts(folders: TemplateFolders, study: Study) -> EditorsTexts:
    """Read teksten.yaml, if the template has one.

    **Raises** DeclarationError for a wrong file, PublicationError for a theme or indicator that does not exist.
    """
    path = folders.find(TEXTS)
    if path is None:
        return EditorsTexts()
    texts, declaration = load(path, TextsFile)
    _check(texts, declaration, study)
    _check_status(texts.status, declaration)
    documents = dict(_documents(texts, declaration))
    rows = tuple(
        (row, declaration.line(("at_a_glance", place))) for place, row in enumerate(texts.at_a_glance)
    )
    return EditorsTexts(texts.lead, documents, texts.status, tuple(texts.actions), rows)


def _check(texts: TextsFile, declaration: Declaration, study: Study) -> None:
    indicators = [indicator.id for indicator in study.indicators]
    for place, name in enumerate(texts.lead):
        _known(name, indicators, "publication.no_such_indicator", declaration, ("lead", place))
    for part in ("summary", "in_brief"):
        for theme in getattr(texts, part):
            _known(theme, study.questionnaire.themes, "publication.no_such_theme", declaration, (part, theme))


def _check_status(status: Status | None, declaration: Declaration) -> None:
    """A report is approved by two people: the same one twice is one."""
    if status is None:
        return
    people = [one.person for one in status.approved]
    for place, one in enumerate(status.approved):
        if one.person in people[:place]:
            line = declaration.line(("status", "approved", place))
            raise PublicationError("publication.approved_already", where=TEXTS, line=line, name=one.name)
    if status.stage != "concept" and len(people) < 2:
        line = declaration.line(("status", "stage"))
        raise PublicationError("publication.needs_two_people", where=TEXTS, line=line, stage=status.stage)


def _known(name: str, known: Any, what: str, declaration: Declaration, key: Key) -> None:
    if name not in known:
        raise PublicationError(
            what,
            where=TEXTS,
            line=declaration.line(key),
            hint=nearest(name, known),
            name=name,
        )


def _documents(texts: TextsFile, declaration: Declaration) -> Iterator[tuple[str, str]]:
    if texts.main_message:
        yield "main-message", _document(declaration, ("main_message",), texts.main_message)
    if texts.quote:
        yield "quote", _document(declaration, ("quote",), texts.quote)
    for theme, lines in texts.summary.items():
        yield f"summary-{theme}", _document(declaration, ("summary", theme), lines)
    for theme, lines in texts.in_brief.items():
        yield f"in-brief-{theme}", _document(declaration, ("in_brief", theme), lines, "- ")
    for place, (actor, lines) in enumerate(texts.actions.items(), 1):
        yield f"{ACTIONS}-{place}", _document(declaration, ("actions", actor), lines)
    for name, lines in ((RESPONSE, texts.response), (AFTERWORD, texts.afterword)):
        if lines:
            yield name, _document(declaration, (name,), lines)


def _document(declaration: Declaration, key: Key, lines: tuple[_Line, ...], bullet: str = "") -> str:
    """Texts on the lines that they have in the file, so that an empty line between two parts paragraphs as there."""
    text = ""
    for place, line in enumerate(lines):
        words = _words(line)
        text += "\n" * max(_first_line(declaration, (*key, place), line) - 1 - text.count("\n"), 0)
        text += f"{bullet}{' '.join(words.split()) if bullet else words.rstrip()}\n"
    return text


def _words(line: _Line) -> str:
    """A line in Markdown; a claim with its mark."""
    if line.claim is None:
        return line.text
    holds = line.claim.holds.replace('"', "'")
    return f'[{line.claim.text.strip()}]{{.{CLAIM} {HOLDS}="{holds}"}}'


def _first_line(declaration: Declaration, key: Key, line: _Line) -> int:
    """The line on which the words of a text begin; those of a block scalar do so a line later."""
    own = (key, key[:-1])  # a text that is no list has no place in one
    keys = [(*each, "claim", "text") for each in own] if line.claim is not None else own
    start = next(declaration.lines[each] for each in keys if each in declaration.lines)
    first = declaration.path.read_text(encoding="utf-8-sig").splitlines()[start - 1]
    return start + 1 if first.rstrip().endswith(("|", "|-", "|+", ">", ">-")) else start
