"""Tables that belong to a study, read column by column: the same rows and lines as row by row, wherever a line ends."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import DeclarationError
from monitor.study import declared_table
from monitor.study.declared_table import declared_columns, declared_rows

CELLS = st.text(alphabet='a ,"\n\r;é', max_size=4)
ROWS = st.lists(st.one_of(st.just([]), st.lists(CELLS, min_size=2, max_size=2)), max_size=9)


@given(ROWS, st.integers(1, 4), st.sampled_from(["\n", "\r\n"]))
def test_rows_and_their_lines_are_those_of_a_reader_row_by_row(tmp_path_factory, rows, together, ending):
    made = io.StringIO()
    csv.writer(made, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows([["one", "two"], *rows])
    path = tmp_path_factory.mktemp("table") / "table.csv"
    path.write_text(made.getvalue(), encoding="utf-8", newline="")
    reader = csv.DictReader(io.StringIO(made.getvalue(), newline=""))
    expected = [(reader.line_num, {name: cell.strip() for name, cell in row.items()}) for row in reader]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(declared_table, "ROWS_TOGETHER", together)
        assert declared_rows(path, ("one",)) == expected


@pytest.mark.parametrize("together", [1, 2, 3, 100])
@pytest.mark.parametrize("row", ["c", "c,d,e"])
def test_first_row_of_another_width_is_named(tmp_path: Path, monkeypatch, together, row):
    path = tmp_path / "table.csv"
    path.write_text(f'one,two\na,"b\nb"\n\n{row}\nc,d\nc\n', encoding="utf-8")
    monkeypatch.setattr(declared_table, "ROWS_TOGETHER", together)
    with pytest.raises(DeclarationError) as raised:
        declared_columns(path, ("one",))
    assert raised.value.where == "table.csv:5"


def test_equal_cells_of_a_column_are_one_text(tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_text("one,two\nalike,1\nalike ,2\n", encoding="utf-8")
    first, second = declared_columns(path, ("one",)).cells["one"]
    assert first == second == "alike"
    path.write_text("one,two\n" + "alike,1\n" * 3_000, encoding="utf-8")
    assert len({id(cell) for cell in declared_columns(path, ("one",)).cells["one"]}) == 1
