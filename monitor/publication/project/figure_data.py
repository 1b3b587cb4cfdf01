"""The figures behind the figures: an annex of the PDF and of Word, where a page folds them away.

A template asks for it with `{{< include tables/figure-data.md >}}`, below a heading of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.publication.language.filling import filled, small_start
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.quarto.attributes import read_attributes
from monitor.publication.quarto.reference_checks import IMAGE
from monitor.publication.quarto.source import DOCUMENT, INCLUDE
from monitor.publication.quarto.template_documents import FIGURES, TemplateDocument
from monitor.publication.quarto.template_scan import Needs, Use, made_name
from monitor.publication.tables.table_markdown import table_markdown
from monitor.publication.theme.theme import Theme

if TYPE_CHECKING:
    from monitor.publication.charts.figure import BuiltFigure

FIGURE_DATA = "figure-data"
PAGE_ONLY = ':::: {{.content-{0} when-format="html"}}\n{1}\n::::\n'
IN_ORDER = "hidden .in-order"  # tables that no writer moves to another page for room


@dataclass(frozen=True)
class PlacedFigure:
    """Where a report shows a figure first: its anchor, empty where it has no number, and its caption as written."""

    name: str
    anchor: str
    caption: str


def made_tables(needs: Needs) -> dict[str, Use]:
    """The tables of a report that are made from the released set by their name."""
    return {name: use for name, use in needs.tables.items() if name != FIGURE_DATA}


def placed_figures(documents: Mapping[str, TemplateDocument]) -> dict[str, PlacedFigure]:
    """The figures of a report by name, in the order in which they are numbered."""
    found: dict[str, PlacedFigure] = {}
    for match in _pictures(DOCUMENT, documents):
        target = match["target"].strip()
        if target.startswith(FIGURES):
            name = made_name(target, FIGURES)
            anchor = read_attributes(match["attributes"] or "{}").identifier
            anchor = anchor if anchor.startswith("fig-") else ""
            found.setdefault(name, PlacedFigure(name, anchor, match["caption"]))
    return found


def _pictures(name: str, documents: Mapping[str, TemplateDocument]) -> Iterator[re.Match[str]]:
    """The pictures of a document, with those of what it includes in their place."""
    for _, line in documents[name].lines():
        included = INCLUDE.match(line)
        path = included["path"].strip("\"'").lstrip("/") if included else ""
        if path in documents:
            yield from _pictures(path, documents)
        yield from IMAGE.finditer(line)


def figure_data(placed: Mapping[str, PlacedFigure], figures: Mapping[str, BuiltFigure], theme: Theme) -> str:
    """The data of every figure as a table named after it, in the order of the figures, and where a page has them."""
    words = theme.words
    tables = [_table(figure, figures[name], theme) for name, figure in placed.items() if name in figures]
    for_page = PAGE_ONLY.format("visible", words["figure_data_folded"])
    nothing = words["figure_data_none"]
    return for_page + "\n" + PAGE_ONLY.format(IN_ORDER, "\n\n".join(tables) or nothing)


def _table(placed: PlacedFigure, figure: BuiltFigure, theme: Theme) -> str:
    label = small_start(theme.labels["fig"])
    number = (
        f"[{label} @{{{placed.anchor}}}]" if placed.anchor else label
    )  # braces: an anchor may hold two hyphens
    named = filled(theme.words["figure_data_of"], {"figure": number})
    title = placed.caption or escape_markdown(figure.title)
    return table_markdown(figure.table, caption=f"{named}: {title}").strip()
