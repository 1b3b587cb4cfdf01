"""The document as one string, in which every offset knows its file, line and column."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from monitor.errors import PublicationError
from monitor.publication.quarto.source import CODE_SPAN, FENCE, Line, Source, joined

QUARTO_RENDERS_IT = "Quarto renders it: use --engine quarto, or write it another way"


class SourceText:
    """The document as one string in which code is blanked, with the place of every offset."""

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
        lines = (_blank(line.text) if inside else line.text for line, inside in self.fenced())
        return "\n".join(lines) + "\n"

    @cached_property
    def plain(self) -> str:
        """The document with all code blanked."""
        return CODE_SPAN.sub(lambda code: _blank(code[0]), self.unfenced)

    def fenced(self) -> Iterator[tuple[Line, bool]]:
        fence = ""
        for line in self.lines:
            match = FENCE.match(line.text)
            if not fence and match:
                fence = match[1]
                yield line, True
            elif fence:
                yield line, True
                fence = "" if match and match[1].startswith(fence) and not match[2].strip() else fence
            else:
                yield line, False

    def place(self, offset: int) -> str:
        index = min(bisect_right(self.starts, offset) - 1, len(self.lines) - 1)
        return self.lines[index].place(offset - self.starts[index] + 1)

    def problem(
        self,
        offset: int,
        what: str,
        *,
        code: str,
        got: str | None = None,
        expected: str | None = None,
        hint: str | None = None,
    ) -> PublicationError:
        problem = PublicationError(
            what, where=self.place(offset), got=got, expected=expected, hint=hint, code=code
        )
        self.places[id(problem)] = offset
        return problem

    def unsupported(self, offset: int, feature: str, hint: str | None = None) -> PublicationError:
        return self.problem(
            offset,
            f"{feature}: the embedded engine does not render this",
            hint=f"{hint}{'' if hint.endswith('?') else '.'} {QUARTO_RENDERS_IT}"
            if hint
            else QUARTO_RENDERS_IT,
            code="unsupported",
        )

    def order(self, problem: PublicationError) -> int:
        return self.places[id(problem)]


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
