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
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self, TypedDict

from monitor.messages.catalogue import is_message, parts, text


class Details(TypedDict, total=False):
    """What a function that makes an error hands on to it."""

    got: str | None
    expected: str | None
    hint: str | None


class MonitorError(Exception):
    """One thing that a person can correct.

    `what` is the finding, `where` the file with line or row, `got` and `expected` the two sides,
    `hint` what to do. `code` is stable and is what tests and users can search for.
    """

    code = "monitor"

    def __init__(
        self,
        what: str,
        *,
        where: str | Path | None = None,
        line: int | None = None,
        got: str | None = None,
        expected: str | None = None,
        hint: str | None = None,
        code: str | None = None,
        **values: Any,
    ) -> None:
        self.where = _place(where, line)
        if is_message(what):
            said = parts(what, {"got": got, "expected": expected, "hint": hint, **values})
            self.code = what
            self.what, self.got = said["what"] or what, said["got"]
            self.expected, self.hint = said["expected"], said["hint"]
        else:
            self.what = what
            self.got = got
            self.expected = expected
            self.hint = hint
            self.code = code or type(self).code
        super().__init__(self._sentence())

    def found_in(self, where: str | Path) -> Self:
        """This error, placed in a file where it named none."""
        self.where = self.where or str(where)
        self.args = (self._sentence(),)
        return self

    def within(self, folder: str) -> Self:
        """This error, with the folder named in which its file stands."""
        self.where = f"{folder}/{self.where}" if self.where else folder
        self.args = (self._sentence(),)
        return self

    def as_data(self) -> dict[str, str | None]:
        """The parts of this error by name, and its sentence as `message`, for a script."""
        parts = {name: getattr(self, name) for name in ("code", "what", "where", "got", "expected", "hint")}
        return {**parts, "message": str(self)}

    def _sentence(self) -> str:
        said = f"{self.where}: {self.what}" if self.where else self.what
        if self.got is not None:
            said += text("errors.got", got=self.got)
        if self.expected is not None:
            said += text("errors.expected", expected=self.expected)
        said = _ended(said)
        if not self.hint:
            return said
        return f"{said}{_NEXT if _NEXT in said else ' '}{_ended(self.hint)}"


class DeclarationError(MonitorError):
    code = "declaration"


class ExpressionError(DeclarationError):
    code = "expression"


class IntakeError(MonitorError):
    code = "intake"


class StatisticsError(MonitorError):
    code = "statistics"


class ReleaseError(MonitorError):
    code = "release"


class PublicationError(MonitorError):
    code = "publication"


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
    """The known word nearest to a misspelt one, or None."""
    close = difflib.get_close_matches(str(word), sorted(map(str, known)), n=1, cutoff=0.6)
    return close[0] if close else None
