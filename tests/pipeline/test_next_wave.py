"""Truth: one survey, and the same survey with a next wave in which everybody answers the opposite.

Texts that were proposed for the earlier wave, and kept by an editor, tell the next one: no figure of an earlier wave
stands anywhere without its year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest

from monitor.commands.texts import rewrite_to_roles
from monitor.pipeline import check_texts, declare, voice_of
from monitor.publication.drafts.proposed_texts import proposed_texts
from monitor.publication.language.markdown import unescape_markdown
from monitor.publication.language.numbers import number, percent
from monitor.publication.project.compose import compose
from monitor.publication.project.write import write_project
from monitor.publication.quarto.source import SHORTCODE, read_project
from monitor.publication.sentences.variables import Variables
from monitor.release.results.released_set import Companion, ReleasedSet
from monitor.stages.measuring import measure
from monitor.stages.options import RunOptions
from monitor.stages.releasing import pass_the_door
from monitor.stages.taking_in import take_in
from monitor.study.study import Study
from monitor.study.study_file import ReportPlan

WAVES = ("2023", "2025", "2027")
QUESTIONNAIRE = """\
survey: {survey}
title: Vragenlijst over hulp
respondents: {{singular: inwoner, plural: inwoners}}
waves: ["2023", "2025", "2027"]
themes: {{brieven: Brieven, hulp: Hulp}}
scales:
  eens5:
    kind: likert
    categories: {{"1": helemaal oneens, "2": oneens, "3": neutraal, "4": eens, "5": helemaal eens}}
    nets: {{agree_net: {{label: (helemaal) eens, of: ["4", "5"]}}}}
  janee: {{kind: nominal, categories: {{"1": ja, "2": nee}}}}
  weg: {{kind: nominal, categories: {{bel: bellen, brief: een brief, balie: aan de balie}}}}
  cijfer: {{kind: grade, range: [1, 10]}}
questions:
  - {{id: letters, scale: eens5, theme: brieven, text: "De brieven van de gemeente zijn duidelijk"}}
  - {{id: contact, scale: janee, theme: brieven, text: "Heeft u een vaste contactpersoon?"}}
  - id: problems
    kind: multi
    blank: not_chosen
    theme: hulp
    text: "Wat maakt werken moeilijk?"
    short: Wat werken moeilijk maakt
    options: {{p_health: Gezondheid, p_debt: Schulden}}
  - {{id: mark, kind: grade, scale: cijfer, theme: hulp, text: "Welk cijfer geeft u de hulp?", short: De hulp}}
  - {{id: way, kind: single, scale: weg, theme: hulp, text: "Hoe vraagt u hulp?"}}
  - {{id: talks, kind: number, range: [0, 40], unit: gesprekken, theme: hulp, text: "Hoeveel gesprekken had u?", short: Gesprekken}}
"""
STUDY = """\
study: {survey}
title: Hulp van de gemeente
published: 2027-11-01
questionnaire: questionnaire.yaml
waves:
  "2023": {{responses: r2023.csv}}
  "2025": {{responses: r2025.csv}}
  "2027": {{responses: r2027.csv}}
design: {{stable_ids: off, sampling: probability}}
reports: [inspectorate, parliament]
"""
BESIDE = """\
companions: {buren: ../buren/study.yaml}
side_by_side:
  - {id: letters, title: De brieven, companion: buren, own: letters.agree_net, other: letters.agree_net}
"""
COLUMNS = ("letters", "contact", "p_health", "p_debt", "mark", "way", "talks")
N = {"2023": 180, "2025": 200, "2027": 170}
OWN_TEXT = """\
::: {.callout-note title="Nu {{< var letters.agree_net.all.now.pct >}} van de inwoners" icon=false}
Van de inwoners vindt {{< var letters.agree_net.all.y2025.pct >}} de brieven duidelijk; eerder was dat {{< var letters.agree_net.all.y2023.pct >}}.
De inwoners geven gemiddeld een {{< var mark.mean.all.y2025.value >}}, na gemiddeld een {{< var mark.mean.all.y2023.value >}}.
Van de buren zegt {{< var companion.buren.letters.agree_net.all.y2025.pct >}} van de inwoners dat ook.
:::

| | {{< var study.label.y2023 >}} | {{< var study.label.y2025 >}} |
|---|---|---|
| contact | {{< var contact.c1.all.y2023.pct >}} | {{< var contact.c1.all.y2025.pct >}} |
"""


def _answers(place: int, less: int) -> tuple[int | str, ...]:
    """What the person at a place answers: a pattern in which no two shares are alike, fewer of each as told."""
    drawn = [place * step % 100 + less for step in (37, 61, 43, 29, 53, 71)]
    letters = 5 if drawn[0] < 41 else 4 if drawn[0] < 79 else 3 if drawn[0] < 83 else 2
    return (
        letters,
        1 if drawn[1] < 68 else 2,
        int(drawn[2] < 73),
        int(drawn[3] < 24),
        9 if drawn[4] < 57 else 8 if drawn[4] < 92 else 4,
        "bel" if drawn[5] < 62 else "brief" if drawn[5] < 87 else "balie",
        3 if drawn[5] < 66 else 11,
    )


def _opposite(answers: tuple) -> tuple[int | str, ...]:
    letters, contact, health, debt, mark, way, talks = answers
    turned = {"bel": "balie", "brief": "brief", "balie": "bel"}[way]
    return (6 - letters, 3 - contact, 1 - health, 1 - debt, 11 - mark, turned, 40 - talks)


def _write(folder: Path, survey: str, less: int, more: str = "") -> Path:
    folder.mkdir(parents=True)
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE.format(survey=survey), encoding="utf-8")
    path = folder / "study.yaml"
    path.write_text(STUDY.format(survey=survey) + more, encoding="utf-8")
    for wave, n in N.items():
        rows = [_answers(place, less + 9 * (wave == "2023")) for place in range(n)]
        rows = [_opposite(row) for row in rows] if wave == "2027" else rows
        lines = [f"{wave}-{place},{','.join(map(str, row))}" for place, row in enumerate(rows)]
        (folder / f"r{wave}.csv").write_text(
            "\n".join([",".join(("respondent_id", *COLUMNS)), *lines]) + "\n", encoding="utf-8"
        )
    return path


@dataclass
class Told:
    """A survey as it is reported on in one wave."""

    study: Study
    released: ReleasedSet

    @cached_property
    def variables(self) -> Variables:
        return Variables(self.released, voice_of(self.study))

    def report(self, plan: ReportPlan, target: Path) -> str:
        """Everything that a report prints, variables filled in."""
        report = compose(plan, self.variables)
        check_texts([report], lambda *_: None)
        project = write_project(report, target, ("html",))
        values = {name: unescape_markdown(value) for name, value in read_project(project).variables.items()}
        texts = [path.read_text(encoding="utf-8") for path in sorted(project.rglob("*.[qm]*d"))]
        return SHORTCODE.sub(lambda match: values.get(match["arguments"].strip(), " "), "\n\n".join(texts))

    def figures(self, wave: str) -> set[str]:
        """Its figures in a wave as reports print them, in digits and in words."""
        rows = self.released.estimates[self.released.estimates["wave"].eq(wave)]
        shares = rows[rows["measure"].eq("share")]["estimate"]
        means = rows[rows["measure"].eq("mean")]["estimate"]
        amounts = self.variables.voice.words.sentences.quantities.table
        words = {
            next(entry.words for entry in amounts if share < (entry.below or 1))
            for share in shares
            if share < 1
        }
        return {*map(percent, shares), *(number(mean, 1) for mean in means), *words}


def _told(path: Path, wave: str, beside: Told | None = None) -> Told:
    def quiet(stage: str, detail: str) -> None:
        pass

    study = declare(path, RunOptions(Path("build"), wave=wave), quiet)
    taken_in = take_in(study, quiet, {})
    released = pass_the_door(study, taken_in, *measure(study, taken_in, quiet), quiet)
    if beside is not None:
        companion = Companion(beside.study, beside.released, beside.study.path.parent)
        released = replace(released, companions={"buren": companion})
    return Told(study, released)


def _undated(text: str, told: Told, wave: str) -> list[str]:
    """Sentences with a figure that only an earlier wave has, without its year; tables that name no wave."""
    old = told.figures(wave) - told.figures(told.study.current.id)
    assert len(old) > 9, "the two waves differ enough to tell them apart"
    pattern = re.compile(rf"(?<![\w,])(?:{'|'.join(map(re.escape, old))})(?![\w,])")
    return [
        each
        for each, years in _sentences(text)
        if pattern.search(each) and not re.search(years or wave, each)
    ]


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Sentences, and tables as a whole, of which a head says of which wave its columns are."""
    for block in re.split(r"\n\s*\n", text):
        if re.search(r"(?m)^\s*[|+]", block):
            yield block, "|".join(WAVES)
        else:
            yield from ((sentence, "") for sentence in re.split(r"(?<=[.!?])\s+|\n(?=[-#:!])", block))


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    folder = tmp_path_factory.mktemp("volgende")
    neighbours = _write(folder / "buren", "buren", 17)
    path = _write(folder / "hulpje", "hulpje", 0, BESIDE)
    beside = _told(neighbours, "2027")
    return {wave: _told(path, wave, beside) for wave in ("2025", "2027")}


@pytest.fixture(scope="module")
def report(waves: dict[str, Told], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on 2027, with the texts of 2025 as an editor kept them."""
    folder = tmp_path_factory.mktemp("rapport")
    template = folder / "own"
    (template / "chapters").mkdir(parents=True)
    plan = ReportPlan("inspectorate", None, None)
    proposed = proposed_texts(plan, waves["2025"].released, waves["2025"].variables.voice)
    (template / "teksten.yaml").write_text(proposed, encoding="utf-8")
    (template / "chapters" / "brieven.qmd").write_text(f"# Brieven\n\n{OWN_TEXT}", encoding="utf-8")
    said = list(rewrite_to_roles(waves["2027"].study.path, template, None))
    assert said == [
        "written for 2025; `--wave` says it where that is not so",
        "chapters/brieven.qmd: 9 variables by role",
    ]
    standard = Path("report_templates/inspectorate/any")
    for source in standard.rglob("*"):
        target = template / source.relative_to(standard)
        if source.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    return waves["2027"].report(ReportPlan("inspectorate", template, None), folder / "project")


def test_no_figure_of_an_earlier_wave_stands_without_its_year(waves: dict[str, Told], report: str) -> None:
    assert _undated(report, waves["2027"], "2025") == []
    assert _undated(report, waves["2027"], "2023") == []


def test_a_figure_that_stays_behind_would_be_found(waves: dict[str, Told], report: str) -> None:
    stale = waves["2025"].variables.resolve("letters.agree_net.all.now.pct")
    now = waves["2027"].variables.resolve("letters.agree_net.all.now.pct")
    told = f'title="Nu {now} van de inwoners"'
    spoilt = report.replace(told, told.replace(now, stale), 1).replace("\n", "\n\n", 3)
    assert len(_undated(spoilt, waves["2027"], "2025")) == 1


def test_the_figures_of_the_next_wave_are_told_everywhere(waves: dict[str, Told], report: str) -> None:
    """The sentences of the editor are those of before, with the figures of now."""
    told = waves["2027"].variables.resolve
    agrees = told("letters.agree_net.all.now.pct")
    assert agrees != waves["2025"].variables.resolve("letters.agree_net.all.now.pct")
    assert f"Van de inwoners vindt {agrees} de brieven duidelijk; eerder was dat" in report
    assert f'title="Nu {agrees} van de inwoners"' in report
    assert f"{told('letters.agree_net.all.previous.pct')} (2025)" in report
    assert f"Van de buren zegt {told('companion.buren.letters.agree_net.all.now.pct')}" in report
    assert f"gemiddeld een {told('mark.mean.all.now.value')}" in report


def test_what_is_said_of_the_order_of_answers_and_of_the_tests_follows_the_next_wave(
    waves: dict[str, Told], report: str
) -> None:
    """Most people phoned, now most go to the desk; in 2025 every question was tested against 2023."""
    assert waves["2025"].variables.resolve("rank.way.any.now.r1.label") == "bellen"
    desk = waves["2027"].variables.resolve("way.balie.all.now.pct")
    letter = waves["2027"].variables.resolve("way.brief.all.now.pct")
    assert f"antwoordt {desk} van de inwoners ‘aan de balie’" in report
    assert f"Daarna volgt ‘een brief’ ({letter})" in report
    tested = waves["2027"].variables.resolve("method.tested_briefly")
    assert "met 2025 is getoetst" in tested
    assert tested in report


def test_a_report_that_nobody_edited_tells_the_next_wave_too(waves: dict[str, Told], tmp_path: Path) -> None:
    for name in ("inspectorate", "parliament"):
        text = waves["2027"].report(ReportPlan(name, None, None), tmp_path / name)
        assert _undated(text, waves["2027"], "2025") == []
