"""Orders of figures through the door: only between figures that are released themselves, and nothing but their order."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from monitor.statistics.change.order_summary import FigureOrder

Key = tuple[str, str, str]


def released_orders(
    orders: Iterable[FigureOrder], estimates: pd.DataFrame, wave: str
) -> tuple[FigureOrder, ...]:
    """The orders of two figures of everybody in a wave that are both released, neither of them with a warning.

    A difference would tell how many gave both answers: its standard error holds their covariance. What goes out is
    which figure is larger, which both tell themselves, and whether that is proven.
    """
    rows = estimates[
        estimates["wave"].eq(wave) & estimates["breakdown"].eq("") & estimates["status"].eq("released")
    ]
    told: set[Key] = set(zip(rows["item"], rows["category"], rows["measure"], strict=True))
    return tuple(
        order
        for order in orders
        if {
            (order.more, order.more_category, order.measure),
            (order.less, order.less_category, order.measure),
        }
        <= told
    )
