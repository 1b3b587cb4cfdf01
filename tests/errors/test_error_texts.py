"""Truth: tests/golden/error_texts.txt and its Dutch sister, read from top to bottom by a person; and the code, read
for what it can raise.

Every error is provoked for real, with a small wrong input, through the function or command that a user
meets it in. `just golden-update` renews the file after somebody read what changed.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from monitor.commands.helping import usage_said
from monitor.errors import MonitorError
from monitor.messages.catalogue import again, text_in
from monitor.messages.speech import ASKED, LANGUAGES
from tests.intake.conftest import CANARY

from . import (
    claims,
    commands,
    companions,
    exchange,
    files,
    intake,
    municipal,
    publication,
    reference,
    registers,
    release,
    statistics,
    study,
    two_runs,
    vignettes,
    website,
)
from .desk import Case, Cases, Desk
from .sites import Watch, error_sites, watched

pytestmark = pytest.mark.ci  # makes every error there is, once

ROOMS: dict[str, Cases] = {
    "What was asked and planned (study)": study.CASES,
    "What came in (intake)": intake.CASES,
    "Files that were drawn and reviewed": files.CASES,
    "Cases that caseworkers judge (vignettes)": vignettes.CASES,
    "Registers": registers.CASES,
    "What it means (statistics)": statistics.CASES,
    "What may leave (release)": release.CASES,
    "Another survey beside a study": companions.CASES,
    "A survey that is held against the whole country": reference.CASES,
    "What is said (publication)": publication.CASES,
    "Claims that an author guards (publication)": claims.CASES,
    "The report of a municipality (publication)": municipal.CASES,
    "The site that figures are looked up in": website.CASES,
    "In from other programs, and out to them (exchange)": exchange.CASES,
    "Commands and the disk": commands.CASES,
    "Two releases, and a run made again": two_runs.CASES,
}
GOLDEN = Path(__file__).parents[1] / "golden"
FILES = {"en": GOLDEN / "error_texts.txt", "nl": GOLDEN / "error_texts_nl.txt"}
OF_OTHERS = ("rendering: a skipped heading level",)
"""Cases in which a program that we start says in English what is wrong."""
HEAD = """\
Every error that a user can meet, as it is printed after "{printed}". Above each stands what was wrong.
Renewed by `just golden-update`; read it as the person who has to correct the fault.
"""


@dataclass(frozen=True)
class Said:
    """One error; `shown` is its text by language, as in the golden files, `everything` all that could be printed of it."""

    room: str
    name: str
    shown: Mapping[str, str]
    everything: str


@dataclass(frozen=True)
class Provoked:
    """What all cases said, and the places in the code that they came by."""

    said: tuple[Said, ...]
    watch: Watch

    def text(self, spoken: str) -> str:
        head = HEAD.format(printed=text_in(spoken, "errors.error", message=""))
        return head + "".join(f"\n\n{room}\n{'=' * len(room)}\n{self._cases(room, spoken)}" for room in ROOMS)

    def _cases(self, room: str, spoken: str) -> str:
        return "".join(
            f"\n{one.name}\n{_indented(one.shown[spoken])}" for one in self.said if one.room == room
        )


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
    """An error in both languages: the values that it holds are said again, and the case is run once."""
    texts = {spoken: _in(spoken, failure).replace(str(folder), "<folder>") for spoken in LANGUAGES}
    chain = [line for line in traceback.format_exception(failure) if not line.startswith("  ")]
    return Said(room, name, texts, "\n".join([*texts.values(), repr(failure), *chain, *logged]))


def _usage(failure: typer.BadParameter, spoken: str) -> str:
    said = typer.BadParameter(again(failure.message, spoken), param_hint=failure.param_hint)
    return usage_said(said)


def _in(spoken: str, failure: Exception) -> str:
    if isinstance(failure, typer.BadParameter):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(ASKED, spoken)
            return _usage(failure, spoken)
    assert isinstance(failure, MonitorError)
    return failure.said_in(spoken)


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


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_texts_are_those_somebody_read(
    spoken: str, provoked: Provoked, golden: Callable[[Path, str], None]
) -> None:
    golden(FILES[spoken], provoked.text(spoken))


def test_no_dutch_error_holds_an_english_sentence(provoked: Provoked) -> None:
    """Words of files, of quotations and of programs that we start stand where they stood."""
    english = re.compile(r"\b(the|this|is not|cannot|expected|does not|there is|must|should|with no)\b")
    told = {one.name: re.sub(r'"[^"\n]*"', "", one.shown["nl"]) for one in provoked.said}
    assert {name: text for name, text in told.items() if english.search(text) and name not in OF_OTHERS} == {}


def test_every_place_that_makes_an_error_has_a_case(provoked: Provoked) -> None:
    lacking = [
        f"monitor/{site.file}:{site.first}: {site.code}"
        for site in error_sites()
        if not provoked.watch.reached(site)
    ]
    assert "\n".join(lacking) == "", "add a case to tests/errors/ for each"


def test_no_error_repeats_an_answer(provoked: Provoked) -> None:
    """Every answer in a wrong response file is a canary; neither text, cause nor log may hold it."""
    assert [one.name for one in provoked.said if CANARY in one.everything] == []


def test_an_error_is_one_sentence_or_a_list_of_places(provoked: Provoked) -> None:
    listing = ("places need a correction", "in 2 places:")
    assert [
        one.name
        for one in provoked.said
        if "\n" in one.shown["en"] and not any(x in one.shown["en"] for x in listing)
    ] == []
