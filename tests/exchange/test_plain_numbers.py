"""Truth: columns of numbers as statistical programs write them without a codebook, and what a person would say of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.exchange.answers import Seen
from monitor.exchange.recognise import read_sources
from monitor.exchange.typed import typed


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        ({"27,5": 3, "0,5": 9, "12,25": 4, "27,0": 3, "0,25": 5, "12,5": 6, "-9": 4}, ""),
        ({"1,2": 4, "1,3": 5, "2,3": 4, "1,2,3": 3, "2": 6}, ", "),
        ({"1, 2": 4, "1, 3": 5, "2, 3": 4, "3, 1": 2}, ", "),
        ({"1;2": 4, "1;3": 5, "2;3": 4, "3;1": 2}, ";"),
    ],
)
def test_decimals_with_a_comma_are_no_sets_of_answers(cells: dict[str, int], sign: str) -> None:
    assert Seen(cells).separator == sign


@pytest.mark.parametrize(
    ("cells", "marks"),
    [
        ({"1": 5, "-9": 2, "5": 4, "-8": 1}, ("-9", "-8")),
        ({"12,5": 5, "-99": 2}, ("-99",)),
        ({"1": 5, "-9": 2, "-2": 4}, ()),  # degrees, not marks
        ({"1": 5, "2": 4}, ()),
    ],
)
def test_negative_marks_among_other_numbers(cells: dict[str, int], marks: tuple[str, ...]) -> None:
    assert Seen(cells).marks == marks


def test_a_file_without_a_codebook_says_what_it_may_be(tmp_path: Path) -> None:
    """Hours with a comma were a set of forty options, and -9 was an answer in every mean."""
    rows = [f"{n};{n % 5 + 1 if n % 7 else -9};{n % 9},5;{2 * n}" for n in range(1, 60)]
    rows += [f"{n};-8;-9;{2 * n}" for n in range(60, 64)]
    path = tmp_path / "antwoorden2025.csv"
    path.write_text("\n".join(["nr;v1;uren;duur", *rows]) + "\n", encoding="cp1252")
    (source,) = read_sources([path])
    made = {variable.heading: typed(source, variable) for variable in source.variables}
    assert (made["v1"].kind, made["v1"].no_answer) == ("number", ("-9", "-8"))
    assert (made["uren"].kind, made["uren"].no_answer) == ("number", ("-9",))
    told = {name: [doubt.code for doubt in one.doubts] for name, one in made.items()}
    assert told["v1"] == ["exchange.mark_among_numbers"] * 2 + ["exchange.numbers_without_labels"]
    assert told["uren"] == ["exchange.mark_among_numbers"]
    assert told["duur"] == []
