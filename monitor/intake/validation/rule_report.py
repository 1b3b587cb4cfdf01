"""What came of every rule: a frame, a CSV and a page that a methodologist can read and sign."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from monitor.intake.rules import Result
from monitor.intake.validation.quarantine import Ledger
from monitor.intake.validation.validate import Checked

REPORT_COLUMNS = (
    "rule", "label", "severity", "origin", "column", "passed", "failed", "undecided", "rows",
)  # fmt: skip
_HEADINGS = {
    "label": "Regel",
    "column": "Kolom",
    "severity": "Gevolg",
    "passed": "Goed",
    "failed": "Fout",
    "undecided": "Niet te bepalen",
    "rows": "Rijen",
}
_SEVERITY = {"hard": "rij apart", "soft": "alleen geteld"}
ROWS_ON_PAGE = 20


def rule_report(checked: Checked) -> pd.DataFrame:
    """**Rows**: one per rule and column, in the order in which they were met.

    **Columns**: passed, failed and undecided count rows; `rows` lists the failing rows, with commas.
    """
    return pd.DataFrame(
        [_line(outcome, checked) for outcome in checked.results], columns=list(REPORT_COLUMNS)
    )


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
    broken = report[(report["failed"] > 0) | (report["undecided"] > 0)]
    quiet = len(report) - len(broken)
    sentence = (
        f"{ledger.n_read} rijen gelezen uit {ledger.file}: {ledger.n_accepted} gebruikt, "
        f"{ledger.n_quarantined} apart gezet. "
        f"Bij {ledger.n_flagged} gebruikte rijen past een tweede blik."
    )
    return (
        f"<h2>Meting {html.escape(ledger.wave)}</h2>\n<p>{html.escape(sentence)}</p>\n"
        f"{_table(broken) if len(broken) else ''}"
        f"<p>{_quiet(quiet)}</p>"
    )


def _quiet(count: int) -> str:
    if count == 1:
        return "1 regel is bij alle rijen in orde."
    return f"{count} regels zijn bij alle rijen in orde."


def _table(report: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col">{heading}</th>' for heading in _HEADINGS.values())
    lines = "\n".join(_row(row) for row in report.to_dict("records"))
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>\n"


def _row(row: dict) -> str:
    shown = {**row, "severity": _SEVERITY[row["severity"]], "rows": _few(row["rows"])}
    cells = "".join(f"<td>{html.escape(str(shown[name]))}</td>" for name in _HEADINGS)
    return f"<tr>{cells}</tr>"


def _few(rows: str) -> str:
    listed = rows.split(",") if rows else []
    more = f" en nog {len(listed) - ROWS_ON_PAGE}" if len(listed) > ROWS_ON_PAGE else ""
    return ", ".join(listed[:ROWS_ON_PAGE]) + more


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
