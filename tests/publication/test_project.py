"""Truth: the files of a project, read again; and what an editor reads who makes a mistake."""

from __future__ import annotations

import html
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import PublicationError
from monitor.publication.checks.report import check_report
from monitor.publication.engines.render import render_project
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from monitor.publication.quarto.source import read_project
from monitor.publication.quarto.template_documents import TemplateDocument
from monitor.publication.quarto.template_scan import hand_typed_numbers, variables_in
from monitor.publication.sentences.variables import Variables
from monitor.publication.theme.templates import templates_root
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import ESTIMATES
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan
from tests.words import voice_of

REPORT = ReportPlan("inspectorate", None, None)


@pytest.fixture(scope="module")
def project(
    tmp_path_factory: pytest.TempPathFactory, small_released: ReleasedSet, small_study: Study
) -> Path:
    report = compose(REPORT, Variables(small_released, voice_of(small_study)))
    return write_project(report, tmp_path_factory.mktemp("out") / "project", ("html",))


def _template(folder: Path, text: str, **documents: str) -> ReportPlan:
    folder.mkdir(exist_ok=True)
    (folder / "report.qmd").write_text(text, encoding="utf-8")
    for name, content in documents.items():
        path = folder / "chapters" / f"{name}.qmd"
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return ReportPlan("inspectorate", folder, None)


@pytest.fixture
def write(tmp_path: Path, small_released: ReleasedSet, small_study: Study):
    """Write a project from the text of a report.qmd and chapters."""

    def written(
        text: str, study: Study = small_study, formats: tuple[str, ...] = ("html",), **documents: str
    ) -> Path:
        report = _template(tmp_path / "template", text, **documents)
        return write_project(
            compose(report, Variables(small_released, voice_of(study))), tmp_path / "project", formats
        )

    return written


# what a project holds


def test_a_survey_without_a_text_of_its_own_gets_a_chapter_per_theme(project: Path) -> None:
    assert {path.name for path in (project / "chapters").iterdir()} == {
        "contact.qmd",
        "waardering.qmd",
        "gebruik.qmd",
    }
    contact = (project / "chapters" / "contact.qmd").read_text(encoding="utf-8")
    assert contact.startswith("# Contact met de corporatie {#sec-theme-contact}")
    assert "{{< var rank.contact_items.agree_net.now.r1.sentence >}}" in contact
    assert "‘{{< var rank.contact_items.agree_net.now.r2.label >}}’ is dat het minst" in contact
    assert "{{< include tables/contact_items--change.md >}}" in contact


def test_a_project_is_complete_and_renders_without_a_correction(project: Path, small_study: Study) -> None:
    (page,) = render_project(project, ["html"], "embedded", small_study.published)
    text = page.read_text(encoding="utf-8")
    for wanted in (
        "Zes op de tien huurders antwoorden",
        "Wat u uit deze cijfers kunt opmaken",
        "Bijlage\u00a0B</span> De vragenlijst",
    ):
        assert wanted in text
    for unwanted in ("{{<", "?var:", ">nan<", "None"):
        assert unwanted not in text


def test_only_variables_that_the_report_uses_are_written_and_all_of_them(project: Path) -> None:
    source = read_project(project)
    used = {
        path
        for line in source.lines
        for path in variables_in(line.text)
    } | {"study.title"}  # fmt: skip
    assert set(source.variables) == used
    assert source.variables["study.n.now"] == "80"


def test_variables_are_quoted_strings_with_markdown_escaped(write) -> None:
    folder = write(
        "{{< var letters.agree_net.all.now.label >}} {{< var method.alpha >}} {{< var study.n.y2022 >}}\n"
    )
    text = (folder / "_variables.yml").read_text(encoding="utf-8")
    assert '"label": "\\\\(helemaal) eens"' in text or '"label": "\\\\(helemaal\\\\) eens"' in text
    assert '"y2022": "60"' in text


def test_figures_come_with_picture_notes_and_their_data(project: Path) -> None:
    figures = {path.name for path in (project / "figures").iterdir()}
    assert {"contact_items.svg", "contact_items.md", "rating.svg", "used.svg"} <= figures
    notes = (project / "figures" / "contact_items.md").read_text(encoding="utf-8")
    assert notes.startswith("::: {.figure-note}\n")
    assert (
        '::::: {.content-visible when-format="html"}\n:::: {.figure-data figure="fig-contact-items"}' in notes
    )


def test_pictures_for_word_are_drawn_only_where_word_is_asked(write, project: Path) -> None:
    assert not list((project / "figures").glob("*.png"))
    folder = write("![De app](figures/used){#fig-u}\n", formats=("docx",))
    assert (folder / "figures" / "used.png").read_bytes().startswith(b"\x89PNG")


def test_every_picture_gets_its_description_and_an_empty_caption_the_title(write) -> None:
    folder = write('![](figures/used){#fig-used}\n\n![Cijfer](figures/rating){#fig-r width="50%"}\n')
    text = (folder / "report.qmd").read_text(encoding="utf-8")
    assert (
        "![Gebruik: 65% ‘De app’, 43% ‘De balie’](figures/used)"
        '{#fig-used fig-alt="Staafgrafiek. ‘De app’ is genoemd door 65%, ‘De balie’ door 43%."}' in text
    )
    assert '![Cijfer](figures/rating){#fig-r width="50%" fig-alt="' in text


def test_a_description_of_the_editor_stays_with_its_variables_written_out(write) -> None:
    folder = write('![Gebruik](figures/used){#fig-u fig-alt="De app: {{< var use_app.c1.all.now.pct >}}"}\n')
    assert 'fig-alt="De app: 65%"' in (folder / "report.qmd").read_text(encoding="utf-8")


def test_the_settings_say_date_publisher_and_that_this_is_a_demonstration(write) -> None:
    source = read_project(write('---\ntitle: "Eigen titel"\n---\n\nTekst\n'))
    assert source.metadata("title") == "Eigen titel"
    assert source.metadata("date") == "2024-12-01"
    assert source.metadata("author") == "Voorbeeldcorporatie"
    assert source.metadata("demonstration") == "true"
    assert source.metadata("concept") is None


def test_a_concept_is_marked_and_the_study_gives_the_title_where_a_template_has_none(
    write, small_study: Study
) -> None:
    folder = write("Tekst\n", study=replace(small_study, concept=True, demonstration=False))
    source = read_project(folder)
    assert source.metadata("concept") == "true"
    assert source.metadata("demonstration") is None
    assert source.metadata("title") == "Huurders over hun corporatie"
    (page,) = render_project(folder, ["html"], "embedded", small_study.published)
    assert "Concept" in page.read_text(encoding="utf-8")


def test_documents_keep_their_lines(write) -> None:
    text = "---\ntitle: Proef\n---\n\nTekst\n"
    assert (write(text) / "report.qmd").read_text(encoding="utf-8") == text


def test_a_picture_of_the_template_is_copied(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    text = '![Foto](pictures/logo.svg){fig-alt="Logo"}\n\n![Kaart](pictures/kaart){fig-alt="Kaart"}\n'
    report = _template(tmp_path / "template", text)
    (tmp_path / "template" / "pictures").mkdir()
    for name in ("logo.svg", "kaart.svg", "kaart.png", "ander.svg"):
        (tmp_path / "template" / "pictures" / name).write_text(f"<svg>{name}</svg>", encoding="utf-8")
    folder = write_project(
        compose(report, Variables(small_released, voice_of(small_study))), tmp_path / "project"
    )
    copied = {path.name: path.read_text(encoding="utf-8") for path in (folder / "pictures").iterdir()}
    assert copied == {name: f"<svg>{name}</svg>" for name in ("logo.svg", "kaart.svg", "kaart.png")}


def test_a_generated_chapter_that_an_editor_copied_is_used_as_it_stands(write) -> None:
    folder = write(
        "{{< include parts/themes.qmd >}}\n",
        contact="# Eigen hoofdstuk\n\n{{< var phone.agree_net.all.now.pct >}}\n",
    )
    assert (folder / "chapters" / "contact.qmd").read_text(encoding="utf-8").startswith("# Eigen hoofdstuk")
    assert (folder / "chapters" / "gebruik.qmd").is_file()
    assert not (folder / "figures" / "contact_items.svg").exists()


def test_two_projects_from_two_places_are_the_same_bytes(
    project: Path,
    tmp_path: Path,
    small_released: ReleasedSet,
    small_study: Study,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    again = write_project(
        compose(REPORT, Variables(small_released, voice_of(small_study))), Path("again"), ("html",)
    ).resolve()
    for folder in (project, again):
        render_project(folder, ("html",), "embedded", small_study.published)
    first = {path.relative_to(project): path.read_bytes() for path in project.rglob("*") if path.is_file()}
    second = {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}
    assert second == first
    assert os.getcwd() == str(tmp_path)


def test_the_shipped_templates_hold_no_number_typed_by_hand() -> None:
    for path in sorted(templates_root().glob("*/*/**/*.qmd")):
        document = TemplateDocument(path.name, path.name, path.read_text(encoding="utf-8"))
        assert [str(problem) for problem in hand_typed_numbers(document)] == []


def test_a_template_is_read_once_to_check_and_to_write_it(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    plan = _template(
        tmp_path / "template", "{{< include parts/themes.qmd >}}\n", contact="# Eigen hoofdstuk\n"
    )
    report = compose(plan, Variables(small_released, voice_of(small_study)))
    shutil.rmtree(tmp_path / "template")
    assert check_report(report).consistency.errors == ()
    folder = write_project(report, tmp_path / "project", ("html",))
    assert (folder / "chapters" / "contact.qmd").read_text(encoding="utf-8") == "# Eigen hoofdstuk\n"


# mistakes, each before anything is written


def test_a_mistake_is_named_before_anything_is_written(write, tmp_path: Path) -> None:
    with pytest.raises(PublicationError, match='report.qmd:1: the number "43%" is typed by hand'):
        write("Dat is 43% van de huurders.\n")
    assert not (tmp_path / "project").exists()


def test_a_number_that_never_changes_may_be_typed_with_a_reason(write) -> None:
    folder = write(
        'Samen is dat 100%. <!-- vast: een verdeling is altijd honderd procent -->\n\n`5%` {width="50%"}\n'
    )
    assert (folder / "report.qmd").is_file()


def test_a_folder_that_is_not_empty_is_left_alone(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(PublicationError, match="this folder is not empty"):
        write_project(compose(REPORT, Variables(small_released, voice_of(small_study))), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# surveys at the edge


HOSTILE = '1. Is *dit* <b>vet</b> $x$ @fig-x | a_b [link](x) ^2^ "q" {y} 30% #kop?'


def test_markup_in_a_label_is_printed_as_itself(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    questionnaire = small_study.questionnaire
    items = {name: replace(item, short=HOSTILE) for name, item in questionnaire.items.items()}
    themes = dict.fromkeys(questionnaire.themes, "# Thema *een* | twee")
    study = replace(
        small_study,
        title='Ouders: "over" *de* school',
        questionnaire=replace(questionnaire, items=items, themes=themes),
        indicators=tuple(replace(found, title=HOSTILE) for found in small_study.indicators),
    )
    folder = write_project(
        compose(REPORT, Variables(small_released, voice_of(study))), tmp_path / "project", ("html",)
    )
    (page,) = render_project(folder, ["html"], "embedded", study.published)
    text = html.unescape(page.read_text(encoding="utf-8"))
    assert text.count(HOSTILE) > 10
    assert "# Thema *een* | twee" in text
    assert "<b>vet</b>" not in page.read_text(encoding="utf-8")


def test_a_study_of_which_everything_is_suppressed_says_so_and_shows_no_figure(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    numbers = dict.fromkeys(ESTIMATES.numbers, float("nan"))
    estimates = small_released.estimates.assign(**numbers, status="suppressed", reason="small_group")
    changes = small_released.changes.assign(verdict="too_few")
    released = ReleasedSet(estimates, changes, small_released.method)
    folder = write_project(
        compose(REPORT, Variables(released, voice_of(small_study))), tmp_path / "project", ("html",)
    )
    assert not (folder / "figures").exists()
    assert not list((folder / "tables").glob("*--change.md"))
    assert "Over geen enkel onderwerp" in (folder / "texts" / "summary.qmd").read_text(encoding="utf-8")
    assert render_project(folder, ["html"], "embedded", small_study.published)


def test_a_first_wave_has_no_comparison(
    tmp_path: Path, small_released: ReleasedSet, small_study: Study
) -> None:
    estimates = small_released.estimates[small_released.estimates["wave"] == "2024"]
    released = replace(small_released, estimates=estimates, changes=small_released.changes.iloc[:0])
    study = replace(small_study, waves=small_study.waves[1:])
    folder = write_project(
        compose(REPORT, Variables(released, voice_of(study))), tmp_path / "project", ("html",)
    )
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.?md")))
    assert "2022" not in text
    assert "Geen verschil aangetoond" not in (folder / "tables" / "limits.md").read_text(encoding="utf-8")
    assert render_project(folder, ["html"], "embedded", study.published)
