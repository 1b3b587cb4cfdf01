"""Truth: texts of a few lines about the guests of three_waves.py, before and after."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.checks.consistency import check_consistency
from monitor.publication.drafts.role_texts import as_written, read_texts, with_roles
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan

from .three_waves import variables_of, write_study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return write_study(tmp_path_factory.mktemp("gasten"))


PAIRS = [
    (
        "Van de gasten is {{< var helped.j.all.y2025.pct >}} geholpen.",
        "Van de gasten is {{< var helped.j.all.now.pct >}} geholpen.",
    ),
    (
        "Van de gasten is {{< var helped.j.all.y2025.pct >}} geholpen, eerder {{< var helped.j.all.y2021.pct >}}.",
        "Van de gasten is {{< var helped.j.all.now.pct >}} geholpen, eerder {{< var helped.j.all.first.pct >}} "
        "({{< var helped.j.all.first.year >}}).",
    ),
    (
        "In {{< var study.label.y2023 >}} was {{< var helped.j.all.y2023.pct >}} van de gasten geholpen.",
        "In {{< var study.label.previous >}} was {{< var helped.j.all.previous.pct >}} van de gasten geholpen.",
    ),
    (  # of this question the wave before is another than of the study
        "In {{< var study.previous_wave >}} kende {{< var guide.j.all.y2021.pct >}} van de gasten de gids.",
        "In {{< var study.previous_wave >}} kende {{< var guide.j.all.previous.pct >}} "
        "({{< var guide.j.all.previous.year >}}) van de gasten de gids.",
    ),
    (
        "Bovenaan stond ‘{{< var rank.travel.any.y2023.r1.label >}}’.",
        "Bovenaan stond ‘{{< var rank.travel.any.previous.r1.label >}}’ ({{< var rank.travel.any.previous.r1.year >}}).",
    ),
    (
        "| | {{< var study.label.y2021 >}} |\n|---|---|\n| ja | {{< var helped.j.all.y2021.pct >}} |\n",
        "| | {{< var study.label.first >}} |\n|---|---|\n| ja | {{< var helped.j.all.first.pct >}} |\n",
    ),
    ("Er deden {{< var study.n.current >}} gasten mee.", "Er deden {{< var study.n.now >}} gasten mee."),
    (
        '[Zo is het nu.]{.claim holds="helped.j.y2025 > 0.5, change(helped.j.all, previous) == increased"}',
        '[Zo is het nu.]{.claim holds="helped.j.all.now > 0.5, change(helped.j.all, previous) == increased"}',
    ),
    (
        "- claim: {text: x, holds: [helped.j.all.y2025 > 0.5]}",
        "- claim: {text: x, holds: [helped.j.all.now > 0.5]}",
    ),
    ("{{< var helped.j.all.y2023.sentence >}}", "{{< var helped.j.all.previous.sentence >}}"),
]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_wave_by_its_key_becomes_a_role_and_gets_its_year(study: Study, before: str, after: str) -> None:
    done = with_roles(before, study)
    assert done.text == after
    assert done.left == []
    assert with_roles(after, study).text == after


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_what_was_rewritten_passes_the_check(study: Study, before: str, after: str) -> None:
    documents = {"report.qmd": TemplateDocument("report.qmd", "report.qmd", after)}
    found = check_consistency(documents, ReportPlan("inspectorate", None, None), variables_of(study)).findings
    assert [str(each) for each in found if each.rule == "wave"] == []


@pytest.mark.parametrize(
    "text",
    [
        "In 2023 was {{< var helped.j.all.y2023.pct >}} van de gasten geholpen.",
        "Nu is {{< var helped.j.all.now.pct >}} geholpen, sinds {{< var helped.j.all.change.year >}}.\r\n",
        "Van `{{< fig x >}}` staat hier niets: {{< var study.title >}}.",
    ],
)
def test_a_year_that_somebody_typed_and_all_else_stay(study: Study, text: str) -> None:
    done = with_roles(text, study)
    assert (done.text, done.changed, done.left) == (text, 0, [])


def test_a_wave_without_a_role_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    four = ('"2025"]\nthemes', '"2025", "2027"]\nthemes')
    declared = ('"2025": {responses: c.csv}}', '"2025": {responses: c.csv}, "2027": {responses: d.csv}}')
    study = write_study(folder, four, declared)
    text = "Eerst dit.\n\nToen was {{< var helped.j.all.y2023.pct >}} geholpen.\n"
    assert with_roles(text, study).left == [(3, "helped.j.all.y2023.pct")]


def test_texts_were_written_for_the_latest_wave_that_they_name(tmp_path: Path, study: Study) -> None:
    text = "{{< var helped.j.all.y2023.pct >}} en {{< var helped.j.all.y2021.pct >}}"
    assert as_written([text], study).current.id == "2023"
    assert as_written([text], study, "2025").current.id == "2025"
    assert as_written(["Niets: {{< var study.title >}}."], study).current.id == "2025"


def test_comments_of_teksten_keep_step_with_the_text(study: Study) -> None:
    text = (
        "# study.n.current, helped.j.all.y2025, guide.j.all.y2021\n"
        'quote: "{{< var helped.j.all.y2025.pct >}}"   # helped.j.all.y2025\n'
    )
    assert with_roles(text, study, yaml=True).text == (
        "# study.n.now, helped.j.all.now, guide.j.all.previous\n"
        'quote: "{{< var helped.j.all.now.pct >}}"   # helped.j.all.now\n'
    )


def test_every_text_of_a_folder_is_read_and_a_wrong_folder_refused(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "a.qmd").write_bytes("één\r\n".encode())
    (tmp_path / "teksten.yaml").write_text("quote: x\n", encoding="utf-8")
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    assert list(read_texts(tmp_path).values()) == ["één\r\n", "quote: x\n"]
    with pytest.raises(PublicationError, match="there is no such folder"):
        read_texts(tmp_path / "nergens")
