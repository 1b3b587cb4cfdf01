"""Truth: tests/golden/error_texts.txt, read from top to bottom by a person; and the code, read for what it can raise.

Every error is provoked for real, with a small wrong input, through the function or command that a user
meets it in. `just golden-update` renews the file after somebody read what changed.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from monitor.errors import MonitorError
from tests.intake.conftest import CANARY

from . import commands, companions, exchange, intake, publication, release, statistics, study, two_runs
from .desk import Case, Cases, Desk
from .sites import Watch, error_sites, watched

ROOMS: dict[str, Cases] = {
    "What was asked and planned (study)": study.CASES,
    "What came in (intake)": intake.CASES,
    "What it means (statistics)": statistics.CASES,
    "What may leave (release)": release.CASES,
    "Another survey beside a study": companions.CASES,
    "What is said (publication)": publication.CASES,
    "In from other programs, and out to them (exchange)": exchange.CASES,
    "Commands and the disk": commands.CASES,
    "Two releases, and a run made again": two_runs.CASES,
}
GOLDEN = Path(__file__).parents[1] / "golden" / "error_texts.txt"
HEAD = """\
Every error that a user can meet, as it is printed after "Error: ". Above each stands what was wrong.
Renewed by `just golden-update`; read it as the person who has to correct the fault.
"""


@dataclass(frozen=True)
class Said:
    """One error; `shown` is its text as in the golden file, `everything` all that could be printed of it."""

    room: str
    name: str
    shown: str
    everything: str


@dataclass(frozen=True)
class Provoked:
    """What all cases said, and the places in the code that they came by."""

    said: tuple[Said, ...]
    watch: Watch

    def text(self) -> str:
        return HEAD + "".join(f"\n\n{room}\n{'=' * len(room)}\n{self._cases(room)}" for room in ROOMS)

    def _cases(self, room: str) -> str:
        return "".join(f"\n{one.name}\n{_indented(one.shown)}" for one in self.said if one.room == room)


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


class _Log(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _failure(name: str, case: Case, folder: Path) -> Exception:
    with pytest.MonkeyPatch.context() as patch:
        try:
            case(Desk(folder, patch))
        except (MonitorError, typer.BadParameter) as failure:
            return failure
    pytest.fail(f"no error: {name}")


def _said(room: str, name: str, failure: Exception, folder: Path, logged: list[str]) -> Said:
    text = failure.format_message() if isinstance(failure, typer.BadParameter) else str(failure)
    chain = [line for line in traceback.format_exception(failure) if not line.startswith("  ")]
    return Said(
        room, name, text.replace(str(folder), "<folder>"), "\n".join([text, repr(failure), *chain, *logged])
    )


@pytest.fixture(scope="module")
def provoked(tmp_path_factory: pytest.TempPathFactory) -> Provoked:
    said, log = [], _Log()
    logging.getLogger().addHandler(log)
    with watched() as watch:
        for room, cases in ROOMS.items():
            for name, case in cases.items():
                folder = tmp_path_factory.mktemp("desk")
                failure = _failure(name, case, folder)
                watch.raised(failure)
                said.append(_said(room, name, failure, folder, log.lines))
                log.lines.clear()
    logging.getLogger().removeHandler(log)
    return Provoked(tuple(said), watch)


def test_the_texts_are_those_somebody_read(provoked: Provoked, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN, provoked.text())


def test_every_place_that_makes_an_error_has_a_case(provoked: Provoked) -> None:
    lacking = [
        f"monitor/{site.file}:{site.first}: {site.code}"
        for site in error_sites()
        if not provoked.watch.reached(site)
    ]
    assert lacking == [], "add a case to tests/errors/ for each"


def test_no_error_repeats_an_answer(provoked: Provoked) -> None:
    """Every answer in a wrong response file is a canary; neither text, cause nor log may hold it."""
    assert [one.name for one in provoked.said if CANARY in one.everything] == []


def test_an_error_is_one_sentence_or_a_list_of_places(provoked: Provoked) -> None:
    listing = ("places need a correction", "in 2 places:")
    assert [
        one.name for one in provoked.said if "\n" in one.shown and not any(x in one.shown for x in listing)
    ] == []
