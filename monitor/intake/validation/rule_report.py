"""What came of every rule: a frame, a CSV and a page that a methodologist can read and sign."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from monitor.intake.files.spellings import Recode
from monitor.intake.rules import Result
from monitor.intake.validation.quarantine import Ledger
from monitor.intake.validation.validate import Checked
from monitor.messages.catalogue import fill
from monitor.study.declarations import Declared, load

REPORT_COLUMNS = (
    "rule", "label", "severity", "origin", "column", "passed", "failed", "undecided", "rows",
)  # fmt: skip
NOTE = "note"
LANGUAGE = "nl"  # of the page, whatever the screen speaks
READ_AS, MOST_SHOWN = "read_as", 40
ROWS_ON_PAGE = 20


class _Words(Declared):
    """What rule_report.yaml says."""

    headings: dict[str, str]
    severity: dict[str, str]
    how: dict[str, str]
    origin: str
    empty: str
    header_row: str
    left_out: str
    read_as: str
    read_as_nothing: str
    wave: str
    rows: str
    quiet: str
    more: str


@cache
def _words() -> _Words:
    return load(Path(__file__).with_suffix(".yaml"), _Words)[0]


def rule_report(checked: Checked) -> pd.DataFrame:
    """**Rows**: one per rule and column, in the order in which they were met.

    **Columns**: passed, failed and undecided count rows; `rows` lists the failing rows, with commas. After the
    rules stand the recodes (`read_as`): what the file held, as which code it was read, in `passed` rows.
    """
    lines = [_line(outcome, checked) for outcome in checked.results]
    lines += [_header_row(row) for row in checked.responses.headers]
    lines += [_left_out(reason, rows) for reason, rows in checked.responses.left_out.items() if rows]
    lines += [_read_as(recode) for recode in checked.recodes]
    return pd.DataFrame(lines, columns=list(REPORT_COLUMNS))


def _told(label: str, **others: object) -> dict[str, object]:
    """A line about the file itself, which no rule judged."""
    told = {"rule": READ_AS, "label": label, "severity": NOTE, "origin": _words().origin, "column": ""}
    return {**told, "passed": 0, "failed": 0, "undecided": 0, "rows": "", **others}


def _header_row(row: int) -> dict[str, object]:
    return _told(_words().header_row, passed=1, rows=str(row))


def _left_out(reason: str, rows: tuple[int, ...]) -> dict[str, object]:
    label = fill(_words().left_out, LANGUAGE, reason=reason)
    return _told(label, passed=len(rows), rows=",".join(map(str, rows)))


def _read_as(recode: Recode) -> dict[str, object]:
    """What was read as another code, so that nothing is recoded without a word."""
    words = _words()
    form = words.read_as if recode.code else words.read_as_nothing
    label = fill(form, LANGUAGE, given=_shown(recode.given), code=recode.code, how=words.how[recode.how])
    return _told(label, column=recode.column, passed=recode.count)


def _shown(given: str) -> str:
    if not given:
        return _words().empty
    return f'"{given if len(given) <= MOST_SHOWN else given[: MOST_SHOWN - 3] + "..."}"'


def _line(outcome: Result, checked: Checked) -> dict[str, object]:
    rule = outcome.rule
    return {
        "rule": rule.name,
        "label": rule.label,
        "severity": rule.severity,
        "origin": rule.origin,
        "column": outcome.column,
        "passed": outcome.passed,
        "failed": len(outcome.failed),
        "undecided": outcome.undecided,
        "rows": ",".join(map(str, checked.responses.rows[outcome.failed])),
    }


def write_rule_report(report: pd.DataFrame, path: Path) -> None:
    """The report as CSV in UTF-8."""
    report.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def write_rule_page(reports: Sequence[tuple[Ledger, pd.DataFrame]], title: str, path: Path) -> None:
    """The reports of one or more waves as one HTML page that needs nothing beside it."""
    waves = "\n".join(_wave(ledger, report) for ledger, report in reports)
    page = _PAGE.format(title=html.escape(title), waves=waves)
    path.write_text(page, encoding="utf-8", newline="\n")


def _wave(ledger: Ledger, report: pd.DataFrame) -> str:
    told = (report["failed"] > 0) | (report["undecided"] > 0) | (report["rule"] == READ_AS)
    broken, quiet = report[told], int((~told).sum())
    words = _words()
    sentence = fill(
        words.rows, LANGUAGE, n=ledger.n_read, file=ledger.file, accepted=ledger.n_accepted,
        quarantined=ledger.n_quarantined, flagged=ledger.n_flagged,
    )  # fmt: skip
    heading = fill(words.wave, LANGUAGE, wave=ledger.wave)
    return (
        f"<h2>{html.escape(heading)}</h2>\n<p>{html.escape(sentence)}</p>\n"
        f"{_table(broken) if len(broken) else ''}"
        f"<p>{fill(words.quiet, LANGUAGE, n=quiet)}</p>"
    )


def _table(report: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col">{heading}</th>' for heading in _words().headings.values())
    lines = "\n".join(_row(row) for row in report.to_dict("records"))
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>\n"


def _row(row: dict) -> str:
    shown = {**row, "severity": _words().severity[row["severity"]], "rows": _few(row["rows"])}
    cells = "".join(f"<td>{html.escape(str(shown[name]))}</td>" for name in _words().headings)
    return f"<tr>{cells}</tr>"


def _few(rows: str) -> str:
    listed = rows.split(",") if rows else []
    shown, left = ", ".join(listed[:ROWS_ON_PAGE]), len(listed) - ROWS_ON_PAGE
    return fill(_words().more, LANGUAGE, rows=shown, n=left) if left > 0 else shown


_PAGE = """<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font-family: "Source Sans 3", "Segoe UI", Arial, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }}
td:nth-child(4), td:nth-child(5), td:nth-child(6), th:nth-child(4), th:nth-child(5), th:nth-child(6) {{ text-align: right; }}
</style>
</head>
<body>
<h1>{title}</h1>
{waves}
</body>
</html>
"""
