"""The file of coded answers as coders made it: every line checked, no message repeats an answer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from monitor.errors import IntakeError, nearest
from monitor.intake.files.columns import ID_COLUMN
from monitor.intake.files.small_tables import read_small_table
from monitor.intake.validation.validate import Checked

CODE_COLUMNS = (ID_COLUMN, "question", "code", "coder")
COLUMNS = (*CODE_COLUMNS, "quote", "approved")
APPROVED, REFUSED, UNDECIDED = "yes", "no", ""


class CodedLine(NamedTuple):
    """One coder gave one answer a code; an empty code says that none fits. A quote may go along."""

    respondent_id: str
    question: str
    code: str
    coder: str
    quote: str
    approved: str


def read_coded_lines(path: Path, checked: Checked) -> tuple[CodedLine, ...]:
    """Read and check the coded answers of one wave.

    **Rows**: one per answer, coder and code. **Raises** IntakeError naming the file and row of an
    unknown respondent, question or code, of an answer that was not given, of a line that is doubled
    or contradicts another, of an approval without a quote.
    """
    columns = read_small_table(
        path,
        "response_files.coded_answers",
        COLUMNS,
        CODE_COLUMNS,
        expected=", ".join(COLUMNS),
        controls=True,
    )
    empty = [""] * len(columns[ID_COLUMN])
    cells = zip(*(columns.get(name, empty) for name in COLUMNS), strict=True)
    lines = tuple(CodedLine(*line) for line in cells)
    checker = _Checker(path, checked)
    for row, line in enumerate(lines, start=2):
        checker.check(row, line)
    return lines


class _Checker:
    """What is known of the wave, and of the lines before."""

    def __init__(self, path: Path, checked: Checked) -> None:
        questionnaire, wave = checked.plan.study.questionnaire, checked.plan.wave
        self.file, self.responses = path.name, checked.responses
        self.codes = {name: tuple(codes) for name, codes in questionnaire.codebook(wave).items()}
        self.respondents = frozenset(self.responses.respondent_id) - {""}
        self.answered = {name: self._who_answered(name) for name in self.codes}
        self.rows: dict[tuple[str, ...], int] = {}
        self.given: dict[tuple[str, ...], set[str]] = {}

    def _who_answered(self, question: str) -> frozenset[str]:
        """Everybody, where the response file came without the texts."""
        if question not in self.responses.split_off:
            return self.respondents
        return frozenset(self.responses.respondent_id[self.responses.split_off.filled(question)])

    def check(self, row: int, line: CodedLine) -> None:
        self._check_answer(row, line)
        self._check_code(row, line)
        self._check_quote(row, line)

    def _fail(self, row: int, what: str, known: Iterable[str] = (), **values: Any) -> IntakeError:
        return IntakeError(
            what,
            where=self.file,
            line=row,
            expected=", ".join(known) or None,
            **values,
        )

    def _check_answer(self, row: int, line: CodedLine) -> None:
        if line.respondent_id not in self.respondents:
            raise self._fail(row, "intake.codes_answer_of_somebody_who_is", file=self.responses.file)
        if line.question not in self.codes:
            raise self._fail(
                row,
                "intake.names_no_open_question_of_wave",
                self.codes,
                hint=nearest(line.question, self.codes),
            )
        if line.respondent_id not in self.answered[line.question]:
            raise self._fail(row, "intake.codes_answer_to_that_respondent_did", question=line.question)

    def _check_code(self, row: int, line: CodedLine) -> None:
        known = self.codes[line.question]
        if line.code and line.code not in known:
            raise self._fail(
                row,
                "intake.gives_code_that_does_not_have",
                known,
                hint=nearest(line.code, known),
                question=line.question,
            )
        if not line.coder:
            raise self._fail(row, "intake.does_not_say_who_coded_it")
        earlier = self.rows.setdefault(line[:4], row)
        if earlier != row:
            raise self._fail(row, "intake.says_same_as_row", earlier=earlier)
        given = self.given.setdefault((line.respondent_id, line.question, line.coder), set())
        given.add(line.code)
        if "" in given and len(given) > 1:
            raise self._fail(row, "intake.makes_that_one_coder_says_of")

    def _check_quote(self, row: int, line: CodedLine) -> None:
        if line.approved not in (APPROVED, REFUSED, UNDECIDED):
            raise self._fail(row, "intake.has_something_else_in_approved", yes=APPROVED, no=REFUSED)
        if line.approved and not line.quote:
            raise self._fail(row, "intake.decides_about_quote_and_has_none")
        if line.quote and not line.code:
            raise self._fail(row, "intake.has_quote_without_code")
