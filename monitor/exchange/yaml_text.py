"""YAML as a person writes it: short mappings on one line, a remark at the line that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH = 110
_PLAIN = re.compile(r"[A-Za-zÀ-ÿ_][\wÀ-ÿ .,()/?%+€'-]*")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n", "~"}


@dataclass(frozen=True)
class Remarked:
    """A value, and what is written behind it."""

    value: Any
    remarks: tuple[str, ...] = field(default=())


LONGEST_KEY = 1000  # signs; YAML reads a key without a mark up to 1,024


def scalar(value: Any) -> str:
    """A value on one line, between quotation marks where YAML could read something else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.strip() == text and text.lower() not in _WORDS
    if plain and ": " not in text and " #" not in text and not text.endswith(":"):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for sign, name in (("\n", "n"), ("\t", "t"), ("\r", "r")):
        escaped = escaped.replace(sign, f"\\{name}")
    escaped = _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    return f'"{escaped}"'


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{_key(_flow_scalar(name))}: {flow(each)}" for name, each in value.items()) + "}"
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _flow_scalar(value)


def _flow_scalar(value: Any) -> str:
    said = scalar(value)
    return said if said[:1] == '"' or not set(said) & set(",[]{}?") else f'"{said}"'


def lines(value: Mapping[str, Any], indent: int = 0) -> list[str]:
    """A mapping as lines; what is short stands on one."""
    made: list[str] = []
    for name, each in value.items():
        made += _entry(f"{' ' * indent}{_key(scalar(name), indent)}:", each, indent)
    return made


def _key(said: str, indent: int | None = None) -> str:
    """A key as YAML takes it: one of more than 1,024 signs is marked as a key, in a block on a line of its own."""
    if len(said) <= LONGEST_KEY:
        return said
    return f"? {said} " if indent is None else f"? {said}\n{' ' * indent}"


def _entry(head: str, value: Any, indent: int) -> list[str]:
    remarks: tuple[str, ...] = ()
    if isinstance(value, Remarked):
        value, remarks = value.value, value.remarks
    behind = "".join(f"  # {remark}" for remark in remarks[:1])
    above = [f"{' ' * indent}# {remark}" for remark in remarks[1:]]
    if isinstance(value, Mapping) and value:
        one = f"{head} {flow(value)}" if not _holds_remarks(value) else ""
        if one and len(one) <= WIDTH and not any(isinstance(each, Mapping) for each in value.values()):
            return [*above, one + behind]
        return [*above, head + behind, *lines(value, indent + 2)]
    if isinstance(value, list) and value and isinstance(value[0], Mapping | Remarked):
        return [*above, head + behind, *(line for each in value for line in _item(each, indent + 2))]
    shown = flow(value) if isinstance(value, list | tuple | Mapping) else scalar(value)
    return [*above, f"{head} {shown}{behind}"]


def _item(value: Any, indent: int) -> list[str]:
    """One entry of a list of mappings, the remarks above it."""
    remarks: tuple[str, ...] = ()
    if isinstance(value, Remarked):
        value, remarks = value.value, value.remarks
    above = [f"{' ' * indent}# {remark}" for remark in remarks]
    below = lines(value, indent + 2)
    return [*above, f"{' ' * indent}- {below[0].lstrip()}", *below[1:]]


def _holds_remarks(value: Any) -> bool:
    if isinstance(value, Remarked):
        return True
    if isinstance(value, Mapping):
        return any(map(_holds_remarks, value.values()))
    return isinstance(value, list) and any(map(_holds_remarks, value))
