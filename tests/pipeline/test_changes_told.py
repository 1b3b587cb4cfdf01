"""Truth: results/changes.csv of both demonstrations, read without the program, beside the texts and the annex.

A shown change is a question and a comparison with at least one row `increased` or `decreased` of everybody together.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest

from monitor.study.study_reader import read_study

pytestmark = pytest.mark.ci

WAVES = {"klantmanagers": "2022", "clients": "2025"}
SINCE = {"change": "previous", "change_first": "first"}
SENTENCE = re.compile(r"\{\{< var (\w+)\.(\w+)\.all\.(change|change_first)\.sentence >\}\}")
CLAIM = re.compile(r"change\((\w+)\.\w+, (previous|first)\) == (?:increased|decreased)")
HEADING = re.compile(r"(?m)^#+ .*$")
FIGURE = re.compile(r"(?:figures|tables)/(\w+)--change")
OUTCOME = re.compile(r"(gestegen|gedaald): ([+−][\d,]+)")
MOST_IN_A_CHAPTER = 5
MOST_TIMES = 2  # once in front, once in its chapter

Told = tuple[str, str]  # a question, and what it is compared with


@dataclass(frozen=True)
class Report:
    survey: str
    run: Path
    repository: Path

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The shown changes of everybody, a row for each answer."""
        path = self.run / "build" / self.survey / WAVES[self.survey] / "results" / "changes.csv"
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        shown = rows["verdict"].isin(["increased", "decreased"]) & rows["breakdown"].eq("")
        return rows[shown & rows["comparison"].isin(["previous", "first"])]

    @cached_property
    def shown(self) -> set[Told]:
        return set(zip(self.rows["item"], self.rows["comparison"], strict=True))

    @cached_property
    def chapters(self) -> dict[str, str]:
        folder = self.repository / "report_templates" / "inspectorate" / self.survey / "chapters"
        return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.qmd"))}

    def told(self, chapter: str) -> list[Told]:
        """What a chapter tells in sentences; a heading announces what is told below it."""
        text = HEADING.sub("", self.chapters[chapter])
        sentences = [(item, SINCE[name]) for item, _, name in SENTENCE.findall(text)]
        claims = (
            match.groups()
            for holds in re.findall(r'holds="([^"]+)"', text)
            for match in CLAIM.finditer(holds)
        )
        return [each for each in (*sentences, *claims) if each in self.shown]

    @cached_property
    def annex(self) -> dict[str, list[str]]:
        """The cells of the table of all changes, by the label of the question."""
        path = self.run / "build" / self.survey / WAVES[self.survey] / "reports" / "inspectorate" / "project"
        lines = (path / "tables" / "method-changes.md").read_text(encoding="utf-8").splitlines()
        rows: list[list[str]] = []
        for line in lines:
            if line.startswith("+"):
                rows.append([])
            elif line.startswith("|"):
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                rows[-1] = [
                    f"{a} {b}".strip() for a, b in zip(rows[-1] or [""] * len(cells), cells, strict=True)
                ]
        found = [row for row in rows if row]
        return {row[0].replace("\\", ""): row[1:] for row in found}

    def in_annex(self, item: str) -> list[str]:
        """The row of a question, by its number and label; of one that is computed by its label."""
        declared = read_study(
            self.repository / "responses_demo" / self.survey / "study.yaml"
        ).questionnaire.items[item]
        name = f"{declared.number} {declared.short}".strip()
        rows = [cells for label, cells in self.annex.items() if label == name or label.startswith(f"{name}:")]
        assert len(rows) == 1, (item, name)
        return rows[0]


@pytest.fixture(scope="module", params=WAVES)
def report(request: pytest.FixtureRequest, demonstration_run: Path, repository: Path) -> Report:
    return Report(request.param, demonstration_run, repository)


def test_every_shown_change_stands_in_the_annex_with_its_direction_and_size(report: Report) -> None:
    assert report.shown
    header = next(cells for label, cells in report.annex.items() if label == "Uitkomst")
    places = {name: len(header) - back for name, back in _places(header).items()}
    for item, comparison in sorted(report.shown):
        found = OUTCOME.search(report.in_annex(item)[places[comparison]])
        assert found, (item, comparison)
        rows = report.rows[report.rows["item"].eq(item) & report.rows["comparison"].eq(comparison)]
        known = {(row.verdict, _printed(row)) for row in rows.itertuples()}
        verdict = {"gestegen": "increased", "gedaald": "decreased"}[found[1]]
        assert (verdict, found[2]) in known, (item, comparison, known)


def _places(header: list[str]) -> dict[str, int]:
    """How far from the end the columns of outcomes stand."""
    return {"previous": 2, "first": 1} if header[-1] == "Sinds de eerste meting" else {"previous": 1}


def _printed(row: object) -> str:
    """A difference as the annex prints it: whole points of a share, one decimal of a mean."""
    difference, share = float(row.difference), row.measure == "share"  # type: ignore[attr-defined]
    size = f"{abs(difference) * 100:.0f}" if share else f"{abs(difference):.1f}".replace(".", ",")
    return f"{'+' if difference > 0 else '−'}{size}"


def test_every_shown_change_stands_in_the_text_or_a_figure_too_unless_it_is_of_a_computed_count(
    report: Report,
) -> None:
    text = {each for chapter in report.chapters for each in report.told(chapter)}
    study = read_study(report.repository / "responses_demo" / report.survey / "study.yaml")
    drawn = {name for text in report.chapters.values() for name in FIGURE.findall(text)}
    in_figures = {item for each in study.indicators if each.id in drawn for item in each.items}
    told = {item for item, _ in text} | in_figures
    assert {item for item, _ in report.shown} - told <= {"prob_count"}  # its share of three or more is told


def test_a_chapter_tells_at_most_five_changes_the_largest_first(report: Report) -> None:
    for chapter, text in report.chapters.items():
        sentences = [match for match in SENTENCE.findall(text) if (match[0], SINCE[match[2]]) in report.shown]
        assert len(sentences) <= MOST_IN_A_CHAPTER, chapter
        sizes = [_size(report, *match) for match in sentences]
        assert sizes == sorted(sizes, key=lambda size: (size[0], -size[1])), (chapter, sizes)


def _size(report: Report, item: str, category: str, name: str) -> tuple[bool, float]:
    """Whether a change is of a mean, and its size in whole points or tenths."""
    rows = report.rows[report.rows["item"].eq(item) & report.rows["comparison"].eq(SINCE[name])]
    mean = category == "mean"
    code = {"c1": "1", "mean": ""}.get(category, category)
    row = rows[rows["category"].eq(code) & rows["measure"].eq("mean" if mean else "share")].iloc[0]
    return mean, round(abs(float(row["difference"])), 3)


def test_no_change_is_told_three_times_or_twice_in_one_chapter(report: Report) -> None:
    times: Counter[Told] = Counter()
    for chapter in report.chapters:
        told = Counter(report.told(chapter))
        assert set(told.values()) <= {1}, (chapter, told)
        times.update(told)
    assert {each: n for each, n in times.items() if n > MOST_TIMES} == {}
