"""Truth: every number of every report of the demonstration stands in its released set or in a declaration.

The figures are worked out again from the CSV files by `released_numbers.py`, which shares no code with the
program. So a variable that takes its number from another row, a table that mixes up groups and a number that
somebody typed are all found.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from monitor.publication.quarto.features import SLIDES_DOCUMENT
from monitor.study.study_reader import read_study

from .released_numbers import Results, leaves, numbers, printed

pytestmark = pytest.mark.ci

CHANGES = ("change", "change_first", "trend", "rest")
STUDIES = {"klantmanagers": "2022", "clients": "2025"}
REPORTS = [(study, report) for study in STUDIES for report in ("inspectorate", "parliament", "letter")]
LEAST = {"inspectorate": 20, "parliament": 20, "letter": 10}  # figures that its sentences name
PICTURE = re.compile(r"!\[[^\]]*\]\(figures/([a-z0-9_-]+)\)\{(?:[^}\"]|\"(?:[^\"\\]|\\.)*\")*\}")
OUTSIDE = re.compile(
    r"\{\{<.*?>\}\}|\{[#.][^}]*\}|@[a-z]+-[\w-]+|\]\([^)]*\)|<!--.*?-->|^---\n.*?\n---\n",
    re.DOTALL | re.MULTILINE,
)
PINNED = re.compile(r"<!-- (?:vast|akkoord): .+? -->|Kamerstuk|\\*\\*Kenmerk:")


@cache
def _results(folder: Path) -> Results:
    return Results(folder)


class Report:
    """The project of a report, with what its study declares."""

    def __init__(self, run: Path, repository: Path, study: str, report: str) -> None:
        wave = run / "build" / study / STUDIES[study]
        self.project = wave / "reports" / report / "project"
        self.results = {name: _results(run / "build" / name / STUDIES[name] / "results") for name in STUDIES}
        self.own = self.results[study]
        declared = [
            repository / "responses_demo" / study / "study.yaml",
            *(repository / "questionnaires").glob("*.yaml"),
        ]
        declared += [repository / "monitor" / "study" / "policy.yaml"]
        declared += (repository / "report_templates" / report).glob(
            "any/options.yaml"
        )  # an address holds numbers
        self.least = LEAST[report]
        texts = " ".join(path.read_text(encoding="utf-8") for path in declared)
        self.study = read_study(declared[0])
        levels = (1 - self.study.comparison.alpha, self.study.comparison.power)
        margins = (
            found for value in self.study.comparison.margins.values() for found in (value, value * 100)
        )
        self.declared = numbers(texts).union(*(printed(f"{level}", 100) for level in levels))
        self.declared |= set().union(*(printed(f"{margin}") for margin in margins))
        edited = (repository / "report_templates" / report / study).glob("teksten.yaml")
        borders = re.findall(
            r"border: ([0-9.]+)", "".join(path.read_text(encoding="utf-8") for path in edited)
        )
        self.declared |= set().union(*(printed(border) | printed(border, 100) for border in borders))

    @cached_property
    def figures(self) -> dict[tuple[str, ...], set[str] | None]:
        """Every variable with what it may print."""
        return {path: self.source(path) for path in self.variables}

    @cached_property
    def variables(self) -> dict[tuple[str, ...], str]:
        text = (self.project / "_variables.yml").read_text(encoding="utf-8")
        return dict(leaves(YAML(typ="safe").load(text)))

    def source(self, path: tuple[str, ...]) -> set[str] | None:
        """What a variable may print; None for one that is no figure of a released set."""
        results, parts = self.own, path
        if path[0] == "companion":
            results, parts = self.results[path[1]], path[2:]
        if parts[0] == "rank":
            items = next(found.items for found in self.study.indicators if found.id == parts[1])
            return results.ranked(items, parts[2], parts[3], int(parts[4][1:]))
        if len(parts) != 5 or parts[0] in (
            "study",
            "method",
            "ledger",
            "constant",
            "question",
            "side_by_side",
        ):
            return None
        found = results.of_change if parts[3] in CHANGES else results.of_estimate
        return found(*parts[:4])

    def documents(self) -> dict[str, str]:
        paths = [*self.project.glob("*.qmd"), *self.project.glob("*/*.qmd")]
        written = {path.name: path.read_text(encoding="utf-8") for path in sorted(paths)}
        return {name: text for name, text in written.items() if name != SLIDES_DOCUMENT}

    def slides(self) -> list[tuple[str, str]]:
        """Of each slide that shows a figure, its name and what is on the slide and in its notes."""
        document = self.project / SLIDES_DOCUMENT
        text = document.read_text(encoding="utf-8") if document.is_file() else ""
        parts = re.split(r"(?m)^## ", text)
        shown = [(re.search(r"\]\(figures/([\w-]+)-slide\.png", part), part) for part in parts]
        return [(found[1], part) for found, part in shown if found]

    def results_bases(self) -> list[set[str]]:
        return [found.bases for found in self.results.values()]

    def blocks(self) -> dict[str, str]:
        """Tables and notes of indicators by their name: `letters--by-region`."""
        paths = [*self.project.glob("tables/*.md"), *self.project.glob("figures/*.md")]
        texts = {
            f"{path.parent.name}/{path.stem}": path.read_text(encoding="utf-8") for path in sorted(paths)
        }
        return {name: re.sub(r"\{[#.][^}]*\}", "", text) for name, text in texts.items()}

    def of_name(self, name: str) -> set[str] | None:
        """What a table or figure may print; None for one that is of no indicator."""
        if name == "method-weights":
            return self.own.of_weights
        if name == "method-response-groups":
            return self.own.of_response_groups
        if name.startswith("side-by-side"):
            items = {side.item for row in self.study.side_by_side for side in (row.own, row.other)}
            frames = (each.estimates for each in self.results.values())
            rows = [
                each.of_rows(frame[frame["item"].isin(items)])
                for each, frame in zip(self.results.values(), frames, strict=True)
            ]
            return set().union(*rows)
        indicator, _, rest = name.partition("--")
        if indicator not in set(self.own.estimates["indicator"]):
            return None
        return self.own.of_indicator(indicator, rest.removeprefix("by-").replace("_x_", "*"))


@pytest.fixture(scope="module", params=REPORTS, ids="-".join)
def report(request: pytest.FixtureRequest, demonstration: Path, repository: Path) -> Report:
    return Report(demonstration, repository, *request.param)


def test_every_figure_in_a_sentence_is_the_one_its_variable_names(report: Report) -> None:
    assert sum(found is not None for found in report.figures.values()) > report.least
    for path, found in report.figures.items():
        if found is not None:
            text = report.variables[path]
            assert numbers(text) <= found | report.declared, (".".join(path), text)
            if path[-1] in ("pct", "value", "n", "count", "full"):
                assert numbers(text) & found, (".".join(path), text)


def test_every_other_variable_prints_numbers_of_the_method_or_a_declaration(report: Report) -> None:
    """Counts of the method as they stand; shares of one in another, such as the response."""
    for path, text in report.variables.items():
        if report.figures[path] is None and path[0] != "side_by_side":
            told = report.results[path[1]] if path[0] == "companion" else report.own
            assert numbers(text) <= told.of_method | report.declared, (".".join(path), text)


def test_every_number_in_a_table_or_under_a_figure_is_of_its_indicator(report: Report) -> None:
    for name, text in report.blocks().items():
        found = report.of_name(name.split("/")[1])
        if found is not None:
            assert numbers(text) <= found | report.declared, (
                name,
                sorted(numbers(text) - found - report.declared),
            )


def test_every_number_in_a_description_is_of_its_figure(report: Report) -> None:
    for document, text in report.documents().items():
        for picture in PICTURE.finditer(text):
            found = report.of_name(picture[1])
            alt = re.search(r'fig-alt="((?:[^"\\]|\\.)*)"', picture[0])
            assert found is not None, (document, picture[1])
            assert alt, (document, picture[1])
            assert numbers(alt[1]) <= found | report.declared, (document, picture[1], alt[1])


def test_every_number_on_a_slide_is_of_its_figure_or_said_in_the_report(report: Report) -> None:
    """The titles of slides are those of figures in the report, which its variables and captions fill."""
    said = set().union(*map(numbers, report.variables.values()), *report.results_bases())
    slides = report.slides()
    assert len(slides) > 10 or not (report.project / SLIDES_DOCUMENT).is_file()
    for name, text in slides:
        found = report.of_name(name)
        assert found is not None, name
        assert numbers(text) <= found | said | report.declared, (
            name,
            sorted(numbers(text) - found - said - report.declared),
        )


def test_no_document_holds_a_number_that_somebody_typed(report: Report) -> None:
    known = report.declared.union(*report.results_bases())
    for document, text in report.documents().items():
        prose = PICTURE.sub(" ", text)
        lines = [line for line in prose.splitlines() if not PINNED.search(line)]
        typed = numbers(OUTSIDE.sub(" ", "\n".join(lines)))
        assert typed <= known, (document, sorted(typed - known))
