"""A checked project as one document tree: variables filled in, numbered, references resolved."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from monitor.errors import PublicationError
from monitor.publication.engines import nodes, pandoc
from monitor.publication.engines.callouts import give_titles
from monitor.publication.engines.nodes import Node
from monitor.publication.engines.numbering import Numbers, number_document, resolve_references
from monitor.publication.engines.tree_checks import check_links, check_still, check_tree, check_values
from monitor.publication.quarto.source import SHORTCODE, Source
from monitor.publication.theme.templates import shared_root

OPEN, CLOSE, DIGIT = 0xE000, 0xE001, 0xE010
TOKEN = re.compile(f"{chr(OPEN)}([{chr(DIGIT)}-{chr(DIGIT + 9)}]+){chr(CLOSE)}")
MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


@dataclass(frozen=True)
class ParsedReport:
    """What every format is made from.

    `blocks` has figures, tables, callouts and format conditions still in it; `numbers` knows the
    number of each anchor; `metadata` holds the inlines of title, subtitle and so on.
    """

    source: Source
    metadata: Mapping[str, Any]
    blocks: list[Node]
    numbers: Numbers

    def text(self, name: str) -> str:
        """A metadata field as plain text, empty if absent."""
        return nodes.words(self.metadata.get(name, {}).get("c", []))

    def setting(self, name: str, default: str = "") -> str:
        """A setting or front matter key as written."""
        value = self.source.metadata(name)
        return default if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A setting that is true or false."""
        return self.setting(name, str(default)).lower() == "true"

    def texts(self, name: str) -> list[str]:
        """A metadata field that holds one text or a list of them."""
        return [nodes.words(text) for text in self._listed(name)]

    def _listed(self, name: str) -> list[list[Node]]:
        field = self.metadata.get(name)
        if field is None:
            return []
        return [nodes.meta_inlines(text) for text in (field["c"] if field["t"] == "MetaList" else [field])]

    @property
    def authors(self) -> list[list[Node]]:
        """Names on the title page, as inlines."""
        return self._listed("author")

    @property
    def imprint(self) -> list[str]:
        """Further lines of the title page, as the theme chooses them."""
        return self.texts("imprint")

    @property
    def whole_title(self) -> str:
        """What the file is called, so that the reports of one study differ: title and subtitle."""
        return ": ".join(filter(None, (self.text("title"), self.text("subtitle"))))

    @property
    def short_title(self) -> str:
        """Title in the running header."""
        return self.text("short-title") or self.text("title")

    @property
    def logo(self) -> Path | None:
        """The picture on the title page, if the theme names one."""
        name = self.setting("logo-file")
        return self.source.folder / name if name else None

    @property
    def marks(self) -> list[str]:
        """What a reader must see on every page: demonstration, draft."""
        return self.texts("marks")


def read_document(source: Source) -> ParsedReport:
    """Read a checked project.

    **Raises** PublicationError for what only shows once the Markdown is parsed: an element outside
    the subset, a numbered element that one format would not have.
    """
    return _document(source, source.text, check_values)


def read_metadata(source: Source) -> ParsedReport:
    """The front matter alone: a document without blocks, for an engine that reads the rest itself.

    **Raises** PublicationError for what could run in the rest.
    """
    check_still(pandoc.read_markdown(SHORTCODE.sub("x", source.text))["blocks"], source)
    return _document(source, "", check_links)


def _document(
    source: Source, text: str, check_texts: Callable[[Sequence[Node], Source], None]
) -> ParsedReport:
    tree = _parse(source, text)
    values = [_value(value) for value in _list(tree["meta"].pop("values", None))]
    check_texts([*tree["meta"].values(), *(node for value in values for node in value)], source)
    tree["blocks"] = give_titles(tree["blocks"], source.settings.get("language") or {})
    check_tree(tree["blocks"], source)
    metadata, blocks = _filled(tree, values)
    sections = str(source.metadata("number-sections")).lower() != "false"
    annex = str(source.metadata("annex-label") or "")
    numbers = number_document(blocks, source.settings.get("crossref") or {}, sections, annex)
    return ParsedReport(source, metadata, resolve_references(blocks, numbers), numbers)


class _Tokens:
    """Stand-ins for shortcodes while pandoc parses: signs no document has, so no value can break it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.values: list[str] = []

    def replace(self, text: str) -> str:
        return SHORTCODE.sub(self._token, text)

    def _token(self, match: re.Match[str]) -> str:
        name, argument = match["name"], match["arguments"].strip("\"'")
        if name == "pagebreak":
            return "\n\n::: {.pagebreak}\n:::\n\n"
        if name == "var":
            self.values.append(self.source.variables[argument])
        else:
            self.values.append(self.replace(dutch_date(str(self.source.metadata(argument)))))
        digits = "".join(chr(DIGIT + int(digit)) for digit in str(len(self.values) - 1))
        return f"{chr(OPEN)}{digits}{chr(CLOSE)}"


def _parse(source: Source, text: str) -> pandoc.Tree:
    tokens = _Tokens(source)
    body = tokens.replace(text)
    written = {
        key: value for key, value in {**source.settings, **source.front_matter}.items() if value is not None
    }
    metadata = _metadata(
        {key: value for key, value in written.items() if key not in ("format", "project")}, tokens
    )
    metadata["values"] = tokens.values
    head = json.dumps(metadata, ensure_ascii=False)
    return pandoc.read_markdown(f"---\n{head}\n---\n\n{body}", [shared_root() / "filters" / "report.lua"])


def _metadata(value: Any, tokens: _Tokens) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _metadata(part, tokens) for key, part in value.items()}
    if isinstance(value, list):
        return [_metadata(part, tokens) for part in value]
    if value in ("true", "false"):
        return value == "true"
    return tokens.replace(dutch_date(str(value)))


def dutch_date(written: str) -> str:
    """A date such as 2024-09-01 as "1 september 2024"; any other text as it is."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return written
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _list(value: Node | None) -> list[Node]:
    return value["c"] if value else []


def _value(value: Node) -> list[Node]:
    if value["t"] == "MetaBlocks":
        raise PublicationError(
            "rendering.variable_holds_more_than_one_paragraph",
            where="_variables.yml",
            got=nodes.words(value.get("c"))[:60],
        )
    return nodes.meta_inlines(value)


def _filled(tree: pandoc.Tree, values: list[list[Node]]) -> tuple[Mapping[str, Any], list[Node]]:
    """Metadata and blocks in which each stand-in has made way for its value; a value may hold an earlier one."""
    filled: list[list[Node]] = []

    def fill(node: Node) -> list[Node] | None:
        string = node["c"] if node["t"] == "Str" else node["c"][1]
        return nodes.join_strings(_pieces(string, filled)) if TOKEN.search(string) else None

    changes = {"Str": fill, "Code": fill}
    for value in values:
        filled.append(nodes.rewrite(value, changes))
    metadata = nodes.rewrite(list(tree["meta"].values()), changes)
    return dict(zip(tree["meta"], metadata, strict=True)), nodes.rewrite(tree["blocks"], changes)


def _pieces(string: str, values: list[list[Node]]) -> list[Node]:
    pieces: list[Node] = []
    for index, piece in enumerate(TOKEN.split(string)):
        if index % 2:
            number = int("".join(str(ord(sign) - DIGIT) for sign in piece))
            pieces.extend(values[number])
        elif piece:
            pieces.append(nodes.text(piece))
    return pieces
