"""What came of every rule: a frame, a CSV and a page that a methodologist can read and sign."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from monitor.intake.files.spellings import Recode
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
NOTE = "note"
_SEVERITY = {"hard": "rij apart", "soft": "alleen geteld", NOTE: "gelezen als code"}
_HOW = {
    "spelling": "hoofdletters of spaties",
    "number": "ander getalformaat",
    "label": "antwoordlabel",
    "truth": "ja of nee",
    "no_answer": "teken voor geen antwoord",
    "missing": "in het bestand aangemerkt als ontbrekend",
    "map": "kolomlijst",
    "blank": "hele vraag leeg, volgens de vragenlijst niet gekozen",
}
READ_AS, FROM_FILE, MOST_SHOWN = "read_as", "bestand", 40
ROWS_ON_PAGE = 20


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


def _header_row(row: int) -> dict[str, object]:
    told = {"rule": READ_AS, "label": "Kopregel, geen respondent", "severity": NOTE, "origin": FROM_FILE}
    return {**told, "column": "", "passed": 1, "failed": 0, "undecided": 0, "rows": str(row)}


def _left_out(reason: str, rows: tuple[int, ...]) -> dict[str, object]:
    told = {"rule": READ_AS, "label": f"Weggelaten volgens de kolomlijst: {reason}", "severity": NOTE}
    counts = {"passed": len(rows), "failed": 0, "undecided": 0, "rows": ",".join(map(str, rows))}
    return {**told, "origin": FROM_FILE, "column": "", **counts}


def _read_as(recode: Recode) -> dict[str, object]:
    """What was read as another code, so that nothing is recoded without a word."""
    given, code = _shown(recode.given), f"als {recode.code}" if recode.code else "als geen antwoord"
    return {
        "rule": READ_AS,
        "label": f"{given} gelezen {code} ({_HOW[recode.how]})",
        "severity": NOTE,
        "origin": FROM_FILE,
        "column": recode.column,
        "passed": recode.count,
        "failed": 0,
        "undecided": 0,
        "rows": "",
    }


def _shown(given: str) -> str:
    return f'"{given if len(given) <= MOST_SHOWN else given[: MOST_SHOWN - 3] + "..."}"' if given else "leeg"


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
