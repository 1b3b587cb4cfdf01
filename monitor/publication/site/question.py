"""The page of one question: finding, chart, figures with margin and base, waves, groups, wording, breaks, and what to take along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from monitor.errors import PublicationError
from monitor.publication.charts.figure import BuiltFigure, build_figure
from monitor.publication.drafts.group_texts import differing_paths
from monitor.publication.exhibits.names import CHANGE, parse_name, table_by
from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.filling import filled, small_start
from monitor.publication.sentences.breaks import around_break, break_clause, broken_items
from monitor.publication.sentences.indicators import IndicatorText, tell_changes, tell_indicator
from monitor.publication.site.addresses import breakdown_slug, from_page
from monitor.publication.site.comparing import compared
from monitor.publication.site.data_script import COMPARED, script
from monitor.publication.site.figures import CHART, COURSE, PageFigure
from monitor.publication.site.markup import bullets, link, paragraph, table_html, text, told
from monitor.publication.site.page import Page, newer_note
from monitor.publication.site.run import SiteRun
from monitor.publication.site.wording import is_computed
from monitor.publication.tables.indicator_tables import change_table, figure_table
from monitor.study.labels import theme_label, wave_label
from monitor.study.study_file import REGISTER, Breakdown, Indicator

WAVES, GROUPS = "metingen", "groepen"
COMPARING = "-vergelijken.js"  # behind the name of a question
SVG_LINKS = {CHART: "svg", COURSE: "svg_course"}


class QuestionPage:
    """Makes the page of one indicator."""

    def __init__(self, indicator: Indicator, run: SiteRun, wording: str) -> None:
        self.indicator, self.run, self.wording = indicator, run, wording
        self.words, self.study, self.voice = run.words.question, run.study, run.voice
        self.items = self.study.items_of(indicator)

    @cached_property
    def about(self) -> IndicatorText:
        found = tell_indicator(self.indicator, self.run.variables)
        assert found is not None  # a run has themes of figures that are told
        return found

    @property
    def finding(self) -> str:
        """What was found, in a few sentences."""
        return " ".join(told(sentence, self.run.variables) for sentence in self.about.sentences)

    @cached_property
    def figure(self) -> BuiltFigure | None:
        """The chart of the report, None where nothing of it is told."""
        if not self.about.figure:
            return None
        return build_figure(self.indicator.id, self.run.shown, self.voice)

    @cached_property
    def course(self) -> BuiltFigure | None:
        """The chart of its waves, None where no two of them can be set beside each other."""
        try:
            return build_figure(f"{self.indicator.id}{CHANGE}", self.run.shown, self.voice)
        except PublicationError:
            return None

    @cached_property
    def figures(self) -> Mapping[str, PageFigure]:
        """Its charts by their anchor."""
        stem, both = self.run.question(self.indicator, ""), {CHART: self.figure, COURSE: self.course}
        return {name: PageFigure(one, name, stem) for name, one in both.items() if one is not None}

    @cached_property
    def groups(self) -> tuple[Breakdown, ...]:
        return self.run.breakdowns_of(self.indicator)

    @cached_property
    def proven(self) -> Mapping[str, list[str]]:
        """By breakdown the clearest differences between its groups that were proven, as sentences."""
        return {one.id: self._proven(one) for one in self.groups}

    def _proven(self, breakdown: Breakdown) -> list[str]:
        rows = self.run.differences_by_indicator.get(self.indicator.id)
        if rows is None or not breakdown.groups_are_tested:
            return []
        paths = differing_paths(self.indicator, breakdown, rows)
        return [self.run.variables.resolve(f"{path}.sentence") for path in paths]

    @property
    def address(self) -> str:
        return self.run.question(self.indicator)

    @property
    def comparing(self) -> str:
        """The address of what two waves or groups are compared with."""
        return self.run.question(self.indicator, COMPARING)

    def page(self, latest: SiteRun) -> Page:
        """The page, with the figures to take along and the data of its script; its pictures are drawn apart."""
        theme = theme_label(self.indicator.theme, self.study.questionnaire)
        run = self.run
        return Page(
            self.address,
            self.indicator.title,
            newer_note(self.address, run, latest, self._newer(latest)) + "".join(self._body()),
            (
                (self.study.title, f"{run.study_folder}/index.html"),
                (run.wave_title, run.home),
                (theme, run.theme_page(self.indicator.theme)),
            ),
            scripts=(self.comparing,),
            marks=run.marks,
            files=dict(self._files()),
            kind="vraag",
            source=run.source,
        )

    def _newer(self, latest: SiteRun) -> str:
        """The same question in the newest run, or that run where it does not have it."""
        same = next((one for one in latest.indicators if one.id == self.indicator.id), None)
        return latest.home if same is None else latest.question(same)

    def to(self, address: str) -> str:
        """How the page names a file of the site."""
        return from_page(self.address, address)

    def _files(self) -> Iterator[tuple[str, bytes]]:
        rows = self.run.csv_by_indicator.get(self.indicator.id)
        if rows is not None:
            yield self.run.question(self.indicator, ".csv"), rows.encode("utf-8")
        yield self.comparing, script(COMPARED, compared(self.indicator, self.run))

    # the parts of the page

    def _body(self) -> Iterator[str]:
        yield paragraph(self.finding, "lead")
        yield self._chart()
        yield from self._waves()
        yield from self._groups()
        yield f'<section id="vergelijken" hidden><h2>{text(self.words["compare"])}</h2></section>\n'
        yield from self._wording()
        yield from self._taken_along()

    def _chart(self) -> str:
        figure = self.figure
        if figure is None:
            return ""
        return (
            f'{self.figures[CHART].html}<section><h2 id="cijfers">{text(self.words["figures"])}</h2>\n'
            f"{self._table(figure.table)}{self._interval()}</section>\n"
        )

    def _interval(self) -> str:
        """What the margins under a figure are; nothing of a whole population, which has none."""
        rows = self.run.shown.estimates
        if rows.loc[rows["item"].isin(self.indicator.items), "ci_low"].isna().all():
            return ""
        return paragraph(
            filled(self.words["interval"], {"confidence": self.run.certainty.confidence}), "note"
        )

    def _table(self, table: Table) -> str:
        return table_html(table, self.run.aloud)

    def _waves(self) -> Iterator[str]:
        yield f'<section><h2 id="{WAVES}">{text(self.words["waves"])}</h2>\n'
        table = self._made(f"{self.indicator.id}{CHANGE}")
        if table is None:
            yield paragraph(self.words["one_wave"])
        else:
            yield paragraph(
                " ".join(
                    told(one, self.run.variables) for one in tell_changes(self.indicator, self.run.variables)
                )
            )
            if COURSE in self.figures:
                yield self.figures[COURSE].html
                yield self._folded(self.words["fold_waves"], table)
            else:
                yield self._table(table)
        yield "</section>\n"

    def _made(self, name: str) -> Table | None:
        """A table of changes; None where the waves of nothing can be set beside each other."""
        try:
            return change_table(name, self.run.shown, self.voice)
        except PublicationError:
            return None

    def _groups(self) -> Iterator[str]:
        yield f'<section><h2 id="{GROUPS}">{text(self.words["groups"])}</h2>\n'
        if not self.groups:
            yield paragraph(self.words["no_groups"])
        for breakdown in self.groups:
            yield from self._group(breakdown)
        yield "</section>\n"

    def _group(self, breakdown: Breakdown) -> Iterator[str]:
        label = filled(self.words["group"], {"breakdown": small_start(breakdown.label)})
        yield f'<h3 id="{anchor_of(breakdown)}">{text(label)}</h3>\n'
        yield paragraph(" ".join(self.proven[breakdown.id]))
        name = parse_name(table_by(self.indicator, breakdown), self.study)
        table = figure_table(name, self.run.shown, self.voice)
        fold = filled(self.words["fold"], {"breakdown": small_start(breakdown.label)})
        yield self._folded(fold, table)

    def _folded(self, label: str, table: Table) -> str:
        return f"<details><summary>{text(label)}</summary>\n{self._table(table)}</details>\n"

    def _wording(self) -> Iterator[str]:
        words = self.words
        counted = self.study.kind == REGISTER
        how = "counted" if counted else "computed" if is_computed(self.items) else "wording"
        yield f'<section><h2 id="vraag">{text(words["about_figure" if counted else "about"])}</h2>\n'
        yield f"<h3>{text(words[how])}</h3>\n"
        yield f'<div class="wording">\n{self.wording}\n</div>\n'
        yield f"{self._breaks()}</section>\n"

    def _breaks(self) -> str:
        lines = []
        for item in broken_items(self.study, self.items):
            before, _ = around_break(item, self.study)
            waves = self.voice.phrases.listed([wave_label(wave, self.study) for wave in before])
            reason = break_clause(item, self.voice.words.sentences.break_reasons)
            lines.append(
                filled(self.words["break_of"], {"item": item.short, "waves": waves, "reason": reason})
            )
        several = any(len(around_break(item, self.study)[1]) > 1 for item in self.items)
        if not lines and not several:
            return ""  # asked once: there is no series
        return f"<h3>{text(self.words['break'])}</h3>\n{bullets(lines) or paragraph(self.words['no_break'])}"

    def _taken_along(self) -> Iterator[str]:
        words, run = self.words, self.run
        links = [link(self.to(run.question(self.indicator, ".csv")), words["csv"])]
        links += [link(self.to(one.wide), words[SVG_LINKS[anchor]]) for anchor, one in self.figures.items()]
        items = "".join(f"<li>{one}</li>\n" for one in links)
        yield f'<section><h2 id="meenemen">{text(words["take"])}</h2>\n<ul class="take">\n{items}</ul>\n'
        yield f"<h3>{text(words['cite'])}</h3>\n{paragraph(citation(self.indicator.title, self.address, run), 'cite')}</section>\n"


def citation(title: str, address: str, run: SiteRun) -> str:
    """How somebody names a page as a source."""
    study = run.study
    form = "citation" if study.publisher else "citation_alone"
    slots = {
        "publisher": study.publisher, "year": str(study.published.year), "title": title, "study": study.title,
        "wave": run.wave, "address": address,
    }  # fmt: skip
    return filled(run.words.question[form], slots)


def anchor_of(breakdown: Breakdown) -> str:
    return f"groep-{breakdown_slug(breakdown.id)}"
