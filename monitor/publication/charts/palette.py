"""Which colour a key gets: from the kind of its scale, in the order of the scale."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.publication.cells.selection import Quantity
from monitor.publication.charts.canvas import WHITE
from monitor.publication.theme.theme import GRAPHIC_CONTRAST, Colours, contrast
from monitor.study.questionnaire import DISAGREE

READABLE = 4.5  # WCAG 2.1, success criterion 1.4.3
BLACK = "#000000"


@dataclass(frozen=True)
class Shade:
    """The fill of a part, with an outline where the fill alone would not stand out from white."""

    fill: str
    outline: str


def shades(
    quantities: Sequence[Quantity], colours: Colours, nothing: Collection[str] = (), favourable: str = ""
) -> list[Shade]:
    """One shade per category of a stacked bar.

    Agreement scales and grade classes run from brown, the unfavourable side, by a light middle to blue: their outer shades
    are the darkest, so that they are told apart in grey. `favourable` says which side of a statement is good news, the
    agreeing one where nobody said. Amounts run from light to dark with the most dark, and none of it (a label with
    one of the words `nothing`) in grey; other scales get distinct colours.
    """
    scale = quantities[0].item.scale
    count = len(quantities)
    if scale is None or not scale.traits.ordered:
        plain = [colours.categorical[place % len(colours.categorical)] for place in range(count)]
        return [_shade(fill, colours) for fill in plain]
    if scale.traits.diverging:
        anchors = list(colours.diverging)
        if count % 2 == 0 and len(anchors) % 2:
            del anchors[len(anchors) // 2]  # a scale without a middle has no neutral
        low_first = [_shade(fill, colours) for fill in _ramp(anchors, count)]
        rising = scale.traits.numbers or (scale.scores or (1.0, 0.0))[0] < (scale.scores or (1.0, 0.0))[-1]
        return low_first if rising is not (favourable == DISAGREE) else low_first[::-1]
    return _amounts([quantity.label for quantity in quantities], colours, nothing)


def _amounts(labels: Sequence[str], colours: Colours, nothing: Collection[str]) -> list[Shade]:
    """From none in grey, by light, to dark for the most."""
    denying = re.compile(rf"\b(?:{'|'.join(map(re.escape, nothing))})\b", re.IGNORECASE) if nothing else None
    none = [place for place in (0, len(labels) - 1) if denying is not None and denying.search(labels[place])]
    rises = none == [0] or (not none and _rises(labels))
    amounts = len(labels) - (len(none) == 1)
    light_first = [_shade(fill, colours) for fill in _ramp(list(colours.sequential), amounts)]
    found = light_first if rises else light_first[::-1]
    if len(none) == 1:
        found.insert(none[0], Shade(colours.surface, colours.muted))
    return found


def _shade(fill: str, colours: Colours) -> Shade:
    return Shade(fill, WHITE if contrast(fill, WHITE) >= GRAPHIC_CONTRAST else colours.muted)


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


def _rises(labels: Sequence[str]) -> bool:
    """Whether the labels are size classes from small to large, such as 50-74, 75-99, 100 of meer."""
    starts = [re.search(r"\d+", label) for label in labels]
    sizes = [int(number[0]) for number in starts if number]
    return len(sizes) == len(labels) and sizes == sorted(sizes)


def text_on(fill: str, ink: str) -> str:
    """White, the ink of the theme or black: the first that can be read on a colour."""
    return next((colour for colour in (WHITE, ink) if contrast(colour, fill) >= READABLE), BLACK)
