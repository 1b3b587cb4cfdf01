"""Truth: the bytes that `monitor run` gave, and what an editor changed since."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.commands import rendering
from monitor.commands.rendering import render_study
from monitor.errors import MonitorError, PublicationError
from monitor.outputs import file_hash
from monitor.pipeline import run_study
from monitor.publication.charts import picture
from monitor.stages.options import RunOptions

QUESTIONNAIRE = """\
survey: klein
title: Kleine vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2025"]
themes: {werk: Werk}
scales:
  eens: {kind: ordinal, categories: {agree: eens, neutral: neutraal, not: oneens}}
  duur: {kind: ordinal, categories: {kort: korter dan 5 jaar, lang: 5 jaar of langer}}
questions:
  - {id: clear, nr: "1", scale: eens, theme: werk, text: "De brief is duidelijk", short: De brief is duidelijk}
  - {id: tenure, nr: "2", scale: duur, theme: werk, text: "Hoe lang bent u klant?", short: Hoe lang klant}
"""
STUDY = """\
study: klein
title: Kleine studie
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: antwoorden.csv}}
breakdowns: [{id: tenure, population_at_least: {n: 100, source: proef}}]
reports: [{id: inspectorate, template: report}, parliament]
"""
REPORT = """\
---
title: Proef
---

# Wat klanten vinden

{{< include texts/main-message.qmd >}}

![](figures/clear){#fig-clear}

{{< include figures/clear.md >}}
"""
WAVE = Path("build") / "klein" / "2025"
OWN = WAVE / "reports" / "inspectorate"
FORMATS = ("html", "docx", "pptx")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that was run into html, Word and slides, without the breakdown that it declares."""
    folder = tmp_path_factory.mktemp("klein")
    for name, text in (("questionnaire", QUESTIONNAIRE), ("study", STUDY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "report").mkdir()
    (folder / "report" / "report.qmd").write_text(REPORT, encoding="utf-8")
    answers = (
        f"R{n:03d},{('agree', 'agree', 'neutral', 'not')[n % 4]},{('kort', 'lang')[n % 2]}" for n in range(80)
    )
    rows = ["respondent_id,clear,tenure", *answers]
    (folder / "antwoorden.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    options = RunOptions(out=folder / "build", formats=FORMATS, without=("tenure",))
    run_study(folder / "study.yaml", options, _quiet)
    (folder / "antwoorden.csv").unlink()
    return folder


def _quiet(stage: str, detail: str) -> None:
    pass


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    """The study, its outputs and no responses, to change."""
    return shutil.copytree(finished, tmp_path / "klein")


@pytest.fixture
def render(folder: Path) -> Callable[..., tuple[str, ...]]:
    """Render again; `told` gathers the lines of progress."""

    def again(told: list[str] | None = None, **options) -> tuple[str, ...]:
        tell = _quiet if told is None else lambda stage, detail: told.append(f"{stage}: {detail}")
        return render_study(folder / "study.yaml", RunOptions(out=folder / "build", **options), tell)

    return again


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _manifest(folder: Path) -> dict:
    return json.loads((folder / WAVE / "manifest.json").read_text(encoding="utf-8"))


def _own_text(folder: Path, text: str) -> None:
    (folder / "report" / "teksten.yaml").write_text(f"main_message: |\n  {text}\n", encoding="utf-8")


def test_what_was_thrown_away_comes_back_byte_for_byte_without_responses(
    folder: Path, render: Callable[..., tuple[str, ...]]
) -> None:
    before = _bytes(folder)
    (folder / OWN / "report.html").unlink()
    shutil.rmtree(folder / OWN / "project")
    lines = render(formats=("html",))
    assert _bytes(folder) == before
    assert f"             {OWN.relative_to(WAVE)}/report.html" in lines


def test_without_a_format_every_document_of_the_report_is_rendered(
    folder: Path, render: Callable[..., tuple[str, ...]]
) -> None:
    before = _bytes(folder)
    render(reports=("inspectorate",))
    after = _bytes(folder)
    new = {name for name in after if name not in before}
    assert new == {str(OWN / "report.pdf")}
    after.pop(str(OWN / "report.pdf"))
    assert {name for name in before if before[name] != after[name]} == {str(WAVE / "manifest.json")}
    assert "reports/inspectorate/report.pdf" in _manifest(folder)["outputs"]


def test_a_text_of_the_editor_comes_out_and_older_documents_are_named(
    folder: Path, render: Callable[..., tuple[str, ...]]
) -> None:
    before, told = _bytes(folder), []
    _own_text(folder, "De redactie schreef dit zelf.")
    render(told, reports=("inspectorate",), formats=("html",))
    assert "De redactie schreef dit zelf." in (folder / OWN / "report.html").read_text(encoding="utf-8")
    assert (folder / OWN / "report.docx").read_bytes() == before[str(OWN / "report.docx")]
    assert [line for line in told if line.startswith("kept")] == [
        "kept: report inspectorate: docx, pptx still hold the text from before"
    ]
    told.clear()
    render(told, reports=("inspectorate",), formats=("html", "docx"))
    assert not [line for line in told if line.startswith("kept")]


def test_the_manifest_stays_true_and_says_what_was_rendered_with_other_inputs(
    folder: Path, render: Callable[..., tuple[str, ...]]
) -> None:
    run = _manifest(folder)
    _edit(folder / "study.yaml", "title: Kleine studie", "title: Een andere titel")
    render(reports=("inspectorate",), formats=("html",))
    now = _manifest(folder)
    for name, digest in now["outputs"].items():
        assert file_hash(folder / WAVE / name) == digest, name
    moved = {"inputs": {"study.yaml": file_hash(folder / "study.yaml")}}
    assert now["rendered"] == {"inspectorate": moved}
    assert now["inputs"] == run["inputs"]
    _edit(folder / "study.yaml", "title: Een andere titel", "title: Kleine studie")
    render(reports=("inspectorate",), formats=("html",))
    assert _manifest(folder) == run


def test_a_text_that_contradicts_the_figures_leaves_everything_as_it_was(
    folder: Path, render: Callable[..., tuple[str, ...]]
) -> None:
    _own_text(folder, "Meer dan de helft van de klanten is tevreden.")
    before = _bytes(folder)
    with pytest.raises(PublicationError, match='"Meer dan de helft" has no figure behind it'):
        render()
    assert _bytes(folder) == before


def test_what_the_check_warns_of_is_printed(folder: Path, render: Callable[..., tuple[str, ...]]) -> None:
    _own_text(folder, "Dat is {{< var clear.agree.all.now.pct >}}.")
    lines = render(reports=("inspectorate",), formats=("html",))
    assert lines[0].startswith("warning      report inspectorate: teksten.yaml:2: ")


def test_a_rendering_that_fails_halfway_leaves_everything_as_it_was(
    folder: Path, render: Callable[..., tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _own_text(folder, "De redactie schreef dit zelf.")
    before, write = _bytes(folder), rendering.write_report

    def second_fails(report, *rest):
        if report.plan.id == "parliament":
            raise MonitorError("errors.stopped")
        return write(report, *rest)

    monkeypatch.setattr(rendering, "write_report", second_fails)
    with pytest.raises(MonitorError, match="Stopped"):
        render(formats=("html",))
    assert _bytes(folder) == before


def test_results_changed_by_hand_are_not_rendered(
    folder: Path, render: Callable[..., tuple[str, ...]]
) -> None:
    _edit(folder / WAVE / "results" / "method.json", '"title": "Kleine studie"', '"title": "Andere cijfers"')
    with pytest.raises(
        MonitorError, match=r"method.json: this file is not as the run left it\. Make the results"
    ):
        render()


def test_a_study_that_was_never_run_is_told_to_run_and_no_folder_appears(folder: Path) -> None:
    elsewhere = folder / "elsewhere"
    with pytest.raises(MonitorError, match="no released results yet. Run it first: monitor run"):
        render_study(folder / "study.yaml", RunOptions(out=elsewhere), _quiet)
    assert not elsewhere.exists()


def test_the_command_renders_what_it_is_asked(command, folder: Path) -> None:
    before = _bytes(folder)
    (folder / OWN / "report.html").unlink()
    done = command("render", "study.yaml", "--report", "inspectorate", "--format", "html", "--engine", "embedded", cwd=folder)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1:] == ["             reports/inspectorate/report.html"]
    assert _bytes(folder) == before


FAILING = """\
#!/bin/sh
if [ "$1" = --version ]; then echo 1.10.18; exit; fi
case "$PWD" in */parliament/*) echo 'ERROR: stuk' >&2; exit 1;; esac
echo '<html lang=nl><main>Klaar</main></html>' > report.html
"""


def test_where_quarto_fails_half_way_report_and_step_are_told_and_all_that_was_there_is_kept(
    folder: Path,
    render: Callable[..., tuple[str, ...]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "quarto"
    program.write_text(FAILING, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    before = _bytes(folder)
    with pytest.raises(PublicationError) as refused:
        render(formats=("html",), engine="auto")
    told = "reports/parliament/project/report.qmd: Quarto could not render html; got ERROR: stuk."
    assert str(refused.value).startswith(told)
    assert _bytes(folder) == before


# figures are drawn again where what they show, or what draws them, is not what it was

FIGURES = OWN / "project" / "figures"
PICTURES = ("clear.svg", "clear-narrow.svg", "clear.png", "clear-slide.png")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is drawn from here on: its description for an SVG, "png" for a picture for Word or a slide."""
    found: list[str] = []
    to_svg, to_png = picture.to_svg, picture.to_png
    monkeypatch.setattr(picture, "to_svg", lambda spec, alt: found.append(alt) or to_svg(spec, alt))
    monkeypatch.setattr(picture, "to_png", lambda svg, scale: found.append("png") or to_png(svg, scale))
    return found


def _one_report(render: Callable[..., tuple[str, ...]]) -> None:
    render(reports=("inspectorate",), formats=FORMATS)


def _from_scratch(folder: Path) -> dict[str, bytes]:
    """The figures as they are without anything to take over."""
    shutil.rmtree(folder / FIGURES)
    render_study(
        folder / "study.yaml", RunOptions(out=folder / "build", reports=("inspectorate",), formats=FORMATS), _quiet
    )  # fmt: skip
    return _bytes(folder / FIGURES)


def test_a_changed_sentence_draws_no_figure(
    folder: Path, render: Callable[..., tuple[str, ...]], drawn: list[str]
) -> None:
    before = _bytes(folder / FIGURES)
    _own_text(folder, "De redactie schreef dit zelf.")
    _one_report(render)
    assert drawn == []
    assert _bytes(folder / FIGURES) == before
    assert set(PICTURES) < set(before)


def _other_theme(folder: Path) -> None:
    (folder / "huisstijl.yaml").write_text("colours: {ink: '#202020'}\n", encoding="utf-8")
    _edit(folder / "study.yaml", "published:", "theme: huisstijl.yaml\npublished:")


def _other_scale_label(folder: Path) -> None:
    _edit(folder / "questionnaire.yaml", "agree: eens", "agree: helemaal eens")


def _other_unit(folder: Path) -> None:
    _edit(folder / "questionnaire.yaml", "plural: klanten", "plural: cliënten")


def _other_value(folder: Path) -> None:
    """Another figure was released, by a run that made no reports."""
    path = folder / WAVE / "results" / "estimates.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    columns = lines[0].rstrip("\n").split(",")
    for place, line in enumerate(lines):
        cells = line.split(",")
        if cells[columns.index("item")] == "clear" and cells[columns.index("category")] in ("agree", "not"):
            other = {"agree": "0.4", "not": "0.35"}[cells[columns.index("category")]]
            cells[columns.index("estimate")] = other
            lines[place] = ",".join(cells)
    path.write_text("".join(lines), encoding="utf-8")
    manifest = _manifest(folder)
    manifest["outputs"]["results/estimates.csv"] = file_hash(path)
    (folder / WAVE / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("change", [_other_theme, _other_scale_label, _other_unit, _other_value])
def test_a_figure_that_shows_something_else_is_drawn_again(
    folder: Path, render: Callable[..., tuple[str, ...]], drawn: list[str], change: Callable[[Path], None]
) -> None:
    before = _bytes(folder / FIGURES)
    change(folder)
    _one_report(render)
    assert len(drawn) == 4
    after = _bytes(folder / FIGURES)
    assert all(after[name] != before[name] for name in PICTURES)
    assert after == _from_scratch(folder)


def test_a_question_that_is_told_below_a_figure_is_told_anew(
    folder: Path, render: Callable[..., tuple[str, ...]], drawn: list[str]
) -> None:
    _edit(folder / "questionnaire.yaml", 'text: "De brief is duidelijk"', 'text: "De brief is helder"')
    _one_report(render)
    assert drawn == []
    assert "De brief is helder" in (folder / FIGURES / "clear.md").read_text(encoding="utf-8")
    assert _bytes(folder / FIGURES) == _from_scratch(folder)


def test_another_version_of_a_package_draws_everything_again(
    folder: Path, render: Callable[..., tuple[str, ...]], drawn: list[str]
) -> None:
    before, path = _bytes(folder / FIGURES), folder / WAVE / "manifest.json"
    for names in (("version",), ("packages", "vl-convert-python")):
        manifest = _manifest(folder)
        manifest.pop("rendered", None)
        place = manifest[names[0]] if len(names) > 1 else manifest
        place[names[-1]] = "0.0.1"
        path.write_text(json.dumps(manifest), encoding="utf-8")
        drawn.clear()
        _one_report(render)
        assert len(drawn) == 4, names
        drawn.clear()
        _one_report(render)  # by the same as the last time now, though not as the run
        assert drawn == [], names
    assert _bytes(folder / FIGURES) == before


@pytest.mark.parametrize(
    ("name", "again"),
    [("clear.svg", 1), ("clear-narrow.svg", 1), ("clear.png", 2), ("clear-slide.png", 2), ("clear.vl.json", 3), ("clear-narrow.vl.json", 1)],
)  # fmt: skip
def test_a_figure_that_was_changed_by_hand_is_not_taken_over(
    folder: Path, render: Callable[..., tuple[str, ...]], drawn: list[str], name: str, again: int
) -> None:
    """A picture for Word or a slide is drawn from the SVG, which is drawn for it."""
    before = _bytes(folder / FIGURES)
    (folder / FIGURES / name).write_bytes(before[name].replace(b"eens", b"anders") + b"\n")
    _one_report(render)
    assert len(drawn) == again
    assert _bytes(folder / FIGURES) == before


def test_a_picture_for_word_is_drawn_only_for_word(
    folder: Path, render: Callable[..., tuple[str, ...]], drawn: list[str]
) -> None:
    (folder / OWN / "report.docx").unlink()
    render(reports=("inspectorate",), formats=("html",))
    assert drawn == []
    assert set(_bytes(folder / FIGURES)) & set(PICTURES) == {*PICTURES} - {"clear.png"}
    _one_report(render)
    assert len(drawn) == 2
    assert drawn[-1] == "png"
