"""Every change that was shown, in one table: the figure of each wave, and what became of it since the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.publication.cells.certainty import certainty_of
from monitor.publication.cells.margins import told_margin_of
from monitor.publication.cells.outcomes import outcome_word
from monitor.publication.cells.purposes import everything, shown
from monitor.publication.cells.selection import PERCENT, Quantity, Selection, signed_ends
from monitor.publication.exhibits.rounding import rounding_of_differences
from monitor.publication.exhibits.table_model import Table
from monitor.publication.language.filling import filled
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.breaks import is_before_break
from monitor.publication.sentences.compared import MOVED
from monitor.publication.tables.table_cells import difference_cell, estimate_cell
from monitor.publication.tables.text_table import annex_table
from monitor.schema import Change
from monitor.study.labels import wave_label

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

SINCE = ("previous", "first")  # the comparisons that the table tells, each in a column


@dataclass(frozen=True)
class _Moved:
    """A figure with a shown change, and its change in each comparison."""

    quantity: Quantity
    changes: dict[str, Change]

    @property
    def order(self) -> tuple[int, bool, float]:
        """What moved since the wave before first, then what moved since the first wave; shares before means, large first."""
        moved = [name for name in SINCE if name in self.changes and self.changes[name].verdict in MOVED]
        size = abs(self.changes[moved[0]].difference or 0.0) if moved else 0.0
        return SINCE.index(moved[0]) if moved else len(SINCE), self.quantity.display != PERCENT, -size


def changes_table(released: ReleasedSet, voice: Voice) -> Table | None:
    """A row for each question of which a change was shown, by the answer that tells it; the largest change first.

    None where nothing was compared; a row that says so where nothing moved.
    """
    words, study = voice.words.annex.tables["changes"], voice.study
    changes = released.changes
    since = [name for name in SINCE if changes["comparison"].eq(name).any()]
    if not since:
        return None
    moved = sorted(_all_moved(released, voice), key=lambda one: one.order)
    asked = {wave for one in moved for wave in one.quantity.item.asked}
    waves = [wave.id for wave in study.waves if wave.id in asked] or [wave.id for wave in study.waves]
    selection = Selection(released, [one.quantity.item for one in moved])
    rows = [
        [
            _label(one.quantity, voice),
            *(_value(one.quantity, selection, wave, voice) for wave in waves),
            *(_outcome(one, name, voice) for name in since),
        ]
        for one in moved
    ]
    rows = rows or [[words.values["none"], *("–" for _ in (*waves, *since))]]
    header = [
        *words.header,
        *(wave_label(wave, study) for wave in waves),
        *(words.values[name] for name in since),
    ]
    note = filled(words.notes["note"], {"confidence": certainty_of(released, study).confidence})
    notes = [note, *_rounding(moved, selection, voice)]
    return annex_table("method-changes", words, rows, voice, header=header, notes=notes)


def _rounding(moved: list[_Moved], selection: Selection, voice: Voice) -> list[str]:
    """That differences were computed before rounding, where one is not that of the figures printed in its row."""
    notes: dict[str, None] = {}
    for one in moved:
        told = [change for change in one.changes.values() if change.verdict in MOVED]
        pairs = [
            (_figure(one, change.from_wave, selection), _figure(one, change.to_wave, selection), change)
            for change in told
        ]
        notes |= dict.fromkeys(rounding_of_differences(pairs, one.quantity.display, voice))
    return list(notes)


def _figure(moved: _Moved, wave: str, selection: Selection) -> float | None:
    cell = selection.estimate(moved.quantity, wave)
    return cell.estimate if cell is not None and cell.shown else None


def _all_moved(released: ReleasedSet, voice: Voice) -> Iterator[_Moved]:
    told: set[str] = set()
    of_item = _released(released)
    for indicator in voice.study.indicators:
        items = [item for item in voice.study.items_of(indicator) if item.id not in told]
        told |= {item.id for item in items}
        selection = Selection(released, items)
        for item in items:
            own = [
                part
                for part in shown(indicator, voice.study.items_of(indicator), "change")
                if part.item is item
            ]
            every = everything(item, of_item.get(item.id, ()))
            found = _strongest(own, selection) or _strongest(every, selection)
            if found is not None:
                yield found


def _released(released: ReleasedSet) -> dict[str, list[tuple[str, str]]]:
    """By item, measure and category of every figure of which a change was released."""
    rows = released.changes
    rows = rows[rows["breakdown"].fillna("").eq("")]
    told = rows[["item", "measure", "category"]].fillna("").drop_duplicates()
    pairs: dict[str, list[tuple[str, str]]] = {}
    for item, measure, category in told.itertuples(index=False, name=None):
        pairs.setdefault(item, []).append((measure, category))
    return pairs


def _strongest(quantities: list[Quantity], selection: Selection) -> _Moved | None:
    """The figure with the largest shown change, None where none of them moved."""
    found = [
        _Moved(part, changes)
        for part in quantities
        if (changes := _changes(part, selection)) and any(one.verdict in MOVED for one in changes.values())
    ]
    return min(found, key=lambda one: one.order, default=None)


def _changes(quantity: Quantity, selection: Selection) -> dict[str, Change]:
    changes = {name: selection.change(quantity, name) for name in SINCE}
    return {name: change for name, change in changes.items() if change is not None}


def _label(quantity: Quantity, voice: Voice) -> str:
    label = voice.label_beside_number(quantity.item)
    label = f"{quantity.item.number} {label}".strip()
    plain = not quantity.label or quantity.item.traits.affirms(quantity.category)
    return label if plain else f"{label}: {quantity.label}"


def _value(quantity: Quantity, selection: Selection, wave: str, voice: Voice) -> str:
    """The figure of a wave; a dash where it was not asked, or not so that it can be compared."""
    if is_before_break(quantity.item, wave, voice.study):
        return "–"
    return estimate_cell(quantity, selection.estimate(quantity, wave), voice.words.figures.marks).text or "–"


def _outcome(moved: _Moved, name: str, voice: Voice) -> str:
    """What became of a figure, with its difference and the margin of that where it moved."""
    change = moved.changes.get(name)
    if change is None:
        return "–"
    word = outcome_word(change, voice.words.sentences.verdicts) or "–"
    margin = told_margin_of(change)
    if change.verdict not in MOVED or margin is None:
        return word
    slots = {
        "outcome": word,
        "difference": difference_cell(moved.quantity, change).text,
        "margin": voice.phrases.spanned(signed_ends(*margin, moved.quantity.display, past_zero=True)),
    }
    return filled(voice.words.annex.tables["changes"].values["moved"], slots)
