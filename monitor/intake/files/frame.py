"""The files that were handled: one row per file, drawn or not; who handled it stays a hash."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from monitor.errors import IntakeError, nearest
from monitor.intake.files.days import day_of
from monitor.intake.files.small_tables import read_small_table

FILE, PROCESS, HANDLED_ON, WORKER, TEAM = "file", "process", "handled_on", "worker", "team"
NEEDED = (FILE, PROCESS, HANDLED_ON, WORKER)
KNOWN = (*NEEDED, TEAM)
FIRST_ROW = 2  # the header is row 1


@dataclass(frozen=True)
class HandledFile:
    """One file that was handled: its process and day; `worker` is a hash that says only whose files belong together, empty
    where nobody knows."""

    file: str
    process: str
    handled_on: date
    worker: str = ""
    team: str = ""

    @property
    def month(self) -> str:
        return self.handled_on.isoformat()[:7]


@dataclass(frozen=True, repr=False)
class Frame:
    """All files that were handled, as their file says it."""

    name: str
    files: tuple[HandledFile, ...]

    def __repr__(self) -> str:
        return f"Frame({self.name!r}, {len(self.files)} files)"

    def of(self, period: str) -> tuple[HandledFile, ...]:
        """The files that were handled in a year or month."""
        return tuple(one for one in self.files if one.month.startswith(period))

    @property
    def months(self) -> tuple[str, ...]:
        """Months in which files were handled, in order."""
        return tuple(sorted({one.month for one in self.files}))


def sha256_of(files: tuple[HandledFile, ...]) -> str:
    """SHA-256 of files with process and day, whatever the order of the rows: another one says that they changed."""
    lines = sorted(f"{one.file}|{one.process}|{one.handled_on}" for one in files)
    return sha256("\n".join(lines).encode()).hexdigest()


def read_frame(path: Path, processes: Collection[str]) -> Frame:
    """Read the files that were handled.

    **Raises** IntakeError naming file and row for a missing or unknown column, a file without number or on two rows, an
    unknown process and a text that is no day; no message holds the number of a file.
    """
    columns = read_small_table(path, "response_files.handled_files", KNOWN, NEEDED, expected=", ".join(KNOWN))
    empty = [""] * len(columns[FILE])
    cells = zip(*(columns.get(name, empty) for name in KNOWN), strict=True)
    seen: dict[str, int] = {}
    files = []
    for row, line in enumerate(cells, start=FIRST_ROW):
        files.append(_file(path.name, row, tuple(text.strip() for text in line), processes, seen))
    return Frame(path.name, tuple(files))


def _file(
    where: str, row: int, cells: tuple[str, ...], processes: Collection[str], seen: dict[str, int]
) -> HandledFile:
    file, process, handled_on, worker, team = cells
    day = day_of(handled_on)
    if not file:
        raise IntakeError("intake.file_without_number", where=where, line=row)
    if file in seen:
        raise IntakeError("intake.file_handled_twice", where=where, line=row, first=seen[file])
    if process not in processes:
        known = ", ".join(processes)
        raise IntakeError(
            "intake.file_of_unknown_process",
            where=where,
            line=row,
            expected=known,
            hint=nearest(process, processes),
        )
    if day is None:
        raise IntakeError("intake.file_handled_on_no_day", where=where, line=row)
    seen[file] = row
    return HandledFile(file, process, day, sha256(worker.encode()).hexdigest()[:16] if worker else "", team)
