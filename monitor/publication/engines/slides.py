"""Renders the slides of a report: one figure each, in PowerPoint's own format."""

from __future__ import annotations

from typing import Any

from monitor.publication.engines import nodes
from monitor.publication.engines.document import ParsedReport
from monitor.publication.engines.nodes import Node
from monitor.publication.engines.pandoc import Workplace, write_document
from monitor.publication.engines.slides_finish import finished
from monitor.publication.quarto.features import SLIDES
from monitor.publication.theme.slides_reference import with_footer
from monitor.publication.theme.theme import Theme

REFERENCE = "reference.pptx"
SLIDE_LEVEL = 2  # of the headings that begin a slide


def render_slides(document: ParsedReport, theme: Theme, place: Workplace) -> bytes:
    """The file of slides as bytes; `document` is that of the slides."""
    blocks = nodes.rewrite(document.blocks, {"Div": _opened})
    options = [
        f"--reference-doc={document.source.folder / REFERENCE}",
        f"--slide-level={SLIDE_LEVEL}",
        "--syntax-highlighting=none",
    ]
    written = write_document(place, SLIDES, _metadata(document), blocks, options, {})
    return finished(written, document.whole_title, theme)


def _opened(node: Node) -> list[Node] | None:
    return node["c"][1] if "exhibit" in nodes.classes(node) else None


def _metadata(document: ParsedReport) -> dict[str, Any]:
    kept = ("title", "subtitle", "author", "date", "description", "keywords")
    found = {name: document.metadata[name] for name in kept if name in document.metadata}
    return {**found, "lang": {"t": "MetaString", "c": "nl-NL"}}


def personalise_slides(document: ParsedReport) -> None:
    """Put the report's own short title and marks at the foot of the reference slides, where its project has slides.

    It is written back, whatever is rendered, so that whoever renders the folder with Quarto alone gets the same.
    """
    path = document.source.folder / REFERENCE
    if path.is_file():
        path.write_bytes(with_footer(path.read_bytes(), document.short_title, " · ".join(document.marks)))
