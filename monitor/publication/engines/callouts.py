"""Callouts: boxes such as "In het kort", with a title in front and a body below."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from monitor.publication.engines import nodes, pandoc
from monitor.publication.engines.nodes import Node
from monitor.publication.quarto import features

TITLE = "callout-title"
UNTITLED = ("simple", "minimal")  # appearances that have no title of their own


def callout_kind(node: Node) -> str:
    """`note`, `tip`, `warning`, `important` or `caution`; empty for any other node."""
    if node["t"] != "Div":
        return ""
    kinds = (name for name in nodes.classes(node) if name in features.CALLOUTS)
    return next(kinds, "").removeprefix("callout-")


def is_collapsed(node: Node) -> bool:
    """Whether a page shows only the title until somebody opens the callout."""
    return nodes.key(node["c"][0], "collapse") == "true"


def title_and_body(node: Node) -> tuple[list[Node], list[Node]]:
    """Inlines of the title (empty if there is none) and blocks of the body."""
    body = node["c"][1]
    if body and body[0]["t"] == "Div" and TITLE in nodes.classes(body[0]):
        return body[0]["c"][1][0]["c"], body[1:]
    return [], body


def give_titles(blocks: list[Node], language: Mapping[str, Any]) -> list[Node]:
    """Put each callout's title before its body: from `title=`, from a heading that opens it, or by kind."""
    written = [nodes.key(node["c"][0], "title") for node in nodes.descend(blocks) if callout_kind(node)]
    parsed = dict(zip(written, _parsed(written), strict=True))

    def change(node: Node) -> list[Node] | None:
        if not callout_kind(node):
            return None
        title, body = _title(node, parsed, language)
        head = [nodes.div([nodes.plain(title)], nodes.attr(classes=[TITLE]))] if title else []
        return [nodes.div([*head, *body], node["c"][0])]

    return nodes.rewrite(blocks, {"Div": change})


def _title(
    node: Node, parsed: Mapping[str, list[Node]], language: Mapping[str, Any]
) -> tuple[list[Node], list[Node]]:
    attributes, body = node["c"]
    if title := parsed[nodes.key(attributes, "title")]:
        return title, body
    if body and body[0]["t"] == "Header":
        return body[0]["c"][2], body[1:]
    if nodes.key(attributes, "appearance") in UNTITLED:
        return [], body
    kind = callout_kind(node)
    return [nodes.text(str(language.get(f"callout-{kind}-title", kind.capitalize())))], body


def _parsed(titles: list[str]) -> list[list[Node]]:
    if not any(titles):
        return [[] for _ in titles]
    head = json.dumps({"titles": [title or " " for title in titles]}, ensure_ascii=False)
    inlines = pandoc.read_markdown(f"---\n{head}\n---\n")["meta"]["titles"]["c"]
    return [nodes.meta_inlines(title) for title in inlines]
