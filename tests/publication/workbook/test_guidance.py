"""Truth: published guidance on statistics in spreadsheets and the rules of the file format, read from the book itself.

Excel cannot be tried here. `package_check.py` holds what it would ask to repair, `guidance_check.py` what a reader may
expect of a book; each of their rules is broken once below, so that it is known to see what it looks for.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from monitor.publication.workbook.tablebook import write_tablebook
from tests.publication.workbook.guidance_check import findings
from tests.publication.workbook.package_check import Package
from tests.words import voice_of


@pytest.fixture(scope="module")
def books(klantmanagers, sample, three_waves, make_sample, small_study, small_released, tmp_path_factory):
    """Books of three studies: two waves, three waves with long and hostile labels, and one counted by hand."""
    folder = tmp_path_factory.mktemp("books")
    made = {
        "klantmanagers": (klantmanagers, sample),
        "hostile": (three_waves, make_sample(three_waves, seed=3, suppressed=0.2).released()),
        "small": (small_study, small_released),
    }
    return {
        name: write_tablebook(released, voice_of(study), folder / f"{name}.xlsx")
        for name, (study, released) in made.items()
    }


@pytest.mark.parametrize("name", ["klantmanagers", "hostile", "small"])
def test_the_book_does_what_the_guidance_asks(books, name):
    assert findings(books[name]) == []


@pytest.mark.parametrize("name", ["klantmanagers", "hostile", "small"])
def test_excel_has_nothing_to_repair(books, name):
    assert Package(books[name]).findings() == []


# the checks see what they look for


def _merged(sheet) -> None:
    sheet.merge_cells("A8:B8")


def _blank(sheet) -> None:
    _first(sheet)[1][2].value = None


def _as_text(sheet) -> None:
    _first(sheet)[1][2].value = "12%"


def _coloured(sheet) -> None:
    from openpyxl.styles import PatternFill

    _first(sheet)[1][2].fill = PatternFill("solid", fgColor="FFFF0000")


def _low(sheet) -> None:
    cell = _first(sheet)[1][0]
    cell.value = "Een lange tekst die niet past. " * 8
    sheet.row_dimensions[cell.row].height = 15


def _unexplained(sheet) -> None:
    _first(sheet)[1][2].value = "[q]"


def _hidden(sheet) -> None:
    sheet.row_dimensions[3].hidden = True


def _untitled(sheet) -> None:
    sheet["A1"].value = None


def _loose(sheet) -> None:
    sheet["Z1"].value = 12


def _unnamed(sheet) -> None:
    table = next(iter(sheet.tables.values()))
    table.name = table.displayName = "Table1"


def _unlinked(sheet) -> None:
    contents = sheet.parent["Inhoud"]
    for row in contents.iter_rows():
        for cell in row:
            cell.hyperlink = None


def _first(sheet):
    return list(sheet[next(iter(sheet.tables.values())).ref])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (_merged, "merged cells"), (_blank, "blank cell"), (_as_text, "number as text"), (_coloured, "colour behind"),
        (_low, "row too low"), (_unexplained, "sign without its meaning: [q]"), (_hidden, "hidden row"),
        (_untitled, "no title in A1"), (_loose, "number outside a table"), (_unnamed, "name says nothing"),
        (_unlinked, "no link to the question"),
    ],
)  # fmt: skip
def test_a_breach_of_the_guidance_is_seen(books, tmp_path: Path, wrong: Callable, told: str) -> None:
    book = load_workbook(books["small"])
    wrong(book.worksheets[3])
    book.save(tmp_path / "wrong.xlsx")
    _with_language(tmp_path / "wrong.xlsx")
    found = findings(tmp_path / "wrong.xlsx")
    assert any(told in line for line in found)
    assert not any("language" in line for line in found)


LANGUAGE = '<dc:language xmlns:dc="http://purl.org/dc/elements/1.1/">nl-NL</dc:language>'


def _with_language(path: Path) -> None:
    """openpyxl drops the language; what is broken here is something else."""
    _rewritten(
        path,
        path,
        "docProps/core.xml",
        lambda text: text.replace("</cp:core", LANGUAGE + "</cp:core"),
    )


def _rewritten(source: Path, path: Path, part: str, change: Callable[[str], str]) -> None:
    """A package in which one part says something else."""
    made = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                text = change(content.decode())
                assert text.encode() != content, "nothing was changed"
                content = text.encode()
            new.writestr(name, content)
    path.write_bytes(made.getvalue())


SHEET, TABLE, CORE = "xl/worksheets/sheet4.xml", "xl/tables/table7.xml", "docProps/core.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "told"),
    [
        ("[Content_Types].xml", "/xl/tables/table7.xml", "/xl/tables/table99.xml", "without a content type"),
        ("[Content_Types].xml", "/xl/tables/table7.xml", "/xl/tables/table99.xml", "content type of no part"),
        ("xl/worksheets/_rels/sheet4.xml.rels", "table7.xml", "table99.xml", "relationship to nothing"),
        (SHEET, "</worksheet>", "</worksheets>", "not well-formed"),
        (TABLE, r'name="[^"]+" displayName="[^"]+"', 'name="onderzoek" displayName="onderzoek"', "name of a table twice"),
        (TABLE, r' id="7"', ' id="1"', "id of a table twice"),
        (TABLE, r'name="[^"]+" displayName="[^"]+"', 'name="AB12" displayName="AB12"', "name of a table: AB12"),
        (TABLE, r'ref="(A\d+):[A-Z]+(\d+)"', r'ref="\1:B\2"', "range of a table"),
        (TABLE, r'id="2" name="[^"]+"', 'id="2" name="Anders"', "header is not its cell"),
        (TABLE, r'id="2" name="[^"]+"', 'id="2" name="Onderdeel"', "column twice"),
        (SHEET, r'<c r="A2"', '<c r="A1"', "cell out of order"),
        (SHEET, "location=\"[^\"]+\"", "location=\"'Geen blad'!A1\"", "link to nothing"),
        (SHEET, r'<c r="A2" s="\d+"', '<c r="A2" s="9999"', "look of a cell"),
        (SHEET, r'ht="24"', 'ht="500"', "height of a row"),
        ("xl/workbook.xml", 'sheet name="Inhoud"', 'sheet name="Voorblad"', "name of a sheet twice"),
        ("xl/workbook.xml", 'sheet name="Inhoud"', 'sheet name="History"', "name of a sheet: History"),
    ],
)  # fmt: skip
def test_what_excel_would_repair_is_seen(
    books, tmp_path: Path, part: str, old: str, new: str, told: str
) -> None:
    path = tmp_path / "broken.xlsx"
    _rewritten(books["small"], path, part, lambda text: re.sub(old, new, text, count=1))
    assert any(told in line for line in Package(path).findings())


def test_a_package_without_a_language_is_seen(books, tmp_path: Path) -> None:
    path = tmp_path / "mute.xlsx"
    _rewritten(books["small"], path, CORE, lambda text: text.replace("<dc:language>nl-NL</dc:language>", ""))
    assert findings(path) == ["no language"]
