"""The editor's own texts of one report: `teksten.yaml` in the folder of its template.

    lead: [barriers, caseload_too_large]     indicators that lead the Hoofdboodschap, in this order
    main_message: |                          Markdown; figures only by variable
      In {{< var study.wave >}} ...
    summary: {attention: "..."}              by theme
    in_brief: {attention: ["...", "..."]}    by theme, one entry for each line of the box
    quote: "..."                             the sentence ready to quote

What is not written here is proposed from the results. A text of the editor is checked like any document; a
problem names the line of this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.errors import PublicationError, nearest
from monitor.publication.quarto.template_documents import TemplateFolders
from monitor.study.declarations import Declaration, Declared, Key, load
from monitor.study.study import Study

TEXTS = "teksten.yaml"


class _Texts(Declared):
    lead: tuple[str, ...] = ()
    main_message: str = ""
    summary: dict[str, str] = {}
    in_brief: dict[str, tuple[str, ...]] = {}
    quote: str = ""


@dataclass(frozen=True)
class EditorsTexts:
    """Texts by name (`main-message`, `summary-<theme>`, `in-brief-<theme>`, `quote`), each as a document
    whose lines stand where they stand in teksten.yaml."""

    lead: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


def read_editors_texts(folders: TemplateFolders, study: Study) -> EditorsTexts:
    """Read teksten.yaml, if the template has one.

    **Raises** DeclarationError for a wrong file, PublicationError for a theme or indicator that does not exist.
    """
    path = folders.find(TEXTS)
    if path is None:
        return EditorsTexts()
    texts, declaration = load(path, _Texts)
    _check(texts, declaration, study)
    return EditorsTexts(texts.lead, dict(_documents(texts, declaration)))


def _check(texts: _Texts, declaration: Declaration, study: Study) -> None:
    indicators = [indicator.id for indicator in study.indicators]
    for place, name in enumerate(texts.lead):
        _known(name, indicators, "publication.no_such_indicator", declaration, ("lead", place))
    for part in ("summary", "in_brief"):
        for theme in getattr(texts, part):
            _known(theme, study.questionnaire.themes, "publication.no_such_theme", declaration, (part, theme))


def _known(name: str, known: Any, what: str, declaration: Declaration, key: Key) -> None:
    if name not in known:
        raise PublicationError(
            what,
            where=TEXTS,
            line=declaration.line(key),
            hint=nearest(name, known),
            name=name,
        )


def _documents(texts: _Texts, declaration: Declaration) -> Iterator[tuple[str, str]]:
    if texts.main_message:
        yield "main-message", _at(declaration, ("main_message",), texts.main_message)
    if texts.quote:
        yield "quote", _at(declaration, ("quote",), texts.quote)
    for theme, text in texts.summary.items():
        yield f"summary-{theme}", _at(declaration, ("summary", theme), text)
    for theme, lines in texts.in_brief.items():
        yield f"in-brief-{theme}", _bullets(declaration, ("in_brief", theme), lines)


def _at(declaration: Declaration, key: Key, text: str) -> str:
    """A text behind as many empty lines as stand above it in the file; a block scalar starts a line later."""
    start = declaration.lines[key]
    first = declaration.path.read_text(encoding="utf-8-sig").splitlines()[start - 1]
    return "\n" * (start if first.rstrip().endswith(("|", "|-", "|+", ">", ">-")) else start - 1) + text


def _bullets(declaration: Declaration, key: Key, lines: tuple[str, ...]) -> str:
    text = ""
    for place, line in enumerate(lines):
        text += "\n" * max(declaration.lines[(*key, place)] - 1 - text.count("\n"), 0)
        text += f"- {' '.join(line.split())}\n"
    return text
