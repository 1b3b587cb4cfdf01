"""Rules as data, and what came of them: valid, invalid or undecided, per rule and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from monitor.messages.catalogue import FILES, text, text_in
from monitor.study.declarations import Declaration, load
from monitor.study.expression.expression import Expression
from monitor.study.fields import Identifier, Text, Words, declared

RULES_FILE = Path(__file__).with_name("rules.yaml")
FROM_QUESTIONNAIRE = "vragenlijst"
DEPARTS = "departs_without_room"  # of vignettes: how many did so is told nowhere but in the report of rules


@declared
class RuleFields:
    """What a rule says besides its expressions."""

    name: Identifier
    """Name of the rule: small letters, digits and _."""
    label: Text
    """The rule in a few words, for the report of rules."""
    description: Text
    """Why a row that breaks it is doubtful, for who corrects the responses."""
    severity: Literal["hard", "soft"]
    """hard: a row that breaks it goes to quarantine; soft: it is only counted."""
    origin: Words = ""
    """Where the rule comes from, such as a question; the name of the file where this is left out."""
    rule: object = None
    applies_if: object = None
    share_of: Literal["answers", "rows"] = "rows"
    """What its failures are a share of, where too many stop a run: filled cells, or all rows."""
    doubt: Words = ""
    """What the error asks that then stops the run; where this is left out, whether it is the wrong file or code list."""


@declared
class RuleEntry(RuleFields):
    """A rule as its file says it."""

    rule: Text | None = None
    """What must hold, such as: contact_count > 0."""
    applies_if: Text | None = None
    """Condition under which it must hold."""


@declared
class RuleFile:
    """Edit rules of one survey, besides those that follow from its questionnaire."""

    rules: Annotated[tuple[RuleEntry, ...], Field(min_length=1)]
    """The rules."""


@dataclass(frozen=True)
class Rule(RuleFields):
    """One rule: `rule` must hold where `applies_if` does."""

    rule: Expression | None = None
    applies_if: Expression | None = None

    @property
    def hard(self) -> bool:
        return self.severity == "hard"


@dataclass(frozen=True)
class Result:
    """What came of one rule in one column. **Rows**: `failed` holds positions of failing rows."""

    rule: Rule
    column: str
    failed: np.ndarray = field(repr=False)
    passed: int
    undecided: int = 0

    @property
    def judged(self) -> int:
        return self.passed + len(self.failed)


def read_rule_file(path: Path) -> tuple[tuple[RuleEntry, ...], Declaration]:
    """The entries of a rule file. **Raises** DeclarationError for a doubled name or a wrong key."""
    file, document = load(path, RuleFile)
    seen: set[str] = set()
    for place, entry in enumerate(file.rules):
        if entry.name in seen:
            raise document.error(("rules", place, "name"), "intake.rule_occurs_twice", entry=entry.name)
        seen.add(entry.name)
    return file.rules, document


@cache
def _labels() -> dict[str, str]:
    """The codes of the labels of the rules that every survey has, by name."""
    return {entry.name: entry.label for entry in read_rule_file(RULES_FILE)[0]}


@cache
def questionnaire_rules() -> dict[str, Rule]:
    """The rules that follow from questionnaire and study, by name; their labels are messages."""
    entries, _ = read_rule_file(RULES_FILE)
    own = {"origin": FROM_QUESTIONNAIRE, "rule": None, "applies_if": None}
    return {
        entry.name: Rule(**{**vars(entry), **own, "label": text_in(FILES, entry.label)}) for entry in entries
    }


def told_label(name: str, label: str) -> str:
    """The label of a rule as the program says it: in its own language where every survey has the rule."""
    return text(_labels()[name]) if name in _labels() else label


def result(name: str, column: str, failed: np.ndarray, judged: int, undecided: int = 0) -> Result:
    """The result of a questionnaire rule; `failed` as a mask or as positions."""
    rows = np.flatnonzero(failed) if failed.dtype == bool else failed
    return Result(questionnaire_rules()[name], column, rows, judged - len(rows), undecided)
