"""The pictures of all questions, drawn by a few processes: they cost more than all the rest of the site."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

FEWEST = 8  # of fewer, other processes cost more than they bring
AT_ONCE = 4


@dataclass(frozen=True)
class Sketch:
    """A specification that is still to be drawn, and where its picture goes."""

    address: str
    specification: dict[str, Any]
    alternative: str


def drawn(sketches: Iterable[Sketch]) -> Iterator[tuple[str, bytes]]:
    """The SVG of each, by its address, in the order given."""
    waiting = list(sketches)
    workers = min(os.cpu_count() or 1, len(waiting))
    if len(waiting) < FEWEST or workers < 2:
        yield from map(_draw, waiting)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_draw, waiting, chunksize=AT_ONCE)


def _draw(sketch: Sketch) -> tuple[str, bytes]:
    from monitor.publication.charts.drawing import to_svg

    return sketch.address, f"{to_svg(sketch.specification, sketch.alternative)}\n".encode()
