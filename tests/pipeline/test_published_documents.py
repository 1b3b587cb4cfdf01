"""Truth: the documents of the demonstration study, opened again with other programs."""

from __future__ import annotations

import html
import re
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pikepdf
import pytest

from tests.tablebooks import book_tables

SHIPPED_FONTS = {"SourceSansPro-Regular", "SourceSansPro-It", "SourceSansPro-Bold", "SourceSansPro-BoldIt"}
LEFT_OVER = re.compile(r"\{\{<|\?var:|\?@|\bNone\b|\bnan\b|\bNaN\b|\bundefined\b|\bnull\b")
ENGLISH = re.compile(
    r"\b(Figure|Table of|Table \d|Chapter|Section|Note:|Source:|Contents|increased|decreased|undecided|equivalent"
    r"|too few|suppressed|released|unreliable|share of|mean of|respondents)\b"
)


@pytest.fixture(scope="module")
def reports(demonstration: Path) -> list[Path]:
    found = sorted((demonstration / "build").glob("*/*/reports/*"))
    assert len(found) == 6  # three reports of each study
    return found


@pytest.fixture(scope="module")
def book(demonstration: Path) -> openpyxl.Workbook:
    """The table book of klantmanagers, read once; nobody changes it."""
    return openpyxl.load_workbook(
        demonstration / "build" / "klantmanagers" / "2022" / "results" / "tabellenboek.xlsx"
    )


def _page_text(folder: Path) -> str:
    page = (folder / "report.html").read_text(encoding="utf-8")
    body = page[page.index("<body") :]
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", body, flags=re.DOTALL)
    alts = " ".join(re.findall(r'alt="([^"]*)"', body))
    return html.unescape(re.sub(r"<[^>]+>", " ", body) + " " + alts)


def _word_text(folder: Path) -> str:
    document = docx.Document(str(folder / "report.docx"))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_no_output_holds_anything_unfilled_or_english(reports: list[Path]) -> None:
    for folder in reports:
        for name, text in (("html", _page_text(folder)), ("docx", _word_text(folder))):
            for pattern in (LEFT_OVER, ENGLISH):
                found = pattern.search(text)
                assert found is None, (
                    f"{folder.name} {name}: {text[max(0, found.start() - 60) : found.end() + 60]!r}"
                )


def test_fonts_of_the_pdf_are_exactly_the_shipped_ones(reports: list[Path]) -> None:
    for folder in reports:
        fonts = set()
        with pikepdf.open(folder / "report.pdf") as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing:
                    fonts.add(str(thing["/BaseFont"]).rpartition("+")[2].lstrip("/"))
        assert fonts
        assert fonts <= SHIPPED_FONTS, fonts - SHIPPED_FONTS


def test_the_pdf_is_tagged_titled_and_dutch_and_every_picture_is_described(reports: list[Path]) -> None:
    for folder in reports:
        with pikepdf.open(folder / "report.pdf") as pdf:
            assert str(pdf.Root["/Lang"]).startswith("nl")
            assert bool(pdf.Root["/MarkInfo"]["/Marked"])
            assert str(pdf.docinfo["/Title"]).strip()
            kinds = [
                thing
                for thing in pdf.objects
                if isinstance(thing, pikepdf.Dictionary) and "/S" in thing and "/P" in thing
            ]
            figures = [thing for thing in kinds if str(thing["/S"]) == "/Figure"]
            assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
            assert figures or any(str(thing["/S"]) == "/Table" for thing in kinds)  # a letter has no table


def test_every_picture_in_word_is_described_by_a_sentence(reports: list[Path]) -> None:
    for folder in reports:
        document = docx.Document(str(folder / "report.docx"))
        for picture in document.element.body.iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
        ):
            text = picture.get("descr") or ""
            assert len(text) > 20, text
            assert not re.search(r"\.(png|svg)$", text), text


def test_every_report_says_that_the_data_are_no_real_survey(reports: list[Path]) -> None:
    for folder in reports:
        assert "geen echt onderzoek" in _page_text(folder)


def test_the_table_book_is_dutch_and_has_a_sheet_per_theme(book: openpyxl.Workbook) -> None:
    assert len(book.sheetnames) >= 8
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                if isinstance(value, str):
                    assert not LEFT_OVER.search(value), value
                    assert not ENGLISH.search(value), value


def test_shares_of_the_whole_sample_in_the_table_book_are_the_released_counts(
    demonstration: Path, book: openpyxl.Workbook
) -> None:
    results = demonstration / "build" / "klantmanagers" / "2022" / "results"
    released = pd.read_csv(results / "estimates.csv", keep_default_na=False, dtype={"wave": str})
    barrier = released[
        (released["item"] == "bar_budget") & (released["breakdown"] == "") & (released["measure"] == "share")
    ]
    expected = {
        (row.wave, int(row.n), int(row.count), float(row.estimate)) for row in barrier.itertuples(index=False)
    }
    (figures,) = [table for table in book_tables(book) if table.name == "alle_cijfers"]
    found = {
        (row["Meting"], row["Ongewogen n"], row["Aantal"], row["Cijfer"])
        for row in figures.rows
        if row["Vraag"] == "8a.7" and row["Groep"] == "Totaal"
    }
    assert found == expected
    assert len(expected) == 8  # three categories and a net, in two waves
