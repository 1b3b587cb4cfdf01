"""What the search knows: an entry for each question, case, municipality, subject and breakdown, for each part of a method, for files and
explanation, and the words that mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.publication.language.site_words import SiteWords, Synonyms
from monitor.publication.site.addresses import breakdown_slug
from monitor.publication.site.case_pages import CasePage, CasePages
from monitor.publication.site.data_script import script
from monitor.publication.site.overview import newest
from monitor.publication.site.page import ABOUT, PLACES, Frame
from monitor.publication.site.question import QuestionPage
from monitor.publication.site.run import SiteRun
from monitor.publication.site.run_pages import RunPages, group_title
from monitor.study.labels import answer_label, theme_label, wave_label
from monitor.study.study_file import Breakdown, Indicator

INDEX, WORDS = "monitorIndex", "monitorWords"
Entry = dict[str, Any]
Questions = Mapping[str, Mapping[str, QuestionPage]]
"""By folder of a run and indicator."""


@dataclass(frozen=True)
class SearchIndex:
    """Makes the index of the newest run of each study from its pages, by the folder of a run."""

    questions: Questions
    cases: Mapping[str, CasePages]
    leading: Mapping[str, RunPages]
    frame: Frame

    def script(self, runs: Sequence[SiteRun], synonyms: Synonyms) -> bytes:
        shown = newest(runs)
        entries = [entry for run in shown for entry in _entries(run, self.questions[run.folder])]
        entries += [_case(one) for run in shown for one in self.cases[run.folder].cases]
        entries += [entry for run in shown for entry in _about_run(run, self.leading[run.folder])]
        entries += _about_site(self.frame)
        groups = {breakdown_slug(one.id): one.label for run in shown for one in run.breakdowns}
        data = {
            "entries": entries,
            "groups": groups,
            "same": [list(line) for line in synonyms.same],
            "passedOver": list(synonyms.passed_over),
        }
        return script(INDEX, data)


def words_script(words: SiteWords) -> bytes:
    """What the scripts say."""
    return script(WORDS, {**words.script, "hidden": words.hidden, "png": words.question["png"],
                          "interactive": words.question["interactive"], "still": words.question["still"]})  # fmt: skip


def _entries(run: SiteRun, questions: Mapping[str, QuestionPage]) -> Iterator[Entry]:
    yield from (_question(one, questions[one.id], run) for one in run.indicators)
    yield from (_theme(theme, run) for theme in run.themes)
    yield from (
        _group(one, run) for one in run.breakdowns if any(one in page.groups for page in questions.values())
    )
    yield from (_place(code, run) for code in run.place_codes)


def _about_run(run: SiteRun, pages: RunPages) -> Iterator[Entry]:
    yield from (
        _entry(
            "method",
            f"{run.method}#{anchor}",
            title,
            run,
            text=f"{run.words.method['title']} {run.study.title}",
        )
        for anchor, (title, _) in pages.method.items()
    )
    yield _entry("data", run.data, run.words.data["title"], run, text=" ".join(run.words.data.values()))


def _about_site(frame: Frame) -> Iterator[Entry]:
    words = frame.words
    pages = [("about", ABOUT, words.about.title, " ".join((*words.about.parts, words.about.addresses)))]
    if frame.with_places:
        pages.append(("places", PLACES, words.places["title"], words.places["intro"]))
    yield from ({"kind": kind, "to": to, "title": title, "text": told} for kind, to, title, told in pages)


def _entry(kind: str, address: str, title: str, run: SiteRun, **more: Any) -> Entry:
    of = {"study": run.study.title, "run": run.wave_title, "waves": [run.wave]}
    return {"kind": kind, "to": address, "title": title, **of, **more}


def _question(indicator: Indicator, page: QuestionPage, run: SiteRun) -> Entry:
    items, study = page.items, run.study
    asked = [
        wave_label(wave.id, study) for wave in study.waves if any(wave.id in item.asked for item in items)
    ]
    texts = [text for item in items for text in (item.short, item.text)]
    answers = [
        answer_label(item, code) for item in items if item.scale is not None for code in item.scale.codes
    ]
    stems = [
        study.questionnaire.groups[item.group].stem
        for item in items
        if item.group in study.questionnaire.groups
    ]
    kind = "figure" if run.tells_figures else "question"
    return _entry(
        kind, page.address, indicator.title, run, theme=theme_label(indicator.theme, study.questionnaire),
        waves=asked, groups=[breakdown_slug(one.id) for one in page.groups], told=page.finding,
        text=" ".join(dict.fromkeys((*stems, *texts, *answers))),
    )  # fmt: skip


def _theme(theme: str, run: SiteRun) -> Entry:
    label = theme_label(theme, run.study.questionnaire)
    return _entry("theme", run.theme_page(theme), label, run, theme=label)


def _group(breakdown: Breakdown, run: SiteRun) -> Entry:
    title = group_title(breakdown, run)
    groups = [breakdown_slug(breakdown.id)]
    return _entry(
        "group",
        run.group_page(breakdown),
        title,
        run,
        groups=groups,
        text=" ".join(breakdown.groups.values()),
    )


def _case(page: CasePage) -> Entry:
    answers = [each.label for each in page.pages.documents.counted.decisions(page.one)]
    text = " ".join((page.one.said.text, *answers))
    return _entry("case", page.address, page.title, page.run, told=page.pages.told(page.one), text=text)


def _place(code: str, run: SiteRun) -> Entry:
    return _entry("place", run.place_page(code), run.place_name(code), run)
