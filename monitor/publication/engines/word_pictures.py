"""Figures of a Word file as vectors beside their pixels: Word 2016 and later shows the vectors, older ones the PNG.

The way of Office itself: the picture stays a PNG, and an extension of it names an SVG in the same file.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from monitor.publication.charts.outlines import outlined
from monitor.publication.theme.office_file import zipped

DOCUMENT, RELATIONS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
SPECIFIED = ".vl.json"  # beside a figure of ours, whose SVG holds a font that we know
RELATION = re.compile(r"<Relationship [^>]*>")
BLIP = re.compile(r'<a:blip r:embed="(?P<id>[^"]+)" ?/>')
VECTOR = (
    '<a:blip r:embed="{id}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{id}svg"/>'
    "</a:ext></a:extLst></a:blip>"
)


def with_vector_pictures(document: bytes, project: Path) -> bytes:
    """The Word file of a project with the SVG of each figure beside its PNG; other pictures stay as they are."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    drawings = _drawings(project)
    vectors = {
        relation: drawings[parts[f"word/{target}"]]
        for relation, target in _pictures(parts[RELATIONS].decode("utf-8"))
        if parts.get(f"word/{target}") in drawings
    }
    if not vectors:
        return document
    svgs = {
        f"word/media/{relation}.svg": outlined(path.read_text(encoding="utf-8")).encode("utf-8")
        for relation, path in vectors.items()
    }
    related = "".join(
        f'<Relationship Type="{IMAGE}" Id="{relation}svg" Target="media/{relation}.svg" />'
        for relation in vectors
    )
    changed = {
        DOCUMENT: BLIP.sub(lambda found: _vector(found, vectors), parts[DOCUMENT].decode("utf-8")),
        RELATIONS: parts[RELATIONS].decode("utf-8").replace("</Relationships>", f"{related}</Relationships>"),
        TYPES: re.sub(
            r"<Types [^>]*>",
            r'\g<0><Default Extension="svg" ContentType="image/svg+xml" />',
            parts[TYPES].decode("utf-8"),
            count=1,
        ),
    }
    return zipped({**parts, **svgs, **{name: text.encode("utf-8") for name, text in changed.items()}})


def _drawings(project: Path) -> dict[bytes, Path]:
    """The SVG of each figure of ours by the pixels of its PNG."""
    found: dict[bytes, Path] = {}
    for specification in sorted(project.rglob(f"*{SPECIFIED}")):
        stem = specification.name.removesuffix(SPECIFIED)
        png, svg = (specification.with_name(f"{stem}{ending}") for ending in (".png", ".svg"))
        if png.is_file() and svg.is_file():
            found.setdefault(png.read_bytes(), svg)
    return found


def _pictures(relations: str) -> list[tuple[str, str]]:
    """Id and target of every picture."""
    found = []
    for relation in RELATION.findall(relations):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', relation))
        if attributes.get("Type") == IMAGE and attributes.get("TargetMode") != "External":
            found.append((attributes["Id"], attributes["Target"]))
    return sorted(found)


def _vector(found: re.Match[str], vectors: dict[str, Path]) -> str:
    return VECTOR.format(id=found["id"]) if found["id"] in vectors else found[0]
