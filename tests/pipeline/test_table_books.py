"""Truth: the released tables beside the table books of both demonstrations, and a second program that opens these.

Excel cannot be tried here; LibreOffice can, and what Excel would repair is looked for in the parts of the file.
"""

from __future__ import annotations

import math
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from itertools import starmap
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tests.publication.workbook.guidance_check import findings
from tests.publication.workbook.package_check import Package
from tests.tablebooks import BookTable, tables_of

pytestmark = pytest.mark.ci

STUDIES = {"klantmanagers": "2022", "clients": "2025"}
ITSELF = {
    "tenure_band": {"tenure_band"}, "caseload_class": {"caseload_class", "caseload_now"},
    "age_class": {"age_class"}, "years_on_assistance": {"years_on_assistance"},
}  # fmt: skip
"""By breakdown the items that it would cross with themselves."""
KEY = ["item", "category", "measure", "wave", "breakdown", "group"]
PAIR = [
    "comparison",
    "item",
    "category",
    "measure",
    "breakdown",
    "group",
    "level",
    "from_wave",
    "to_wave",
    "test",
]


@pytest.fixture(scope="module", params=STUDIES)
def results(request: pytest.FixtureRequest, demonstration: Path) -> Path:
    return demonstration / "build" / request.param / STUDIES[request.param] / "results"


@pytest.fixture(scope="module")
def tables(results: Path) -> dict[str, BookTable]:
    return tables_of(results / "tabellenboek.xlsx")


def released(results: Path, name: str, key: list[str]) -> pd.DataFrame:
    """The rows that the book has a place for, each once."""
    frame = pd.read_csv(results / f"{name}.csv", keep_default_na=False, dtype=str)
    crossed = [
        item in ITSELF.get(breakdown, ())
        for item, breakdown in zip(frame["item"], frame["breakdown"], strict=True)
    ]
    frame = frame[~pd.Series(crossed) & (frame["reason"] != "coarsened")]
    return frame.drop_duplicates(key)


def numbers(values) -> Counter[str]:
    return Counter(
        f"{float(value):.9g}" for value in values if value not in ("", None) and not _is_text(value)
    )


def _is_text(value: object) -> bool:
    try:
        float(value)
    except ValueError:
        return True
    return False


def test_every_released_figure_stands_in_the_list_once(results: Path, tables: dict[str, BookTable]) -> None:
    expected, rows = released(results, "estimates", KEY), tables["alle_cijfers"].rows
    assert len(rows) == len(expected) > 500
    for column, header in (
        ("estimate", "Cijfer"),
        ("n", "Ongewogen n"),
        ("count", "Aantal"),
        ("n_effective", "Effectieve n"),
    ):
        assert numbers(row[header] for row in rows) == numbers(expected[column]), header


def test_every_comparison_stands_in_a_list_once_with_its_p(
    results: Path, tables: dict[str, BookTable]
) -> None:
    expected = released(results, "changes", PAIR)
    rows = [
        row
        for name in ("verschillen_metingen", "verschillen_groepen")
        if name in tables
        for row in tables[name].rows
    ]
    assert len(rows) == len(expected) > 50
    judged = expected[expected["verdict"] != ""]
    for column, header in (("p", "p van deze toets"), ("p_adjusted", "p bijgesteld")):
        assert numbers(row[header] for row in rows) == numbers(judged[column]), header


def test_what_a_question_shows_of_everybody_is_what_was_released(
    results: Path, tables: dict[str, BookTable]
) -> None:
    """Every figure of everybody in every wave stands in the tables of the questions, and no other."""
    everybody = released(results, "estimates", KEY)
    everybody = everybody[(everybody["breakdown"] == "") & (everybody["measure"] != "flow")]
    shown = [
        value
        for name, table in tables.items()
        if name.startswith("vraag_")
        for row in table.rows
        if not row["Antwoord"].startswith(("Ongewogen n", "Effectieve n"))
        for header, value in row.items()
        if header.startswith("Totaal ")
    ]
    assert numbers(shown) == numbers(everybody["estimate"])


def test_it_does_what_the_guidance_asks_and_excel_has_nothing_to_repair(results: Path) -> None:
    assert findings(results / "tabellenboek.xlsx") == []
    assert Package(results / "tabellenboek.xlsx").findings() == []


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """A book as LibreOffice opens and writes it again."""
    assert shutil.which("soffice"), (
        "LibreOffice is not on PATH; on Debian: apt-get install libreoffice-calc-nogui"
    )
    profile = tmp_path_factory.mktemp("office")

    def convert(book: Path) -> Path:
        target = tmp_path_factory.mktemp("opened")
        command = [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
        ]
        subprocess.run(
            [*command, "--outdir", str(target), str(book)], check=True, capture_output=True, timeout=300
        )
        return target / book.name

    return convert


def test_libreoffice_opens_it_and_sees_every_cell(results: Path, opened: Callable[[Path], Path]) -> None:
    ours, theirs = (
        CalamineWorkbook.from_path(path)
        for path in (results / "tabellenboek.xlsx", opened(results / "tabellenboek.xlsx"))
    )
    assert theirs.sheet_names == ours.sheet_names
    for name in ours.sheet_names:
        one, other = (book.get_sheet_by_name(name).to_python() for book in (ours, theirs))
        assert len(one) == len(other), name
        for row, same in zip(one, other, strict=True):
            own, seen = ([value for value in cells if value != ""] for cells in (row, same))
            assert len(own) == len(seen), name
            assert all(starmap(_same, zip(own, seen, strict=True))), (name, own, seen)


def _same(one: object, other: object) -> bool:
    """Whether two programs read one cell; LibreOffice writes fifteen digits."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other
