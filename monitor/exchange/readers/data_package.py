"""Data Package (Frictionless, versions 1 and 2): the fields of a table as its datapackage.json describes them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from monitor.exchange.json_files import mapping
from monitor.exchange.source import Declared, Roles, Source, Variable
from monitor.exchange.vocabulary import clean, plain, vocabulary
from monitor.messages.catalogue import FILES, text_in

TRUE, FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
NUMBERS = ("integer", "number")
DAYS = ("date", "datetime", "time", "year", "yearmonth", "duration")
YES, NO = "ja", "nee"


def is_structure(content: Any) -> bool:
    return isinstance(content, dict) and any(_fields(one) for one in _resources(content))


def read_structure(path: Path, content: Mapping[str, Any]) -> Source:
    """The fields of the widest table. A description that several fields have is the text of their question."""
    widest = max(_resources(content), key=lambda one: len(_fields(one)))
    schema = mapping(widest.get("schema"))
    fields = _fields(widest)
    shared = Counter(said for one in fields if (said := _described(one)))
    variables = [_variable(one, schema, shared[_described(one)] > 1) for one in fields]
    keys = schema.get("primaryKey")
    named = [
        str(key) for key in ([keys] if isinstance(keys, str) else keys if isinstance(keys, list) else [])
    ]
    return Source(
        format="frictionless", path=path, title=clean(_text(content, "title")) or clean(_text(widest, "title")),
        variables=tuple(_grouped(one, variables) for one in variables),
        roles=Roles(respondent_id=named[0] if len(named) == 1 else ""),
    )  # fmt: skip


def _resources(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [mapping(one) for one in mapping(content.get("resources")).values()]


def _fields(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    fields = mapping(mapping(resource.get("schema")).get("fields")).values()
    return [mapping(one) for one in fields if _text(mapping(one), "name")]


def _text(entry: Mapping[str, Any], name: str) -> str:
    said = entry.get(name)
    return said if isinstance(said, str) else ""


def _variable(field: Mapping[str, Any], schema: Mapping[str, Any], has_stem: bool) -> Variable:
    name, kind = _text(field, "name"), _text(field, "type")
    labels, missing = _categories(field), _missing(field, schema)
    rules = mapping(field.get("constraints"))
    declared: Declared = ""
    if kind == "boolean":
        declared = "option" if has_stem else "single"
        labels = dict.fromkeys(_values(field, "trueValues", TRUE), YES)
        labels |= dict.fromkeys(_values(field, "falseValues", FALSE), NO)
    elif labels:
        declared = "option" if has_stem and _are_signs(labels.values()) else "single"
    elif kind in NUMBERS:
        declared = "number"
    elif kind in DAYS:
        declared = "ignored"
    return Variable(
        column=(name,), code=name, text=clean(_text(field, "title")) or name, type=declared, listed=True,
        stem=_described(field) if has_stem else "", labels=labels | missing, missing=tuple(missing),
        ordered=field.get("categoriesOrdered") is True, required=rules.get("required") is True, range=_range(rules),
    )  # fmt: skip


def _described(field: Mapping[str, Any]) -> str:
    """The description without the condition that `monitor export` writes behind it."""
    route = text_in(FILES, "exchange.asked_if", condition="")
    return clean(_text(field, "description").partition(route)[0])


def _are_signs(labels: Iterable[str]) -> bool:
    """Whether labels say of an option that it was chosen or was not, and nothing else."""
    words = vocabulary().file
    known = {plain(word) for word in (*words.chosen, *words.not_chosen)} - {"ja", "nee", "yes", "no"}
    return {plain(label) for label in labels} <= known


def _code(value: Any) -> str:
    """A value that can be answered; empty for what is none, such as a list."""
    return str(value) if isinstance(value, str | int | float) else ""


def _categories(field: Mapping[str, Any]) -> dict[str, str]:
    """Value to label; of a list of values alone, each its own label."""
    return _labels(field.get("categories") or mapping(field.get("constraints")).get("enum"))


def _missing(field: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, str]:
    """Values that mean no answer, or one outside the base, with their labels; those of a field replace those of the table."""
    return _labels(field.get("missingValues", schema.get("missingValues")))


def _labels(listed: Any) -> dict[str, str]:
    """Value to label of a list of either, or of values alone."""
    found = {}
    for one in listed if isinstance(listed, list) else []:
        value = _code(one.get("value", "") if isinstance(one, dict) else one)
        found[value] = clean(_text(mapping(one), "label")) or value
    return {value: label for value, label in found.items() if value}


def _values(field: Mapping[str, Any], name: str, usual: tuple[str, ...]) -> list[str]:
    listed = field.get(name)
    return [str(one) for one in listed] if isinstance(listed, list) and listed else list(usual)


def _range(rules: Mapping[str, Any]) -> tuple[float, float] | None:
    try:
        low, high = float(rules["minimum"]), float(rules["maximum"])
    except (KeyError, TypeError, ValueError):
        return None
    return (low, high) if low < high else None


def _grouped(variable: Variable, variables: list[Variable]) -> Variable:
    """A field that shares its question with others, under what their names begin with."""
    if not variable.stem:
        return variable
    names = [one.code for one in variables if one.stem == variable.stem]
    return replace(variable, group=os.path.commonprefix(names).rstrip("_0123456789-.") or variable.stem)
