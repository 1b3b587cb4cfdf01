"""How far a run is: its parts are known once the study is read, and how long a part of each stage takes was measured.

The percentage is of the work, by those measured times; it says nothing of the clock. A stage that has several parts
(a file of responses, a report) counts each when the first line about it is told, and never more than there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.stages.options import RunOptions, chosen_reports
from monitor.study.declarations import Declared, load

if TYPE_CHECKING:
    from monitor.study.study import Study


class _Measured(Declared):
    """What progress.yaml says."""

    weights: dict[str, float]


@dataclass
class Course:
    """The parts of each stage of a command, and which of them are done."""

    parts: Mapping[str, int]
    done: dict[str, set[str]] = field(default_factory=dict)

    def passed(self, stage: str, detail: str) -> int:
        """Note a line that a stage told, about the file or report before its colon; gives the percentage."""
        self.done.setdefault(stage, set()).add(detail.partition(":")[0])
        return self.percent()

    def percent(self) -> int:
        """How much of the work is done, rounded down: only the end is 100."""
        weights = measured_weights()
        whole = sum(weights[stage] * count for stage, count in self.parts.items())
        done = sum(
            weights[stage] * min(count, len(self.done.get(stage, ()))) for stage, count in self.parts.items()
        )
        return int(100 * done / whole + 1e-9)


@cache
def measured_weights() -> dict[str, float]:
    """Seconds by stage."""
    return load(Path(__file__).with_suffix(".yaml"), _Measured)[0].weights


def parts_of_check(study: Study, options: RunOptions) -> dict[str, int]:
    """The parts of reading and checking the responses of a study."""
    files = len(study.waves) + sum(wave.coded is not None for wave in study.waves)
    return {"declared": 1, "taken in": files}


def parts_of_run(study: Study, options: RunOptions) -> dict[str, int]:
    """The parts of a run of a study, up to its reports."""
    reports = sum(len(chosen_reports(own, options.reports)) for own in (study, study.inside()))
    stages = ("weighted", "estimated", "compared", "released", "written")
    return {
        **parts_of_check(study, options),
        **dict.fromkeys(stages, 1),
        "checked": reports,
        "published": reports,
    }
