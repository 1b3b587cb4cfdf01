"""What could run: refused in every project, whichever engine renders it. Templates are documents, not programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.errors import PublicationError
from monitor.publication.quarto import features
from monitor.publication.quarto.source import FENCE, SHORTCODE, Source
from monitor.publication.quarto.source_text import SourceText

CODE = "code"
NO_CODE = "A template runs no code: what varies comes from variables, figures/ and tables/"
RAW_SPAN = re.compile(r"`\{(?P<kind>=[^}]*)\}")
INLINE = re.compile(r"(?<!`)`(?P<kind>\{[^}`]+\}|r)[ \t][^`]+`(?!`)")
TAG = re.compile(r"(?<!\\)</?(?P<name>[A-Za-z][\w:-]*)(?P<attributes>\s[^<>]*)?/?>")
SETTINGS_BLOCK = re.compile(r"^---[ \t]*\n(?=[ \t]*[^\s-])", re.MULTILINE)


def code_problems(text: SourceText) -> Iterator[PublicationError]:
    """Code cells, code within a sentence, and raw text of one format."""
    offset, inside_before = 0, False
    for line, inside in text.fenced():
        words = FENCE.match(line.text)
        if inside and not inside_before and words and words[2].strip().startswith("{"):
            yield _refused(text, offset, words[2].strip())
        inside_before = inside
        offset += len(line.text) + 1
    for pattern in (RAW_SPAN, INLINE):
        for match in pattern.finditer(text.unfenced):
            yield _refused(text, match.start(), f"{{{match['kind'].strip('{}')}}}")


def check_without_code(source: Source, formats: tuple[str, ...]) -> list[PublicationError]:
    """What of a project could run or load something where Quarto renders it: code, live HTML, settings.

    The embedded engine knows none of these and refuses them with everything else that it does not know.
    """
    text, front = (SourceText(source, lines, formats) for lines in (source.lines, source.front_lines))
    problems = [*code_problems(text), *_live_html(text), *_shortcodes(text), *_settings_blocks(text)]
    problems.sort(key=text.order)
    above = (*code_problems(front), *_live_html(front), *_shortcodes(front))
    return [*source.problems, *_front_matter(source), *above, *problems]


def _refused(text: SourceText, offset: int, kind: str) -> PublicationError:
    return text.problem(offset, f"this is code: {kind}", hint=NO_CODE, code=CODE)


def _live_html(text: SourceText) -> Iterator[PublicationError]:
    for match in TAG.finditer(text.plain):
        if match["name"].lower() not in features.STILL_TAGS or (match["attributes"] or "").strip(" /"):
            yield _refused(text, match.start(), match[0][:40])


def _shortcodes(text: SourceText) -> Iterator[PublicationError]:
    for match in SHORTCODE.finditer(text.plain):
        if match["name"] not in features.STILL_SHORTCODES:
            yield _refused(text, match.start(), f'the shortcode "{match["name"]}"')


def _settings_blocks(text: SourceText) -> Iterator[PublicationError]:
    """Quarto reads every block between --- and --- as settings, wherever it stands."""
    for match in SETTINGS_BLOCK.finditer(text.unfenced):
        yield text.problem(
            match.start(), "a line --- right above text begins settings",
            hint="Leave a line empty below it, or write *** for a line across the page", code=CODE,
        )  # fmt: skip


def _front_matter(source: Source) -> Iterator[PublicationError]:
    for key in source.front_matter:
        if key in features.RUNNING_FRONT_MATTER:
            place = next((line.place() for line in source.front_lines if key in line.text), None)
            yield PublicationError(
                f'"{key}" in the front matter can run or load something', where=place,
                hint="Take it out of the template", code=CODE,
            )  # fmt: skip
