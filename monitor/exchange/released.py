"""Released national figures that an export shows beside the answers, and how each follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from monitor.release.results.item_values import members_of
from monitor.study.questionnaire import Item
from monitor.study.study import Study

SHOWN = ("released", "unreliable")


@dataclass(frozen=True)
class Figure:
    """One released share or mean. `codes` are the answers that a share counts, `times` what numbers are multiplied by."""

    wave: str
    item: str
    category: str
    measure: str
    estimate: float
    se: float
    codes: tuple[str, ...] = ()
    times: float = 1.0

    def told(self) -> str:
        """The figure for a comment, in percents or as a mean."""
        value = f"{100 * self.estimate:.1f}%" if self.measure == "share" else f"{self.estimate:.2f}"
        return f"{self.wave} {self.item} {self.category or 'gemiddelde'}: {value}"


def headline_figures(study: Study, estimates: pd.DataFrame) -> list[Figure]:
    """Shares and means of the headline items over everybody; of all items where none is a headline."""
    headlines = study.headline_items
    rows = estimates[
        (estimates["breakdown"] == "")
        & estimates["measure"].isin(["share", "mean"])
        & estimates["status"].isin(SHOWN)
    ]
    made = []
    for row in rows.to_dict("records"):
        item = study.questionnaire.items.get(str(row["item"]))
        if item is None or item.coded_from or (headlines and item.id not in headlines):
            continue
        if row["estimate"] != row["estimate"] or row["se"] != row["se"]:
            continue
        if str(row["category"]) not in {special.code for special in item.special}:  # whose base is another
            made.append(_figure(item, row))
    return made


def _figure(item: Item, row: Mapping) -> Figure:
    category, measure = str(row["category"]), str(row["measure"])
    members = members_of(item)
    codes = tuple(sorted(members.get(category, frozenset({category})))) if category else ()
    if measure == "share" and not category:
        codes = (item.traits.positive,)
    return Figure(
        str(row["wave"]), item.id, category, measure, float(row["estimate"]), float(row["se"]), codes,
        0.01 if item.traits.unit == "percentage" else 1.0,
    )  # fmt: skip


def shown_counts(estimates: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Counts by item and code that the released set shows, over everybody in the latest wave."""
    latest = estimates["wave"].iloc[-1] if len(estimates) else ""
    rows = estimates[
        (estimates["breakdown"] == "") & (estimates["wave"] == latest) & (estimates["measure"] == "share")
    ]
    return {
        (str(row["item"]), str(row["category"])): int(row["count"])
        for row in rows.to_dict("records")
        if row["status"] in SHOWN and row["count"] == row["count"]
    }
