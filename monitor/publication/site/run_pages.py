"""Pages of one run that lead to its questions: the run, a subject, the groups of a breakdown, method and files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from monitor.publication.annex.method_annex import method_tables
from monitor.publication.language.filling import filled, small_start
from monitor.publication.language.numbers import number
from monitor.publication.site.addresses import from_page
from monitor.publication.site.case_pages import CasePages
from monitor.publication.site.markup import bullets, link, paragraph, table_html, text
from monitor.publication.site.overview import linked, name_box, place_list
from monitor.publication.site.page import Page, newer_note
from monitor.publication.site.question import QuestionPage, anchor_of
from monitor.publication.site.run import SiteRun
from monitor.publication.site.wording import LIMITS, OF_REGISTER, QUESTIONNAIRE, of_method
from monitor.release.results.codebook import codebook_text
from monitor.release.results.table_files import csv_text
from monitor.schema import CHANGES, TABLES
from monitor.study.labels import theme_label
from monitor.study.study_file import REGISTER, Breakdown, Indicator


class RunPages:
    """The pages of one run that lead to its questions."""

    def __init__(
        self,
        run: SiteRun,
        questions: Mapping[str, QuestionPage],
        cases: CasePages,
        wordings: Mapping[str, str],
        latest: SiteRun,
    ) -> None:
        self.run, self.questions, self.cases, self.wordings, self.latest = (
            run,
            questions,
            cases,
            wordings,
            latest,
        )
        self.words = run.words.study

    def pages(self) -> Iterator[Page]:
        yield self._home()
        yield from (self._theme(theme) for theme in self.run.themes)
        yield from (self._groups(one) for one in self._shown_breakdowns())
        yield self._method()
        yield self._data()
        if self.run.place_codes:
            yield self._places()

    def _shown_breakdowns(self) -> list[Breakdown]:
        return [
            one for one in self.run.breakdowns if any(one in page.groups for page in self.questions.values())
        ]

    def _page(
        self, address: str, title: str, body: str, kind: str, files: Mapping[str, bytes] | None = None
    ) -> Page:
        run = self.run
        trail = [(run.study.title, f"{run.study_folder}/index.html")]
        trail += [] if address == run.home else [(run.wave_title, run.home)]
        newer = newer_note(address, run, self.latest, self.latest.home)
        source = "" if address == run.home else run.source
        return Page(
            address, title, newer + body, tuple(trail), marks=run.marks, kind=kind, files=files or {}, source=source
        )  # fmt: skip

    def _home(self) -> Page:
        run, words, address = self.run, self.words, self.run.home
        form = "imprint" if run.study.publisher else "imprint_alone"
        imprint = filled(words[form], {"publisher": run.study.publisher, "published": run.published})
        themes = [
            (self._with_count(theme, several), run.theme_page(theme)) for theme, several in run.themes.items()
        ]
        parts = [
            paragraph(run.study.subtitle, "lead"), paragraph(f"{run.wave_title}. {imprint}"),
        ]  # fmt: skip
        cases = [(one.title, one.address) for one in self.cases.cases]
        parts += [self._section(words["cases"], linked(address, cases, "tiles"))] if cases else []
        parts += [self._section(words["themes"], linked(address, themes, "tiles"))] if themes else []
        groups = [(self._groups_title(one), run.group_page(one)) for one in self._shown_breakdowns()]
        parts += [self._section(words["groups"], linked(address, groups))] if groups else []
        if run.place_codes:
            label = filled(words["places_of"], {"places": number(len(run.place_codes))})
            parts.append(self._section(words["places"], linked(address, [(label, run.place_list)])))
        more = [(words["method"], run.method), (words["data"], run.data)]
        parts.append(self._section(run.words.about.title, linked(address, more)))
        return self._page(address, run.study.title, "".join(parts), "onderzoek")

    @staticmethod
    def _section(title: str, body: str) -> str:
        return f"<section><h2>{text(title)}</h2>\n{body}</section>\n"

    def _with_count(self, theme: str, several: Sequence[Indicator]) -> str:
        form = self.words["figures" if self.run.tells_figures else "questions"]
        count = filled(form, {"count": number(len(several))})
        return f"{theme_label(theme, self.run.study.questionnaire)} ({count})"

    def _groups_title(self, breakdown: Breakdown) -> str:
        return group_title(breakdown, self.run)

    def _theme(self, theme: str) -> Page:
        run = self.run
        address = run.theme_page(theme)
        items = "".join(self._teaser(one, address) for one in run.themes[theme])
        title = theme_label(theme, run.study.questionnaire)
        return self._page(address, title, f'<ul class="teasers">\n{items}</ul>\n', "onderwerp")

    def _teaser(self, indicator: Indicator, address: str) -> str:
        page = self.questions[indicator.id]
        to = from_page(address, page.address)
        return f"<li><h2>{link(to, indicator.title)}</h2>\n{paragraph(page.finding)}</li>\n"

    def _groups(self, breakdown: Breakdown) -> Page:
        run, words = self.run, self.run.words.groups
        address = run.group_page(breakdown)
        slots = {"breakdown": small_start(breakdown.label)}
        shown = [one for one in run.indicators if breakdown in self.questions[one.id].groups]
        told = {one.id: self.questions[one.id].proven[breakdown.id] for one in shown}
        parts = [
            paragraph(words["intro" if breakdown.groups_are_tested else "untested"], "lead"),
            self._section(words["which"], bullets(breakdown.groups.values())),
        ]
        found = [one for one in shown if told[one.id]]
        if found:
            items = "".join(self._group_teaser(one, breakdown, told[one.id], address) for one in found)
            parts.append(self._section(words["found"], f'<ul class="teasers">\n{items}</ul>\n'))
        elif breakdown.groups_are_tested:
            parts.append(paragraph(words["none_anywhere"]))
        others = [(one.title, self._group_address(one, breakdown)) for one in shown if not told[one.id]]
        if others:
            title = words["others"] if found else filled(words["all"], slots)
            parts.append(self._section(title, linked(address, others)))
        return self._page(address, group_title(breakdown, run), "".join(parts), "groep")

    def _group_address(self, indicator: Indicator, breakdown: Breakdown) -> str:
        return f"{self.run.question(indicator)}#{anchor_of(breakdown)}"

    def _group_teaser(
        self, indicator: Indicator, breakdown: Breakdown, told: Sequence[str], address: str
    ) -> str:
        to = from_page(address, self._group_address(indicator, breakdown))
        return f"<li><h3>{link(to, indicator.title)}</h3>\n{paragraph(' '.join(told))}</li>\n"

    @cached_property
    def method(self) -> Mapping[str, tuple[str, str]]:
        """Title and body of each part of the page on method, by its anchor."""
        return dict(self._method_parts())

    def _method_parts(self) -> Iterator[tuple[str, tuple[str, str]]]:
        if self.run.study.kind == REGISTER:
            for name in OF_REGISTER:
                yield name, (self.run.words.method[name], self.wordings[of_method(name)])
        else:
            yield from self._parts_of_survey()

    def _parts_of_survey(self) -> Iterator[tuple[str, tuple[str, str]]]:
        run, words = self.run, self.run.words.method
        limits = self.cases.part("limits") if self.cases.cases else self.wordings[of_method(LIMITS)]
        yield LIMITS, (words["limits"], limits)
        if self.cases.cases:
            yield "pairs", (words["pairs"], _deeper(self.cases.part("differences")))
            yield "chance", (words["chance"], _deeper(self.cases.part("chance")))
        for name, title in run.voice.words.annex.sections.items():
            make = method_tables().get(name)
            table = make(run.released, run.voice) if make is not None else None
            if table is not None:
                yield name, (title, table_html(table, run.aloud))
        asked = f'<div class="wording">{_deeper(self.wordings[of_method(QUESTIONNAIRE)])}</div>'
        yield QUESTIONNAIRE, (words["questionnaire"], asked)

    def _method(self) -> Page:
        run, words = self.run, self.run.words.method
        steps = [(title, f"{run.method}#{anchor}") for anchor, (title, _) in self.method.items()]
        contents = f"<h2>{text(self.words['on_page'])}</h2>\n{linked(run.method, steps)}"
        parts = [
            f'<section><h2 id="{anchor}">{text(title)}</h2>\n{body}</section>\n'
            for anchor, (title, body) in self.method.items()
        ]
        body = "".join((paragraph(words["intro"], "lead"), f"<section>{contents}</section>\n", *parts))
        return self._page(run.method, words["title"], body, "methode")

    def _data(self) -> Page:
        run, words = self.run, self.run.words.data
        names = {name: f"{run.folder}/bestanden/{name}.csv" for name in (*TABLES, "codebook")}
        texts = {
            "estimates": run.csv, "changes": csv_text(run.shown.changes, CHANGES), "codebook": codebook_text(),
        }  # fmt: skip
        files = {names[name]: content.encode("utf-8") for name, content in texts.items()}
        steps = [(words[name], address) for name, address in names.items()]
        body = paragraph(words["intro"], "lead") + linked(run.data, steps, "take")
        return self._page(run.data, words["title"], body, "bestanden", files)

    def _places(self) -> Page:
        run, words = self.run, self.run.words.places
        body = paragraph(words["intro"]) + name_box(words["label"]) + place_list(run.place_list, run)
        return self._page(run.place_list, words["title"], body, "gemeenten")


def group_title(breakdown: Breakdown, run: SiteRun) -> str:
    """What the page of a breakdown is called: by its differences only where they were tested."""
    form = "title" if breakdown.groups_are_tested else "title_untested"
    return filled(run.words.groups[form], {"breakdown": small_start(breakdown.label)})


def _deeper(body: str) -> str:
    """Headings of a part, one level below that of its section."""
    return body.replace("<h2", "<h3").replace("</h2>", "</h3>")
