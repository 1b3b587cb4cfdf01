"""What an intake leaves in the confidential folder."""

from __future__ import annotations

from pathlib import Path

from monitor.intake.corrections import correction_frame
from monitor.intake.quarantine import Split
from monitor.intake.shown import harmless
from monitor.intake.validation import Checked

REASONS_FILE, ROWS_FILE = "quarantine.csv", "quarantine_rows.csv"


def write_quarantine(checked: Checked, split: Split, folder: Path) -> None:
    """Write quarantine.csv (one row per rejected row and reason) and quarantine_rows.csv.

    quarantine_rows.csv has the rejected rows themselves: correct them there and feed the file back.
    """
    reasons = split.quarantine.copy()
    for name in ("respondent_id", "given"):
        reasons[name] = [harmless(text) for text in reasons[name]]
    for name, frame in ((REASONS_FILE, reasons), (ROWS_FILE, correction_frame(checked))):
        frame.to_csv(folder / name, index=False, encoding="utf-8", lineterminator="\n")
