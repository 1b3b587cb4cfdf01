"""What every format does with a document before its own work: conditions, pictures, table shape."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from monitor.errors import PublicationError
from monitor.input_files import is_file
from monitor.publication.engines import nodes
from monitor.publication.engines.nodes import Node
from monitor.publication.engines.numbering import Numbers
from monitor.publication.quarto import features
from monitor.publication.quarto.reference_checks import picture_names
from monitor.publication.quarto.source import Source


@dataclass(frozen=True)
class Picture:
    """A picture file of the project by its name there, its description for people who cannot see it, and its width."""

    name: str
    path: Path
    alt: str
    width: str


def for_format(blocks: list[Node], format_: str) -> list[Node]:
    """Blocks without what `content-visible` and `content-hidden` keep from this format."""

    def change(node: Node) -> list[Node] | None:
        if not set(nodes.classes(node)) & set(features.CONDITIONS):
            return None
        return node["c"][1] if _is_shown(node, format_) else []

    return nodes.rewrite(blocks, {"Div": change, "Span": change})


def _is_shown(node: Node, format_: str) -> bool:
    attributes = node["c"][0]
    when, unless = nodes.key(attributes, "when-format"), nodes.key(attributes, "unless-format")
    holds = (not when or when == format_) and (not unless or unless != format_)
    return holds if "content-visible" in attributes[1] else not holds


def picture(image: Node, source: Source, format_: str) -> Picture:
    """The file and description behind an image, with the format's own extension where none is written.

    **Raises** PublicationError where pandoc sees a picture that the checks took for code, and it is not there.
    """
    attributes, caption, target = image["c"]
    [written] = picture_names(target[0], source.settings, [format_])
    name = written if is_file(source.folder / written) else unquote(written)  # pandoc writes a space as %20
    if not is_file(source.folder / name):
        raise PublicationError("templates_checks.picture_does_not_exist", name=name)
    return Picture(
        name,
        source.folder / name,
        nodes.key(attributes, "fig-alt", nodes.words(caption)),
        nodes.key(attributes, "width"),
    )


def caption_of(node: Node) -> list[Node]:
    """Caption of a figure or table as inlines, empty if there is none."""
    blocks = node["c"][1][1]
    return blocks[0]["c"] if blocks else []


def labelled_caption(node: Node, numbers: Numbers) -> list[Node]:
    """Caption with "Grafiek 1:" in front where the figure or table has an anchor with a number."""
    anchor, caption = node["c"][0][0], caption_of(node)
    return numbers.caption(anchor, caption) if anchor in numbers.by_anchor else caption
