"""Every table and figure that a template can ask for by name: one entry for each family of names.

A report refuses a wrong name before anything is drawn and makes the thing later. To add a table, add an entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from monitor.errors import PublicationError, nearest
from monitor.publication.annex.coded_answers import check_quotes, quote_names, quotes_block
from monitor.publication.annex.evidence import check_voices, voices_block, voices_names
from monitor.publication.annex.limits import limits_block
from monitor.publication.annex.method_annex import method_tables
from monitor.publication.annex.questionnaire_annex import questionnaire_annex
from monitor.publication.exhibits.moves import MOVES, moves_names, moves_of
from monitor.publication.exhibits.names import (
    BY,
    CHANGE,
    change_names,
    group_names,
    indicator_names,
    known_names,
    parse_name,
)
from monitor.publication.exhibits.perspectives import perspectives_plot
from monitor.publication.exhibits.response_groups import RESPONSE_GROUPS, response_groups_plot
from monitor.publication.exhibits.table_model import Table
from monitor.publication.exhibits.weights import WEIGHTS, weights_plot
from monitor.publication.language.voice import Voice
from monitor.publication.municipal.figures import NAMES as OF_A_PLACE
from monitor.publication.municipal.figures import check_place_figure
from monitor.publication.municipal.own_survey import REFERENCE, own_place, reference_names
from monitor.publication.municipal.own_survey_documents import (
    check_reference,
    check_reference_figure,
    reference_table,
)
from monitor.publication.municipal.tables import NAME as BESIDE_OTHERS
from monitor.publication.municipal.tables import place_table
from monitor.publication.quality.figures import CONTROL, control_figure, control_names, control_process
from monitor.publication.quality.tables import NAME as OF_FILES
from monitor.publication.quality.tables import files_table
from monitor.publication.register.figures import (
    BOUNDARIES,
    OWN,
    SERIES,
    SPREAD,
    check_register_figure,
    names_of_register,
    register_figure,
)
from monitor.publication.register.tables import NAME as OF_REGISTER
from monitor.publication.register.tables import register_table
from monitor.publication.tables.cross_table import check_cross, cross_table
from monitor.publication.tables.indicator_tables import change_table, group_table, wave_table
from monitor.publication.tables.side_by_side_tables import (
    check_side_by_side,
    rows_named,
    side_by_side_names,
    side_by_side_table,
)
from monitor.publication.tables.table_markdown import table_markdown
from monitor.publication.vignettes.figures import COUNTS, counted_vignette, counts_figure, counts_names
from monitor.publication.vignettes.tables import NAME as OF_VIGNETTES
from monitor.publication.vignettes.tables import vignettes_table
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.publication.charts.figure import BuiltFigure
    from monitor.release.results.released_set import ReleasedSet

Made = TypeVar("Made")


@dataclass(frozen=True)
class Entry(Generic[Made]):
    """One family of names.

    `pattern` fits the names of the family, right or wrong: the first entry that fits a name takes it. `names` are
    those that a study has, as far as they can be listed; `check` **raises** PublicationError for a name that
    cannot be made, `make` makes it.
    """

    pattern: str
    names: Callable[[Study], Iterable[str]]
    check: Callable[[str, ReleasedSet, Voice], object]
    make: Callable[[str, ReleasedSet, Voice], Made]


def entry_of(name: str, catalogue: Sequence[Entry[Made]]) -> Entry[Made]:
    """The family of a name; the last of a catalogue fits every name."""
    return next(entry for entry in catalogue if re.fullmatch(entry.pattern, name))


def _listed(name: str, released: ReleasedSet, voice: Voice) -> None:
    """**Raises** PublicationError for a table that the study does not have."""
    names = [known for entry in CATALOGUE for known in entry.names(voice.study)]
    if name not in names:
        raise PublicationError("publication.there_is_no_table", hint=nearest(name, names), name=name)


def _numbered(table: Table) -> str:
    return table_markdown(table, numbered=True)


def _method_table(name: str, released: ReleasedSet, voice: Voice) -> str:
    """A table of the method annex; says so where nothing of it is known."""
    table = method_tables()[name](released, voice)
    return voice.words.annex.nothing_known + "\n" if table is None else _numbered(table)


CATALOGUE: tuple[Entry[str], ...] = (
    Entry(
        pattern="limits",
        names=lambda study: ["limits"],
        check=_listed,
        make=lambda name, released, voice: limits_block(released, voice),
    ),
    Entry(
        pattern="questionnaire-annex",
        names=lambda study: ["questionnaire-annex"],
        check=_listed,
        make=lambda name, released, voice: questionnaire_annex(voice),
    ),
    Entry(
        pattern="method-.*|constants",
        names=lambda study: method_tables(),
        check=_listed,
        make=_method_table,
    ),
    Entry(
        pattern="quotes--.*",
        names=quote_names,
        check=lambda name, released, voice: check_quotes(name, voice.study),
        make=lambda name, released, voice: quotes_block(name, released, voice),
    ),
    Entry(
        pattern="voices--.*",
        names=voices_names,
        check=lambda name, released, voice: check_voices(name, voice.study),
        make=lambda name, released, voice: voices_block(name, released, voice),
    ),
    Entry(
        pattern="side-by-side.*",
        names=side_by_side_names,
        check=lambda name, released, voice: check_side_by_side(name, voice.study),
        make=lambda name, released, voice: _numbered(side_by_side_table(name, released, voice)),
    ),
    Entry(
        pattern=f"{BESIDE_OTHERS}.*",
        names=lambda study: [],  # of the report of a municipality alone
        check=place_table,
        make=lambda name, released, voice: _numbered(place_table(name, released, voice)),
    ),
    Entry(
        pattern=REFERENCE,
        names=reference_names,
        check=check_reference,
        make=lambda name, released, voice: _numbered(reference_table(released, voice)),
    ),
    Entry(
        pattern=f"{OF_FILES}.*",
        names=lambda study: [],  # of the report on a check of files alone
        check=files_table,
        make=lambda name, released, voice: _numbered(files_table(name, released, voice)),
    ),
    Entry(
        pattern=f"{OF_VIGNETTES}.*",
        names=lambda study: [],  # of the report on vignettes alone
        check=vignettes_table,
        make=lambda name, released, voice: _numbered(vignettes_table(name, released, voice)),
    ),
    Entry(
        pattern=f"{OF_REGISTER}.*",
        names=lambda study: [],  # of the report on a register alone
        check=register_table,
        make=lambda name, released, voice: _numbered(register_table(name, released, voice)),
    ),
    Entry(
        pattern="cross--.*",
        names=lambda study: [],  # any two items may be crossed
        check=lambda name, released, voice: check_cross(name, voice.study),
        make=lambda name, released, voice: _numbered(cross_table(name, released, voice)),
    ),
    Entry(
        pattern=f"[^-]*{CHANGE}",
        names=change_names,
        check=_listed,
        make=lambda name, released, voice: _numbered(change_table(name, released, voice)),
    ),
    Entry(
        pattern=f"[^-]*{BY}.*",
        names=group_names,
        check=_listed,
        make=lambda name, released, voice: _numbered(group_table(name, released, voice)),
    ),
    Entry(
        pattern=".*",
        names=indicator_names,
        check=_listed,
        make=lambda name, released, voice: _numbered(wave_table(name, released, voice)),
    ),
)


def _figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    from monitor.publication.charts.figure import build_figure

    return build_figure(name, released, voice)


def _moves_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    from monitor.publication.charts.figure import moves_figure

    return moves_figure(name, released, voice)


def _perspectives_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    from monitor.publication.charts.figure import perspectives_figure

    return perspectives_figure(name, released, voice)


def _response_groups_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    from monitor.publication.charts.figure import response_groups_figure

    return response_groups_figure(released, voice)


def _weights_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    from monitor.publication.charts.figure import weights_figure

    return weights_figure(released, voice)


def _place_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    from monitor.publication.municipal.figures import place_figure

    return place_figure(name, released, voice)


def _reference_figure(name: str, released: ReleasedSet, voice: Voice) -> BuiltFigure:
    from monitor.publication.municipal.figures import strip

    return strip(name, own_place(released, voice), voice)


FIGURE_CATALOGUE: tuple[Entry[BuiltFigure], ...] = (
    Entry(
        pattern=REFERENCE,
        names=reference_names,
        check=check_reference_figure,
        make=_reference_figure,
    ),
    Entry(
        pattern="|".join(OF_A_PLACE),
        names=lambda study: [],  # of the report of a municipality alone
        check=check_place_figure,
        make=_place_figure,
    ),
    Entry(
        pattern=f"{CONTROL}.*",
        names=control_names,
        check=control_process,
        make=control_figure,
    ),
    Entry(
        pattern=f"{COUNTS}.*",
        names=counts_names,
        check=counted_vignette,
        make=counts_figure,
    ),
    Entry(
        pattern=f"(?:{SERIES}|{SPREAD}|{OWN}|{BOUNDARIES}).*",
        names=names_of_register,
        check=check_register_figure,
        make=register_figure,
    ),
    Entry(
        pattern=WEIGHTS,
        names=lambda study: [WEIGHTS],
        check=lambda name, released, voice: weights_plot(released, voice),
        make=_weights_figure,
    ),
    Entry(
        pattern="side-by-side.*",
        names=side_by_side_names,
        check=lambda name, released, voice: perspectives_plot(name, rows_named(name, released, voice)),
        make=_perspectives_figure,
    ),
    Entry(
        pattern=f".*{MOVES}",
        names=moves_names,
        check=moves_of,
        make=_moves_figure,
    ),
    Entry(
        pattern=RESPONSE_GROUPS,
        names=lambda study: [RESPONSE_GROUPS],
        check=lambda name, released, voice: response_groups_plot(released, voice),
        make=_response_groups_figure,
    ),
    Entry(
        pattern=".*",
        names=known_names,
        check=lambda name, released, voice: parse_name(name, voice.study),
        make=_figure,
    ),
)
