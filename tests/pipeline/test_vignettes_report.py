"""Truth: docs/vignettes.md: what a researcher copies from that page, with answers of eighteen people, becomes a report with two commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.ci

HEAD = (
    "respondent_id,municipality,experience,washing_recognised,washing_room,washing_rule,washing_decides,washing_expects,"
    "course_recognised,course_rule,course_decides,course_expects"
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, command, repository: Path):
    """The files of the page and a table of answers; a check and a run."""
    folder = tmp_path_factory.mktemp("casussen")
    page = (repository / "docs/vignettes.md").read_text(encoding="utf-8")
    questionnaire, study = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (folder / "casussen.yaml").write_text(questionnaire, encoding="utf-8")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    rows = [
        f"c{place},g{place // 2},{'long' if place % 2 else 'short'},yes,{'yes' if place < 12 else 'no'},no,"
        f"{'reject' if place % 9 > 2 else 'loan'},same,no,no,{'grant' if place % 4 else 'refer'},discussion"
        for place in range(18)
    ]
    (folder / "antwoorden.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    said = [
        command("check", "study.yaml", cwd=folder),
        command("run", "study.yaml", "--format", "html", cwd=folder),
    ]
    return folder, said


def test_two_commands_lead_from_the_page_to_a_report(run) -> None:
    folder, said = run
    assert [one.returncode for one in said] == [0, 0], [one.stderr[-300:] for one in said]
    report = (folder / "build/casussen/2025/reports/vignettes/report.html").read_text(encoding="utf-8")
    assert "12 van de 18 inkomensconsulenten zien ruimte om af te wijken." in report
    assert "In 7 van de 9 gemeenten besluiten beide inkomensconsulenten hetzelfde." in report


def test_no_municipality_and_no_percentage_leaves_in_the_report(run) -> None:
    folder, _ = run
    project = folder / "build/casussen/2025/reports/vignettes/project"
    texts = [
        path.read_text(encoding="utf-8") for path in (*project.rglob("*.qmd"), *project.rglob("tables/*.md"))
    ]
    assert texts
    for text in texts:
        assert not re.search(r"\d%", text)
        assert not re.search(r"\bg[0-8]\b", text)


def test_the_audit_works_nothing_out(run, command) -> None:
    folder, _ = run
    done = command("audit", "build/casussen/2025", "--study", "study.yaml", cwd=folder)
    assert done.returncode == 0, done.stderr
