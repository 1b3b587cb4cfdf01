"""The document as one string, in which every offset knows its file, line and column."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from monitor.errors import PublicationError
from monitor.messages.catalogue import is_message, text
from monitor.publication.quarto.source import CODE_SPAN, ESCAPED, FENCE, Line, Source, joined

ESCAPED_OR_CODE = re.compile(rf"(?P<escaped>{ESCAPED})|{CODE_SPAN.pattern}")
WORD_SIGN = "\ufffc"  # stands for a sign that means nothing here: no letter, no white space
QUARTO_RENDERS_IT = "templates_checks.quarto_renders_it"


class SourceText:
    """The document as one string, as written or without what means nothing, with the place of every offset.

    `whole` is what was written, `unfenced` lacks code blocks, `unescaped` lacks signs after a backslash
    too, and `plain` all code. An offset is the same in each.
    """

    def __init__(self, source: Source, lines: tuple[Line, ...], formats: Sequence[str]) -> None:
        self.source = source
        self.formats = formats
        self.lines = lines
        self.whole = joined(lines)
        self.starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
        self.places: dict[int, int] = {}

    @cached_property
    def unfenced(self) -> str:
        """The document with code blocks blanked."""
        lines = (_blank(line.text) if part else line.text for line, part in self.fenced())
        return "\n".join(lines) + "\n"

    @cached_property
    def unescaped(self) -> str:
        """The document with code blocks blanked, and without the signs that a backslash makes plain text."""
        return ESCAPED_OR_CODE.sub(
            lambda match: 2 * WORD_SIGN if match["escaped"] else match[0], self.unfenced
        )

    @cached_property
    def plain(self) -> str:
        """The document with all code blanked, and without the signs that a backslash makes plain text."""
        return ESCAPED_OR_CODE.sub(
            lambda match: 2 * WORD_SIGN if match["escaped"] else _blank(match[0]), self.unfenced
        )

    def fenced(self) -> Iterator[tuple[Line, str]]:
        """Lines, each with what it is of a code block: it `opens` one, stands `inside` or closes it, or nothing."""
        fence = ""
        for line in self.lines:
            match = FENCE.match(line.text)
            if not fence and match:
                fence = match[1]
                yield line, "opens"
            elif fence:
                yield line, "inside"
                fence = "" if match and match[1].startswith(fence) and not match[2].strip() else fence
            else:
                yield line, ""

    def place(self, offset: int) -> str:
        index = min(bisect_right(self.starts, offset) - 1, len(self.lines) - 1)
        return self.lines[index].place(offset - self.starts[index] + 1)

    def stands_alone(self, match: re.Match[str]) -> bool:
        """Whether nothing else stands on the line of a piece of `whole`."""
        start = self.whole.rfind("\n", 0, match.start()) + 1
        return self.whole[start : self.whole.find("\n", match.end())].strip() == match[0]

    def problem(self, offset: int, what: str, **values: Any) -> PublicationError:
        """A problem at a place in the text, by the code of a message."""
        problem = PublicationError(what, where=self.place(offset), **values)
        self.places[id(problem)] = offset
        return problem

    def unsupported(
        self, offset: int, feature: str, hint: str | None = None, **values: Any
    ) -> PublicationError:
        """Something that only Quarto renders, as it is written or by the code of a message, as `hint` is."""
        named, first = (text(one, **values) if one and is_message(one) else one for one in (feature, hint))
        return self.problem(
            offset, "templates_checks.embedded_engine_does_not_render", feature=named, first=first
        )

    def order(self, problem: PublicationError) -> int:
        return self.places[id(problem)]


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
