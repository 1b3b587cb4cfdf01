"""Checks a project before anything is rendered: every name known, every feature one we render.

An error says file, line and column, the nearest known name, and for a feature outside the subset
that Quarto renders it (docs/quarto-subset.md). Nothing is dropped silently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from monitor.errors import PublicationError, nearest
from monitor.publication.quarto import features
from monitor.publication.quarto.code_checks import code_problems
from monitor.publication.quarto.front_matter import front_matter_problems
from monitor.publication.quarto.markup_checks import (
    div_problems,
    markup_problems,
    shortcode_problems,
    span_problems,
)
from monitor.publication.quarto.reference_checks import (
    caption_problems,
    footnote_problems,
    image_problems,
    reference_problems,
)
from monitor.publication.quarto.source import Source, read_project
from monitor.publication.quarto.source_text import SourceText
from monitor.publication.quarto.template_documents import raise_problems


def check_project(project: Path, formats: Sequence[str] = tuple(features.FORMAT_NAMES)) -> Source:
    """Check a project folder for rendering to `formats`, and return it as read.

    **Raises** PublicationError naming every problem found, in reading order.
    """
    source = read_project(project)
    problems = find_problems(source, [features.FORMAT_NAMES[name] for name in formats])
    raise_problems(problems)
    return source


def find_problems(source: Source, formats: Sequence[str]) -> list[PublicationError]:
    """Every problem of a project, includes first, then settings, then the document in reading order."""
    text = SourceText(source, source.lines, formats)
    checks: tuple[Callable[[SourceText], Iterable[PublicationError]], ...] = (
        code_problems, shortcode_problems, div_problems, span_problems, image_problems,
        caption_problems, reference_problems, footnote_problems, markup_problems,
    )  # fmt: skip
    problems = [problem for check in checks for problem in check(text)]
    problems.sort(key=lambda problem: text.order(problem))
    return [
        *source.problems,
        *_setting_problems(source),
        *front_matter_problems(source),
        *shortcode_problems(SourceText(source, source.front_lines, formats)),
        *problems,
    ]


def _setting_problems(source: Source) -> Iterator[PublicationError]:
    for path, allowed in features.SETTINGS.items():
        node = source.settings
        keys = tuple(path.split(".")) if path else ()
        for key in keys:
            node = (node or {}).get(key) or {}
        for key in node if isinstance(node, dict) else ():
            if key not in allowed:
                yield _unknown_setting(source, (*keys, key), allowed)


def _unknown_setting(source: Source, path: tuple[str, ...], allowed: tuple[str, ...]) -> PublicationError:
    return PublicationError(
        "templates_checks.setting_embedded_engine_does_not_know",
        where="_quarto.yml",
        line=source.setting_lines.get(path),
        hint=nearest(path[-1], allowed) or "templates_checks.take_the_setting_away",
        path=".".join(path),
    )
