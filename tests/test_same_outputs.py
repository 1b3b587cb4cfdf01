"""Truth: two folders that are the same but for one planted difference, each found and named."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment

from tools.same_outputs import differences, word_paragraphs

TABLE = "item,n,estimate\nclear,64,0.25\nkind,64,0.40\n"
METHOD = {"schema": 2, "fpc": True, "waves": [{"id": "2025", "n": 64}], "note": None}
MANIFEST = {"published": "2025-11-01", "outputs": {"results/estimates.csv": "a" * 64}}
PAGE = (
    '<html lang="nl"><head><style>p {}</style></head><body><p>Een kwart, <b>25%</b>.</p><td>25%</td><td>40%</td>'
    '<img alt="Van de ouders zegt 25% ja." src="x.svg"><svg><path d="M0 1"/></svg>'
    '<img src="data:image/png;base64,AAAA"></body></html>'
)
PROJECT = "project:\n  type: book\n  title: Ouders\n"
SAID = ("Een kwart zegt ja.", "Veertig zegt nee.")
HIDDEN = Path("klein/2025")


def _png(grey: int) -> bytes:
    """A picture of one pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes([0, grey]))) + chunk(b"IEND", b"")


def _word(path: Path, *paragraphs: str, header: str = "Ouders", pictures: tuple[int, ...] = (1, 2)) -> None:
    document = docx.Document()
    for grey in pictures:
        document.add_picture(io.BytesIO(_png(grey)))
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.sections[0].header.paragraphs[0].text = header
    document.save(str(path))


def _book(
    path: Path,
    *values: object,
    shown: str = "0%",
    comment: str = "Let op",
    link: str = "#A2",
    top: str = "Boek",
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row, value in enumerate(values, start=1):
        book.active.cell(row, 1, value).number_format = shown
    book.active["A1"].comment = Comment(comment, "")
    book.active["A1"].hyperlink = link
    book.active.oddHeader.center.text = top
    book.save(path)


def _write(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "estimates.csv").write_text(TABLE, encoding="utf-8")
    pd.DataFrame({"item": ["clear"], "n": [64], "low": [None]}).to_parquet(folder / "estimates.parquet")
    (folder / "method.json").write_text(json.dumps(METHOD), encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    (folder / "report.html").write_text(PAGE, encoding="utf-8")
    (folder / "report.qmd").write_text("# Kop\n\nEen kwart zegt ja.\n\nVeertig zegt nee.\n", encoding="utf-8")
    (folder / "chart.png").write_bytes(b"\x89PNG 1")
    (folder / "project.yml").write_text(PROJECT, encoding="utf-8")
    _word(folder / "report.docx", *SAID)
    _book(folder / "book.xlsx", "Ja", 0.25, 0.4)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    _write(tmp_path / "old" / HIDDEN)
    return tmp_path / "old"


@pytest.fixture
def new(tmp_path: Path, old: Path) -> Path:
    return Path(shutil.copytree(old, tmp_path / "new"))


def _replaced(name: str, was: str, now: str) -> Callable[[Path], None]:
    def plant(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert was in text
        (folder / name).write_text(text.replace(was, now, 1), encoding="utf-8")

    return plant


def _swapped(name: str, one: str, other: str) -> Callable[[Path], None]:
    def plant(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        moved = text.replace(one, "\0").replace(other, one).replace("\0", other)
        (folder / name).write_text(moved, encoding="utf-8")

    return plant


def _frame(**columns: list) -> Callable[[Path], None]:
    return lambda folder: pd.DataFrame(columns).to_parquet(folder / "estimates.parquet")


PLANTED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a value of a table": (_replaced("estimates.csv", "0.40", "0.4"), "line 3, estimate: '0.40' became '0.4'"),
    "a column of a table": (_replaced("estimates.csv", "item,n,", "item,m,"), "column n is gone"),
    "a column of a table without rows": (
        lambda folder: (folder / "estimates.csv").write_text("item,n\n", encoding="utf-8"),
        "column estimate is gone",
    ),
    "a row of a table": (_replaced("estimates.csv", "kind,64,0.40\n", ""), "2 rows became 1"),
    "a cell of a table": (_replaced("estimates.csv", ",0.40", ""), "line 3: another number of cells"),
    "two rows of a table": (_swapped("estimates.csv", "clear,64,0.25", "kind,64,0.40"), "line 2, item"),
    "a value of Parquet": (_frame(item=["clear"], n=[63], low=[None]), "other values"),
    "an empty column of Parquet": (_frame(item=["clear"], n=[64]), "column low is gone"),
    "a value in JSON": (_replaced("method.json", '"n": 64', '"n": 63'), ".waves[0].n: 64 became 63"),
    "a truth in JSON": (_replaced("method.json", "true", "1"), ".fpc: True became 1"),
    "a key of nothing in JSON": (_replaced("method.json", ', "note": null', ""), ".note: is gone"),
    "a day in a manifest": (_replaced("manifest.json", "2025-11-01", "2025-12-01"), ".published"),
    "an output in a manifest": (_replaced("manifest.json", "estimates", "changes"), "is gone"),
    "a sentence of a page": (_replaced("report.html", "Een kwart", "De helft"), "now says: De helft,"),
    "two figures of a page": (_swapped("report.html", "<td>25%", "<td>40%"), "says in other order: 25%"),
    "a description in a page": (_replaced("report.html", "zegt 25%", "zegt 26%"), "now says: Van de ouders zegt 26%"),
    "a sentence of a template": (_replaced("report.qmd", "Een kwart", "De helft"), "now says: De helft zegt ja."),
    "two sentences of a template": (_swapped("report.qmd", "Een kwart zegt ja.", "Veertig zegt nee."), "other order"),
    "a sentence in Word": (
        lambda folder: _word(folder / "report.docx", "De helft zegt ja.", "Veertig zegt nee."),
        "no longer says: Een kwart zegt ja.",
    ),
    "two sentences in Word": (
        lambda folder: _word(folder / "report.docx", "Veertig zegt nee.", "Een kwart zegt ja."),
        "says in other order: Een kwart zegt ja.",
    ),
    "a header in Word": (
        lambda folder: _word(folder / "report.docx", "Een kwart zegt ja.", "Veertig zegt nee.", header="Leraren"),
        "now says: Leraren",
    ),
    "a number in Excel": (lambda folder: _book(folder / "book.xlsx", "Ja", 0.25, 0.41), "A3: 0.41 as 0%"),
    "two numbers in Excel": (lambda folder: _book(folder / "book.xlsx", "Ja", 0.4, 0.25), "A2: 0.4 as 0%"),
    "how a number is shown": (lambda folder: _book(folder / "book.xlsx", "Ja", 0.25, 0.4, shown="0.0%"), "as 0.0%"),
    "a number that became a text": (lambda folder: _book(folder / "book.xlsx", "Ja", "0.25", 0.4), "A2: '0.25'"),
    "a picture in Word": (lambda folder: _word(folder / "report.docx", *SAID, pictures=(1, 3)), "now says: picture"),
    "two pictures in Word": (
        lambda folder: _word(folder / "report.docx", *SAID, pictures=(2, 1)), "says in other order: picture",
    ),
    "a tab in Word": (
        lambda folder: _word(folder / "report.docx", "Een\tkwart zegt ja.", SAID[1]), "now says: Een\u21e5kwart",
    ),
    "a line break in Word": (
        lambda folder: _word(folder / "report.docx", "Een\nkwart zegt ja.", SAID[1]), "now says: Een\u21b5kwart",
    ),
    "a drawing in a page": (_replaced("report.html", "M0 1", "M0 2"), "now says: picture"),
    "an embedded picture of a page": (_replaced("report.html", "AAAA", "AAAB"), "now says: picture"),
    "which picture a page shows": (_replaced("report.html", "x.svg", "y.svg"), "now says: shows y.svg"),
    "a comment in Excel": (
        lambda folder: _book(folder / "book.xlsx", "Ja", 0.25, 0.4, comment="Pas op"), "A1: comment 'Pas op'",
    ),
    "a link in Excel": (lambda folder: _book(folder / "book.xlsx", "Ja", 0.25, 0.4, link="#A3"), "A1: link to #A3"),
    "a header in Excel": (
        lambda folder: _book(folder / "book.xlsx", "Ja", 0.25, 0.4, top="Tabel"), "odd header center 'Tabel'",
    ),
    "what belongs to what in YAML": (_replaced("project.yml", "  title", "title"), "now says: title: Ouders"),
    "a picture": (lambda folder: (folder / "chart.png").write_bytes(b"\x89PNG 2"), "chart.png: other bytes"),
    "a file": (lambda folder: (folder / "report.html").unlink(), "report.html: is gone"),
}  # fmt: skip


@pytest.mark.ci
@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_difference_is_found_and_named(old: Path, new: Path, planted: str) -> None:
    plant, says = PLANTED[planted]
    plant(new / HIDDEN)
    for content in (True, False):
        assert list(differences(old, new, content))
    assert says in "\n".join(differences(old, new, content=True))


HARMLESS: dict[str, Callable[[Path], None]] = {
    "a new column": lambda folder: (folder / "estimates.csv").write_text(
        "margin,item,n,estimate\n0.05,clear,64,0.25\n0.05,kind,64,0.40\n", encoding="utf-8"
    ),
    "a new column of Parquet": _frame(item=["clear"], margin=[0.05], n=[64], low=[None]),
    "a new key": _replaced("method.json", '"n": 64', '"n": 64, "m": 1'),
    "another hash": _replaced("manifest.json", "a" * 64, "b" * 64),
    "other markup": _replaced("report.html", "<p>", '<p class="lead">'),
    "a new file": lambda folder: (folder / "codebook.csv").write_text("", encoding="utf-8"),
}


@pytest.mark.parametrize("change", HARMLESS)
def test_what_may_be_new_is_no_difference_of_content_but_one_of_bytes(
    old: Path, new: Path, change: str
) -> None:
    HARMLESS[change](new / HIDDEN)
    assert list(differences(old, new, content=True)) == []
    assert len(list(differences(old, new, content=False))) == 1


def test_an_empty_folder_is_never_the_same(old: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit, match="no file here to compare"):
        list(differences(tmp_path / "empty", old, content=True))
    assert len(list(differences(old, tmp_path / "empty", content=True))) == 10


def test_the_command_ends_with_1_where_something_differs(old: Path, new: Path, repository: Path) -> None:
    def ends() -> int:
        command = [sys.executable, repository / "tools" / "same_outputs.py", old, new, "--content"]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert ends() == 0
    PLANTED["a value of a table"][0](new / HIDDEN)
    assert ends() == 1


def test_the_description_of_a_picture_in_word_is_read() -> None:
    xml = '<w:p><w:r><wp:docPr id="1" name="x" descr="Een kwart zegt ja."/></w:r><w:t>Grafiek 1</w:t></w:p>'
    assert word_paragraphs(xml) == ["Een kwart zegt ja.", "Grafiek 1"]


@pytest.mark.ci
def test_a_sentence_in_a_pdf_is_found(old: Path, new: Path) -> None:
    import typst

    for folder, text in ((old, "Een kwart zegt ja."), (new, "De helft zegt ja.")):
        typst.compile(text.encode(), output=str(folder / HIDDEN / "report.pdf"))
    assert list(differences(old, new, content=True)) == [
        "klein/2025/report.pdf: no longer says: Een kwart zegt ja.",
        "klein/2025/report.pdf: now says: De helft zegt ja.",
    ]
