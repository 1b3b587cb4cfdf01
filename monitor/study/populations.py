"""How many people the groups of a breakdown have in the population: from control totals, else from the frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from monitor.study.control_totals import read_control_totals
from monitor.study.municipalities import Municipalities
from monitor.study.study_file import DesignPlan, Wave, WeightingPlan

JOINT, NOBODY = "|", float("inf")
Cells = Mapping[tuple[str, ...], float]


@dataclass(frozen=True)
class Populations:
    """What the declarations of a study tell of its population; control totals are read when they are needed.

    Of several waves the smallest number counts. **Raises** DeclarationError for control totals that cannot be read.
    """

    municipalities: Municipalities | None
    weighting: WeightingPlan | None
    design: DesignPlan
    waves: tuple[Wave, ...]

    def smallest(self, parts: tuple[str, ...], groups: Iterable[str]) -> float | None:
        """People in the smallest group of a breakdown by these parts; None where one group is not known."""
        wanted = [tuple(group.split(JOINT)) for group in groups]
        told = [cells.get(group) for cells in self._tables(parts) for group in wanted]
        known = [people for people in told if people is not None]
        return min(known) if told and len(known) == len(told) else None

    def of_groups(self, parts: tuple[str, ...]) -> Mapping[str, float]:
        """People in each group of a breakdown by these parts; empty where nobody says. A group of which the frame
        knows no municipality has none.
        """
        cells = next(self._tables(parts), {})
        return {JOINT.join(group): 0.0 if people == NOBODY else people for group, people in cells.items()}

    @cached_property
    def control_total(self) -> float | None:
        """People in all, by the control totals."""
        sums = [sum(cells.values()) for controls in self._controls for cells in controls.values()]
        return min(sums, default=None)

    @property
    def frame_total(self) -> float | None:
        """People in all, by the frame."""
        return None if self._people is None else sum(self._people.values())

    @cached_property
    def total(self) -> float | None:
        """People in all; None where nobody says."""
        told = [self.control_total, self.frame_total]
        if self.design.sampling == "census":
            told += [wave.sampled for wave in self.waves]
        return min((people for people in told if people is not None), default=None)

    def _tables(self, parts: tuple[str, ...]) -> Iterator[Cells]:
        """Everything that tells of these parts: a margin of each wave that holds them, else the frame."""
        found = False
        for controls in self._controls:
            for margin, cells in controls.items():
                if set(parts) <= set(margin):
                    found = True
                    yield _summed(cells, [margin.index(part) for part in parts])
        if not found and self._people is not None:
            yield from self._of_frame(parts, self._people)

    @cached_property
    def _controls(self) -> tuple[Mapping[tuple[str, ...], Cells], ...]:
        """By wave, the margins that the weights are fitted to."""
        plan = self.weighting
        if plan is None:
            return ()
        files = dict.fromkeys(wave.controls or plan.controls for wave in self.waves)
        read = [read_control_totals(path).totals for path in files]
        return tuple(
            {
                margin: {tuple(category.split(JOINT)): people for category, people in totals.items()}
                for margin in plan.margins
                if (totals := held.get("*".join(margin)))
            }
            for held in read
        )

    @property
    def _people(self) -> Mapping[str, float] | None:
        """People by municipality, where the frame tells of each."""
        frame = self.municipalities
        return frame.people if frame and frame.people and frame.people.keys() == frame.rows.keys() else None

    def _of_frame(self, parts: tuple[str, ...], people: Mapping[str, float]) -> Iterator[Cells]:
        """Groups in which no municipality lies have nobody in them, whom nothing can tell of."""
        frame = self.municipalities
        codes = codes_of(frame) if frame else {}
        if not set(parts) <= codes.keys() or frame is None:
            return
        cells = dict.fromkeys(product(*(codes[part] for part in parts)), NOBODY)
        for code, row in frame.rows.items():
            key = tuple(code if part == frame.column else row[part] for part in parts)
            cells[key] = people[code] + (0.0 if cells[key] == NOBODY else cells[key])
        yield cells


def codes_of(frame: Municipalities) -> dict[str, tuple[str, ...]]:
    """The codes of each part of a breakdown that the frame knows: its attributes, and the municipality itself."""
    codes = {attribute.id: tuple(attribute.categories) for attribute in frame.attributes}
    return codes | ({frame.column: tuple(frame.rows)} if frame.column else {})


def _summed(cells: Cells, places: list[int]) -> Cells:
    """A margin over some of its parts."""
    sums: dict[tuple[str, ...], float] = {}
    for category, people in cells.items():
        key = tuple(category[place] for place in places)
        sums[key] = sums.get(key, 0.0) + people
    return sums
