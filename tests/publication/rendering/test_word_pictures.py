"""Truth: the parts of a Word file that hold a picture, and what a drawing program makes of its letters."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import vl_convert
from PIL import Image, ImageChops, ImageStat

from monitor.publication.charts.drawing import register_fonts
from monitor.publication.charts.figure import BuiltFigure, build_figure
from monitor.publication.charts.outlines import outlined
from monitor.publication.engines.render import render_project
from monitor.publication.engines.word_pictures import with_vector_pictures
from tests.publication.figures.conftest import Sample
from tests.publication.figures.hard import hard_study
from tests.words import voice_of

SVG = "{http://www.w3.org/2000/svg}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


@pytest.fixture(scope="module")
def figure(tmp_path_factory: pytest.TempPathFactory) -> BuiltFigure:
    study = hard_study(tmp_path_factory.mktemp("study"))
    return build_figure("antwoord--change", Sample(study, seed=5).released(), voice_of(study))


@pytest.fixture
def project(project_with: Callable[[str], Path], figure: BuiltFigure) -> Path:
    """A report with a figure of ours among its own pictures."""
    folder = project_with("![Eigen](figures/eigen){#fig-eigen fig-alt=\"Twee keer 'ja' & nee.\"}")
    for name, content in figure.files("eigen", ["docx"]).items():
        (folder / "figures" / name).write_bytes(content)
    return folder


@pytest.fixture
def parts(project: Path, published: date) -> dict[str, bytes]:
    [path] = render_project(project, ("docx",), "embedded", published)
    return parts_of(path.read_bytes())


def parts_of(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def relations(parts: dict[str, bytes]) -> dict[str, str]:
    root = ElementTree.fromstring(parts["word/_rels/document.xml.rels"])
    ids = [relation.attrib["Id"] for relation in root]
    assert len(ids) == len(set(ids))
    return {relation.attrib["Id"]: relation.attrib["Target"] for relation in root}


def test_a_figure_of_ours_is_there_as_pixels_and_as_vectors(
    parts: dict[str, bytes], figure: BuiltFigure
) -> None:
    targets = relations(parts)
    blips = ElementTree.fromstring(parts["word/document.xml"]).findall(".//{*}blip")
    vectors = [(blip, vector) for blip in blips for vector in blip.findall(".//{*}svgBlip")]
    assert len(vectors) == 1
    assert len(blips) > 1
    [(pixels, vector)] = vectors
    assert parts[posixpath.join("word", targets[pixels.attrib[RELATED]])] == figure.png
    assert parts[posixpath.join("word", targets[vector.attrib[RELATED]])].decode() == outlined(figure.svg)


def test_every_part_is_well_formed_has_a_type_and_is_where_it_is_said_to_be(parts: dict[str, bytes]) -> None:
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    named = {entry.get("PartName") for entry in types}
    endings = {entry.get("Extension") for entry in types}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels", ".svg")):
            ElementTree.fromstring(content)
        assert f"/{name}" in named or name.rpartition(".")[2] in endings, name
    targets = relations(parts)
    used = re.findall(r'r:embed="([^"]+)"', parts["word/document.xml"].decode())
    assert all(posixpath.join("word", targets[relation]) in parts for relation in used)


def test_the_description_stays_with_the_picture(parts: dict[str, bytes]) -> None:
    told = ElementTree.fromstring(parts["word/document.xml"]).findall(".//{*}cNvPr")
    assert told[-1].attrib["descr"] == "Twee keer 'ja' & nee."


def test_the_same_project_gives_the_same_bytes(project: Path, published: date) -> None:
    first, second = (
        render_project(project, ("docx",), "embedded", published)[0].read_bytes() for _ in range(2)
    )
    assert first == second


def test_a_file_without_figures_of_ours_stays_as_it_is(rendered: Path) -> None:
    written = (rendered / "report.docx").read_bytes()
    assert with_vector_pictures(written, rendered) == written
    assert not [name for name in parts_of(written) if name.endswith(".svg")]


def test_letters_are_shapes_that_need_no_font(figure: BuiltFigure) -> None:
    root = ElementTree.fromstring(outlined(figure.svg))
    assert not [one.tag for one in root.iter() if one.tag in {f"{SVG}text", f"{SVG}tspan", f"{SVG}style"}]
    assert "font" not in outlined(figure.svg)
    assert root.get("aria-label") == figure.alt


def test_the_shapes_stand_where_the_letters_did(figure: BuiltFigure) -> None:
    register_fonts()
    with_font, as_shapes = (
        Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=2))).convert("L")
        for svg in (figure.svg, outlined(figure.svg))
    )
    assert with_font.size == as_shapes.size
    coarse = [
        image.resize((with_font.width // 24, with_font.height // 24), Image.Resampling.BOX)
        for image in (with_font, as_shapes)
    ]  # so coarse that kerning is not seen
    ink = 255 - ImageStat.Stat(coarse[0]).mean[0]
    off = ImageStat.Stat(ImageChops.difference(*coarse)).mean[0]
    assert 0 < off < ink * 0.1
