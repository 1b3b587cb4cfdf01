"""What two coders made of the open answers of the demonstration, as a file of coded answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planting import Row

CODED_COLUMNS = ("respondent_id", "question", "code", "coder", "quote", "approved")


def coded_lines(rows: Sequence[Row], texts: Mapping[str, Any]) -> list[Row]:
    """**Rows**: one per coded answer, coder and code, in the order of `CODED_COLUMNS`.

    A coder who found no code that fits has one line without a code. Quotes stand with coder A.
    """
    lines = [
        line
        for question, entries in texts.items()
        for row in rows
        for entry in entries
        if row.get(question) == entry["text"] and "codes" in entry
        for line in _lines(row["respondent_id"], question, entry)
    ]
    return sorted(lines, key=lambda line: [line[name] for name in CODED_COLUMNS])


def _lines(respondent: str, question: str, entry: Mapping[str, Any]) -> Iterator[Row]:
    quote = entry.get("quote", {})
    for coder, codes in entry["codes"].items():
        for code in codes or [""]:
            quoted = coder == "A" and code == quote.get("code")
            yield {
                "respondent_id": respondent,
                "question": question,
                "code": code,
                "coder": coder,
                "quote": entry["text"] if quoted else "",
                "approved": quote["approved"] if quoted else "",
            }
