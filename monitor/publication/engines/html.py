"""Renders a document to one self-contained accessible HTML page."""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path
from typing import Any

from monitor.input_files import is_file
from monitor.publication.engines import nodes
from monitor.publication.engines.callouts import callout_kind, is_collapsed, title_and_body
from monitor.publication.engines.document import ParsedReport
from monitor.publication.engines.elements import (
    for_format,
    labelled_caption,
    picture,
)
from monitor.publication.engines.html_tables import page_table
from monitor.publication.engines.nodes import Node
from monitor.publication.engines.pandoc import Workplace, framed, write_document
from monitor.publication.language.filling import small_start
from monitor.publication.theme.templates import shared_root
from monitor.publication.theme.theme import Theme

NARROW = "(max-width: 40rem)"  # a screen for which a figure has its own drawing, as in styles.css
MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".woff": "font/woff", ".jpg": "image/jpeg"}


def render_html(document: ParsedReport, theme: Theme, place: Workplace) -> bytes:
    """The page as UTF-8 bytes."""
    writer = _Writer(document, theme)
    named = nodes.rewrite(for_format(document.blocks, "html"), {"Div": writer.name_data})
    blocks = nodes.rewrite(named, writer.changes())
    variables = _variables(document, theme, place)
    page = write_document(place, "html5", _metadata(document), blocks, _options(document, place), variables)
    return _finished(page.decode("utf-8"), theme).encode("utf-8")


class _Writer:
    """Turns figures, tables, callouts and data folds into what a page shows."""

    def __init__(self, document: ParsedReport, theme: Theme) -> None:
        self.document = document
        self.theme = theme

    def changes(self) -> dict[str, nodes.Change]:
        return {
            "Figure": self._figure, "Image": self._image, "Table": self._table, "Div": self._block,
            "Header": self._header,
        }  # fmt: skip

    def _header(self, node: Node) -> list[Node] | None:
        """A heading that says its own number: pandoc would count on where annexes begin."""
        number = self.document.numbers.heading(node)
        return [with_number(node, number)] if number else None

    def _block(self, node: Node) -> list[Node] | None:
        if "exhibit" in nodes.classes(node):
            return node["c"][1]
        if kind := callout_kind(node):
            return _callout(node, kind)
        return self._fold(node) if "figure-data" in nodes.classes(node) else None

    def _figure(self, node: Node) -> list[Node]:
        caption = [None, [nodes.plain(self._caption(node))]]
        return [{"t": "Figure", "c": [node["c"][0], caption, node["c"][2]]}]

    def _caption(self, node: Node) -> list[Node]:
        return labelled_caption(node, self.document.numbers)

    def _image(self, node: Node) -> list[Node]:
        image = picture(node, self.document.source, "html")
        size = {"width": image.width} if image.width else {}
        content = [nodes.attr(**size), [nodes.text(image.alt)], [data_uri(image.path), ""]]
        shown = {"t": "Image", "c": content}
        narrow = image.path.with_name(f"{image.path.stem}-narrow{image.path.suffix}")
        if not is_file(narrow):
            return [shown]
        opened = f'<picture><source media="{NARROW}" srcset="{data_uri(narrow)}" />'
        return [nodes.raw("html", opened), shown, nodes.raw("html", "</picture>")]

    def _table(self, node: Node) -> list[Node]:
        return page_table(node, self._caption(node))

    def name_data(self, node: Node) -> list[Node] | None:
        """A fold of figures whose tables have its name, where they have no caption."""
        if "figure-data" not in nodes.classes(node):
            return None
        name = self._data_name(node)

        def named(table: Node) -> list[Node]:
            (identifier, classes, keys), *rest = table["c"]
            return [{"t": "Table", "c": [[identifier, classes, [*keys, ["aria-label", name]]], *rest]}]

        return [nodes.div(nodes.rewrite(node["c"][1], {"Table": named}), node["c"][0])]

    def _data_name(self, node: Node) -> str:
        """ "Cijfers bij grafiek 5", by the anchor of the figure."""
        attributes = node["c"][0]
        label = self.document.numbers.label(nodes.key(attributes, "figure"))
        words = self.theme.words
        name = words["figure_data_of"].format(figure=small_start(label)) if label else words["figure_data"]
        return nodes.key(attributes, "summary", name)

    def _fold(self, node: Node) -> list[Node]:
        attributes, body = node["c"]
        folded = _details([nodes.text(self._data_name(node))], body, "figure-data", "")
        return nodes.anchored(folded, attributes[0])


def with_number(header: Node, number: str) -> Node:
    """A heading with the number that pandoc prints before it and in the contents."""
    level, (identifier, classes, keys), words = header["c"]
    return {"t": "Header", "c": [level, [identifier, classes, [*keys, ["number", number]]], words]}


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
    return html.escape(" · ".join([document.whole_title, *document.marks]), quote=False)


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
