"""What the front matter of a template may say: documented keys with texts. Any other key could run or load something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import PublicationError, nearest
from monitor.publication.quarto.source import Source

OWN = "texts"
KEYS = (
    "title", "subtitle", "author", "date", "lang", "short-title", "description", "keywords", "toc", "toc-depth", "number-sections",
    "demonstration", "concept", "compact", OWN,
)  # fmt: skip


def front_matter_problems(source: Source) -> Iterator[PublicationError]:
    """Keys that are not documented, and values that are more than text, whichever engine renders."""
    known = (*KEYS, *_of_the_theme(source))
    for key, value in source.front_matter.items():
        name, place = str(key), _place(source, str(key))
        if name not in known:
            yield PublicationError(
                "templates.front_matter_key",
                where=place,
                key=name[:40],
                known=", ".join(known),
                near=nearest(name, known),
            )
        elif not _is_text(list(value.values()) if name == OWN and isinstance(value, Mapping) else value):
            yield PublicationError("templates.front_matter_value", where=place, key=name)


def _of_the_theme(source: Source) -> list[str]:
    """Fields that the theme shows on the title page."""
    fields = source.settings.get("title-page")
    return [str(one) for one in fields if str(one) not in KEYS] if isinstance(fields, list) else []


def _is_text(value: Any) -> bool:
    return (
        value is None
        or isinstance(value, str)
        or isinstance(value, list)
        and all(isinstance(one, str) for one in value)
    )


def _place(source: Source, key: str) -> str:
    begins = re.compile(rf"[\"']?{re.escape(key)}[\"']?\s*:")
    return next(
        (line.place() for line in source.front_lines if begins.match(line.text)),
        source.front_lines[0].place(),
    )
