"""What somebody most likely meant where a file cannot be read as declared: a hint that says it, for the usual slips."""

from __future__ import annotations

import re
from typing import Any

from monitor.messages.catalogue import text

ANSWERS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".sav", ".zsav", ".por", ".parquet")
"""How files with answers end; no file with keys does."""
_CURLY = re.compile("(^|[:,{[])\\s*[\u201c\u201d\u201e\u2018\u201a]")
_NO_BREAK = "\u00a0"  # a space as word processors and web pages have it; YAML takes it for a letter
_DECIMALS = re.compile(r"(-?\d+),(\d+)")
_PERCENTAGE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


def slip_in_yaml(said: str, line: str, above: str = "") -> str | None:
    """What is wrong with a line that the reader of YAML refuses with these words, or with the one above it, or None."""
    if _NO_BREAK in line + above:
        return text("declared.plain_spaces")
    if re.match(r" *\t", line):
        return text("declared.no_tabs")
    if _CURLY.search(line):
        return text("declared.straight_quotes")
    if "escape character" in said:
        return text("declared.slash_in_paths")
    if "mapping values" in said:
        return text("declared.quote_a_colon")
    return None


def slip_in_value(value: Any, wanted: str) -> str | None:
    """How a value is written that does not fit: `wanted` is what the library calls the reason."""
    if wanted in ("tuple_type", "list_type") and isinstance(value, str):
        return text("declared.as_a_list", given=value)
    if not (isinstance(value, str) and wanted.startswith(("float", "int"))):
        return None
    if found := _DECIMALS.fullmatch(value):
        return text("declared.decimal_point", number=f"{found[1]}.{found[2]}")
    if found := _PERCENTAGE.fullmatch(value):
        return text("declared.no_percent_sign", number=f"{float(found[1].replace(',', '.')) / 100:g}")
    return None


def cut_at_a_comma(key: str, beside: dict[str, Any]) -> str | None:
    """Inside { }, YAML ends a value at its first comma: the rest of any_of(use_*, less) or of 0,05 looks like a key."""
    if set(key) & set("()[]'\""):
        return text("declared.quote_a_comma")
    names = list(beside)
    before = beside[names[names.index(key) - 1]] if key in names[1:] else None
    if key.isdigit() and isinstance(before, str) and re.fullmatch(r"-?\d+", before):
        return text("declared.decimal_point", number=f"{before}.{key}")
    return None
