"""Words as Typst must read them, and calls of functions with words in them."""

from __future__ import annotations

import json
import re

from monitor.publication.engines import nodes
from monitor.publication.engines.nodes import Node

# Typst makes dashes, dots, soft hyphens and minus signs of these
SHORTHAND = re.compile(r"--|\.\.\.|-\?|(?<![^\W_])-\d")
# At the start of a line or of square brackets Typst takes these for a list, heading or term. pandoc escapes
# them at the start of a paragraph, but not in list items, cells, captions, links and emphasis.
LIST_START = re.compile(r"(?:\d+\.|[-+/]|=+)")


def verbatim(words: str) -> Node:
    """Words that Typst must not read as markup."""
    return nodes.raw("typst", f"#{quoted(words)};")


def quoted(text: str) -> str:
    """A string as Typst writes it."""
    return json.dumps(text, ensure_ascii=False)


def wrapped(function: str, words: list[Node]) -> list[Node]:
    """Words as the only argument of a function."""
    return [nodes.raw("typst", f"#{function}["), *words, nodes.raw("typst", "]")]


def call(function: str, name: str, title: list[Node], body: list[Node], body_name: str) -> list[Node]:
    """A function with words as one argument and blocks as the other."""
    opened, between = nodes.raw("typst", f"#{function}({name}: ["), nodes.raw("typst", f"], {body_name}: [")
    return [nodes.plain([opened, *title, between]), *body, nodes.raw_block("typst", "])")]


def _string(node: Node) -> list[Node] | None:
    words = node["c"]
    return [verbatim(words)] if SHORTHAND.search(words) or LIST_START.fullmatch(words) else None


def _quoted(node: Node) -> list[Node]:
    opened, closed = ("‘", "’") if node["c"][0]["t"] == "SingleQuote" else ("“", "”")
    return [nodes.text(opened), *node["c"][1], nodes.text(closed)]


WORDS: dict[str, nodes.Change] = {"Str": _string, "Quoted": _quoted}
