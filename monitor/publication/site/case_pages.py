"""The pages of vignettes: the chapter of each case from the report, which tells counts of people and no percentages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from monitor.publication.annex.coded_answers import QUOTES, quotes_block
from monitor.publication.engines.pandoc import html_parts
from monitor.publication.site.addresses import from_page
from monitor.publication.site.figures import CHART, PageFigure
from monitor.publication.site.markup import link, paragraph, table_html, text
from monitor.publication.site.page import Page, newer_note
from monitor.publication.site.question import citation
from monitor.publication.site.run import SiteRun
from monitor.publication.vignettes.counted import CountedVignette
from monitor.publication.vignettes.documents import VignetteDocuments
from monitor.publication.vignettes.figures import COUNTS, counts_figure
from monitor.publication.vignettes.tables import vignettes_table

INCLUDED = re.compile(r"\{\{< include tables/(.+)\.md >\}\}")
PICTURE = re.compile(r"!\[\]\(figures/(.+?)\)\{.*\}|\{\{< include figures/.+ >\}\}")


class CasePages:
    """The pages of all vignettes of a run, and the parts of their report that stand on its page on method."""

    def __init__(self, run: SiteRun) -> None:
        self.run = run

    @cached_property
    def documents(self) -> VignetteDocuments:
        return VignetteDocuments(self.run.variables)

    @cached_property
    def cases(self) -> tuple[CasePage, ...]:
        return tuple(CasePage(one, self) for one in self.run.cases)

    def told(self, one: CountedVignette) -> str:
        """What was decided, in a sentence or two."""
        return " ".join(self.documents.say.decision(one))

    def part(self, name: str) -> str:
        """A part of the report, as HTML."""
        return self.html(list(self.documents.parts[name]()))

    def html(self, blocks: Sequence[str]) -> str:
        """Paragraphs of Markdown with the tables that they name; a figure is shown apart."""
        pieces = [block for block in blocks if not PICTURE.fullmatch(block)]
        names = [INCLUDED.fullmatch(block) for block in pieces]
        written = [
            self._markdown(block, name[1] if name else "") for block, name in zip(pieces, names, strict=True)
        ]
        made = html_parts(written) if written else []
        tables = [name is not None and not name[1].startswith(QUOTES) for name in names]
        return "".join(
            self._table(name[1]) if table and name is not None else f"{html}\n"
            for html, name, table in zip(made, names, tables, strict=True)
        )

    def _markdown(self, block: str, included: str) -> str:
        if not included:
            return block
        return (
            quotes_block(included, self.run.released, self.run.voice)
            if included.startswith(QUOTES)
            else included
        )

    def _table(self, name: str) -> str:
        return table_html(vignettes_table(name, self.run.released, self.run.voice), self.run.aloud)


class CasePage:
    """Makes the page of one vignette."""

    def __init__(self, one: CountedVignette, pages: CasePages) -> None:
        self.one, self.pages, self.run = one, pages, pages.run
        self.words, self.title = pages.run.words.case, one.said.title
        self.address = self.run.case_page(one.id)

    @cached_property
    def figures(self) -> Mapping[str, PageFigure]:
        """The bars of what was decided; none where nobody was asked to decide."""
        if not self.pages.documents.counted.decisions(self.one):
            return {}
        figure = counts_figure(f"{COUNTS}{self.one.id}", self.run.released, self.run.voice)
        return {CHART: PageFigure(figure, CHART, self.run.case_page(self.one.id, ""))}

    def page(self, latest: SiteRun) -> Page:
        run = self.run
        known = {one.id for one in latest.cases}
        newer = latest.case_page(self.one.id) if self.one.id in known else latest.home
        return Page(
            self.address,
            self.title,
            newer_note(self.address, run, latest, newer) + "".join(self._body()),
            ((run.study.title, f"{run.study_folder}/index.html"), (run.wave_title, run.home)),
            marks=run.marks,
            files=dict(self._files()),
            kind="casus",
            source=run.source,
        )

    def _files(self) -> Iterator[tuple[str, bytes]]:
        rows = self.run.csv_by_case.get(self.one.id)
        if rows is not None:
            yield self.run.case_page(self.one.id, ".csv"), rows.encode("utf-8")

    def _body(self) -> Iterator[str]:
        documents, words = self.pages.documents, self.words
        chapter = list(documents.chapter(self.one))
        drawn = next((place for place, block in enumerate(chapter) if PICTURE.fullmatch(block)), len(chapter))
        yield paragraph(self.pages.told(self.one), "lead")
        yield self.pages.html(chapter[:drawn])
        for figure in self.figures.values():
            yield figure.html
            yield table_html(figure.figure.table, self.run.aloud)
        yield self.pages.html(chapter[drawn:])
        yield f"<section><h2>{text(words['pairs'])}</h2>\n{paragraph(' '.join(documents.say.pairs(self.one)))}</section>\n"
        yield self._taken_along()

    def _taken_along(self) -> str:
        links = [(self.run.case_page(self.one.id, ".csv"), self.words["csv"])]
        links += [(figure.wide, self.run.words.question["svg"]) for figure in self.figures.values()]
        items = "".join(f"<li>{link(from_page(self.address, to), label)}</li>\n" for to, label in links)
        words = self.run.words.question
        cited = paragraph(citation(self.title, self.address, self.run), "cite")
        return (
            f'<section><h2 id="meenemen">{text(words["take"])}</h2>\n<ul class="take">\n{items}</ul>\n'
            f"<h3>{text(words['cite'])}</h3>\n{cited}</section>\n"
        )
