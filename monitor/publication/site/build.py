"""The whole site as files, one after another: pages of every run, pictures, search, and what all pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby

from monitor.errors import PublicationError
from monitor.publication.site.assets import chart_library, licences, own_files
from monitor.publication.site.case_pages import CasePage, CasePages
from monitor.publication.site.drawing import Beside, Made
from monitor.publication.site.overview import (
    about_page,
    home_page,
    places_page,
    search_page,
    study_page,
)
from monitor.publication.site.page import SHARED, Frame, Page
from monitor.publication.site.place_page import PlacePages
from monitor.publication.site.question import QuestionPage
from monitor.publication.site.run import SiteRun
from monitor.publication.site.run_pages import RunPages
from monitor.publication.site.search_index import SearchIndex
from monitor.publication.site.wording import wordings


def site_files(runs: Sequence[SiteRun], tell: Callable[[str], None]) -> Iterator[Made]:
    """Every file of the site, pages and what stands beside them; `tell` hears of each run that is written.

    `runs` are those of each study together, the newest first.
    **Raises** PublicationError where two pages would have one address.
    """
    with Beside() as beside:
        yield from _told_apart(_files(runs, tell, beside))


def _told_apart(files: Iterator[Made]) -> Iterator[Made]:
    taken: set[str] = set()
    for address, content in files:
        if address.casefold() in taken:  # one file on Windows and on a Mac
            raise PublicationError("publication.one_address_for_two", where=address)
        taken.add(address.casefold())
        yield address, content


def _files(runs: Sequence[SiteRun], tell: Callable[[str], None], beside: Beside) -> Iterator[Made]:
    first = runs[0]
    beside.ask(chart_library)
    frame = Frame(first.words, first.theme, any(run.place_codes for run in runs))
    questions: dict[str, dict[str, QuestionPage]] = {}
    cases: dict[str, CasePages] = {}
    leading: dict[str, RunPages] = {}
    latest = {study: next(several) for study, several in groupby(runs, lambda run: run.study.id)}
    for run in runs:
        texts = wordings(run)
        own = {one.id: QuestionPage(one, run, texts[one.id]) for one in run.indicators}
        questions[run.folder] = own
        told = cases[run.folder] = CasePages(run)
        with_charts: list[QuestionPage | CasePage] = [*own.values(), *told.cases]
        for drawn in with_charts:
            for figure in drawn.figures.values():
                for sketch in figure.sketches:
                    beside.ask(sketch)
            yield from _written(drawn.page(latest[run.study.id]), frame)
        around = leading[run.folder] = RunPages(run, own, told, texts, latest[run.study.id])
        for page in chain(around.pages(), PlacePages(run, latest[run.study.id]).pages()):
            yield from _written(page, frame)
        yield from beside.ready()
        tell(f"{run.study.title}, {run.wave}")
    for page in _shared_pages(runs, frame):
        yield from _written(page, frame)
    index = SearchIndex(questions, cases, leading, frame)
    yield f"{SHARED}/index.js", index.script(runs, first.voice.words.synonyms)
    yield from own_files(first.theme, first.words).items()
    yield from beside.rest()


def _shared_pages(runs: Sequence[SiteRun], frame: Frame) -> Iterator[Page]:
    marks = tuple(dict.fromkeys(mark for run in runs for mark in run.marks))
    yield home_page(runs, frame.words, marks)
    yield search_page(runs, frame.words, marks)
    yield about_page(frame.words, licences(), marks)
    if frame.with_places:
        yield places_page(runs, frame.words, marks)
    for _, several in groupby(runs, lambda run: run.study.id):
        yield study_page(list(several), frame.words)


def _written(page: Page, frame: Frame) -> Iterator[Made]:
    yield page.address, frame.whole(page)
    yield from page.files.items()
