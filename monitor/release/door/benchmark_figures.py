"""Which figure of each headline municipalities are compared on: the one that is shown of a group in which people can be recognised."""

from __future__ import annotations

from monitor.release.door.coarsening import coarsening_of
from monitor.release.results.item_values import scale_ends
from monitor.statistics.benchmark.against_rest import SHARE, FigureScale
from monitor.statistics.benchmark.measured_areas import BenchmarkFigure
from monitor.study.study import Study


def benchmark_figures(study: Study) -> tuple[BenchmarkFigure, ...]:
    """A figure for each item of the benchmark, in the order of the indicators; none without a benchmark."""
    figures = []
    for item in study.benchmark_items:
        category, measure = coarsening_of(item, study).shown
        scale = SHARE if category else FigureScale(*scale_ends(item), share=False)
        figures.append(BenchmarkFigure(item.id, category, measure, scale))
    return tuple(figures)
