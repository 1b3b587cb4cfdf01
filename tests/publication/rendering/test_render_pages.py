"""Truth: what stands on which page. Annexes in every format, figures that float, tables that are wide, long or in pairs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pikepdf
import pytest

from monitor.publication.engines.pdf_tables import with_row_headers
from monitor.publication.engines.render import render_project
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.tables.table_markdown import table_markdown
from tests.pdf_pages import pdf_pages

ANNEXES = """\
# Hoe het is gedaan {#sec-hoe .annex}

Zie @sec-hoe, @sec-wie, [-@sec-vragen] en @sec-slot.

## Wie {#sec-wie}

# De vragen {#sec-vragen .annex}

# Tot slot {#sec-slot}
"""
REFERENCES = "Zie Bijlage A, Paragraaf A.1, B en Hoofdstuk 3."
WORD = "arbeidsongeschiktheidsverzekeringsmaatschappijenoverleggroep"


def _spaced(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def annexes(project_in: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project_in(tmp_path_factory.mktemp("annexes") / "project")
    with (folder / "report.qmd").open("a", encoding="utf-8") as stream:
        stream.write(f"\n{ANNEXES}")
    render_project(folder, ("html", "pdf", "docx"), "embedded", date(2024, 9, 1))
    return folder


def test_annexes_are_counted_with_letters_on_the_page(annexes: Path) -> None:
    page = (annexes / "report.html").read_text(encoding="utf-8")
    numbers = re.findall(r'<span class="header-section-number">([^<]*)</span> ?([^<]*)', page)
    assert [(_spaced(number), words.strip()) for number, words in numbers][-4:] == [
        ("Bijlage A", "Hoe het is gedaan"), ("A.1", "Wie"), ("Bijlage B", "De vragen"), ("3", "Tot slot"),
    ]  # fmt: skip
    assert REFERENCES in _spaced(re.sub(r"<[^>]+>", "", page))


def test_annexes_are_counted_with_letters_in_the_pdf(annexes: Path) -> None:
    whole = "".join("".join(pdf_pages(annexes / "report.pdf")).split())
    assert REFERENCES.replace(" ", "") in whole.replace("\u00a0", "")
    for title in ("BijlageAHoehetisgedaan", "A.1Wie", "BijlageBDevragen", "3Totslot"):
        assert whole.replace("\u00a0", "").count(title) == 2, title  # contents and heading


def test_annexes_are_counted_with_letters_in_word(annexes: Path) -> None:
    paragraphs = docx.Document(str(annexes / "report.docx")).paragraphs
    headings = [_spaced(p.text) for p in paragraphs if p.style.name.startswith("Heading")]
    assert headings[-4:] == ["Bijlage A: Hoe het is gedaan", "A.1 Wie", "Bijlage B: De vragen", "3 Tot slot"]
    lines = re.findall(r'<w:pStyle w:val="TOC\d"/>.*?</w:p>', _word(annexes), re.DOTALL)
    told = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(<w:tab/>)")
    contents = [_spaced("".join(words or " " for words, _ in told.findall(line))) for line in lines]
    assert contents[-4:] == headings[-4:]


def test_a_heading_without_a_number_in_front_does_not_hang(annexes: Path) -> None:
    for paragraph in docx.Document(str(annexes / "report.docx")).paragraphs:
        if paragraph.style.name.startswith("Heading"):
            hangs = re.match(r"[\dA-Z.]+\t", paragraph.text) is not None
            assert (paragraph.paragraph_format.left_indent == 0) is not hangs, paragraph.text


def _table(name: str, rows: list[TableRow], columns: int = 2) -> str:
    heads = tuple(Column(f"kolom {number}") for number in range(columns))
    return table_markdown(Table(name, f"Tabel {name}", "Onderdeel", heads, tuple(rows)), numbered=True)


def _row(header: str, *texts: str, section: str = "") -> TableRow:
    return TableRow(header, tuple(Cell(text) for text in texts), section)


def _pairs(count: int) -> list[TableRow]:
    return [
        row
        for number in range(count)
        for row in (
            _row("aandeel", f"v{number}z", "x", section=f"Vraag {number}"),
            _row("marge", f"m{number}z", "y", section=f"Vraag {number}"),
        )
    ]


def test_rows_of_one_question_are_on_one_page(project_with: Callable[[str], Path], published: date) -> None:
    folder = project_with("# Paren\n\n" + _table("paren", _pairs(80)))
    render_project(folder, ("pdf",), "embedded", published)
    pages = [set(re.findall(r"[vm]\d+z", page)) for page in pdf_pages(folder / "report.pdf")]
    holding = [page for page in pages if page]
    assert len(holding) > 2
    for number in range(80):
        assert [{f"v{number}z", f"m{number}z"} <= page for page in holding].count(True) == 1


def test_a_short_table_is_on_one_page_with_its_note_and_a_long_one_is_not_begun_at_the_foot(
    project_with: Callable[[str], Path], published: date
) -> None:
    short = _table("kort", [_row(f"k{n}", "1", "2") for n in range(8)])
    long = _table("lang", [_row(f"l{n}", "1", "2") for n in range(60)])
    filler = "Een zin die een regel vult. " * 4 + "\n\n"
    for lines in range(10, 18):
        folder = project_with(
            f"# Een\n\n{filler * lines}\n{short}\n::: {{.table-note}}\nkleine letters\n:::\n\n{long}"
        )
        render_project(folder, ("pdf",), "embedded", published)
        pages = pdf_pages(folder / "report.pdf")
        [page] = [page for page in pages if re.search(r"\bk0\b", page)]
        assert "kleine letters" in page
        assert re.search(r"\bk7\b", page)
        begun = next(page for page in pages if re.search(r"\bl0\b", page))
        assert re.search(r"\bl2\b", begun)


def test_a_cell_longer_than_a_page_loses_no_word(
    project_with: Callable[[str], Path], published: date
) -> None:
    words = " ".join(f"woord{number}z" for number in range(1500))
    folder = project_with("# Lang\n\n" + _table("lang", [_row("r", words, "1")]))
    render_project(folder, ("pdf",), "embedded", published)
    found = re.findall(r"woord\d+z", " ".join(pdf_pages(folder / "report.pdf")))
    assert len(set(found)) == 1500


def test_a_high_figure_leaves_its_room_to_text(project_with: Callable[[str], Path], published: date) -> None:
    text = "\n\n".join(
        f"Alinea {number}: " + "woorden om een regel mee te vullen. " * 6 for number in range(30)
    )
    picture = '![Hoog](figures/hoog){#fig-hoog fig-alt="Een hoge balk van een halve bladzijde."}'
    folder = project_with(
        f"# Een\n\n{text[:4000]}\n\n{picture}\n\n::: {{.figure-note}}\nbron van hoog\n:::\n\n{text}"
    )
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 80"><rect width="100" height="80"/></svg>'
    )
    (folder / "figures" / "hoog.svg").write_text(drawing, encoding="utf-8")
    render_project(folder, ("pdf",), "embedded", published)
    pages = pdf_pages(folder / "report.pdf")
    place = next(number for number, page in enumerate(pages) if "bron van hoog" in page)
    assert len(pages[place - 1]) > 2500  # a full page of text before it
    assert "Alinea" in pages[place]


@pytest.mark.parametrize("columns", [3, 12])
def test_a_table_of_many_columns_and_long_words_stays_on_the_paper(
    project_with: Callable[[str], Path], published: date, columns: int
) -> None:
    rows = [
        _row(WORD, *["12% tot 34%"] * columns),
        _row("lang", "een heel lange cel " * 16, *["1"] * (columns - 1)),
    ]
    folder = project_with("# Breed\n\n" + _table("breed", rows, columns))
    render_project(folder, ("pdf", "docx"), "embedded", published)
    with pikepdf.open(folder / "report.pdf") as pdf:
        boxes = [
            [float(side) for side in part["/BBox"]]
            for part in _attributes(pdf.Root["/StructTreeRoot"])
            if "/BBox" in part
        ]
    assert boxes
    assert max(box[2] for box in boxes) <= 595 - 78  # the right margin: 28 mm
    widths = [int(cell) for cell in re.findall(r'w:gridCol w:w="(\d+)"', _word(folder))]
    assert sum(widths[-columns - 1 :]) <= 9071


def _attributes(node: pikepdf.Object):
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from child.get("/A", [])
            yield from _attributes(child)


def _word(folder: Path) -> str:
    return docx.Document(str(folder / "report.docx")).element.xml


def test_cells_know_the_headers_of_their_row_over_several_rows(
    project_with: Callable[[str], Path], published: date
) -> None:
    folder = project_with("# Paren\n\n" + _table("paren", _pairs(2)))
    render_project(folder, ("pdf",), "embedded", published)
    with pikepdf.open(folder / "report.pdf") as pdf:
        table = [tag for tag in _tags(pdf.Root["/StructTreeRoot"]) if tag["/S"] == "/Table"][-1]
        body = next(tag for tag in _tags(table) if tag["/S"] == "/TBody")
        rows = [[str(cell["/S"]) for cell in row["/K"]] for row in body["/K"]]
        second = list(body["/K"])[1]
        headers = [str(name) for part in second["/K"][1]["/A"] for name in part.get("/Headers", [])]
    assert rows == [["/TH", "/TH", "/TD", "/TD"], ["/TH", "/TD", "/TD"]] * 2
    assert len(headers) == 3  # the column, the question, the row


def _tags(node: pikepdf.Object):
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _tags(child)


def test_a_pdf_without_tables_is_left_as_it_is() -> None:
    import typst

    plain = typst.compile(b"= Kop\nTekst", format="pdf")
    assert with_row_headers(plain) == plain


SHORT = "# {name} {{#sec-{name} .unnumbered}}\n\nWoorden van {name}z.\n\n"


def test_short_chapters_without_a_number_share_a_page(
    project_with: Callable[[str], Path], published: date
) -> None:
    names = ("een", "twee", "drie")
    long = "# lang {#sec-lang .unnumbered}\n\n" + "Een alinea die regels vult. " * 400
    folder = project_with("".join(SHORT.format(name=name) for name in names) + long)
    render_project(folder, ("pdf",), "embedded", published)
    pages = pdf_pages(folder / "report.pdf")
    [shared] = [page for page in pages if "eenz" in page]
    assert all(f"{name}z" in shared for name in names)
    assert "Een alinea" not in shared
    with pikepdf.open(folder / "report.pdf") as pdf:
        titles = [tag for tag in _tags(pdf.Root["/StructTreeRoot"]) if str(tag["/S"]) in ("/H1", "/H2")]
    assert len(titles) >= 4


@pytest.mark.parametrize(("chapters", "pages"), [(30, 1), (42, 1), (60, 2)])
def test_contents_have_no_page_for_a_few_lines(
    project_with: Callable[[str], Path], published: date, chapters: int, pages: int
) -> None:
    body = "".join(f"# Hoofdstuk {number} {{#sec-h{number}}}\n\nWoorden.\n\n" for number in range(chapters))
    folder = project_with(body)
    render_project(folder, ("pdf",), "embedded", published)
    found = [
        page for page in pdf_pages(folder / "report.pdf") if "Inhoud" in page or page.count("Hoofdstuk") > 2
    ]
    assert len(found) == pages


TABLE_PAGE = b"""\
#set document(title: "Tabel")
= Kop
#table(columns: 2, table.header[Vraag][Aandeel], [Eerste], [30%], [Tweede], [40%])
"""


@pytest.fixture
def page_with_table() -> bytes:
    import typst

    made = typst.compile(
        TABLE_PAGE, format="pdf", pdf_standards=["ua-1"], timestamp=datetime(2024, 9, 1, tzinfo=UTC)
    )
    assert isinstance(made, bytes)
    return made


def test_what_is_no_cell_keeps_the_bytes_that_typst_wrote(page_with_table: bytes) -> None:
    marked = with_row_headers(page_with_table)
    cells = re.compile(rb"/S */T[DH]\b|/StructTreeRoot|^xref", re.MULTILINE)
    plain = [part for part in page_with_table.split(b"endobj") if not cells.search(part)]
    assert len(plain) > 10
    assert [part for part in marked.split(b"endobj") if not cells.search(part)] == plain
    assert _kinds_of_rows(marked) == [["/TH", "/TD"]] * 2


def test_a_pdf_that_keeps_its_objects_together_has_row_headers_too(page_with_table: bytes) -> None:
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(page_with_table)) as pdf:
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert _kinds_of_rows(with_row_headers(packed.getvalue())) == [["/TH", "/TD"]] * 2


def _kinds_of_rows(pdf: bytes) -> list[list[str]]:
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert not read.check_pdf_syntax()
        body = next(tag for tag in _tags(read.Root["/StructTreeRoot"]) if tag["/S"] == "/TBody")
        return [[str(cell["/S"]) for cell in row["/K"]] for row in body["/K"]]
