"""Renders a document to one self-contained accessible HTML page."""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path
from typing import Any

from monitor.publication.engines import nodes
from monitor.publication.engines.callouts import callout_kind, is_collapsed, title_and_body
from monitor.publication.engines.column_widths import with_column_widths
from monitor.publication.engines.document import ParsedReport
from monitor.publication.engines.elements import (
    for_format,
    labelled_caption,
    picture,
)
from monitor.publication.engines.nodes import Node
from monitor.publication.engines.pandoc import Workplace, framed, write_document
from monitor.publication.theme.templates import shared_root
from monitor.publication.theme.theme import Theme

MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".woff": "font/woff", ".jpg": "image/jpeg"}


def render_html(document: ParsedReport, theme: Theme, place: Workplace) -> bytes:
    """The page as UTF-8 bytes."""
    blocks = nodes.rewrite(for_format(document.blocks, "html"), _Writer(document, theme).changes())
    variables = _variables(document, theme, place)
    page = write_document(place, "html5", _metadata(document), blocks, _options(document, place), variables)
    return _finished(page.decode("utf-8"), theme).encode("utf-8")


class _Writer:
    """Turns figures, tables, callouts and data folds into what a page shows."""

    def __init__(self, document: ParsedReport, theme: Theme) -> None:
        self.document = document
        self.theme = theme

    def changes(self) -> dict[str, nodes.Change]:
        return {"Figure": self._figure, "Image": self._image, "Table": self._table, "Div": self._block}

    def _block(self, node: Node) -> list[Node] | None:
        if kind := callout_kind(node):
            return _callout(node, kind)
        return self._fold(node) if "figure-data" in nodes.classes(node) else None

    def _figure(self, node: Node) -> list[Node]:
        caption = self._caption(node)
        numbered = node["c"][0][0] in self.document.numbers.by_anchor
        label = nodes.words(caption[:1] if numbered else caption).rstrip(":")
        scroll = nodes.attr(classes=["figure-scroll"], tabindex="0", role="group", aria_label=label)
        picture_block = nodes.div(node["c"][2], scroll)
        return [{"t": "Figure", "c": [node["c"][0], [None, [nodes.plain(caption)]], [picture_block]]}]

    def _caption(self, node: Node) -> list[Node]:
        return labelled_caption(node, self.document.numbers)

    def _image(self, node: Node) -> list[Node]:
        image = picture(node, self.document.source, "html")
        size = {"width": image.width} if image.width else {}
        content = [nodes.attr(**size), [nodes.text(image.alt)], [data_uri(image.path), ""]]
        return [{"t": "Image", "c": content}]

    def _table(self, node: Node) -> list[Node]:
        caption = self._caption(node)
        attributes, _, *rest = with_headers(with_column_widths(node))["c"]
        table = {"t": "Table", "c": [attributes, [None, [nodes.plain(caption)] if caption else []], *rest]}
        named = {"role": "region", "aria_label": nodes.words(caption)} if caption else {}
        return [nodes.div([table], nodes.attr(classes=["table-scroll"], tabindex="0", **named))]

    def _fold(self, node: Node) -> list[Node]:
        attributes, body = node["c"]
        summary = nodes.key(attributes, "summary", self.theme.words["figure_data"])
        return nodes.anchored(_details([nodes.text(summary)], body, "figure-data", ""), attributes[0])


def with_headers(table: Node) -> Node:
    """A table whose head cells and first column are header cells with their scope."""
    attributes, caption, columns, head, bodies, foot = table["c"]
    scoped = [head[0], [_scoped(row, len(row[1]), "col") for row in head[1]]]
    headed = [[body[0], 1, body[2], [_scoped(row, 1, "row") for row in body[3]]] for body in bodies]
    return {"t": "Table", "c": [attributes, caption, columns, scoped, headed if head[1] else bodies, foot]}


def _scoped(row: list[Any], count: int, scope: str) -> list[Any]:
    return [row[0], [_head_cell(cell, scope) if index < count else cell for index, cell in enumerate(row[1])]]


def _head_cell(cell: list[Any], scope: str) -> list[Any]:
    return [nodes.attr(scope=f"{scope}group" if cell[3] > 1 else scope), *cell[1:]]


def _callout(node: Node, kind: str) -> list[Node]:
    title, body = title_and_body(node)
    if is_collapsed(node) and title:
        folded = _details(title, body, f"callout callout-{kind}", "callout-title")
        return nodes.anchored(folded, node["c"][0][0])
    head = [nodes.div([nodes.paragraph(title)], nodes.attr(classes=["callout-title"]))] if title else []
    label = {"aria_label": nodes.words(title)} if title else {}
    attributes = nodes.attr(node["c"][0][0], ["callout", f"callout-{kind}"], role="note", **label)
    return [nodes.div([*head, *body], attributes)]


def _details(summary: list[Node], body: list[Node], classes: str, summary_classes: str) -> list[Node]:
    opened = f'<details class="{classes}"><summary' + (
        f' class="{summary_classes}">' if summary_classes else ">"
    )
    head = nodes.plain([nodes.raw("html", opened), *summary, nodes.raw("html", "</summary>")])
    return [head, *body, nodes.raw_block("html", "</details>")]


def data_uri(path: Path) -> str:
    """A file as an address that carries the file itself."""
    return f"data:{MEDIA_TYPES[path.suffix]};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _metadata(document: ParsedReport) -> dict[str, Any]:
    kept = (
        "title",
        "subtitle",
        "author",
        "date",
        "imprint",
        "marks",
        "lang",
        "description",
        "publisher",
    )
    found = {name: document.metadata[name] for name in kept if name in document.metadata}
    return {**found, "logo-alt": {"t": "MetaString", "c": document.text("logo-alt")}}  # for an attribute


def _options(document: ParsedReport, place: Workplace) -> list[str]:
    options = [
        f"--template={framed(place, shared_root() / 'html' / 'template.html', ['title-block.html'])}",
        "--section-divs", "--shift-heading-level-by=1", "--wrap=none", "--syntax-highlighting=none", "--email-obfuscation=none",
    ]  # fmt: skip
    if document.flag("toc", True):
        options += ["--toc", f"--toc-depth={int(document.setting('toc-depth', '2')) + 1}"]
    return [*options, "--number-sections"] if document.flag("number-sections", True) else options


def _variables(document: ParsedReport, theme: Theme, place: Workplace) -> dict[str, Any]:
    return {
        "styles": styles(document.source.folder),
        "skip-words": html.escape(theme.words["skip"]),
        "toc-title": html.escape(document.setting("toc-title", theme.words["contents"])),
        "pagetitle": _page_title(document),
        "date-iso": place.published.isoformat(),
        "compact": document.flag("compact"),
        **({"logo-file": data_uri(document.logo)} if document.logo else {}),
    }


def _page_title(document: ParsedReport) -> str:
    """pandoc prints a variable as it stands: without the escapes a title could close its own element."""
    return html.escape(" · ".join([document.text("title"), *document.marks]), quote=False)


def styles(folder: Path) -> str:
    """The project's style sheet with its fonts inside it."""
    sheet = (folder / "styles.css").read_text(encoding="utf-8")
    return re.sub(r'url\("([^"]+)"\)', lambda match: f'url("{data_uri(folder / match[1])}")', sheet)


def _finished(page: str, theme: Theme) -> str:
    """Names for the footnote list and its way back, which pandoc leaves without words."""
    page = page.replace(
        'role="doc-endnotes">', f'role="doc-endnotes" aria-label="{theme.words["footnotes"]}">'
    )
    return re.sub(
        r'class="footnote-back" role="doc-backlink">',
        lambda match: f'{match[0][:-1]} aria-label="{theme.words["back"]}">',
        page,
    )
