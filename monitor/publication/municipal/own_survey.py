"""The survey of one municipality as a place beside the whole country, of which another survey released the figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from monitor.errors import PublicationError
from monitor.publication.cells.by_key import Cells
from monitor.publication.cells.selection import Quantity
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.place import Beside, Place, label_of
from monitor.release.results.reference_summary import Reference, ReferenceFigure
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import Change, Estimate
from monitor.schema_words import SHRUNKEN
from monitor.study.study import Study

REFERENCE = "reference"  # the table and the figure of all that is compared


def reference_of(released: ReleasedSet) -> Reference:
    """The survey that this one is held against. **Raises** PublicationError where it is held against none."""
    reference = released.method.reference
    if reference is None or released.benchmark is None:
        raise PublicationError("publication.held_against_nothing", name=REFERENCE)
    return reference


def reference_names(study: Study) -> list[str]:
    """The table and the figure of a study that is held against another survey."""
    return [REFERENCE] if study.reference is not None else []


def own_place(released: ReleasedSet, voice: Voice) -> Place:
    """The municipality whose survey this is, with each figure that can be compared.

    **Raises** PublicationError where the survey is held against none.
    """
    plan, reference = voice.study.reference, reference_of(released)
    name = (plan.name if plan is not None else "") or voice.study.title
    return Place("", name, None, "", 0, tuple(_figures(released, reference, voice)))


def broken_figures(released: ReleasedSet) -> dict[str, str]:
    """By item that cannot be compared, why."""
    return {one.item: one.broken for one in reference_of(released).figures if one.broken}


def _figures(released: ReleasedSet, reference: Reference, voice: Voice) -> Iterator[Beside]:
    made = released.benchmark
    assert made is not None
    own = Cells(
        replace(released, estimates=released.whole("estimates"), changes=made.changes, benchmark=None)
    )
    changes = {key[0]: own.change_at(place) for key, place in own.change_keys()}
    shown = {item: one.theme for one in reversed(voice.study.indicators) for item in one.items}
    for figure in reference.figures:
        if not figure.broken and figure.item in changes:
            yield _beside(figure, own, changes[figure.item], shown[figure.item], voice)


def _beside(figure: ReferenceFigure, own: Cells, change: Change, theme: str, voice: Voice) -> Beside:
    item = voice.study.questionnaire.items[figure.item]
    raw = _row(figure, own, figure.measure, voice)
    nation = None if raw is None else replace(
        raw, estimate=figure.estimate, n=figure.n, status="released", reason="", ci_low=None, ci_high=None
    )  # fmt: skip
    quantity = Quantity(item, figure.category, figure.measure)
    return Beside(
        quantity, theme, label_of(quantity, voice), item.clause(figure.category),
        raw=raw, shrunken=_row(figure, own, SHRUNKEN, voice), peers=None, nation=nation, between=change,
        limit_low=None, limit_high=None, spread=None,
    )  # fmt: skip


def _row(figure: ReferenceFigure, own: Cells, measure: str, voice: Voice) -> Estimate | None:
    return own.estimate(figure.item, figure.category, voice.study.current.id, "", "", measure)
