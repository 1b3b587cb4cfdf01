"""What was said in interviews, as the study declares it: every line checked, and who could be recognised by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from monitor.errors import IntakeError, nearest
from monitor.intake.files.small_tables import read_small_table
from monitor.intake.personal_data.digits import either
from monitor.intake.personal_data.search import Municipalities, find_personal_data
from monitor.intake.personal_data.words import privacy_words
from monitor.study.declarations import Declared, load, read_declaration
from monitor.study.recognition import municipality_names
from monitor.study.study import Study

NEEDED = ("role", "theme", "summary", "approved")
COLUMNS = (*NEEDED, "condition", "quote")
YAML, LIST = (".yaml", ".yml"), "evidence"
APPROVED, REFUSED = "yes", "no"
WORDS = Path(__file__).with_name("evidence.yaml")
UNPRINTABLE, FUNCTION, REGION = "run.evidence_sign", "run.evidence_function", "run.evidence_region"


class EvidenceWords(Declared):
    """What evidence.yaml holds."""

    rare_functions: tuple[str, ...]
    regions: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """What somebody with this role said about a theme; `row` is its line in the file, `quote` may be empty."""

    row: int
    role: str
    theme: str
    condition: str
    summary: str
    quote: str
    approved: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything of it that is printed."""
        return self.role, self.condition, self.summary, self.quote


def read_evidence(study: Study) -> tuple[Evidence, ...]:
    """The evidence of a study, nothing where it names no file.

    **Raises** IntakeError naming file and line of a theme that the questionnaire does not have, an empty role or
    summary, evidence of which nobody says whether it was approved, and a line that says the same as another.
    """
    if study.evidence is None:
        return ()
    path = study.evidence
    lines = _yaml(path) if path.suffix.lower() in YAML else _table(path)
    found: list[Evidence] = []
    for row, cells in lines:
        _check(path, row, cells, study)
        one = Evidence(
            row, cells["role"], cells["theme"], cells["condition"], cells["summary"], cells["quote"],
            approved=cells["approved"] == APPROVED,
        )  # fmt: skip
        same = next((earlier for earlier in found if earlier.texts == one.texts), None)
        if same is not None:
            raise IntakeError("intake.says_same_as_row", where=path.name, line=row, earlier=same.row)
        found.append(one)
    return tuple(found)


def _table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    columns = read_small_table(
        path, "response_files.evidence", COLUMNS, NEEDED, expected=", ".join(COLUMNS), controls=True
    )
    for place in range(len(columns["role"])):
        yield place + 2, {name: columns[name][place].strip() if name in columns else "" for name in COLUMNS}


def _yaml(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    document = read_declaration(path)
    entries = document.data.get(LIST)
    if not isinstance(entries, list) or len(document.data) > 1:
        raise IntakeError(
            "intake.evidence_is_no_list", where=path.name, key_name=LIST, keys=", ".join(COLUMNS)
        )
    for place, entry in enumerate(entries):
        row = document.line((LIST, place)) or 1
        if not isinstance(entry, Mapping):
            raise IntakeError(
                "intake.evidence_is_no_list",
                where=path.name,
                line=row,
                key_name=LIST,
                keys=", ".join(COLUMNS),
            )
        for name in entry:
            if name not in COLUMNS:
                raise IntakeError(
                    "response_files.column_is_unknown", where=path.name, line=document.line((LIST, place, name)),
                    expected=", ".join(COLUMNS), hint=nearest(str(name), COLUMNS), shown=name,
                )  # fmt: skip
        yield row, {name: _cell(entry.get(name)) for name in COLUMNS}


def _cell(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _check(path: Path, row: int, cells: Mapping[str, str], study: Study) -> None:
    themes = study.questionnaire.themes
    for name in ("role", "summary"):
        if not cells[name]:
            raise IntakeError("intake.evidence_is_empty", where=path.name, line=row, name=name)
    if cells["theme"] not in themes:
        raise IntakeError(
            "intake.evidence_has_no_theme", where=path.name, line=row, got=cells["theme"] or None,
            expected=", ".join(themes), hint=nearest(cells["theme"], themes),
        )  # fmt: skip
    if cells["approved"] not in (APPROVED, REFUSED):
        raise IntakeError(
            "intake.evidence_is_not_approved", where=path.name, line=row, yes=APPROVED, no=REFUSED
        )


def recognised_by(one: Evidence, study: Study) -> tuple[str, ...]:
    """By what somebody could be recognised in a line of evidence: masks of personal data, and codes of messages."""
    names = set(municipality_names()) | set(study.municipalities.names if study.municipalities else ())
    municipalities, masks = Municipalities(names), privacy_words().masks
    found = [masks[each.kind] for words in one.texts for each in find_personal_data(words, municipalities)]
    for code, pattern in _patterns().items():
        found += [code] if any(pattern.search(words) for words in one.texts) else []
    return tuple(dict.fromkeys(found))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    words = load(WORDS, EvidenceWords)[0]
    lists = {FUNCTION: words.rare_functions, REGION: words.regions}
    return {
        code: re.compile(rf"(?<!\w)(?:{either(listed)})(?!\w)", re.IGNORECASE)
        for code, listed in lists.items()
    }
