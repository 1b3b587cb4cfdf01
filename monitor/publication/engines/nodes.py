"""Small pieces of pandoc's document tree: making them, finding them, replacing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Node = dict[str, Any]
Attr = list[Any]
Change = Callable[[Node], "list[Node] | None"]
NO_BREAK_SPACE = "\u00a0"


def attr(identifier: str = "", classes: Sequence[str] = (), **keys: str) -> Attr:
    """Identifier, classes and keys; an underscore in a key name stands for a hyphen."""
    return [identifier, list(classes), [[key.replace("_", "-"), value] for key, value in keys.items()]]


def text(words: str) -> Node:
    """Words as one string, spaces included."""
    return {"t": "Str", "c": words}


def raw(format_: str, code: str) -> Node:
    """Code of the output format between words."""
    return {"t": "RawInline", "c": [format_, code]}


def raw_block(format_: str, code: str) -> Node:
    """Code of the output format between blocks."""
    return {"t": "RawBlock", "c": [format_, code]}


def plain(inlines: list[Node]) -> Node:
    """Words without a paragraph around them."""
    return {"t": "Plain", "c": inlines}


def paragraph(inlines: list[Node]) -> Node:
    """A paragraph."""
    return {"t": "Para", "c": inlines}


def strong(inlines: list[Node]) -> Node:
    """Words in bold."""
    return {"t": "Strong", "c": inlines}


def span(inlines: list[Node], attributes: Attr) -> Node:
    """Words with an identifier or class."""
    return {"t": "Span", "c": [attributes, inlines]}


def link(inlines: list[Node], target: str) -> Node:
    """A link to `target`."""
    return {"t": "Link", "c": [attr(), inlines, [target, ""]]}


def div(blocks: list[Node], attributes: Attr) -> Node:
    """Blocks with an identifier or class."""
    return {"t": "Div", "c": [attributes, blocks]}


def anchored(blocks: list[Node], identifier: str) -> list[Node]:
    """Blocks that stand for a block with an anchor, which links still find."""
    return [div(blocks, attr(identifier))] if identifier else blocks


def key(attributes: Attr, name: str, default: str = "") -> str:
    """The value of a key of an element, or `default`."""
    return next((value for known, value in attributes[2] if known == name), default)


def classes(node: Node) -> list[str]:
    """Classes of a Div, Span, Figure, Table, Image or Header."""
    return attributes_of(node)[1]


def attributes_of(node: Node) -> Attr:
    """The attributes of a node that has them, wherever pandoc keeps them."""
    return node["c"][1] if node["t"] == "Header" else node["c"][0]


def descend(value: Any) -> Iterator[Node]:
    """Every node of a tree, parents before children, in document order."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if type(part) is dict:
            if "t" not in part:
                continue
            yield part
            part = part.get("c")
        if type(part) is list:
            waiting.extend(reversed(part))


def rewrite(blocks: list[Any], changes: Mapping[str, Change]) -> list[Any]:
    """A tree in which nodes of some types were replaced, children first; the given tree is kept.

    `changes` holds a function for each node type. It returns the nodes that take a node's place, or
    None to leave it. Parts without a change are shared with the given tree.
    """
    rewritten: list[Any] | None = None
    for index, part in enumerate(blocks):
        kept, replaced = part, None
        if type(part) is dict:
            content = part.get("c")
            if type(content) is list:
                inside = rewrite(content, changes)
                kept = part if inside is content else {"t": part["t"], "c": inside}
            change = changes.get(part.get("t", ""))
            replaced = change(kept) if change else None
        elif type(part) is list:
            kept = rewrite(part, changes)
        if rewritten is None and (kept is not part or replaced is not None):
            rewritten = blocks[:index]
        if rewritten is not None:
            rewritten.extend([kept] if replaced is None else replaced)
    return blocks if rewritten is None else rewritten


def join_strings(inlines: list[Node]) -> list[Node]:
    """Inlines in which strings that touch are one string, as they are not after filling in a variable."""
    joined: list[Node] = []
    for node in inlines:
        if joined and node["t"] == joined[-1]["t"] == "Str":
            joined[-1] = text(joined[-1]["c"] + node["c"])
        else:
            joined.append(node)
    return joined


def words(value: Any) -> str:
    """The plain text of a tree, footnotes left out."""
    if isinstance(value, list):
        return "".join(words(part) for part in value)
    if type(value) is not dict or "t" not in value:
        return ""
    kind = value["t"]
    content: Any = value.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind in ("Code", "Math", "RawInline"):
        return str(content[-1]) if kind != "RawInline" else ""
    if kind == "Note":
        return ""
    if kind == "Quoted":
        return _quoted(content)
    return words(content)


def _quoted(content: list[Any]) -> str:
    opened, closed = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
    return f"{opened}{words(content[1])}{closed}"


def meta_inlines(value: Node | None) -> list[Node]:
    """The inlines of a metadata field; a field of several paragraphs gives their words in a row."""
    if value is None:
        return []
    if value["t"] == "MetaInlines":
        return value["c"]
    if value["t"] == "MetaString":
        return [text(value["c"])] if value["c"] else []
    return [text(words(value.get("c")))]
