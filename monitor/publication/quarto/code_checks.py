"""What could run: refused in every project, whichever engine renders it. Templates are documents, not programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.errors import PublicationError
from monitor.messages.catalogue import text as said
from monitor.publication.quarto import features
from monitor.publication.quarto.attributes import BRACES, read_attributes
from monitor.publication.quarto.front_matter import front_matter_problems
from monitor.publication.quarto.source import SHORTCODE, Source
from monitor.publication.quarto.source_text import SourceText

BRACKET, MOST_BRACKETS = re.compile(r"[\[\]]|\n[ \t]*\n"), 8
EVENT = "on"  # onclick, onmouseover: what a page does when somebody points at it
NO_CODE = "templates_checks.no_code"
CELL = re.compile(r"[\s>*+\d.)-]*(?:`{3,}|~{3,})\s*(?P<kind>\{.*)")  # in a list or quotation too
RAW_SPAN = re.compile(r"`\{(?P<kind>=[^}]*)\}")
INLINE = re.compile(r"(?<!`)`(?P<kind>\{[^}`]+\}|r)[ \t][^`]+`(?!`)")
TAG = re.compile(r"(?<!\\)</?(?P<name>[A-Za-z][\w:-]*)(?P<attributes>\s[^<>]*)?/?>")
SETTINGS_BLOCK = re.compile(r"^---[ \t]*\n(?=[ \t]*[^\s-])", re.MULTILINE)


def code_problems(text: SourceText) -> Iterator[PublicationError]:
    """Code cells, code within a sentence, raw text of one format, and attributes that run on a click."""
    offset = 0
    for line, part in text.fenced():
        cell = CELL.match(line.text)
        if cell and part != "inside":
            yield _refused(text, offset, cell["kind"].strip())
        offset += len(line.text) + 1
    for pattern in (RAW_SPAN, INLINE):
        for match in pattern.finditer(text.unescaped):
            yield _refused(text, match.start(), f"{{{match['kind'].strip('{}')}}}")
    for match in re.finditer(BRACES, text.plain):
        for key in read_attributes(match[0]).keys:
            if key.lower().startswith(EVENT):
                yield _refused(text, match.start(), f"{key}=")
    yield from _nested_brackets(text)


def _nested_brackets(text: SourceText) -> Iterator[PublicationError]:
    """Pandoc reads brackets in brackets in a time that more than doubles with each, so a line of them takes for ever."""
    depth = 0
    for match in BRACKET.finditer(text.unescaped):
        depth = {"[": depth + 1, "]": max(0, depth - 1)}.get(match[0], 0)
        if depth > MOST_BRACKETS:
            yield text.problem(match.start(), "templates.brackets")
            return


def check_without_code(source: Source, formats: tuple[str, ...]) -> list[PublicationError]:
    """What of a project could run or load something where Quarto renders it: code, live HTML, settings.

    The embedded engine knows none of these and refuses them with everything else that it does not know.
    """
    text, front = (SourceText(source, lines, formats) for lines in (source.lines, source.front_lines))
    problems = [*code_problems(text), *_live_html(text), *_shortcodes(text), *_settings_blocks(text)]
    problems.sort(key=text.order)
    above = (*code_problems(front), *_live_html(front), *_shortcodes(front))
    return [*source.problems, *front_matter_problems(source), *above, *problems]


def _refused(text: SourceText, offset: int, kind: str) -> PublicationError:
    return text.problem(offset, "templates_checks.is_code", hint=NO_CODE, kind=kind)


def _live_html(text: SourceText) -> Iterator[PublicationError]:
    for match in TAG.finditer(text.plain):
        if match["name"].lower() not in features.STILL_TAGS or (match["attributes"] or "").strip(" /"):
            yield _refused(text, match.start(), match[0][:40])


def _shortcodes(text: SourceText) -> Iterator[PublicationError]:
    """Quarto runs them in code and behind a backslash too."""
    for match in SHORTCODE.finditer(text.whole):
        if match["name"] not in features.STILL_SHORTCODES:
            yield _refused(text, match.start(), said("templates_checks.shortcode", match=match["name"]))


def _settings_blocks(text: SourceText) -> Iterator[PublicationError]:
    """Quarto reads every block between --- and --- as settings, wherever it stands."""
    for match in SETTINGS_BLOCK.finditer(text.unfenced):
        yield text.problem(match.start(), "templates_checks.line_right_above_text_begins_settings")
