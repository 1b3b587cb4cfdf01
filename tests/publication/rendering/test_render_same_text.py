"""Truth: invariance. One source gives the same text and numbers in HTML, PDF and Word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

PAGE_ONLY = "Deze pagina heeft onder elke grafiek een tabel met de cijfers."
NOT_ON_THE_PAGE = "De cijfers bij de grafieken staan ook in het tabellenboek."


def _dense(text: str) -> str:
    return "".join(text.split())


def test_every_block_of_the_page_stands_in_pdf_and_word(
    rendered: Path,
    page_blocks: Callable[[Path], list[str]],
    pdf_text: Callable[[Path], str],
    word_text: Callable[[Path], str],
) -> None:
    blocks = [block for block in page_blocks(rendered / "report.html") if block != PAGE_ONLY]
    assert len(blocks) > 60
    others = {
        "pdf": _dense(pdf_text(rendered / "report.pdf")),
        "word": _dense(word_text(rendered / "report.docx")),
    }
    missing = [
        (name, block) for name, text in others.items() for block in blocks if _dense(block) not in text
    ]
    assert missing == []


def test_numbers_run_from_one_and_references_follow_them(
    rendered: Path, page_blocks: Callable[[Path], list[str]]
) -> None:
    blocks = page_blocks(rendered / "report.html")
    labels = [
        block.split(":")[0] for block in blocks if block.startswith(("Grafiek", "Tabel")) and ":" in block
    ]
    assert labels == ["Grafiek 1", "Grafiek 2", "Tabel 1", "Tabel 2", "Grafiek 3"]
    assert "Hoofdstuk 1 gaat over aandacht, Hoofdstuk 2 over samenwerken." in " ".join(blocks)
    assert "Hoe zij kiezen, verschilt sterk; zie ook Tabel 1 en Paragraaf 1.2." in blocks
    assert (
        "Tabel 1 vergelijkt de metingen, Tabel 2 geeft de rapportcijfers. Grafiek 1, Grafiek 3 horen daarbij."
        in blocks
    )
    headings = [
        "1 Genoeg aandacht voor elke klant",
        "1.1 De meeste klantmanagers moeten kiezen",
        "2.1 Vooral",
    ]
    assert all(any(block.startswith(heading) for block in blocks) for heading in headings)


def test_blocks_for_one_format_stay_out_of_the_others(
    rendered: Path,
    page_blocks: Callable[[Path], list[str]],
    pdf_text: Callable[[Path], str],
    word_text: Callable[[Path], str],
) -> None:
    page = page_blocks(rendered / "report.html")
    assert PAGE_ONLY in page
    assert NOT_ON_THE_PAGE not in page
    for text in (_dense(pdf_text(rendered / "report.pdf")), _dense(word_text(rendered / "report.docx"))):
        assert _dense(NOT_ON_THE_PAGE) in text
        assert _dense(PAGE_ONLY) not in text


def test_hostile_values_come_out_as_the_same_characters_everywhere(
    rendered: Path,
    hostile: dict[str, str],
    page_blocks: Callable[[Path], list[str]],
    pdf_text: Callable[[Path], str],
    word_text: Callable[[Path], str],
) -> None:
    blocks = page_blocks(rendered / "report.html")
    pdf, word = _dense(pdf_text(rendered / "report.pdf")), word_text(rendered / "report.docx").split("\n")
    for name, value in hostile.items():
        assert value in blocks, name
        assert value in word, name
        assert _dense(value) in pdf, name


def test_the_demonstration_mark_stands_on_title_header_and_captions(
    rendered: Path,
    page_blocks: Callable[[Path], list[str]],
    pdf_text: Callable[[Path], str],
    word_text: Callable[[Path], str],
) -> None:
    mark = "Demonstratie: geen echt onderzoek"
    quiet = "(demonstratiecijfers)"
    captions = [block for block in page_blocks(rendered / "report.html") if block.endswith(quiet)]
    assert len(captions) == 5
    assert f'<span class="mark-label">{mark}</span>' in (rendered / "report.html").read_text(encoding="utf-8")
    lines = word_text(rendered / "report.docx").split("\n")
    assert mark in lines
    assert f"Werken aan werk\t{mark}" in lines
    pages = pdf_text(rendered / "report.pdf").split("\n")
    assert all(_dense(mark) in _dense(page) for page in pages)
