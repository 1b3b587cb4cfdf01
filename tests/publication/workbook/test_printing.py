"""Truth: made-up sheets whose pages are counted by hand, and the print settings of the book as openpyxl reads them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl import load_workbook

from monitor.publication.workbook.printing import DOWN, Part, column_breaks, print_scale, row_breaks
from monitor.publication.workbook.tablebook import write_tablebook
from tests.publication.workbook.test_tablebook import BARRIERS, CHANGES, ROWS
from tests.words import voice_of

ROW = DOWN / 10  # ten rows fit on a page at full size


def _breaks(*parts: Part, scale: int = 100) -> list[int]:
    return row_breaks(parts, {}, ROW, scale)


def test_a_table_that_fits_a_page_is_never_cut() -> None:
    assert _breaks(Part(1, 5), Part(6, 11), Part(12, 14)) == [6]
    assert _breaks(Part(1, 5), Part(6, 9)) == []
    assert _breaks(Part(1, 5), Part(6, 11), Part(12, 14), scale=50) == []


def test_a_table_longer_than_a_page_is_cut_before_a_question_only() -> None:
    assert _breaks(Part(0, 24, (0, 4, 8, 12, 16, 20))) == [8, 16]
    assert _breaks(Part(0, 3), Part(4, 27, (4, 9, 14, 19, 24))) == [9, 19]


def test_a_long_table_begins_on_a_page_of_its_own_where_little_is_left() -> None:
    assert _breaks(Part(0, 7), Part(8, 31, (8, 13, 18, 23, 28))) == [8, 18, 28]


def test_a_header_that_comes_back_takes_room_of_every_page_but_the_first() -> None:
    part = Part(0, 24, (1, 4, 8, 12, 16, 20))
    assert row_breaks([part], {}, ROW, 100, 3 * ROW) == [8, 12, 16, 20]


def test_high_rows_count_for_their_height() -> None:
    assert row_breaks([Part(0, 4), Part(5, 9)], {3: 2 * ROW}, ROW, 100) == [5]


def test_groups_of_columns_stay_together_while_a_page_is_wide_enough() -> None:
    widths = [30.0, 30.0, *[13.0] * 20]
    assert column_breaks(widths, 2, [2, 9, 15], 60) == [9, 15]  # twelve columns fit beside the labels
    assert column_breaks(widths, 2, [2, 6, 10], 100) == [6, 10]  # five
    assert column_breaks(widths[:8], 2, [2, 5], 60) == []


@pytest.mark.parametrize(("columns", "scale"), [(2, 100), (12, 82), (40, 60)])
def test_letters_are_never_printed_smaller_than_is_read(columns: int, scale: int) -> None:
    assert print_scale([13.0] * columns) == pytest.approx(scale, abs=1)


@pytest.fixture(scope="module")
def printed(klantmanagers, make_released, tmp_path_factory):
    voice = voice_of(klantmanagers)
    words = voice.words.tablebook.model_copy(update={"most_printed": 5})
    path = tmp_path_factory.mktemp("printed") / "tabellenboek.xlsx"
    return load_workbook(
        write_tablebook(
            make_released(ROWS, CHANGES), replace(voice, words=voice.words.with_parts(tablebook=words)), path
        )
    )


def test_a_theme_is_printed_at_a_scale_so_that_its_breaks_count(printed) -> None:
    """Excel leaves out breaks of a sheet that is made to fit a page."""
    theme = printed[BARRIERS]
    assert not theme.sheet_properties.pageSetUpPr.fitToPage
    assert 60 <= theme.page_setup.scale <= 100


def test_of_a_list_that_is_long_only_what_it_is_comes_on_paper(printed) -> None:
    figures, waves = printed["Alle cijfers"], printed["Verschillen metingen"]
    assert figures.max_row - 4 > 5
    assert figures.print_area.endswith("$O$3")
    assert "afdruk" in figures["A2"].value
    assert waves.print_area.endswith(f"${waves.max_row}")
    assert "afdruk" not in waves["A2"].value
    assert waves.page_setup.fitToWidth == 2
