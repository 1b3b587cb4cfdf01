"""Truth: what Word reads of the real reports, through python-docx and the XML; pages as LibreOffice lays them out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

TWO_PAGES = [
    "parliament", "parliament-senate", "parliament-any", "clients-parliament", "letter", "clients-letter",
]  # fmt: skip
NAMES = ["inspectorate", "clients", *TWO_PAGES]


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, demonstration: Any) -> Path:
    return demonstration.report(request.param, "docx")


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode("utf-8")


def test_headings_are_headings_and_none_is_skipped(path: Path) -> None:
    styles = [paragraph.style.name for paragraph in docx.Document(str(path)).paragraphs]
    assert styles.count("Title") == 1
    levels = [int(style[-1]) for style in styles if re.fullmatch(r"Heading [1-6]", style)]
    assert levels
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_no_line_in_bold_plays_the_part_of_a_heading(path: Path) -> None:
    for paragraph in docx.Document(str(path)).paragraphs:
        told = [run for run in paragraph.runs if run.text.strip()]
        is_question = re.match(r"[\w.]{1,7}\. ", paragraph.text)  # of the annex, followed by its answers
        if paragraph.style.name in ("Body Text", "First Paragraph", "Normal") and told and not is_question:
            assert not all(run.bold for run in told), paragraph.text


def test_the_whole_document_is_dutch(path: Path) -> None:
    assert {"nl-NL"} == set(re.findall(r'<w:lang [^>]*w:val="([^"]*)"', _part(path, "word/styles.xml")))
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]*)"', _part(path, "word/document.xml"))) <= {"nl-NL"}


def test_every_picture_has_a_description_that_is_no_file_name(path: Path) -> None:
    found = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', _part(path, "word/document.xml"))
    pictures = _part(path, "word/document.xml").count("<pic:pic")
    assert len(found) == pictures
    assert all(len(words.split()) >= 8 and not re.search(r"\.(png|svg)$", words) for words in found)


def test_every_table_repeats_its_header_row(path: Path) -> None:
    for table in docx.Document(str(path)).tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader"), [cell.text for cell in table.rows[0].cells]


def test_the_first_column_of_every_table_heads_its_rows(path: Path) -> None:
    for table in docx.Document(str(path)).tables:
        if table.style.name == "Table":
            assert table._tbl.tblPr.xpath("./w:tblLook/@w:firstColumn") == ["1"]


def test_rows_of_one_question_stay_on_one_page(path: Path) -> None:
    for table in docx.Document(str(path)).tables:
        rows = table._tbl.tr_lst
        for row, below in zip(rows, rows[1:], strict=False):
            if below.xpath("./w:tc/w:tcPr/w:vMerge[@w:val='continue']"):
                assert all(cell.xpath("./w:p/w:pPr/w:keepNext") for cell in row.tc_lst)


def test_word_is_asked_to_update_its_fields_where_there_are_contents(path: Path) -> None:
    contents = " TOC " in _part(path, "word/document.xml")
    assert ('<w:updateFields w:val="true" />' in _part(path, "word/settings.xml")) == contents


def test_every_table_and_picture_has_a_caption_in_the_style_of_captions(path: Path) -> None:
    document = docx.Document(str(path))
    styles = {style.style_id: style.name for style in document.styles}
    for table in document.tables:
        if table.style.name == "Table":
            assert styles[table._tbl.getprevious().style] == "Table Caption", table.rows[0].cells[0].text
            assert table._tbl.tblPr.xpath("./w:tblCaption/@w:val")
    numbered = [
        p for p in document.paragraphs if "SEQ Grafiek" in "".join(p._p.xpath("./w:fldSimple/@w:instr"))
    ]
    assert {caption.style.name for caption in numbered} <= {"Image Caption"}
    assert len(numbered) == len([p for p in document.paragraphs if p._p.xpath(".//pic:pic")])


@pytest.mark.parametrize("name", NAMES)
def test_title_and_author_are_properties(demonstration: Any, name: str) -> None:
    properties = docx.Document(str(demonstration.report(name, "docx"))).core_properties
    of_clients = "Monitor klanten in de bijstand"
    study = of_clients if "clients" in name else "Monitor klantmanagers Participatiewet"
    is_letter = "letter" in name
    assert properties.title.startswith(f"Brief aan de Tweede Kamer: {study}" if is_letter else f"{study}: ")
    assert properties.author == (
        "Ministerie van Voorbeelden (verzonnen)" if is_letter else "Bijstandsmonitor"
    )


@pytest.mark.parametrize("name", TWO_PAGES)
def test_a_summary_for_parliament_breaks_the_page_once(demonstration: Any, name: str) -> None:
    xml = _part(demonstration.report(name, "docx"), "word/document.xml")
    assert xml.count('<w:br w:type="page"/>') == 1
    assert xml.count("<w:sectPr") == 1
    assert "w:titlePg" not in xml


@pytest.mark.ci
@pytest.mark.parametrize("name", TWO_PAGES)
def test_a_summary_for_parliament_has_exactly_two_pages(
    demonstration: Any, word_pages: Callable[[Path], int], name: str
) -> None:
    assert word_pages(demonstration.report(name, "docx")) == 2
