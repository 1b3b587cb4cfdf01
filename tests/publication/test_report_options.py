"""Truth: options files of a few lines, and the calendar of the Staten-Generaal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.project.report_options import option_variables, report_variables, session_year
from monitor.publication.quarto.template_documents import TemplateFolders, template_folders
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan

CHAMBERS = "chamber:\n  house: {name: Tweede Kamer, paper: II}\n  senate: {name: Eerste Kamer, paper: I}\n"


def _folders(folder: Path, text: str) -> TemplateFolders:
    (folder / "options.yaml").write_text(text, encoding="utf-8")
    return TemplateFolders((folder,))


def test_the_first_choice_counts_where_the_study_says_nothing(tmp_path: Path) -> None:
    assert option_variables(_folders(tmp_path, CHAMBERS), {}) == {
        "option.chamber.name": ("Tweede Kamer", "options.yaml"),
        "option.chamber.paper": ("II", "options.yaml"),
    }


def test_the_study_chooses_the_words(tmp_path: Path) -> None:
    found = option_variables(_folders(tmp_path, CHAMBERS), {"chamber": "senate"})
    assert {name: text for name, (text, _) in found.items()} == {
        "option.chamber.name": "Eerste Kamer",
        "option.chamber.paper": "I",
    }


def test_a_template_without_options_has_none(tmp_path: Path) -> None:
    assert option_variables(TemplateFolders((tmp_path,)), {}) == {}
    with pytest.raises(PublicationError, match='this report has no option "chamber"; expected no options'):
        option_variables(TemplateFolders((tmp_path,)), {"chamber": "senate"})


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2024, 9, 16), "2023/24"),  # the third Tuesday of September 2024 is the 17th
        (date(2024, 9, 17), "2024/25"),
        (date(2020, 9, 15), "2020/21"),  # the earliest day it can be
        (date(2026, 9, 14), "2025/26"),
        (date(2000, 1, 1), "1999/00"),
    ],
)
def test_the_year_of_parliament_turns_on_the_third_tuesday_of_september(day: date, year: str) -> None:
    assert session_year(day) == year


def test_the_year_of_parliament_is_a_variable_of_every_report(tmp_path: Path) -> None:
    found = report_variables(TemplateFolders((tmp_path,)), {}, date(2024, 9, 1))
    assert found == {"report.session_year": ("2023/24", "published")}


def test_a_template_of_ones_own_finds_what_stands_beside_it_for_any_survey(
    tmp_path: Path, small_study: Study
) -> None:
    own, any_survey = tmp_path / "huurders", tmp_path / "any"
    for folder in (own, any_survey):
        folder.mkdir()
    (own / "report.qmd").write_text("Tekst.\n", encoding="utf-8")
    (any_survey / "options.yaml").write_text(CHAMBERS, encoding="utf-8")
    folders = template_folders(ReportPlan("parliament-senate", own, None), small_study)
    found = option_variables(folders, {"chamber": "senate"})
    assert found["option.chamber.name"] == ("Eerste Kamer", "options.yaml")
