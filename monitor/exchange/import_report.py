"""What an import did, for whoever has to trust it: columns, counts and reasons, never a cell."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.exchange.documents import FILES, remarks_of
from monitor.exchange.next_wave import NextWave
from monitor.exchange.proposal import Proposal
from monitor.exchange.source import named_format
from monitor.messages.catalogue import text_in

VERDICTS = {
    "same": "exchange.match_same",
    "reworded": "exchange.match_reworded",
    "doubtful": "exchange.match_doubtful",
    "scale": "exchange.match_scale",
}
ROLES = {
    "respondent_id": "exchange.role_respondent_id",
    "weight": "exchange.role_weight",
    "municipality": "exchange.role_municipality",
    "strata": "exchange.role_strata",
    "completed": "exchange.role_completed",
}


def import_report(proposals: Sequence[Proposal], steps: Sequence[NextWave] = ()) -> str:
    """The import report in Markdown: how waves were matched, then one part per file."""
    lines = [f"# {text_in(FILES, 'exchange.report_title')}", ""]
    for step in steps:
        lines += matching(step)
    for one in proposals:
        lines += _part(one)
    return "\n".join(lines) + "\n"


def matching(step: NextWave) -> list[str]:
    """Which questions are the same, reworded or doubtful, and which stand in one wave only."""
    head = text_in(FILES, "exchange.report_matching", wave=step.proposal.wave)
    lines = [f"## {head}", "", *(text_in(FILES, "exchange.report_table").split("\n"))]
    for match in step.matches:
        verdict = text_in(FILES, VERDICTS[match.verdict])
        cells = (match.old.text, match.new.text, verdict, f"{match.score:.2f}".replace(".", ","))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    if step.new:
        lines += [
            "",
            text_in(FILES, "exchange.report_new", wave=step.proposal.wave, items=", ".join(step.new)),
        ]
    if step.gone:
        lines += [
            "",
            text_in(FILES, "exchange.report_gone", wave=step.proposal.wave, items=", ".join(step.gone)),
        ]
    return [*lines, ""]


def _part(one: Proposal) -> list[str]:
    source = one.source
    lines = [
        f"## {source.path.name}",
        "",
        f"- {text_in(FILES, 'exchange.report_read', format=named_format(source.format, FILES), rows=source.rows, wave=one.wave)}",
        f"- {text_in(FILES, 'exchange.report_items', questions=len(one.questions), scales=len(one.scales))}",
    ]
    for role, code in ROLES.items():
        if named := getattr(one.roles, role):
            lines.append(f"- {text_in(FILES, code, column=named)}")
    if one.ignored:
        lines.append(f"- {text_in(FILES, 'exchange.report_ignored', columns=', '.join(one.ignored))}")
    doubts = [(question.id, remark) for question in one.questions for remark in remarks_of(question.doubts)]
    doubts += [("", remark) for remark in remarks_of(source.doubts)]
    if doubts:
        lines += ["", f"### {text_in(FILES, 'exchange.report_doubts')}", ""]
        lines += [
            f"- {name + ': ' if name else ''}{remark.removeprefix('TODO: ')}" for name, remark in doubts
        ]
    hidden = sum(len(column.rare) for question in one.questions for column in question.columns.values())
    if hidden:
        lines += ["", text_in(FILES, "exchange.report_hidden", count=hidden)]
    return [*lines, ""]
