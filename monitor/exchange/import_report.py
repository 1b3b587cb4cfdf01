"""What an import did, for whoever has to trust it: columns, counts and reasons, never a cell."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.exchange.documents import FILES, remarks_of
from monitor.exchange.proposal import Proposal
from monitor.messages.catalogue import text_in


def import_report(proposals: Sequence[Proposal]) -> str:
    """The import report in Markdown, one part per file."""
    lines = [f"# {text_in(FILES, 'exchange.report_title')}", ""]
    for one in proposals:
        lines += _part(one)
    return "\n".join(lines) + "\n"


def _part(one: Proposal) -> list[str]:
    source = one.source
    lines = [
        f"## {source.path.name}",
        "",
        f"- {text_in(FILES, 'exchange.report_read', format=source.format, rows=source.rows, wave=one.wave)}",
        f"- {text_in(FILES, 'exchange.report_items', questions=len(one.questions), scales=len(one.scales))}",
    ]
    for role in ("respondent_id", "weight", "municipality", "strata", "completed"):
        if named := getattr(one.roles, role):
            lines.append(f"- {text_in(FILES, f'exchange.role_{role}', column=named)}")
    if one.ignored:
        lines.append(f"- {text_in(FILES, 'exchange.report_ignored', columns=', '.join(one.ignored))}")
    doubts = [(question.id, remark) for question in one.questions for remark in remarks_of(question.doubts)]
    doubts += [("", remark) for remark in remarks_of(source.doubts)]
    if doubts:
        lines += ["", f"### {text_in(FILES, 'exchange.report_doubts')}", ""]
        lines += [
            f"- {name + ': ' if name else ''}{remark.removeprefix('TODO: ')}" for name, remark in doubts
        ]
    hidden = sum(column.hidden for question in one.questions for column in question.columns.values())
    if hidden:
        lines += ["", text_in(FILES, "exchange.report_hidden", count=hidden)]
    return [*lines, ""]
