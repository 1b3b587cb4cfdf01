"""Layers of marks on one sheet and panels beside each other, as the specification that Altair writes of them.

Altair copies every layer, deeply and several times, when it puts layers together and again when it writes them, to move parameters
and sizes up that ours do not have. That took a third of the time of a site; so each layer is written once, and laid into its sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

Specification = dict[str, Any]
INSIDE = {"top_level": False}  # of a specification that is a part of another


def layered(layers: Sequence[alt.Chart], inside: bool = False, **options: Any) -> Specification:
    """Layers on one sheet, `inside` with others beside it; data that all of them share are those of the sheet."""
    import altair as alt

    shared: dict[str, Any] = (
        {"data": layers[0].data} if len({id(layer.data) for layer in layers}) == 1 else {}
    )
    sheet = alt.LayerChart(layer=[], **shared, **options)
    made = sheet.to_dict(validate=False, context=dict(INSIDE) if inside else None)
    written = [layer.to_dict(validate=False, context=dict(INSIDE)) for layer in layers]
    made["layer"] = [{name: part for name, part in one.items() if name not in shared} for one in written]
    return made


def side_by_side(panels: Sequence[Specification], **options: Any) -> Specification:
    """Sheets that `layered` made inside one, beside each other; the data of a single one are those of all."""
    import altair as alt

    shared: dict[str, Any] = (
        {"data": alt.NamedData(**panels[0]["data"])} if len(panels) == 1 and "data" in panels[0] else {}
    )
    made = alt.ConcatChart(concat=[], **shared, **options).to_dict(validate=False)
    made["concat"] = [{name: part for name, part in one.items() if name not in shared} for one in panels]
    return made
