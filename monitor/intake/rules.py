"""Rules as data, and what came of them: valid, invalid or undecided, per rule and column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from monitor.study.declarations import Declared, Document, load
from monitor.study.expression.expression import Expression
from monitor.study.questionnaire_file import Identifier, Text

RULES_FILE = Path(__file__).with_name("rules.yaml")
FROM_QUESTIONNAIRE = "vragenlijst"


@dataclass(frozen=True)
class Rule:
    """One rule. `severity` is hard or soft; `rule` must hold where `applies_if` does."""

    name: str
    label: str
    description: str
    severity: str
    origin: str = FROM_QUESTIONNAIRE
    rule: Expression | None = None
    applies_if: Expression | None = None
    share_of: str = "rows"
    doubt: str = "Is this the wrong file or the wrong code list?"

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


class RuleEntry(Declared):
    name: Identifier
    label: Text
    description: Text
    severity: Literal["hard", "soft"]
    origin: Text | None = None
    rule: Text | None = None
    applies_if: Text | None = None
    share_of: Literal["answers", "rows"] = "rows"
    doubt: Text | None = None


class RuleFile(Declared):
    rules: tuple[RuleEntry, ...] = Field(min_length=1)


def read_rule_file(path: Path) -> tuple[tuple[RuleEntry, ...], Document]:
    """The entries of a rule file. **Raises** DeclarationError for a doubled name or a wrong key."""
    file, document = load(path, RuleFile)
    seen: set[str] = set()
    for place, entry in enumerate(file.rules):
        if entry.name in seen:
            raise document.error(
                ("rules", place, "name"), f'rule "{entry.name}" occurs twice', hint="Choose another name"
            )
        seen.add(entry.name)
    return file.rules, document


@cache
def questionnaire_rules() -> dict[str, Rule]:
    """The rules that follow from questionnaire and study, by name."""
    entries, _ = read_rule_file(RULES_FILE)
    return {entry.name: _rule(entry) for entry in entries}


def _rule(entry: RuleEntry) -> Rule:
    rule = Rule(entry.name, entry.label, entry.description, entry.severity, share_of=entry.share_of)
    return replace(rule, doubt=entry.doubt) if entry.doubt else rule


def result(name: str, column: str, failed: np.ndarray, judged: int, undecided: int = 0) -> Result:
    """The result of a questionnaire rule; `failed` as a mask or as positions."""
    rows = np.flatnonzero(failed) if failed.dtype == bool else failed
    return Result(questionnaire_rules()[name], column, rows, judged - len(rows), undecided)
