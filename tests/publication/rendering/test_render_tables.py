"""Truth: hand calculation. How columns share a line, and what short documents look like."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from monitor.publication.engines import nodes, pandoc
from monitor.publication.engines.column_widths import (
    CLOSER,
    LINE,
    SMALLER,
    SMALLEST,
    cell_texts,
    shared_widths,
    size_that_fits,
    with_column_widths,
)
from monitor.publication.engines.document import read_document
from monitor.publication.engines.pandoc import Workplace
from monitor.publication.engines.pdf import typst_code
from monitor.publication.engines.render import render_project
from monitor.publication.quarto.subset import check_project
from monitor.publication.theme.theme import load_theme


def _table(markdown: str) -> nodes.Node:
    return pandoc.read_markdown(markdown)["blocks"][0]


def test_the_first_column_takes_what_the_others_leave() -> None:
    label, number = shared_widths([["Partner", "wijkteam"], ["Cijfer", "7,1"]], heads=1)
    assert label + number == pytest.approx(1, abs=0.001)
    assert 0.08 < number < 0.12  # "Cijfer" in bold is about 30 points, with 13 of white, on 453


def test_a_table_without_any_cell_has_widths_too() -> None:
    assert sum(shared_widths([[], []], heads=0)) == pytest.approx(1, abs=0.001)


def test_no_column_is_narrower_than_its_longest_word_or_a_short_cell() -> None:
    long = "een heel lange omschrijving van wat er in deze rij staat en nog meer"
    columns = [
        ["Onderdeel", long],
        ["95%-marge van het verschil", "−12 tot +15"],
        ["Oordeel", long],
        ["Nog", long],
    ]
    widths = shared_widths(columns, heads=1)
    assert sum(widths) == pytest.approx(1, abs=0.001)
    assert (
        widths[1] * LINE > 45 + 13
    )  # "−12 tot +15": 8 figures and signs of 5 points, "tot" 12, two spaces of 2
    assert widths[0] > widths[1]


def test_heads_that_must_wrap_share_what_is_left() -> None:
    age = ["35 tot 65 jaar", "67%"]
    label, *ages = shared_widths([["Onderdeel", "Ik voel mij veilig"], *[age] * 6], heads=1)
    assert len(set(ages)) == 1
    assert ages[0] * LINE > 55  # "35 tot 65" in bold is about 42 points, with 13 of white: two lines
    assert label * LINE > 60 + 13  # one line


def test_a_table_that_cannot_fit_shares_by_its_longest_words() -> None:
    word = "arbeidsongeschiktheidsverzekering"
    widths = shared_widths([[word, word], [word, word], [word, word], [word, word]], heads=1)
    assert widths == [0.25, 0.25, 0.25, 0.25]


def test_long_cells_of_a_tight_table_are_no_column_of_single_words() -> None:
    answer = ["", *["Helemaal mee eens of Mee eens"] * 4]
    numbers = [["(verschilmarge)", *["12%"] * 4]] * 4
    columns = [["Onderdeel", *["contactpersoon neemt mij serieus"] * 4], answer, *numbers]
    words, closer = (shared_widths(columns, 1, room)[1] * room for room in (LINE, CLOSER))
    assert words < 60  # "Helemaal" is 31 points, with 13 of white
    assert closer > words + 15


def test_a_table_with_room_is_the_same_everywhere() -> None:
    columns = [["Onderdeel", "kort"], ["2025", "12%"], ["oordeel", "vrijwel gelijk"]]
    assert shared_widths(columns, 1, CLOSER) == shared_widths(columns, 1)


def test_widths_that_are_written_are_kept() -> None:
    table = _table('| a | b |\n|---|---|\n| c | d |\n\n: T {#tbl-x tbl-colwidths="[70,30]"}\n')
    columns = with_column_widths(table)["c"][2]
    assert [width["c"] for _, width in columns] == [0.7, 0.3]


def test_paragraphs_and_items_of_a_cell_are_no_single_word() -> None:
    table = _table(
        "+-----+-----+\n| kop | a   |\n|     |     |\n|     | - b |\n|     | - c |\n+-----+-----+\n"
    )
    row = table["c"][4][0][3][0]
    assert cell_texts([row], 2) == [["kop"], ["a b c"]]


def test_a_footnote_makes_no_column_wider() -> None:
    table = _table("| kop |\n|-----|\n| a^[Een lange noot] |\n")
    assert cell_texts(table["c"][4][0][3], 1) == [["a"]]


def test_a_pdf_gives_columns_the_widths_that_words_have_elsewhere(
    project_with: Callable[[str], Path], published: date
) -> None:
    project = project_with("| naam | \\-\\-verschil\\-\\- |\n|------|---------:|\n| x | -5 |\n")
    document = read_document(check_project(project))
    widths = with_column_widths(document.blocks[-1]["c"][1][0])["c"][2]
    with tempfile.TemporaryDirectory() as work:
        code = typst_code(document, load_theme(), Workplace(project, Path(work), published))
    shares = re.findall(r"columns: \(([\d.]+)%, ([\d.]+)%\)", code)[-1]
    assert [float(share) / 100 for share in shares] == [pytest.approx(width["c"]) for _, width in widths]


def test_cells_over_several_rows_and_columns_count_in_their_own_column() -> None:
    table = _table(
        "+----+----+----+\n|    | samen   |\n|    +----+----+\n| r  | a  | b  |\n"
        "+====+====+====+\n| x  | 1  | 2  |\n+----+----+----+\n"
    )
    _, _, _, head, bodies, _ = table["c"]
    assert cell_texts([*head[1], *bodies[0][3]], 3) == [["r", "", "x"], ["", "a", "1"], ["", "b", "2"]]


def test_a_short_document_has_no_title_page_and_no_contents(
    project: Path, published: date, pdf_text: Callable[[Path], str], word_text: Callable[[Path], str]
) -> None:
    (project / "report.qmd").write_text(
        "---\ntitle: Kort bericht\nauthor: Team\ndate: 2024-09-01\ntoc: false\nnumber-sections: false\n"
        "compact: true\ndemonstration: true\n---\n\n# Wat is onderzocht\n\nTekst.\n\n# Wat is veranderd\n\nTekst.\n",
        encoding="utf-8",
    )
    render_project(project, ("html", "pdf", "docx"), "embedded", published)
    with pikepdf.open(project / "report.pdf") as pdf:
        assert len(pdf.pages) == 1
    words = " ".join(pdf_text(project / "report.pdf").split())
    assert words.startswith(
        "Demonstratie: geen echt onderzoek Kort bericht Team · 1 september 2024 Wat is onderzocht"
    )
    assert "Inhoud" not in words + word_text(project / "report.docx")
    assert '<nav id="TOC"' not in (project / "report.html").read_text(encoding="utf-8")


LONG_WORDS = """# Tabel

| Onderwerp | Bijgestelde schatting | Vergelijkbare gemeenten | Nederland | Oordeel | Gegeven antwoorden |
|:---|---:|---:|---:|:---|---:|
| De arbeidsongeschiktheidsverzekeringen zijn duidelijk | 48% (38%\N{NO-BREAK SPACE}tot\N{NO-BREAK SPACE}59%) | 53% | 53% | geen verschil aangetoond | 49% (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}110) |

: Lange woorden {#tbl-lang}

| Onderwerp | Nederland |
|:---|---:|
| De brieven zijn duidelijk | 53% |

: Korte woorden {#tbl-kort}
"""


def test_words_that_do_not_fit_are_set_smaller_and_not_broken(project_with: Callable[[str], Path]) -> None:
    """Six columns of which the longest words need 507 points of the 453 that there are."""
    project = project_with(LONG_WORDS)
    render_project(project, ("html", "docx"), "embedded", date(2025, 11, 1))
    with zipfile.ZipFile(project / "report.docx") as file:
        xml = file.read("word/document.xml").decode()
        styles = file.read("word/styles.xml").decode()
    *_, long, short = re.findall(r'<w:tbl><w:tblPr><w:tblStyle w:val="Table" />.*?</w:tbl>', xml, re.DOTALL)
    assert '<w:pStyle w:val="NarrowTableText" />' in long
    assert '<w:pStyle w:val="TableText" />' not in long
    assert '<w:pStyle w:val="TableText" />' in short
    assert "<!--" not in xml
    assert 'w:styleId="NarrowTableText"' in styles
    page = (project / "report.html").read_text(encoding="utf-8")
    boxes = re.findall(r'class="table-box ([^"]*)"', page)
    assert boxes[-2:] == ["stacks-46 smaller", "stacks-22"]


def test_words_that_do_not_even_fit_then_are_as_small_as_can_be() -> None:
    word = "arbeidsongeschiktheidsverzekering"
    sizes = [size_that_fits(_table(_of_words(word, columns))) for columns in (1, 3, 4)]
    assert sizes == [1.0, SMALLER, SMALLEST]


def _of_words(word: str, columns: int) -> str:
    return "".join(f"|{f'{cell}|' * columns}\n" for cell in (word, "---", word)) + "\n: T {#tbl-x}\n"
