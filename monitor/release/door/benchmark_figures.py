"""Which figure of each headline municipalities are compared on: the one that is shown of a group in which people can be recognised."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.release.door.coarsening import coarsening_of
from monitor.release.results.item_values import scale_ends
from monitor.statistics.benchmark.against_rest import SHARE, FigureScale
from monitor.statistics.benchmark.measured_areas import BenchmarkFigure
from monitor.study.questionnaire import Item
from monitor.study.study import Study


def benchmark_figures(study: Study) -> tuple[BenchmarkFigure, ...]:
    """A figure for each item of the benchmark, in the order of the indicators; none without a benchmark."""
    return _figures(study.benchmark_items, study)


def reference_figures(study: Study) -> tuple[BenchmarkFigure, ...]:
    """The same of the items that are held against another survey."""
    return _figures(study.reference_items, study)


def _figures(items: Iterable[Item], study: Study) -> tuple[BenchmarkFigure, ...]:
    figures = []
    for item in items:
        category, measure = coarsening_of(item, study).shown
        scale = SHARE if category else FigureScale(*scale_ends(item), share=False)
        figures.append(BenchmarkFigure(item.id, category, measure, scale))
    return tuple(figures)
