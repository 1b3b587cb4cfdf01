"""Truth: published_figures.csv. The README must say of every item which figures stand behind it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

DEMO = Path(__file__).resolve().parents[2] / "responses_demo"
STUDY = DEMO / "klantmanagers"
# figures that fix something around an item, but no figure of the item itself
AROUND = {"relation", "any_of", "count_base", "share_desired_below_now", "mean_of_sum"}

Row = dict[str, str]


def read_rows(name: str) -> list[Row]:
    with (STUDY / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def table() -> dict[tuple[str, str], tuple[str, list[str]]]:
    """The item table of the README: wave and item, to basis and figures."""
    found = {}
    for line in (DEMO / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[0] in ("2020", "2022"):
            found[cells[0], cells[2].strip("`")] = (cells[3], [name for name in cells[4].split(", ") if name])
    return found


def figures_of(wave: str, item: str) -> list[Row]:
    return [
        row
        for row in read_rows("published_figures.csv")
        if row["reproduce"] == "yes" and item in row["items"].split() and wave in row["wave"].split("-")
    ]


def test_the_readme_lists_every_column_of_both_files(table):
    columns = {
        (wave, item)
        for wave in ("2020", "2022")
        for item in read_rows(f"responses_{wave}.csv")[0]
        if item != "respondent_id"
    }
    assert set(table) == columns
    assert len(table) == 10 + 149


def test_the_readme_names_the_figures_behind_every_item(table):
    for (wave, item), (_, figures) in table.items():
        assert sorted(figures) == sorted(row["id"] for row in figures_of(wave, item)), item


def test_the_readme_calls_published_only_what_has_a_figure_of_its_own(table):
    for (wave, item), (basis, _) in table.items():
        statistics = {row["statistic"] for row in figures_of(wave, item)}
        wanted = "published" if statistics - AROUND else "in part" if statistics else "invented"
        assert basis == wanted, item


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("planted_faults.csv", ("file", "line", "respondent_id", "item", "rule", "severity")),
        ("planted_personal_data.csv", ("file", "line", "respondent_id", "item", "kinds")),
    ],
)
def test_the_readme_lists_everything_that_was_planted(name, columns):
    text = (DEMO / "README.md").read_text(encoding="utf-8")
    for row in read_rows(name):
        cells = [f"`{row[column]}`" if column == "item" else row[column] or "(empty)" for column in columns]
        assert f"| {' | '.join(cells)} |" in text
