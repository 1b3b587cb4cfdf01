"""Rules of writing that the report on klantmanagers keeps, read from its documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.study.study_reader import read_study

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "report_templates" / "inspectorate" / "klantmanagers"
CHAPTERS = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted((REPORT / "chapters").glob("*.qmd"))
}
CONDITIONS = {
    "attention": {"attention"},
    "barriers": {"barriers", "finance"},
    "human-scale": {"human_scale"},
    "cooperation": {"cooperation"},
    "expertise": {"expertise"},
}  # chapter: its themes
BOX = re.compile(r"^::: \{\.callout-note title=\"In het kort\".*?^:::$", re.MULTILINE | re.DOTALL)
VARIABLE = re.compile(r"\{\{< var (\S+) >\}\}")
UNSURE = re.compile(
    r"nog niet significant|net niet significant|significant|steeds dichterbij|onveranderd", re.I
)
CAUSAL = re.compile(r"\b(?:dankzij|leidt tot|zorgt voor|veroorzaakt)\b", re.I)


def sentences(text: str) -> set[str]:
    """The sentences of a text, one a line as the documents are written; headings and marks left out."""
    lines = (line.strip("- ").strip() for line in text.splitlines())
    return {line for line in lines if line and not line.startswith(("#", ":::", "![", "{{< include"))}


def _subject(path: str) -> str:
    """The item of a variable, or the indicator that it ranks."""
    first, second = path.split(".")[:2]
    return second if first == "rank" else first


@pytest.fixture(scope="module")
def themes() -> dict[str, str]:
    """Theme of every item and indicator."""
    study = read_study(ROOT / "responses_demo" / "klantmanagers" / "study.yaml")
    items = {item.id: item.theme for item in study.questionnaire.items.values()}
    return items | {indicator.id: indicator.theme for indicator in study.indicators}


def test_no_sentence_stands_in_two_of_the_summaries():
    boxes = "\n".join(BOX.search(CHAPTERS[name])[0] for name in CONDITIONS)
    texts = [sentences(text) for text in (CHAPTERS["main-message"], CHAPTERS["summary"], boxes)]
    assert all(len(text) > 9 for text in texts)
    assert sum(len(text) for text in texts) == len(set.union(*texts))


def test_the_main_message_is_three_paragraphs():
    paragraphs = re.split(r"\n\s*\n", CHAPTERS["main-message"].strip())
    assert len(paragraphs) == 1 + 3


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_chapter_opens_with_a_box_before_its_first_section(name):
    text = CHAPTERS[name]
    assert BOX.search(text).end() < text.index("\n## ")


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_box_gives_a_figure_in_each_line_and_only_of_its_own_themes(name, themes):
    lines = BOX.search(CHAPTERS[name])[0].splitlines()[1:-1]
    found = [{themes[_subject(path)] for path in VARIABLE.findall(line)} for line in lines]
    assert all(found)
    assert set.union(*found) <= CONDITIONS[name]


def test_every_figure_of_the_source_report_is_there_once_with_its_notes():
    text = "\n".join(CHAPTERS.values())
    anchors = re.findall(r"\(figures/(\S+?)\)\{#fig-(g\d\d)\}", text)
    assert sorted(anchor for _, anchor in anchors) == [f"g{number:02}" for number in range(2, 22)]
    assert all(f"{{{{< include figures/{name}.md >}}}}" in text for name, _ in anchors)


@pytest.mark.parametrize("name", ["barriers--change", "coop_statements--change", "cross--room_offered_used"])
def test_every_table_of_the_source_report_is_there_once(name):
    assert "\n".join(CHAPTERS.values()).count(f"include tables/{name}") == 1


def test_a_change_between_waves_is_only_told_by_its_verdict():
    changes = [path for text in CHAPTERS.values() for path in VARIABLE.findall(text) if ".change" in path]
    assert changes
    assert {path.rsplit(".", 1)[1] for path in changes} == {"sentence"}


@pytest.mark.parametrize("name", sorted(CHAPTERS))
def test_no_wording_hides_an_uncertain_change_or_claims_a_cause(name):
    text = re.sub(r"!\[[^\]]*\]", "", CHAPTERS[name])
    assert not UNSURE.search(text)
    assert not CAUSAL.search(text)


def test_every_chapter_is_part_of_the_report():
    everything = (REPORT / "report.qmd").read_text(encoding="utf-8") + "\n".join(CHAPTERS.values())
    assert set(re.findall(r"include chapters/(\S+)\.qmd", everything)) == set(CHAPTERS)
