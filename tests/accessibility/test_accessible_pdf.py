"""Truth: PDF/UA-1 as declared, as page-validation checks all its rules, and as pikepdf reads it from the tags."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest


@pytest.fixture(
    params=[
        "inspectorate",
        "parliament",
        "parliament-senate",
        "parliament-any",
        "letter",
        "clients",
        "clients-parliament",
        "clients-letter",
    ]
)
def pdf(request: pytest.FixtureRequest, demonstration: Any) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(demonstration.report(request.param, "pdf")) as found:
        yield found


def _tags(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _tags(child)


def _kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(tag["/S"]).removeprefix("/") for tag in _tags(pdf.Root["/StructTreeRoot"])]


def test_standard_language_title_and_tags_are_declared(pdf: pikepdf.Pdf) -> None:
    metadata = pdf.open_metadata()
    assert metadata["pdfuaid:part"] == "1"
    assert (
        metadata["dc:title"]
        .removeprefix("Brief aan de Tweede Kamer: ")
        .startswith(("Monitor klantmanagers", "Monitor klanten in de bijstand"))
    )
    assert str(pdf.Root["/Lang"]).lower() == "nl-nl"
    assert bool(pdf.Root["/MarkInfo"]["/Marked"])
    assert bool(pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert all(str(page.get("/Tabs")) == "/S" for page in pdf.pages)


def test_headings_go_down_one_level_at_a_time(pdf: pikepdf.Pdf) -> None:
    levels = [int(kind[1]) for kind in _kinds(pdf) if kind in {f"H{level}" for level in range(1, 7)}]
    assert levels
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_every_picture_has_a_description(pdf: pikepdf.Pdf) -> None:
    figures = [tag for tag in _tags(pdf.Root["/StructTreeRoot"]) if tag["/S"] == "/Figure"]
    described = [str(figure["/Alt"]) for figure in figures if "/Alt" in figure]
    pictures = [figure for figure in figures if not any(str(tag["/S"]) == "/Figure" for tag in _tags(figure))]
    assert len(described) >= len(pictures)
    assert all(len(words.split()) >= 8 for words in described)


def test_every_table_has_header_cells_with_a_scope(pdf: pikepdf.Pdf) -> None:
    tables = [tag for tag in _tags(pdf.Root["/StructTreeRoot"]) if tag["/S"] == "/Table"]
    for table in tables:
        heads = [tag for tag in _tags(table) if tag["/S"] == "/TH"]
        assert heads
        attributes = [head.get("/A") for head in heads]
        assert all("/Scope" in str(found) for found in attributes)


def test_the_first_column_of_every_table_heads_its_rows(pdf: pikepdf.Pdf) -> None:
    tables = [tag for tag in _tags(pdf.Root["/StructTreeRoot"]) if tag["/S"] == "/Table"]
    known = (
        {str(name) for name in list(pdf.Root["/StructTreeRoot"]["/IDTree"]["/Names"])[::2]}
        if tables
        else set()
    )
    for table in tables:
        for body in (tag for tag in _tags(table) if tag["/S"] == "/TBody"):
            heads = [tag for tag in _tags(body) if tag["/S"] == "/TH"]
            rows = [tag for tag in _tags(body) if tag["/S"] == "/TR"]
            assert len(heads) >= len(rows)
            assert all("/Row" in str(head["/A"]) and str(head["/ID"]) in known for head in heads)
            cells = [tag for tag in _tags(body) if tag["/S"] == "/TD"]
            assert all(len(_headers(cell)) >= 2 and _headers(cell) <= known for cell in cells)


def _headers(cell: pikepdf.Dictionary) -> set[str]:
    return {str(name) for part in cell["/A"] for name in part.get("/Headers", [])}


@pytest.mark.ci
@pytest.mark.parametrize(
    "name", ["inspectorate", "parliament", "parliament-any", "clients", "clients-parliament"]
)
def test_no_rule_of_pdf_ua_is_broken(demonstration: Any, name: str) -> None:
    found = page.validate_pdf(demonstration.report(name, "pdf"), profile="ua1")
    assert found.rules.total > 100
    assert [(failure.rule_id, failure.message) for failure in found.failures] == []


def test_the_rules_of_pdf_ua_see_what_is_broken(demonstration: Any, tmp_path: Path) -> None:
    with pikepdf.open(demonstration.report("parliament", "pdf")) as opened:
        del opened.Root["/Lang"]
        opened.save(tmp_path / "broken.pdf")
    assert not page.is_pdf_compliant(tmp_path / "broken.pdf", profile="ua1")


def test_the_reports_of_a_study_have_titles_of_their_own(demonstration: Any) -> None:
    titles = []
    for name in ("inspectorate", "parliament", "parliament-senate"):
        with pikepdf.open(demonstration.report(name, "pdf")) as found:
            titles.append(str(found.docinfo["/Title"]))
    assert len(set(titles)) == 3
    assert (
        titles[1] == "Monitor klantmanagers Participatiewet: Samenvatting voor de Tweede Kamer, meting 2022"
    )


def test_lists_notes_and_paragraphs_are_tagged_as_such(pdf: pikepdf.Pdf) -> None:
    assert {"Title", "H1", "P", "L", "LI"} <= set(_kinds(pdf))


def test_a_summary_for_parliament_has_exactly_two_pages(demonstration: Any) -> None:
    for name in (
        "parliament",
        "parliament-senate",
        "parliament-any",
        "clients-parliament",
        "letter",
        "clients-letter",
    ):
        with pikepdf.open(demonstration.report(name, "pdf")) as found:
            assert len(found.pages) == 2, name
