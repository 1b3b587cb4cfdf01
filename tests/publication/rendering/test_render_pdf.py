"""Truth: PDF/UA-1 as Typst enforces it, and what pikepdf reads in the file."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest
import typst

from monitor.publication.engines.document import read_document
from monitor.publication.engines.pandoc import Workplace
from monitor.publication.engines.pdf import typst_code
from monitor.publication.engines.render import render_project
from monitor.publication.language.markdown import escape_value
from monitor.publication.quarto.subset import check_project
from monitor.publication.theme.theme import load_theme


@pytest.fixture(scope="module")
def pdf(rendered: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(rendered / "report.pdf") as found:
        yield found


def _tags(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _tags(child)


def test_the_fonts_are_exactly_the_shipped_faces(pdf: pikepdf.Pdf) -> None:
    names = {
        str(font["/BaseFont"]).split("+")[1]
        for page in pdf.pages
        for font in page.resources.get("/Font", {}).values()
    }
    assert names == {"SourceSansPro-Regular", "SourceSansPro-Bold", "SourceSansPro-It"}


def test_title_language_tags_and_standard_are_declared(pdf: pikepdf.Pdf) -> None:
    metadata = pdf.open_metadata()
    assert metadata["dc:title"] == "Werken aan werk: Ervaringen van klantmanagers, meting 2022"
    assert metadata["pdfuaid:part"] == "1"
    assert str(pdf.Root["/Lang"]).lower() == "nl-nl"
    assert bool(pdf.Root["/MarkInfo"]["/Marked"])
    assert bool(pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"])


def test_dates_are_the_date_of_publication(pdf: pikepdf.Pdf) -> None:
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20240901")


def test_every_figure_has_its_description(pdf: pikepdf.Pdf) -> None:
    figures = [tag for tag in _tags(pdf.Root["/StructTreeRoot"]) if tag["/S"] == "/Figure"]
    descriptions = [str(figure["/Alt"]) for figure in figures if "/Alt" in figure]
    assert descriptions == [
        "Liggende balken. Driekwart van de klantmanagers moet vaak kiezen, een vijfde soms en een klein deel nooit.",
        "Gesprekken met klanten kosten met 46 procent de meeste tijd, administratie 27 procent.",
        "Het wijkteam krijgt een 7,1, het UWV een 6,2 en de schuldhulp een 5,9.",
    ]


def test_tables_have_header_cells_and_headings_keep_their_levels(pdf: pikepdf.Pdf) -> None:
    kinds = [str(tag["/S"]) for tag in _tags(pdf.Root["/StructTreeRoot"])]
    assert kinds.count("/Table") == 2
    assert kinds.count("/TH") == 4 + 2 + 3 + 3  # heads of columns and of rows
    assert {"/Title", "/H1", "/H2", "/L", "/LI", "/Caption", "/Note", "/TOC", "/Link"} <= set(kinds)


def test_pages_after_the_title_have_header_and_number(
    rendered: Path, pdf_text: Callable[[Path], str]
) -> None:
    pages = pdf_text(rendered / "report.pdf").split("\n")
    assert "Werken aan werk" in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        words = page.split()
        assert " ".join(words).startswith("Werken aan werk Demonstratie: geen echt onderzoek")
        assert words[-1] == str(number)


def test_names_and_titles_come_out_as_they_were_written(
    project: Path, published: date, pdf_text: Callable[[Path], str]
) -> None:
    report = project / "report.qmd"
    words = {"title": '= "Werk" -- [x] #1', "subtitle": "1. *deel* $x$", "author": "- Stichting A & {B} * @c"}
    lines = report.read_text(encoding="utf-8").split("\n")
    for key, text in words.items():
        place = next(place for place, line in enumerate(lines) if line.startswith(f"{key}:"))
        lines[place] = f"{key}: {json.dumps(escape_value(text))}"
    report.write_text("\n".join(lines), encoding="utf-8")
    [path] = render_project(project, ("pdf",), "embedded", published)
    title_page = "".join(pdf_text(path).split("\n")[0].split())
    assert [text for text in words.values() if "".join(text.split()) not in title_page] == []


def test_a_footnote_in_a_heading_stands_on_one_page_and_counts_once(
    project_with: Callable[[str], Path], published: date, pdf_text: Callable[[Path], str]
) -> None:
    project = project_with("# Kop^[In een kop.] erin\n\nTekst.^[Daarna.]\n")
    [path] = render_project(project, ("pdf",), "embedded", published)
    text = "".join(pdf_text(path).split())
    assert text.count("Ineenkop.") == 1
    assert "2Ineenkop." in text  # the first note of the example is 1
    assert "3Daarna." in text


def test_a_table_in_an_order_never_goes_to_another_page(
    project_with: Callable[[str], Path], published: date
) -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    hidden = f':::: {{.content-hidden .in-order when-format="html"}}\n{table}\n::::\n'
    project = project_with(hidden)
    document = read_document(check_project(project))
    with tempfile.TemporaryDirectory() as work:
        place = Workplace(project, Path(work), published)
        assert "#exhibit(floats: false)[" in typst_code(document, load_theme(), place)


def test_a_picture_in_a_sentence_stays_in_its_line(
    project_with: Callable[[str], Path], published: date
) -> None:
    project = project_with('Zie ![plaatje](figures/g04){fig-alt="Klein." width="15%"} hier.')
    document = read_document(check_project(project))
    with tempfile.TemporaryDirectory() as work:
        code = typst_code(document, load_theme(), Workplace(project, Path(work), published))
    assert 'Zie #box(image("/figures/g04.svg", width: 15%, alt: "Klein.")) hier.' in code
    assert '#figure(image("/figures/g04.svg"' in code


def test_chapters_open_on_a_new_page(rendered: Path, pdf_text: Callable[[Path], str]) -> None:
    pages = [" ".join(page.split()) for page in pdf_text(rendered / "report.pdf").split("\n")]
    header = "Werken aan werk Demonstratie: geen echt onderzoek "
    for heading in ("Inhoud", "Samenvatting", "1 Genoeg aandacht", "2 Samenwerken", "Verantwoording"):
        assert [page for page in pages if page.startswith(header + heading)], heading


def test_a_table_higher_than_a_page_goes_on_to_the_next(
    project_with: Callable[[str], Path], published: date
) -> None:
    """Nine rows or fewer stay together, unless no page holds them: what does not fit would be lost."""
    label = " ".join(["woord"] * 90)
    rows = "\n".join(f"| {label} | {place} |" for place in range(8))
    project = project_with(
        f'\n\n| Naam | n |\n|------|--:|\n{rows}\n\n: Namen {{#tbl-namen tbl-colwidths="[15, 85]"}}\n'
    )
    (path,) = render_project(project, ("pdf",), "embedded", published)
    with pikepdf.open(path) as found, pikepdf.open(_without_table(project_with, published)) as shorter:
        assert len(found.pages) >= len(shorter.pages) + 3


def _without_table(project_with: Callable[[str], Path], published: date) -> Path:
    (path,) = render_project(project_with("\n\nEinde.\n"), ("pdf",), "embedded", published)
    return path


@pytest.mark.parametrize(
    ("letters", "subtitle", "size"), [(40, 0, "33pt"), (170, 0, "24pt"), (170, 120, "17pt"), (900, 0, "14pt")]
)
def test_a_long_title_is_smaller_and_stays_in_its_room(
    rendered: Path, tmp_path: Path, letters: int, subtitle: int, size: str
) -> None:
    for name in ("definitions.typ", "typst-template.typ"):
        shutil.copyfile(rendered / name, tmp_path / name)
    below = f"[{'a ' * (subtitle // 2)}]" if subtitle else "none"
    code = (
        f'#import "typst-template.typ": title-size\n'
        f"#metadata(repr(title-size([{'a ' * (letters // 2)}], {below}, 60mm, 150mm))) <size>"
    )
    (tmp_path / "title.typ").write_text(code, encoding="utf-8")
    assert json.loads(typst.query(str(tmp_path / "title.typ"), "<size>", field="value")) == [size]
