"""What a report on vignettes counts of each case: answers by their options, and what stands in the method about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from monitor.errors import PublicationError
from monitor.publication.cells.by_key import Cells
from monitor.publication.language.voice import Voice
from monitor.release.results.method import VignettesOfWave, VignetteSummary
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import CLASSES, Estimate
from monitor.study.labels import answer_label
from monitor.study.questionnaire import Item
from monitor.study.questionnaire_file import Vignette
from monitor.study.vignettes import DECISION

COUNT, HIDDEN = "count", "hidden"


@dataclass(frozen=True)
class Counted:
    """How many people gave an answer: its code and label, and `told` as a count, as a class (few, nearly_all) or not (hidden)."""

    code: str
    label: str
    told: str
    count: int
    n: int

    @property
    def size(self) -> int:
        """By which answers stand from many to few."""
        return {COUNT: self.count, "nearly_all": self.n}.get(self.told, 0)


@dataclass(frozen=True)
class CountedVignette:
    """One vignette in the latest wave."""

    id: str
    said: Vignette
    summary: VignetteSummary


class CountedVignettes:
    """Every vignette of the latest wave. **Raises** PublicationError for a study without vignettes."""

    def __init__(self, released: ReleasedSet, voice: Voice) -> None:
        summary = released.method.vignettes
        if summary is None or not voice.study.tells_counts:
            raise PublicationError("vignettes.not_of_vignettes")
        self.released, self.voice, self.study = released, voice, voice.study
        self.wave: VignettesOfWave = summary.waves[voice.study.current.id]
        self.cells = Cells(released)

    @cached_property
    def vignettes(self) -> tuple[CountedVignette, ...]:
        """Every vignette, in the order of the questionnaire."""
        known = self.study.questionnaire.vignettes
        return tuple(CountedVignette(one.vignette, known[one.vignette], one) for one in self.wave.vignettes)

    @property
    def asked_of_all(self) -> bool:
        """Whether everybody who took part was asked something of every vignette."""
        rows = self.released.estimates
        now = rows[(rows["wave"] == self.study.current.id) & (rows["breakdown"] == "")]
        left_out = now.groupby("item")["n_not_asked"].max()
        items = self.study.questionnaire.items
        least: dict[str, float] = {}
        for name, count in left_out.items():
            vignette = items[str(name)].vignette
            least[vignette] = min(least.get(vignette, count), count)
        return not any(count for vignette, count in least.items() if vignette)

    @property
    def has_classes(self) -> bool:
        """Whether any answer of the latest wave is told as a class."""
        rows = self.released.estimates
        return bool(((rows["wave"] == self.study.current.id) & rows["status"].isin(CLASSES)).any())

    def item(self, one: CountedVignette, role: str) -> Item | None:
        """The question of a vignette that has a role, None where it was not asked in the latest wave."""
        item = self.study.questionnaire.of_role(one.id, role)
        return item if item is not None and self.study.current.id in item.asked else None

    def others(self, one: CountedVignette) -> list[Item]:
        """Questions of a vignette without a role that are answered with one option."""
        items = self.study.questionnaire.items.values()
        wave = self.study.current.id
        return [
            item
            for item in items
            if item.vignette == one.id and not item.role and item.traits.categorical and wave in item.asked
        ]

    def codes(self, one: CountedVignette) -> dict[str, dict[str, Item]]:
        """By open question of a vignette that was coded, the items of its codes."""
        questionnaire = self.study.questionnaire
        book = questionnaire.codebook(self.study.current.id)
        return {name: codes for name, codes in book.items() if questionnaire.items[name].vignette == one.id}

    def counted(self, item: Item, code: str) -> Counted:
        """How many gave one answer."""
        cell = self.cells.estimate(item.id, code, self.study.current.id)
        label = answer_label(item, code)
        return Counted(
            code, label, _told(cell), int(cell.count or 0) if cell else 0, int(cell.n or 0) if cell else 0
        )

    def options(self, item: Item) -> list[Counted]:
        """How many gave each answer, from the most to the fewest."""
        codes = item.scale.codes if item.scale else ()
        return sorted((self.counted(item, code) for code in codes), key=lambda one: -one.size)

    def decisions(self, one: CountedVignette) -> list[Counted]:
        """How many decided on what; empty where that was not asked."""
        item = self.item(one, DECISION)
        return [] if item is None else self.options(item)


def _told(cell: Estimate | None) -> str:
    if cell is not None and cell.is_class:
        return str(cell.status)
    return COUNT if cell is not None and cell.shown and cell.count is not None else HIDDEN
