"""Rules of writing that the reports on klantmanagers and on clients keep, read from their documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from monitor.study.study import Study
from monitor.study.study_reader import read_study

ROOT = Path(__file__).parents[2]
BOX = re.compile(r"^::: \{\.callout-note title=\"In het kort\".*?^:::$", re.MULTILINE | re.DOTALL)
VARIABLE = re.compile(r"\{\{< var (\S+) >\}\}")
FIGURE = re.compile(r"\(figures/(\S+?)\)\{#fig-(\S+?)\}")
UNSURE = re.compile(
    r"nog niet significant|net niet significant|significant|steeds dichterbij|onveranderd", re.I
)
CAUSAL = re.compile(r"\b(?:dankzij|leidt tot|zorgt voor|veroorzaakt)\b", re.I)


@dataclass(frozen=True)
class OwnReport:
    """The documents of a report and, for each chapter, what its box may be about: themes, or blocks of questions."""

    survey: str
    by: str
    subjects: dict[str, set[str]]

    @cached_property
    def folder(self) -> Path:
        return ROOT / "report_templates" / "inspectorate" / self.survey

    @cached_property
    def chapters(self) -> dict[str, str]:
        return {
            path.stem: path.read_text(encoding="utf-8")
            for path in sorted((self.folder / "chapters").glob("*.qmd"))
        }

    @cached_property
    def text(self) -> str:
        return "\n".join(self.chapters.values())

    @cached_property
    def study(self) -> Study:
        return read_study(ROOT / "responses_demo" / self.survey / "study.yaml")

    def box(self, chapter: str) -> str:
        return BOX.search(self.chapters[chapter])[0]

    @cached_property
    def about(self) -> dict[str, str]:
        """Theme or block of every item and indicator; what is computed belongs to the block of its theme's items."""
        items = {item.id: getattr(item, self.by) for item in self.study.questionnaire.items.values()}
        first = {found.id: items[found.items[0]] for found in self.study.indicators}
        return items | (
            first if self.by == "block" else {found.id: found.theme for found in self.study.indicators}
        )


KLANTMANAGERS = OwnReport("klantmanagers", "theme", {
    "attention": {"attention"},
    "barriers": {"barriers", "finance"},
    "human-scale": {"human_scale"},
    "cooperation": {"cooperation"},
    "expertise": {"expertise"},
})  # fmt: skip
CLIENTS = OwnReport("clients", "block", {
    "contact": {"contact"},
    "letters": {"letters"},
    "rights": {"rights"},
    "barriers": {"situation", ""},      # a computed item stands in no block
    "ability": {"work", ""},
    "finance": {"finance"},
    "cooperation": {"support", "cooperation"},
    "trust": {"sanctions", "trust", "closing"},
})  # fmt: skip
REPORTS = {"klantmanagers": KLANTMANAGERS, "clients": CLIENTS}
SUBJECTS = [(report, chapter) for report in REPORTS.values() for chapter in report.subjects]
CHAPTERS = [(report, chapter) for report in REPORTS.values() for chapter in report.chapters]
every_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


def named(pairs: list[tuple[OwnReport, str]]) -> pytest.MarkDecorator:
    names = [f"{report.survey}-{chapter}" for report, chapter in pairs]
    return pytest.mark.parametrize(("report", "chapter"), pairs, ids=names)


def sentences(text: str) -> set[str]:
    """The sentences of a text, one a line as the documents are written; headings and marks left out."""
    lines = (line.strip("- ").strip() for line in text.splitlines())
    return {line for line in lines if line and not line.startswith(("#", ":::", "![", "{{< include"))}


def _subject(path: str) -> str:
    """The item of a variable, or the indicator that it ranks."""
    first, second = path.split(".")[:2]
    return second if first == "rank" else first


@every_report
def test_no_sentence_stands_in_two_of_the_summaries(report: OwnReport):
    boxes = "\n".join(map(report.box, report.subjects))
    texts = [sentences(text) for text in (report.chapters["main-message"], report.chapters["summary"], boxes)]
    assert all(len(text) > 9 for text in texts)
    assert sum(len(text) for text in texts) == len(set.union(*texts))


@every_report
def test_the_main_message_answers_names_risks_and_says_what_goes_well_changed_and_is_not_known(
    report: OwnReport,
):
    """An answer; risks in bold as claims, each figure with its margin; then three things in this order, before the last where to begin."""
    text = report.chapters["main-message"]
    names = re.findall(r"(?m)^\*\*(.+?)\.\*\*$", text)
    assert names.pop(-2) == "Waar te beginnen"
    assert names[-3:] == ["Wat gaat goed", "Wat is veranderd", "Grens"]
    claims = re.findall(r"::: \{\.claim holds=\"[^\"]+\"\}\n\*\*(.+?)\.\*\*\n(.+?)\n:::", text, re.DOTALL)
    told = [name for name, _ in claims if name not in names[-3:]]
    tested = [
        name for name in names[:-3] if re.search(rf"\*\*{name}\.\*\*\n\{{\{{< var \S+\.rest\.sentence", text)
    ]
    assert [name for name in names[:-3] if name not in tested] == told
    assert len(told) > 3
    for name, evidence in claims:
        if name == "Wat is veranderd":
            continue
        assert re.search(r"\.ci >\}\}\)", evidence), name


@every_report
def test_every_risk_of_the_conclusion_says_what_proves_it_and_how_sure_that_is(report: OwnReport):
    text = report.chapters["conclusion"]
    claims = re.findall(r"::: \{\.claim holds=\"[^\"]+\"\}\n## .+?\n:::", text, re.DOTALL)
    told = [re.findall(r"(?m)^\*\*(.+?)\.\*\*", claim) for claim in claims]
    good = ["Wat goed gaat", "Wat beter werd", "Hoe zeker"]
    risks = [one for one in told if one != good]
    assert len(risks) == 5
    assert all(one == ["Risico", "Waar het uit blijkt", "Hoe zeker"] for one in risks)
    assert text.count("\n**Risico.**") == text.count("\n**Hoe zeker.**") - (good in told)


@named(SUBJECTS)
def test_a_chapter_ends_with_what_it_means_as_a_claim_with_a_figure(report: OwnReport, chapter: str):
    end = report.chapters[chapter].rpartition("\n## Wat dit betekent")[2]
    claim = re.search(r"\[(.+?)\]\{\.claim holds=\"[^\"]+\"\}", end, re.DOTALL)
    assert claim
    assert VARIABLE.search(claim[1])


@named(SUBJECTS)
def test_a_chapter_opens_with_a_box_before_its_first_section(report: OwnReport, chapter: str):
    text = report.chapters[chapter]
    assert BOX.search(text).end() < text.index("\n## ")


@named(SUBJECTS)
def test_a_box_gives_a_figure_in_each_line_and_only_of_its_own_subjects(report: OwnReport, chapter: str):
    lines = report.box(chapter).splitlines()[1:-1]
    found = [{report.about[_subject(path)] for path in VARIABLE.findall(line)} for line in lines]
    assert all(found)
    assert set.union(*found) <= report.subjects[chapter]


def test_every_figure_of_the_source_report_is_there_once_with_its_notes():
    anchors = [(name, anchor) for name, anchor in FIGURE.findall(KLANTMANAGERS.text) if anchor[0] == "g"]
    assert sorted(anchor for _, anchor in anchors) == [f"g{number:02}" for number in range(2, 22)]


@every_report
def test_every_figure_has_its_notes_and_a_sentence_that_names_it(report: OwnReport):
    for name, anchor in FIGURE.findall(report.text):
        assert f"{{{{< include figures/{name}.md >}}}}" in report.text, name
        assert re.search(rf"@fig-{re.escape(anchor)}(?![\w-])", report.text), anchor


@pytest.mark.parametrize("name", ["barriers--change", "coop_statements--change", "cross--room_offered_used"])
def test_every_table_of_the_source_report_is_there_once(name):
    assert KLANTMANAGERS.text.count(f"include tables/{name}") == 1


def test_clients_are_shown_by_age_years_region_and_size_of_municipality():
    shown = {name.partition("--by-")[2] for name, _ in FIGURE.findall(CLIENTS.text)}
    assert shown >= {"age_class", "years_on_assistance", "size_class"}
    assert ".region_" in CLIENTS.text  # of which one difference is proven, told in a sentence


def test_both_breaks_stand_in_a_figure_of_three_waves():
    changes = {name.removesuffix("--change") for name, _ in FIGURE.findall(CLIENTS.chapters["comparison"])}
    broken = {
        item.id
        for item in CLIENTS.study.questionnaire.items.values()
        if item.comparable_from != item.asked[0]
    }
    drawn = {item for found in CLIENTS.study.indicators if found.id in changes for item in found.items}
    assert len(broken) == 2
    assert broken <= drawn


def test_everything_set_side_by_side_is_told_and_in_a_table():
    text, rows = CLIENTS.chapters["beside"], CLIENTS.study.side_by_side
    told = set(re.findall(r"companion\.klantmanagers\.(\w+)\.", text))
    assert len(told & {row.other.item for row in rows}) > len(rows) // 2
    assert "side_by_side.all.furthest" in text
    assert {row.theme for row in rows} == set(re.findall(r"side-by-side--theme-(\w+)\.md", text))


@every_report
def test_a_change_between_waves_is_only_told_by_its_verdict_and_never_twice_as_trend(report: OwnReport):
    changes = [path for path in VARIABLE.findall(report.text) if ".change" in path]
    assert changes
    assert {path.rsplit(".", 1)[1] for path in changes} <= {"sentence", "ci"}
    assert not any(".trend." in path for path in VARIABLE.findall(report.text))


@named(CHAPTERS)
def test_no_wording_hides_an_uncertain_change_or_claims_a_cause(report: OwnReport, chapter: str):
    text = re.sub(r"!\[[^\]]*\]", "", report.chapters[chapter])
    assert not UNSURE.search(text)
    assert not CAUSAL.search(text)


@every_report
def test_every_chapter_is_part_of_the_report(report: OwnReport):
    everything = (report.folder / "report.qmd").read_text(encoding="utf-8") + report.text
    assert set(re.findall(r"include chapters/(\S+)\.qmd", everything)) == set(report.chapters)
