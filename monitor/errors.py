"""Everything that can go wrong and be put right by the person who reads it.

    MonitorError                 base; printed as one sentence, exit code 1
    ├── DeclarationError         a questionnaire, study file or rule file is wrong
    │   └── ExpressionError      a route, filter, rule or derived item is wrong
    ├── IntakeError              a response file cannot be read or is not this survey's
    ├── StatisticsError          a design, weighting or estimate cannot be made
    ├── ReleaseError             the released set is missing, damaged or not safe
    └── PublicationError         a template, figure or rendering is wrong

An error never carries an answer of a respondent: `got` names codes, columns, counts or words
of declarations only.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from monitor.messages.catalogue import again, entry, is_message, parts, text, text_in
from monitor.messages.speech import language


class MonitorError(Exception):
    """One thing that a person can correct.

    `what` is the code of the finding in monitor/messages/, filled in with `values`; `where` the file with line or
    row, `got` and `expected` the two sides, `hint` what to do, the last two as a text or as the code of one. `code`
    is stable and is what tests and users can search for.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | Path | None = None,
        line: int | None = None,
        got: str | int | None = None,
        expected: str | int | None = None,
        hint: str | None = None,
        code: str | None = None,
        **values: Any,
    ) -> None:
        """**Raises** KeyError for a code that no message has."""
        entry(what)
        super().__init__(what)
        self.where, self.finding, self.code = _place(where, line), what, code or what
        self.values = {"got": got, "expected": _message(expected), "hint": _message(hint), **values}

    def __str__(self) -> str:
        return self._sentence()

    @cached_property
    def _parts(self) -> dict[str, str | None]:
        """Filled in when somebody reads them: of many errors nobody does."""
        return parts(self.finding, self.values)

    @property
    def what(self) -> str:
        return self._parts["what"] or ""

    @property
    def got(self) -> str | None:
        return self._parts["got"]

    @property
    def expected(self) -> str | None:
        return self._parts["expected"]

    @property
    def hint(self) -> str | None:
        return self._parts["hint"]

    def found_in(self, where: str | Path) -> Self:
        """This error, placed in a file where it named none."""
        self.where = self.where or str(where)
        return self

    def within(self, folder: str) -> Self:
        """This error, with the folder named in which its file stands."""
        self.where = f"{folder}/{self.where}" if self.where else folder
        return self

    def as_data(self) -> dict[str, str | None]:
        """The parts of this error by name, and its sentence as `message`, for a script."""
        parts = {name: getattr(self, name) for name in ("code", "what", "where", "got", "expected", "hint")}
        return {**parts, "message": str(self)}

    def handed_on(self) -> dict[str, Any]:
        """What an error takes over that says more of where this one was found."""
        return {"got": self.got, "expected": self.expected, "hint": self.hint, "code": self.code}

    def said_in(self, spoken: str) -> str:
        """The sentence in another language, as far as its parts are messages."""
        return self._sentence(spoken)

    def _sentence(self, spoken: str | None = None) -> str:
        spoken = spoken or language()
        what, got, expected, hint = (
            again(each, spoken) for each in (self.what, self.got, self.expected, self.hint)
        )
        said = f"{self.where}: {what}" if self.where else what
        if got is not None:
            said += text_in(spoken, "errors.got", got=got)
        if expected is not None:
            said += text_in(spoken, "errors.expected", expected=expected)
        said = _ended(said)
        return f"{said}{_NEXT if _NEXT in said else ' '}{_ended(hint)}" if hint else said


class DeclarationError(MonitorError):
    """A questionnaire, study file or rule file is wrong."""


class ExpressionError(DeclarationError):
    """A route, filter, rule or derived item is wrong."""


class IntakeError(MonitorError):
    """A response file cannot be read or is not this survey's."""


class StatisticsError(MonitorError):
    """A design, weighting or estimate cannot be made."""


class ReleaseError(MonitorError):
    """The released set is missing, damaged or not safe."""


class PublicationError(MonitorError):
    """A template, figure or rendering is wrong."""


_NEXT = "\n"
_REASONS: dict[type[Exception], str] = {
    FileNotFoundError: "errors.no_such_file",
    FileExistsError: "errors.there_already",
    IsADirectoryError: "errors.a_folder",
    NotADirectoryError: "errors.not_a_folder",
    PermissionError: "errors.no_right",
    UnicodeDecodeError: "errors.not_utf8",
}


def reason(failure: Exception) -> str:
    """What the system says went wrong, in words; never what stands in the file."""
    return next(
        (text(code) for kind, code in _REASONS.items() if isinstance(failure, kind)), type(failure).__name__
    )


def _message(said: Any) -> Any:
    return text(said) if isinstance(said, str) and is_message(said) else said


def _ended(said: str) -> str:
    return said if said.endswith("?") else said.rstrip(".") + "."


def _place(where: str | Path | None, line: int | None) -> str:
    if where is None:
        return ""
    return f"{where}:{line}" if line is not None else str(where)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """A hint naming the known word nearest to a misspelt one, or None."""
    close = nearest_word(word, known)
    return text("errors.did_you_mean", word=close) if close else None


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to a misspelt one, whatever their capitals, or None: never one with other digits alone."""
    by_letters: dict[str, str] = {}
    for one in sorted(map(str, known)):
        by_letters.setdefault(one.casefold(), one)
    wanted = str(word).casefold()
    near = [one for one in sorted(by_letters) if not _differs_in_digits(one, wanted)]
    close = difflib.get_close_matches(wanted, near, n=1, cutoff=0.6)
    return by_letters[close[0]] if close else None


def _differs_in_digits(word: str, other: str) -> bool:
    """Whether two words have other digits and nothing else: another year or number is no misspelling."""
    numbers = re.findall(r"\d+", word), re.findall(r"\d+", other)
    return all(numbers) and word != other and re.sub(r"\d+", "", word) == re.sub(r"\d+", "", other)
