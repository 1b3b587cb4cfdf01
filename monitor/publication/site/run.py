"""One released run of a study as the site shows it: its figures, its words and the addresses of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.publication.cells.certainty import Certainty, certainty_of
from monitor.publication.drafts.chapters import Generated
from monitor.publication.drafts.group_texts import proven_differences
from monitor.publication.exhibits.names import items_of, parse_name, table_by
from monitor.publication.language.filling import filled
from monitor.publication.language.site_words import SiteWords
from monitor.publication.municipal.place import Places
from monitor.publication.municipal.released_place import ReleasedPlaces
from monitor.publication.sentences.variables import Variables
from monitor.publication.site.addresses import breakdown_slug, place_slug, slug
from monitor.publication.site.markup import Said
from monitor.publication.theme.theme import Theme, load_theme
from monitor.publication.vignettes.counted import CountedVignette, CountedVignettes
from monitor.release.results.table_files import csv_parts, csv_text
from monitor.schema import ESTIMATES
from monitor.study.labels import wave_label
from monitor.study.study_file import FILE_CHECK, REGISTER, Breakdown, Indicator

if TYPE_CHECKING:
    import pandas as pd

    from monitor.publication.language.voice import Voice
    from monitor.release.results.released_set import ReleasedSet
    from monitor.study.study import Study

WAVES_APART = ("previous", "first")  # comparisons of two waves


@dataclass(frozen=True)
class SiteRun:
    """A released set, the words for it, and where its pages stand."""

    released: ReleasedSet
    voice: Voice

    @property
    def study(self) -> Study:
        return self.voice.study

    @property
    def words(self) -> SiteWords:
        return self.voice.words.site

    @property
    def wave(self) -> str:
        """The wave that it reports on, as readers call it."""
        return wave_label(self.study.current.id, self.study)

    @property
    def wave_title(self) -> str:
        return filled(self.words.study["wave"], {"wave": self.wave})

    @property
    def source(self) -> str:
        """What its figures are of: study and wave."""
        return filled(self.words.study["source"], {"title": self.study.title, "wave": self.wave})

    @property
    def published(self) -> str:
        return self.voice.phrases.date(self.study.published.isoformat())

    @cached_property
    def variables(self) -> Variables:
        return Variables(self.shown, self.voice)

    @cached_property
    def shown(self) -> ReleasedSet:
        """What pages of questions show: without municipalities, of which there may be many times as many rows."""
        estimates, changes = (
            self._shared_rows(name).reset_index(drop=True) for name in ("estimates", "changes")
        )
        return replace(self.released, estimates=estimates, changes=changes, benchmark=None)

    @cached_property
    def theme(self) -> Theme:
        return load_theme(self.study.theme)

    @cached_property
    def certainty(self) -> Certainty:
        return certainty_of(self.released, self.study)

    @cached_property
    def aloud(self) -> Said:
        """What tables of this run read aloud."""
        margin = self.voice.say("tables", "interval", confidence=self.certainty.confidence)
        return Said(self.words.hidden, margin, self.voice.say("tables", "n"))

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """What every page says of the study: made up, a draft."""
        known = {"demonstration": self.study.demonstration, "concept": self.study.concept}
        return tuple(self.theme.marks[name] for name, holds in known.items() if holds)

    @cached_property
    def themes(self) -> Mapping[str, list[Indicator]]:
        """Themes with the figures that it released something of; none of a study that tells counts of cases."""
        return {} if self.study.tells_counts else Generated(self.variables).themes

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(one for several in self.themes.values() for one in several)

    @cached_property
    def breakdowns(self) -> tuple[Breakdown, ...]:
        """Breakdowns that pages of questions show, but municipalities: each has a page of its own."""
        return tuple(one for one in self.study.breakdowns if one.id != self._of_places and one.groups)

    @cached_property
    def _told_of(self) -> frozenset[tuple[str, str]]:
        """Item and breakdown of which some figure of a group is told in the latest wave."""
        rows = self.released.estimates
        told = rows[(rows["wave"] == self.study.current.id) & (rows["status"] != "suppressed")]
        return frozenset(zip(told["item"], told["breakdown"], strict=True))

    def breakdowns_of(self, indicator: Indicator) -> tuple[Breakdown, ...]:
        """The breakdowns of which the page of a question shows groups."""
        return tuple(
            one
            for one in self.breakdowns
            if set(indicator.items) - set(one.items)
            and any(
                (item.id, one.id) in self._told_of
                for item in items_of(parse_name(table_by(indicator, one), self.study), self.study)
            )
        )

    @property
    def tells_figures(self) -> bool:
        """Whether what it shows was counted, and nobody was asked."""
        return self.study.kind in (FILE_CHECK, REGISTER)

    # vignettes

    @cached_property
    def cases(self) -> tuple[CountedVignette, ...]:
        """The vignettes of a study that tells counts, in the order of its questionnaire."""
        return CountedVignettes(self.released, self.voice).vignettes if self.study.tells_counts else ()

    @cached_property
    def csv_by_case(self) -> Mapping[str, str]:
        """By vignette the estimates that may be taken along."""
        known = self.study.questionnaire.items
        return csv_parts(self.csv, (known[name].vignette for name in self.shown.estimates["item"]))

    # municipalities

    @cached_property
    def places(self) -> Places | None:
        """Municipalities beside those like them; None of a study, or a run, without them."""
        plan = self.study.benchmark
        if plan is None:
            return None
        return Places(ReleasedPlaces(self.released, plan).whole, self.voice)

    @cached_property
    def place_codes(self) -> tuple[str, ...]:
        """Municipalities by name."""
        return self.places.codes if self.places is not None else ()

    def place_name(self, code: str) -> str:
        frame = self.study.municipalities
        return frame.rows[code]["name"] if frame is not None else code

    # addresses

    @property
    def study_folder(self) -> str:
        return slug(self.study.id)

    @property
    def folder(self) -> str:
        return f"{self.study_folder}/{slug(self.study.current.id)}"

    @property
    def home(self) -> str:
        return f"{self.folder}/index.html"

    @property
    def method(self) -> str:
        return f"{self.folder}/methode.html"

    @property
    def data(self) -> str:
        return f"{self.folder}/bestanden.html"

    @property
    def place_list(self) -> str:
        return f"{self.folder}/gemeenten.html"

    def theme_page(self, theme: str) -> str:
        return f"{self.folder}/onderwerp/{slug(theme)}.html"

    def question(self, indicator: Indicator, ending: str = ".html") -> str:
        return f"{self.folder}/vraag/{slug(indicator.id)}{ending}"

    def case_page(self, vignette: str, ending: str = ".html") -> str:
        return f"{self.folder}/casus/{slug(vignette)}{ending}"

    def group_page(self, breakdown: Breakdown) -> str:
        return f"{self.folder}/groep/{breakdown_slug(breakdown.id)}.html"

    def place_page(self, code: str, ending: str = ".html") -> str:
        return f"{self.folder}/gemeente/{place_slug(code)}{ending}"

    # rows

    @cached_property
    def changes_by_item(self) -> Mapping[str, list[int]]:
        """By item where the changes of everybody between two waves stand."""
        found: dict[str, list[int]] = {}
        for (item, _, breakdown, _, comparison, _, _), place in self.variables.cells.change_keys():
            if not breakdown and comparison in WAVES_APART:
                found.setdefault(item, []).append(place)
        return found

    @cached_property
    def csv(self) -> str:
        """The estimates that may be taken along; those of a municipality go with its page."""
        return csv_text(self.shown.estimates, ESTIMATES)

    @cached_property
    def csv_by_indicator(self) -> Mapping[str, str]:
        """The same by indicator."""
        return csv_parts(self.csv, self.shown.estimates["indicator"])

    @cached_property
    def differences_by_indicator(self) -> Mapping[str, ReleasedSet]:
        """By indicator what is shown with its own proven differences alone: pages of groups ask for a few of many rows."""
        by_indicator = proven_differences(self.shown.changes).groupby("indicator", sort=False)
        return {str(one): replace(self.shown, changes=rows) for one, rows in by_indicator}

    @property
    def _of_places(self) -> str:
        """The breakdown by municipality, "" of a study without it."""
        return self.study.benchmark.breakdown if self.study.benchmark is not None else ""

    def _shared_rows(self, name: str) -> pd.DataFrame:
        """A table without the rows of municipalities, and of a register without its months."""
        rows = replace(self.released, register=None).whole(name)
        return rows[rows["breakdown"] != self._of_places] if self._of_places else rows
