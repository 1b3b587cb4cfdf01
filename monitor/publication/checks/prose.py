"""A document as a reader meets it: headings, paragraphs, list items and table rows, with the figures in them.

Each variable is one private sign in the text, so that no rule mistakes a path for prose; `shown` says which
figure stands behind the sign.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.publication.checks.shown import Shown, shown_at
from monitor.publication.quarto.source import CODE_SPAN, DOCUMENT, INCLUDE, SHORTCODE
from monitor.publication.quarto.template_documents import MADE, TemplateDocument
from monitor.publication.sentences.variables import Variables

FIRST_SIGN = 0xE000
SIGN = f"[{chr(FIRST_SIGN)}-{chr(0xF8FF)}]"
HEADING = re.compile(r"^(?P<level>#{1,6})\s+(?P<text>.*?)\s*(?:\{[^{}]*\})?\s*$")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?P<text>.*)$")
NOTE = re.compile(r"^\[\^[^\]]+\]:\s*(?P<text>.*)$")
PICTURE = re.compile(r"^!\[(?P<text>.*)\]\([^()]*\)(?:\{.*\})?\s*$")
CAPTION = re.compile(r"^:\s+(?P<text>.*?)\s*(?:\{[^{}]*\})?\s*$")
ATTRIBUTES = re.compile(r"(?<=[\])])\{[^{}]*\}")
DIV = re.compile(r"^\s*:::+")
TITLE = re.compile(r'title="(?P<title>[^"]*)"')
ROW = re.compile(r"^\s*\|(?P<text>.*)\|\s*$")
RULE = re.compile(r"^[\s|:+=-]+$")
SENTENCE_END = re.compile(rf"(?<=[.!?])[’'\")]*\s+(?=[A-ZÀ-Þ‘“(\[*{SIGN[1:-1]}])")
QUOTED = re.compile(r"‘[^‘’]*’")
ACCEPTED = re.compile(r"<!--\s*akkoord:\s*\S")
FIXED = re.compile(r"<!--\s*vast:\s*\S")
ALONE = ("heading", "row", "caption", "made")
TEXT_KINDS = ("heading", "paragraph", "item", "note")


@dataclass(frozen=True)
class Place:
    """Where a block stands: the headings above it, the number of its section, the title of its box."""

    chapter: str = ""
    heading: str = ""
    section: int = 0
    box: str = ""


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item, table row, caption or footnote, or a figure or table ("made").

    `text` has a private sign for each variable; `lines` are (offset, line number) of what was joined;
    `accepted` are lines that an editor allowed, `fixed` those with a number that never changes.
    """

    document: TemplateDocument
    kind: str
    place: Place
    text: str
    lines: tuple[tuple[int, int], ...]
    shown: Mapping[str, Shown]
    accepted: frozenset[int] = frozenset()
    fixed: frozenset[int] = frozenset()

    def line_at(self, offset: int) -> int:
        """Line number in the document of a place in the text."""
        return self.lines[max(bisect_right(self.lines, (offset, 10**9)) - 1, 0)][1]

    def plain(self) -> str:
        """The text as a reader sees it, each variable as its value."""
        return "".join(self.shown[sign].value if sign in self.shown else sign for sign in self.text)

    def sentences(self) -> list[Sentence]:
        """Its sentences, in order."""
        starts = [0, *(match.end() for match in SENTENCE_END.finditer(self.text))]
        ends = [*starts[1:], len(self.text)]
        return [
            Sentence(self, start, self.text[start:end].strip())
            for start, end in zip(starts, ends, strict=True)
        ]


@dataclass(frozen=True)
class Sentence:
    """One sentence of a block; `start` is its offset."""

    block: Block
    start: int
    text: str

    @property
    def line(self) -> int:
        return self.block.line_at(self.start)

    @property
    def said(self) -> str:
        """The text with what stands between quotation marks blanked: words that are mentioned, not used."""
        return QUOTED.sub(lambda match: " " * len(match[0]), self.text)

    def figures(self) -> list[tuple[int, Shown]]:
        """Figures with their offset in the sentence."""
        return [
            (place, self.block.shown[sign])
            for place, sign in enumerate(self.text)
            if sign in self.block.shown
        ]


def with_paths(sentence: Sentence) -> str:
    """A sentence with the paths of its variables, to compare it with others."""
    shown = sentence.block.shown
    signs = ((f"<{shown[s].path}.{shown[s].field}>" if s in shown else s) for s in sentence.text)
    return "".join(signs).strip()


def blocks_of(documents: Mapping[str, TemplateDocument], variables: Variables) -> list[Block]:
    """The blocks of a report in reading order, includes followed."""
    return list(_Reader(documents, variables).blocks(documents[DOCUMENT]))


class _Reader:
    def __init__(self, documents: Mapping[str, TemplateDocument], variables: Variables) -> None:
        self.documents = documents
        self.variables = variables
        self.place = Place()
        self.boxes: list[str] = []

    def blocks(self, document: TemplateDocument) -> Iterator[Block]:
        kind, pending = "paragraph", []
        for number, line in _body(document):
            opened = self._opens(line) if line.strip() else ("", "")
            if opened is None:
                pending.append((number, line.strip()))
                continue
            if pending:
                yield self._block(document, kind, pending)
            if DIV.match(line):
                self._box(line)
            kind, text = opened
            pending = [(number, text)] if kind else []
            if kind == "include":
                yield from self.blocks(self.documents[text])
            elif kind in ALONE:
                yield self._block(document, kind, pending, line)
            if kind not in ("item", "note"):
                kind, pending = "paragraph", []
        if pending:
            yield self._block(document, kind, pending)

    @staticmethod
    def _opens(line: str) -> tuple[str, str] | None:
        """Kind and text of a block that a line opens; ("", "") for a line that is no prose; None within a block."""
        if DIV.match(line):
            return "", ""
        included = INCLUDE.match(line)
        if included:
            name = included["path"].strip("\"'").lstrip("/")
            return ("made" if name.startswith(MADE) else "include"), name
        if RULE.match(line) and line.strip():
            return "", ""
        for kind, pattern in (
            ("heading", HEADING), ("row", ROW), ("note", NOTE), ("caption", PICTURE), ("caption", CAPTION), ("item", ITEM),
        ):  # fmt: skip
            match = pattern.match(line)
            if match:
                return kind, match["text"]
        return None

    def _box(self, line: str) -> None:
        title = TITLE.search(line)
        if line.strip(": \t"):
            self.boxes.append(title["title"] if title else "")
        elif self.boxes:
            self.boxes.pop()
        self.place = replace(self.place, box=next((title for title in reversed(self.boxes) if title), ""))

    def _block(
        self, document: TemplateDocument, kind: str, pending: list[tuple[int, str]], line: str = ""
    ) -> Block:
        text, lines = "", []
        shown: dict[str, Shown] = {}
        for number, words in pending:
            lines.append((len(text), number))
            text += self._signed(ATTRIBUTES.sub("", CODE_SPAN.sub(" ", words)), shown) + " "
        numbers = [number for number, _ in pending]
        block = Block(
            document, kind, self.place, text.rstrip(), tuple(lines), shown,
            _marked(ACCEPTED, numbers, document), _marked(FIXED, numbers, document),
        )  # fmt: skip
        return self._heading(block, line) if kind == "heading" else block

    def _heading(self, block: Block, line: str) -> Block:
        match = HEADING.match(line)
        words = block.plain()
        top = words if match and match["level"] == "#" else self.place.chapter
        self.place = replace(self.place, chapter=top, heading=words, section=self.place.section + 1)
        return replace(block, place=self.place)

    def _signed(self, line: str, shown: dict[str, Shown]) -> str:
        def sign(match: re.Match[str]) -> str:
            if match["name"] != "var":
                return " "
            letter = chr(FIRST_SIGN + len(shown))
            shown[letter] = shown_at(match["arguments"].strip().strip("\"'"), self.variables)
            return letter

        return SHORTCODE.sub(sign, line)


def _body(document: TemplateDocument) -> Iterator[tuple[int, str]]:
    """Lines of a document behind its front matter."""
    lines = list(document.lines())
    if document.name == DOCUMENT and lines and lines[0][1].rstrip() == "---":
        end = next((place for place, (_, line) in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
        lines = lines[end + 1 :]
    return _outside_fences(lines)


def _outside_fences(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines that are no code: what stands between fences is for the engine to refuse, not to read as text."""
    inside = False
    for number, line in lines:
        if line.lstrip().startswith("```"):
            inside = not inside
        elif not inside:
            yield number, line


def _marked(mark: re.Pattern[str], numbers: Iterable[int], document: TemplateDocument) -> frozenset[int]:
    raw = document.text.splitlines()
    return frozenset(number for number in numbers if number <= len(raw) and mark.search(raw[number - 1]))
