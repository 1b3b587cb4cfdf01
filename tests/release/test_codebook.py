"""Truth: the codebook and docs/results.md are made from the declaration that guards the tables."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from monitor.release.results.codebook import results_page, write_codebook
from monitor.schema import TABLES
from monitor.schema_words import Words


@pytest.fixture
def codebook(tmp_path: Path) -> pd.DataFrame:
    return pd.read_csv(write_codebook(tmp_path), dtype=str, keep_default_na=False)


def test_docs_results_is_up_to_date(repository: Path, golden) -> None:
    """A column or word that changes here changes what every reader of the files counts on."""
    golden(repository / "docs" / "results.md", results_page())


def test_every_column_has_a_row_with_type_unit_and_description(codebook: pd.DataFrame) -> None:
    columns = codebook[codebook["word"] == ""]
    for table in TABLES.values():
        mine = columns[columns["table"] == table.name]
        assert tuple(mine["column"]) == table.names
        assert tuple(mine.loc[mine["type"] == "number", "column"]) == table.numbers
        assert (mine.loc[mine["type"] == "number", "unit"] != "").all()
    assert (codebook["description"] != "").all()


def test_every_word_stands_below_its_column_with_its_meaning(codebook: pd.DataFrame) -> None:
    verdicts = codebook[(codebook["column"] == "verdict") & (codebook["word"] != "")]
    meanings = dict(zip(verdicts["word"], verdicts["description"], strict=True))
    assert meanings["undecided"] == "the test cannot tell; this is not the same as no difference"
    assert meanings["(empty)"] == (
        "not judged: left out of every family, or everybody gave one answer and there is nothing to test"
    )
    assert {"increased", "decreased", "equivalent", "too_few"} <= set(meanings)


@pytest.mark.parametrize("name", ["measure", "comparison", "test", "verdict", "reason"])
def test_what_nothing_makes_is_allowed_and_in_no_document(
    name: str, codebook: pd.DataFrame, repository: Path
) -> None:
    words = (TABLES["changes"][name].words) or Words({})
    assert bool(words.reserved) is (name == "test")
    assert all(words.allow(re.sub("[A-Z]{2,}", "x", word).replace("N", "5")) for word in words.reserved)
    rows = codebook[
        (codebook["table"] == "changes") & (codebook["column"] == name) & (codebook["word"] != "")
    ]
    assert set(rows["word"]) == {*words.made, *([] if words.empty is None else ["(empty)"])}
    page = (repository / "docs" / "results.md").read_text(encoding="utf-8")
    assert not [word for word in words.reserved if f"`{word}`" in page]


def test_what_is_reserved_stands_in_no_released_row(demonstration_run: Path) -> None:
    for path in (demonstration_run / "build").rglob("*.csv"):
        table = TABLES.get(path.stem)
        if table is None:
            continue
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in table.columns:
            if column.words is not None:
                assert not set(column.words.reserved) & set(frame[column.name])
        if "peer_set" in frame:
            assert set(frame["peer_set"]) == {""}


def test_two_codebooks_have_the_same_bytes(tmp_path: Path) -> None:
    first = write_codebook(tmp_path).read_bytes()
    assert write_codebook(tmp_path).read_bytes() == first
    assert b"\r" not in first
