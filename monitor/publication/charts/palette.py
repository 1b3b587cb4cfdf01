"""Which colour a key gets: from the kind of its scale, in the order of the scale."""

from __future__ import annotations

import re

from monitor.publication.cells.selection import Quantity
from monitor.publication.theme.theme import Colours, contrast

READABLE = 4.5  # WCAG 2.1, success criterion 1.4.3
BLACK, WHITE = "#000000", "#ffffff"


def category_colours(quantities: tuple[Quantity, ...], colours: Colours) -> list[str]:
    """One colour per category of a stacked bar.

    Agreement scales and grade classes diverge from low (first colour) to high score, with the middle
    in grey; ordered scales run from dark (the most) to light; other scales get distinct colours.
    """
    scale = quantities[0].item.scale
    count = len(quantities)
    if scale is None or not scale.traits.ordered:
        return [colours.categorical[place % len(colours.categorical)] for place in range(count)]
    if scale.traits.diverging:
        anchors = list(colours.diverging)
        if count % 2 == 0 and len(anchors) % 2:
            del anchors[len(anchors) // 2]  # a scale without a middle has no grey
        low_first = _ramp(anchors, count)
        rising = scale.traits.numbers or (scale.scores or (1.0, 0.0))[0] < (scale.scores or (1.0, 0.0))[-1]
        return low_first if rising else low_first[::-1]
    light_first = _ramp(list(colours.sequential), count)
    return light_first if _rises([quantity.label for quantity in quantities]) else light_first[::-1]


def _ramp(anchors: list[str], count: int) -> list[str]:
    """`count` colours from the first to the last anchor, mixed where they fall between two."""
    if count == 1:
        return [anchors[-1]]
    step = (len(anchors) - 1) / (count - 1)
    return [_between(anchors, place * step) for place in range(count)]


def _between(anchors: list[str], place: float) -> str:
    low = min(int(place), len(anchors) - 2)
    share = place - low
    parts = [
        round(
            int(anchors[low][at : at + 2], 16) * (1 - share) + int(anchors[low + 1][at : at + 2], 16) * share
        )
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _rises(labels: list[str]) -> bool:
    """Whether the labels are size classes from small to large, such as 50-74, 75-99, 100 of meer."""
    starts = [re.search(r"\d+", label) for label in labels]
    sizes = [int(number[0]) for number in starts if number]
    return len(sizes) == len(labels) and sizes == sorted(sizes)


def text_on(fill: str, ink: str) -> str:
    """White, the ink of the theme or black: the first that can be read on a colour."""
    return next((colour for colour in (WHITE, ink) if contrast(colour, fill) >= READABLE), BLACK)
