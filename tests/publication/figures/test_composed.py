"""Truth: what Altair itself writes of the same layers and panels, sign by sign."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import pytest

from monitor.publication.charts.composed import layered, side_by_side

OPTIONS: dict[str, Any] = {
    "width": 100, "height": 50, "padding": {"left": 1}, "title": alt.TitleParams(["a"], orient="bottom"),
    "config": {"view": {"stroke": None}, "font": "x"},
}  # fmt: skip
PANEL: dict[str, Any] = {"width": 10, "height": 20, "title": alt.TitleParams("x")}
BESIDE: dict[str, Any] = {"columns": 2, "spacing": {"row": 1}, "config": {"view": {"stroke": None}}}


def _layers(*names: str) -> list[alt.Chart]:
    data = {name: alt.NamedData(name) for name in names}
    return [
        alt.Chart(data[name])
        .mark_rule(strokeWidth=place)
        .encode(x=alt.X("a", type="quantitative", axis=None))
        for place, name in enumerate(names)
    ]


@pytest.mark.parametrize("names", ["a", "ab", "aa", "aab", "abc"])
def test_layers_are_written_as_altair_writes_them(names: str) -> None:
    layers = _layers(*names)
    assert json.dumps(layered(layers, **OPTIONS)) == json.dumps(
        alt.LayerChart(layer=layers, **OPTIONS).to_dict(validate=False)
    )


@pytest.mark.parametrize("panels", [["aa"], ["ab"], ["a"], ["aa", "bb"], ["ab", "cd"], ["a", "b", "cc"]])
def test_panels_are_written_as_altair_writes_them(panels: list[str]) -> None:
    each = [_layers(*names) for names in panels]
    ours = side_by_side([layered(layers, inside=True, **PANEL) for layers in each], **BESIDE)
    theirs = alt.ConcatChart(concat=[alt.LayerChart(layer=layers, **PANEL) for layers in each], **BESIDE)
    assert json.dumps(ours) == json.dumps(theirs.to_dict(validate=False))
