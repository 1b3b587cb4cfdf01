"""The page of one municipality, from the parts of its report: found by its name, beside those like it, never in an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.place import Beside, Place, number_of
from monitor.publication.municipal.sentences import PlaceSentences
from monitor.publication.municipal.tables import theme_table
from monitor.publication.site.addresses import from_page
from monitor.publication.site.markup import Extra, bullets, link, paragraph, table_html, text
from monitor.publication.site.page import Page, newer_note
from monitor.publication.site.run import SiteRun
from monitor.release.results.table_files import csv_parts, csv_text
from monitor.schema import ESTIMATES
from monitor.study.labels import theme_label

WIDTH, HEIGHT, EDGE = 160, 20, 5  # of the picture in a row, and the room at its ends


class PlacePages:
    """The pages of all municipalities of a run."""

    def __init__(self, run: SiteRun, latest: SiteRun) -> None:
        self.run, self.latest, self.words = run, latest, run.words.place

    @cached_property
    def voice(self) -> Voice:
        """The words of the report, but those that send a reader to it."""
        voice, own = self.run.voice, self.run.words.council
        words = voice.words.municipality
        words = words.model_copy(update={"council": {**words.council, **own}})
        return replace(voice, words=voice.words.with_parts(municipality=words))

    def pages(self) -> Iterator[Page]:
        places = self.run.places
        if places is not None:
            yield from (PlacePage(places.place(code), self).page() for code in self.run.place_codes)

    @cached_property
    def _files(self) -> dict[str, str]:
        plan = self.run.study.benchmark
        rows = self.run.released.whole("estimates")
        own = rows[rows["breakdown"] == plan.breakdown] if plan is not None else rows.head(0)
        summary = self.run.released.method.benchmark
        items = {one.item for one in summary.figures} if summary is not None else set()
        own = own[own["item"].isin(items)]
        return csv_parts(csv_text(own, ESTIMATES), own["group"])

    def figures(self, code: str) -> str:
        """The released figures of one municipality as CSV."""
        return self._files.get(code) or csv_text(self.run.released.estimates.head(0), ESTIMATES)

    def differing(self) -> str:
        """In how many reports a difference is told; "" where nobody counted them."""
        summary = self.run.released.method.benchmark
        if summary is None or summary.reports_with_verdict is None:
            return ""
        count, reports = number(summary.reports_with_verdict), number(len(self.run.place_codes))
        return filled(self.words["reports"], {"count": count, "reports": reports})


class PlacePage:
    """Makes the page of one municipality."""

    def __init__(self, place: Place, pages: PlacePages) -> None:
        self.place, self.pages, self.run = place, pages, pages.run
        self.words, self.voice = pages.words, pages.run.voice
        self.say = PlaceSentences(place, pages.voice)
        self.address = self.run.place_page(place.code)

    def page(self) -> Page:
        run = self.run
        figures = self.pages.figures(self.place.code)
        return Page(
            self.address,
            self.place.name,
            newer_note(self.address, run, self.pages.latest, self._newer()) + "".join(self._body()),
            (
                (run.study.title, f"{run.study_folder}/index.html"),
                (run.wave_title, run.home),
                (run.words.places["title"], run.place_list),
            ),
            marks=run.marks,
            files={run.place_page(self.place.code, ".csv"): figures.encode("utf-8")},
            kind="gemeente",
            source=run.source,
        )

    def _newer(self) -> str:
        """The same municipality in the newest run, or that run where it does not have it."""
        latest, code = self.pages.latest, self.place.code
        return latest.place_page(code) if code in latest.place_codes else latest.home

    def _body(self) -> Iterator[str]:
        words, say = self.words, self.say
        yield self._section(words["know"], paragraph(" ".join(say.know())))
        yield self._section(words["council"], bullets(say.council()))
        yield self._section(words["own"], "".join(self._own()))
        changed = paragraph(" ".join(say.changed.about())) + bullets(say.changed.lines())
        yield self._section(words["change"], changed)
        yield self._section(words["limits"], bullets(say.limits()))
        yield self._section(words["how"], "".join(self._how()))
        csv = link(
            from_page(self.address, self.run.place_page(self.place.code, ".csv")),
            filled(words["csv"], {"place": self.place.name}),
        )
        yield self._section(self.run.words.question["take"], f'<ul class="take"><li>{csv}</li></ul>\n')

    @staticmethod
    def _section(title: str, body: str) -> str:
        return f"<section><h2>{text(title)}</h2>\n{body}</section>\n"

    def _own(self) -> Iterator[str]:
        yield paragraph(self.say.within(self.voice.words.municipality.table.note))
        if self.place.shown:
            slots = {"place": self.place.name, "reference": self._reference}
            yield paragraph(filled(self.words["legend"], slots), "note")
        for theme, figures in self.place.of_themes():
            label = theme_label(theme, self.voice.study.questionnaire)
            extra = (
                Extra(self.words["picture"], [strip(one) for one in figures]) if self.place.shown else None
            )
            yield f"<h3>{text(label)}</h3>\n"
            yield table_html(theme_table(theme, self.place, self.voice), self.run.aloud, extra)
            yield bullets(self.say.verdict(one) for one in figures)

    @property
    def _reference(self) -> str:
        return self.words["peers" if self.place.with_peers else "nation"]

    def _how(self) -> Iterator[str]:
        yield from (
            paragraph(told) for told in self.say.how(len(self.run.place_codes), self.run.certainty.alpha)
        )
        yield paragraph(self.pages.differing())


def strip(one: Beside) -> str:
    """The estimate with its margin and the reference on one line, from the lowest to the highest value that there can be.

    It says nothing that its row does not, so a screen reader passes it over.
    """
    value = number_of(one.shrunken)
    if value is None:
        return ""
    low, high = (_at(end, one) for end in one.told)
    middle, reference = HEIGHT / 2, number_of(one.reference)
    tick = (
        ""
        if reference is None
        else _line(_at(reference, one), 2, _at(reference, one), HEIGHT - 2, "reference")
    )
    axis = _line(EDGE, middle, WIDTH - EDGE, middle, "axis")
    margin = _line(low, middle, high, middle, "margin")
    dot = f'<circle class="dot" cx="{_at(value, one):g}" cy="{middle:g}" r="4.5"/>'
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return f'<svg class="strip" {size} aria-hidden="true" focusable="false">{axis}{margin}{tick}{dot}</svg>'


def _at(value: float, one: Beside) -> float:
    low, high = one.quantity.ends or (0.0, 1.0)
    return round(EDGE + (value - low) / (high - low) * (WIDTH - 2 * EDGE), 1)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>'
