"""Items of every kind that an expression can read."""

from __future__ import annotations

from monitor.study.expression.evaluation import ItemShape

SIZES = ("low", "mid", "high")
SHAPES = {
    "now": ItemShape(SIZES, ordered=True, scale="size"),
    "wish": ItemShape(SIZES, ordered=True, scale="size"),
    "colour": ItemShape(("red", "blue"), scale="colour"),
    "use_a": ItemShape(("less", "more"), scale="use"),
    "use_b": ItemShape(("less", "more"), scale="use"),
    "task": ItemShape(("0", "1"), scale="multi_option"),
    "share": ItemShape(numeric=True),
    "rest": ItemShape(numeric=True),
    "grade": ItemShape(numeric=True, special={"na": 4}),
}
