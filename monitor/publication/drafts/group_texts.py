"""Groups, told of one indicator: the clearest differences of each tested breakdown with their table, and other breakdowns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.publication.cells.by_key import group_name
from monitor.publication.exhibits.names import table_by
from monitor.publication.language.filling import filled, small_start
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.variable_tree import category_name
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.table_rows import rows_of
from monitor.schema import CHANGES, Change
from monitor.study.study import Study
from monitor.study.study_file import Breakdown, Indicator

if TYPE_CHECKING:
    import pandas as pd

MOST_TOLD = 3  # differences of one breakdown that a text names
MOST_GROUPS = 8  # groups of a table that fits a page


def group_texts(indicator: Indicator, released: ReleasedSet, study: Study) -> Iterator[str]:
    """Per breakdown with a proven difference a paragraph of sentences, and the table of all groups."""
    for breakdown in study.breakdowns:
        if breakdown.groups_are_tested:
            paths = differing_paths(indicator, breakdown, released)
            if paths:
                yield " ".join(f"{{{{< var {path}.sentence >}}}}" for path in paths)
                yield f"{{{{< include tables/{table_by(indicator, breakdown)}.md >}}}}"


def untested_groups(indicator: Indicator, released: ReleasedSet, voice: Voice) -> Iterator[str]:
    """Per breakdown whose groups nobody tested the table of all groups, as far as they have figures and fit a page."""
    study = voice.study
    for breakdown in study.breakdowns:
        few = not breakdown.identifiable and len(breakdown.groups) <= MOST_GROUPS
        if few and not breakdown.groups_are_tested and _has_figures(indicator, breakdown, released, study):
            label = escape_markdown(small_start(breakdown.label))
            yield filled(voice.words.sentences.chapters["by_group"], {"breakdown": label})
            yield f"{{{{< include tables/{table_by(indicator, breakdown)}.md >}}}}"


def _has_figures(indicator: Indicator, breakdown: Breakdown, released: ReleasedSet, study: Study) -> bool:
    """Whether a figure of a group is shown now, of an item that is not what the groups are made of."""
    rows = released.estimates
    items = set(indicator.items) - set(breakdown.items)
    mine = rows["item"].isin(items) & rows["breakdown"].eq(breakdown.id) & rows["wave"].eq(study.current.id)
    return bool((mine & rows["status"].isin(["released", "unreliable"])).any())


def proven_differences(changes: pd.DataFrame) -> pd.DataFrame:
    """Of changes and differences those of one answer that were proven."""
    return changes[changes["verdict"].isin(["higher", "lower"]) & (changes["level"] == "category")]


def differing_paths(indicator: Indicator, breakdown: Breakdown, released: ReleasedSet) -> list[str]:
    """The variables of the clearest proven differences; of the two shares of one question with two answers the first."""
    rows = proven_differences(released.changes)
    rows = rows[
        rows["item"].isin(indicator.items)
        & (rows["indicator"] == indicator.id)
        & (rows["comparison"] == f"{breakdown.compared}:{breakdown.id}")
    ]
    if rows.empty:
        return []
    size = rows["difference"].abs().round(12)
    clearest = (
        rows.assign(size=size).sort_values("p", kind="stable").drop_duplicates(["item", "group", "size"])
    )
    return [_path(row, breakdown) for row in rows_of(clearest.head(MOST_TOLD), CHANGES)]


def _path(row: Change, breakdown: Breakdown) -> str:
    name = category_name(row.category, row.measure)
    return ".".join((row.item, name, group_name(breakdown.id, row.group), breakdown.compared))
