"""What `monitor init` and `monitor next-wave` end with: the check of what they wrote, and what to do next."""

from __future__ import annotations

from pathlib import Path

from monitor.input_files import is_there
from monitor.messages.catalogue import text


def closing_check(path: Path) -> tuple[str, ...]:
    """Read the answers of a study as `monitor check` does, and say what became of them; nothing is written, and open
    answers are not searched for personal data.

    **Raises** MonitorError as `monitor check` does.
    """
    from monitor.intake.files.responses import read_responses
    from monitor.intake.validation.quarantine import split
    from monitor.intake.validation.validate import validate
    from monitor.pipeline import declared_study
    from monitor.stages.options import RunOptions
    from monitor.study.todo_marks import todo_marks

    study = declared_study(path, RunOptions(out=Path("build")))
    awaited = [wave for wave in study.waves if not is_there(wave.responses)]
    lines = [text("exchange.awaited", wave=wave.id, file=wave.responses) for wave in awaited]
    for wave in () if awaited else study.waves:
        ledger = split(validate(read_responses(study, wave.id), study, wave.id)).ledger
        gone = [
            text("exchange.left_out", count=n, reason=reason) for reason, n in ledger.left_out.items() if n
        ]
        lines.append(
            text(
                "exchange.checked", wave=wave.id, rows=ledger.n_read, accepted=ledger.n_accepted,
                quarantined=ledger.n_quarantined, left_out="".join(gone),
            )
        )  # fmt: skip
    items = len(study.questionnaire.fields)
    lines.append(
        text("exchange.holds", items=items, scales=len(study.questionnaire.scales), marks=todo_marks(study))
    )
    return (*lines, *(() if awaited else (text("exchange.next", study=path),)))
