"""The ledger of a study of files: a line per draw, which is never changed; a later one of a period counts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from monitor.errors import IntakeError
from monitor.input_files import read_text
from monitor.study.draw import Stratum

MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Drawing:
    """One draw: of which files (`frame`, by name and hash), with which seed, and what was drawn of each process.

    `reason` says why a period was drawn again, empty of its first draw.
    """

    seed: str
    period: str
    frame: str
    frame_sha256: str
    strata: tuple[Stratum, ...]
    reason: str = ""

    @property
    def files(self) -> dict[str, str]:
        """The drawn files, each with its process."""
        return {file: one.process for one in self.strata for file in one.files}

    def line(self) -> str:
        """The draw as it stands in the ledger."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def read_ledger(path: Path) -> tuple[Drawing, ...]:
    """Every draw of a study, in order.

    **Raises** IntakeError naming the line that is no draw, holds more files than were handled, or has another seed.
    """
    text = read_text(path, IntakeError, MOST_BYTES)
    draws: list[Drawing] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            draws.append(_drawing(path.name, number, line))
            if draws[-1].seed != draws[0].seed:
                raise IntakeError("intake.draw_with_another_seed", where=path.name, line=number)
    return tuple(draws)


def _drawing(where: str, number: int, line: str) -> Drawing:
    try:
        said: dict[str, Any] = json.loads(line)
        strata = tuple(
            Stratum(
                str(one["process"]),
                int(one["handled"]),
                tuple(map(str, one["files"])),
                tuple(map(str, one["second"])),
            )
            for one in said.pop("strata")
        )
        drawing = Drawing(strata=strata, **{name: str(value) for name, value in said.items()})
    except (ValueError, TypeError, KeyError, RecursionError):
        raise IntakeError("intake.line_is_no_draw", where=where, line=number) from None
    for one in strata:
        if (
            len(set(one.files)) > one.handled
            or len(set(one.files)) < len(one.files)
            or not set(one.second) <= set(one.files)
        ):
            raise IntakeError("intake.more_drawn_than_handled", where=where, line=number, process=one.process)
    return drawing


def in_force(draws: Iterable[Drawing]) -> dict[str, Drawing]:
    """By period the draw that counts: the last one."""
    return {drawing.period: drawing for drawing in draws}
