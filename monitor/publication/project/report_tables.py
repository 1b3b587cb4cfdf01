"""Every table a template can include, by name: of indicators, of the method, and the fixed blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import PublicationError, nearest
from monitor.publication.annex.coded_answers import QUOTES, check_quotes, quote_names, quotes_block
from monitor.publication.annex.limits import limits_block
from monitor.publication.annex.method_annex import method_tables
from monitor.publication.annex.questionnaire_annex import questionnaire_annex
from monitor.publication.exhibits.names import CROSS, known_names, parse_name
from monitor.publication.exhibits.weights import WEIGHTS, weights_content
from monitor.publication.language.annex_wording import load_annex
from monitor.publication.language.voice import house_voice
from monitor.publication.tables.side_by_side_tables import (
    SIDE_BY_SIDE,
    check_side_by_side,
    side_by_side_names,
    side_by_side_table,
)
from monitor.publication.tables.table_markdown import table_markdown
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

BLOCKS = ("limits", "questionnaire-annex")


class TableMaker:
    """Checks names first and makes tables later, so that a report fails before anything is drawn."""

    def __init__(self, released: ReleasedSet, study: Study) -> None:
        self.released = released
        self.study = study

    def names(self) -> list[str]:
        """Every table that can be included, crossed tables apart."""
        made = [*method_tables(), *quote_names(self.study), *side_by_side_names(self.study)]
        return [*known_names(self.study), *made, *BLOCKS]

    def check_figure(self, name: str) -> None:
        """**Raises** PublicationError for a figure that no indicator has."""
        if name == WEIGHTS:
            weights_content(self.released, self.study)
            return
        parse_name(name, self.study)

    def check_table(self, name: str) -> None:
        """**Raises** PublicationError for an unknown table."""
        if name in method_tables() or name in BLOCKS:
            return
        if name.startswith(CROSS):
            self._check_cross(name)
        elif name.startswith(QUOTES):
            check_quotes(name, self.study)
        elif name.startswith(SIDE_BY_SIDE):
            check_side_by_side(name, self.study)
        elif name not in known_names(self.study):
            raise PublicationError(
                f'there is no table "{name}"', hint=nearest(name, self.names()), code="table"
            )

    def _check_cross(self, name: str) -> None:
        items = self.study.questionnaire.items
        for part in name.removeprefix(CROSS).split("--"):
            if part not in items:
                raise PublicationError(
                    f'the table "{name}" names an unknown item "{part}"',
                    expected="cross--<item of the cells>--<item of the rows>--<item of the columns>",
                    hint=nearest(part, items),
                    code="table",
                )

    def markdown(self, name: str) -> str:
        """The table with caption, anchor and notes, or a block of text; says so where nothing is known."""
        if name == "limits":
            return limits_block(self.released, self.study)
        if name == "questionnaire-annex":
            return questionnaire_annex(house_voice(self.study))
        if name.startswith(QUOTES):
            return quotes_block(name, self.released, self.study)
        if name.startswith(SIDE_BY_SIDE):
            return table_markdown(side_by_side_table(name, self.released, self.study), numbered=True)
        maker = method_tables().get(name)
        if maker is not None:
            table = maker(self.released, self.study)
            return (
                load_annex().nothing_known + "\n" if table is None else table_markdown(table, numbered=True)
            )
        from monitor.publication.tables.build import build_table

        return table_markdown(build_table(name, self.released, self.study), numbered=True)

    def has_figure(self, name: str) -> bool:
        """Whether a figure can be drawn."""
        try:
            self.check_figure(name)
        except PublicationError:
            return False
        return True

    def has(self, name: str) -> bool:
        """Whether a table of the method annex has anything to show."""
        maker = method_tables().get(name)
        return maker is not None and maker(self.released, self.study) is not None
