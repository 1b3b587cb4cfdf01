"""Control totals: what is known of the population, with its source and reference date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import StatisticsError
from monitor.study.declared_table import declared_rows

REQUIRED_COLUMNS = ("margin", "category", "total", "source", "reference_date")
AGREE = 1e-6
TOTAL = "total"


@dataclass(frozen=True)
class ControlTotals:
    """Population totals per margin: `totals[margin][category]` in persons, margin such as `age*sex`.

    Categories of a crossed margin are joined by `|`; a number has the one category `total`. `sources` and `dates` say where each margin
    comes from.
    """

    path: Path
    totals: Mapping[str, Mapping[str, float]]
    sources: Mapping[str, str]
    dates: Mapping[str, str]

    def margin(self, name: str) -> Mapping[str, float]:
        """Totals of one margin. **Raises** StatisticsError where the file has none."""
        if name not in self.totals:
            raise StatisticsError(
                "declared.there_are_no_control_totals_for",
                where=self.path.name,
                expected=", ".join(self.totals),
                name=name,
            )
        return self.totals[name]

    def number(self, name: str) -> float:
        """The total of a number. **Raises** StatisticsError where the file has none, or categories in its place."""
        totals = self.margin(name)
        if tuple(totals) != (TOTAL,):
            raise StatisticsError(
                "declared.number_has_one_total", where=self.path.name, got=", ".join(totals), name=name
            )
        return totals[TOTAL]

    def check_agreement(self, margins: tuple[str, ...]) -> None:
        """All margins must count the same population. **Raises** StatisticsError naming two that do not."""
        sums = {name: sum(self.margin(name).values()) for name in margins}
        first = margins[0]
        for name in margins[1:]:
            if abs(sums[name] - sums[first]) > AGREE * sums[first]:
                raise StatisticsError(
                    "declared.margins_and_count_different_populations",
                    where=self.path.name,
                    sums=sums[first],
                    sums_2=sums[name],
                    first=first,
                    name=name,
                )


def read_control_totals(path: Path) -> ControlTotals:
    """Read the control totals of one wave.

    **Rows**: one per margin and category. **Columns**: margin, category, total (persons), source,
    reference_date. **Raises** DeclarationError for a missing file or column and a category that
    occurs twice, StatisticsError for a total that is no number of 0 or more.
    """
    totals: dict[str, dict[str, float]] = {}
    sources: dict[str, str] = {}
    dates: dict[str, str] = {}
    for line, row in declared_rows(path, REQUIRED_COLUMNS, key=("margin", "category")):
        margin, category = row["margin"], row["category"]
        totals.setdefault(margin, {})[category] = _total(row["total"], path, line)
        sources[margin], dates[margin] = row["source"], row["reference_date"]
    return ControlTotals(path, totals, sources, dates)


def _total(text: str, path: Path, line: int) -> float:
    try:
        total = float(text)
    except ValueError:
        total = -1.0
    if not 0 <= total < float("inf"):
        raise StatisticsError(
            "declared.total_is_no_number_of_persons", where=path.name, line=line, got=f'"{text}"'
        )
    return total
