"""Truth: what Word itself reads, through python-docx and the XML of the file."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.document import Document

from monitor.publication.engines.render import render_project
from monitor.publication.theme.theme import load_theme
from monitor.publication.theme.word_reference import reference_document, with_header, with_title_page


@pytest.fixture(scope="module")
def word(rendered: Path) -> Document:
    return docx.Document(str(rendered / "report.docx"))


@pytest.fixture(scope="module")
def xml(rendered: Path) -> str:
    with zipfile.ZipFile(rendered / "report.docx") as archive:
        return archive.read("word/document.xml").decode("utf-8")


def _styled(word: Document, style: str) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == style]


def test_headings_have_real_styles_and_numbers(word: Document) -> None:
    assert _styled(word, "Heading 1") == [
        "Samenvatting", "1\tGenoeg aandacht voor elke klant", "2\tSamenwerken voor de klant", "Verantwoording",
    ]  # fmt: skip
    assert _styled(word, "Heading 2")[0] == "1.1\tDe meeste klantmanagers moeten kiezen"


def test_the_title_page_has_its_styles(word: Document) -> None:
    found = [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs[:5]]
    assert found == [
        ("Author", "Onderzoeksteam Bijstandsmonitor"),
        ("Mark", "Demonstratie: geen echt onderzoek"),
        ("Title", "Werken aan werk"),
        ("Subtitle", "Ervaringen van klantmanagers, meting 2022"),
        ("Date", "1 september 2024"),
    ]


def test_several_authors_share_a_line(project: Path, published: date) -> None:
    report = project / "report.qmd"
    text = report.read_text(encoding="utf-8")
    report.write_text(
        text.replace("author: Onder", "author: [A. de Vries, Onder").replace(
            "monitor\ndate", "monitor]\ndate"
        ),
        encoding="utf-8",
    )
    [path] = render_project(project, ("docx",), "embedded", published)
    assert _styled(docx.Document(str(path)), "Author") == ["A. de Vries, Onderzoeksteam Bijstandsmonitor"]


def test_captions_count_by_themselves(xml: str, word: Document) -> None:
    assert re.findall(r'w:instr=" SEQ (\w+) ', xml) == ["Grafiek", "Grafiek", "Tabel", "Tabel", "Grafiek"]
    assert _styled(word, "Image Caption")[1].endswith("(demonstratiecijfers)")
    assert "Grafiek\u00a01: Moeten kiezen wie aandacht krijgt" in "".join(
        re.findall(r"<w:t[^>]*>([^<]*)", xml)
    )


def test_references_are_fields_that_point_at_bookmarks(xml: str) -> None:
    references = re.findall(r" REF (\w+) ", xml)
    bookmarks = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="([^"]+)"', xml)
    assert references == ["fig_g02", "tbl_t01", "fig_g04", "tbl_t01", "tbl_t02", "fig_g02", "fig_g17"]
    assert set(references) <= {name for _, name in bookmarks}
    assert len({number for number, _ in bookmarks}) == len(bookmarks)
    anchors = set(re.findall(r'w:anchor="([^"]+)"', xml))
    assert anchors <= {name for _, name in bookmarks}


def test_the_contents_is_a_field_with_its_lines_filled_in(xml: str) -> None:
    assert ' TOC \\o "1-2" \\h \\z \\u ' in xml
    assert xml.count('w:fldCharType="begin"') == xml.count('w:fldCharType="end"')
    assert _contents(xml)[:4] == [
        "Inhoud", "Samenvatting", "1|Genoeg aandacht voor elke klant", "1.1|De meeste klantmanagers moeten kiezen",
    ]  # fmt: skip


def test_the_contents_of_a_report_without_numbers_have_none(project: Path, published: date) -> None:
    for path in (project / "report.qmd", *project.glob("chapters/*.qmd")):
        text = path.read_text(encoding="utf-8")
        text = text.replace("demonstration: true", "number-sections: false").replace(" en @sec-tijd", "")
        text = text.replace("[Hoofdstuk @sec-aandacht]", "Een").replace("@sec-samenwerking over", "twee over")
        path.write_text(text, encoding="utf-8")
    [path] = render_project(project, ("docx",), "embedded", published)
    with zipfile.ZipFile(path) as archive:
        lines = _contents(archive.read("word/document.xml").decode("utf-8"))
    assert lines[1:4] == [
        "Samenvatting", "Genoeg aandacht voor elke klant", "De meeste klantmanagers moeten kiezen",
    ]  # fmt: skip


def _contents(xml: str) -> list[str]:
    inside = re.search(r"<w:sdtContent>(.*?)</w:sdtContent>", xml, re.DOTALL)
    assert inside
    bodies = re.sub(r"<w:pPr>.*?</w:pPr>", "", inside[1], flags=re.DOTALL).split("</w:p>")[:-1]
    parts = [re.findall(r"(<w:tab ?/>)|<w:t(?: [^>]*)?>([^<]*)", body) for body in bodies]
    return ["".join("|" if tab else words for tab, words in found) for found in parts]


def test_every_picture_has_its_description(xml: str) -> None:
    descriptions = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', xml)
    assert descriptions == re.findall(r'<pic:cNvPr [^>]*descr="([^"]*)"', xml)
    assert len(descriptions) == 3
    assert (
        descriptions[1]
        == "Gesprekken met klanten kosten met 46 procent de meeste tijd, administratie 27 procent."
    )


def test_a_picture_whose_name_has_a_space_stands_in_every_format(
    project_with: Callable[[str], Path], published: date
) -> None:
    folder = project_with('![Foto](beelden/foto één.png){fig-alt="Balken."}')
    (folder / "beelden").mkdir()
    shutil.copyfile(folder / "figures" / "g02.png", folder / "beelden" / "foto één.png")
    page, pdf, word = render_project(folder, ("html", "pdf", "docx"), "embedded", published)
    assert page.read_text(encoding="utf-8").count('src="data:image/png') == 1
    assert len(docx.Document(str(word)).inline_shapes) == 4
    assert pdf.is_file()


def test_every_table_has_a_header_row(word: Document) -> None:
    styles = [table.style.name for table in word.tables]
    assert styles == ["Callout", "Callout", "Table", "Table", "Callout"]
    for table in word.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert [cell.text for cell in word.tables[2].rows[0].cells] == [
        "Hinder",
        "2020 (n = 103)",
        "2022 (n = 79)",
        "Verschil",
    ]
    assert word.tables[0].rows[0].cells[0].text == "In het kort"


def test_language_properties_and_date(rendered: Path, word: Document) -> None:
    with zipfile.ZipFile(rendered / "report.docx") as archive:
        languages = re.findall(r"<w:lang [^>]*>", archive.read("word/styles.xml").decode("utf-8"))
    assert languages
    assert all('w:val="nl-NL"' in language for language in languages)
    assert word.core_properties.title == "Werken aan werk: Ervaringen van klantmanagers, meting 2022"
    assert word.core_properties.author == "Onderzoeksteam Bijstandsmonitor"
    assert word.core_properties.created.date() == date(2024, 9, 1)


def test_the_header_names_report_and_mark_and_the_first_page_has_none(word: Document) -> None:
    section = word.sections[0]
    assert section.header.paragraphs[0].text == "Werken aan werk\tDemonstratie: geen echt onderzoek"
    assert section.different_first_page_header_footer
    assert "PAGE" in section.footer._element.xml
    assert round(section.page_width.mm) == 210


def test_footnotes_are_footnotes(rendered: Path) -> None:
    with zipfile.ZipFile(rendered / "report.docx") as archive:
        notes = archive.read("word/footnotes.xml").decode("utf-8")
    assert "Het gaat om het aantal klanten dat een klantmanager zelf noemt." in notes


def test_a_page_break_breaks_the_page(project_with, published: date) -> None:
    project = project_with("Voor.\n\n{{< pagebreak >}}\n\nNa.")
    render_project(project, ("docx", "pdf"), "embedded", published)
    with zipfile.ZipFile(project / "report.docx") as archive:
        assert archive.read("word/document.xml").decode("utf-8").count('w:br w:type="page"') == 1


def test_the_reference_document_takes_colours_and_font_from_the_theme() -> None:
    styles = _part(reference_document(load_theme()), "word/styles.xml")
    assert 'w:ascii="Calibri"' in styles
    assert load_theme().colours.accent_dark.removeprefix("#").upper() in styles
    assert "${" not in styles


def test_a_short_document_has_no_title_page_and_no_chapter_pages() -> None:
    compact = reference_document(load_theme(), compact=True)
    assert "pageBreakBefore" not in _part(compact, "word/styles.xml")
    assert "titlePg" not in _part(compact, "word/document.xml")


def test_header_words_can_be_replaced_again_and_are_escaped() -> None:
    once = with_header(reference_document(load_theme()), "Eerste", "")
    header = _part(with_header(once, "R & D <x>", "Concept"), "word/header1.xml")
    assert "R &amp; D &lt;x&gt;" in header
    assert "Eerste" not in header
    assert ">Concept<" in header


PAGE_HEIGHT = 16838 - 1474 - 1247  # twentieths of a point


@pytest.mark.parametrize("length", [20, 90, 200, 400, 900])
def test_a_long_title_leaves_the_date_on_its_page(length: int) -> None:
    """Half the size of a letter is its width, 1.2 times its size the height of a line; both are on the safe side."""
    reference = reference_document(load_theme())
    styles = _part(with_title_page(reference, "x" * length, "y" * 120), "word/styles.xml")
    size, before = (
        int(_style(styles, name, found)) for name, found in (("Title", "sz"), ("Date", "spacing"))
    )
    lines = -(-length * size // (4 * 453))
    below = 300 + 2 * 400 + 160 + 160 + before + 300 + 2 * 340  # author, subtitle, date and imprint
    assert 3800 + lines * size * 12 + below <= PAGE_HEIGHT
    usual = _part(reference, "word/styles.xml")
    assert (styles == usual) is (length == 20)


def _style(styles: str, name: str, tag: str) -> str:
    (style,) = re.findall(rf'<w:style [^>]*w:styleId="{name}">.*?</w:style>', styles, re.DOTALL)
    return re.search(rf'<w:{tag} w:(?:val|before)="(\d+)"', style)[1]


def _part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode("utf-8")
