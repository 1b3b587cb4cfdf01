"""Reads a YAML declaration: every scalar a string, typed by its model, errors with file and line.

The 1.2 core schema is taken one step further: nothing is typed while reading, so `yes: ja`, `0363`
and `16.10` stay what somebody typed. Only a plain empty value, `null` or `~` means "nothing".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from monitor.errors import DeclarationError, nearest
from monitor.messages.catalogue import is_message, text
from monitor.study.json_schema import keys_at
from monitor.study.slips import cut_at_a_comma, slip_in_value
from monitor.study.yaml_text import Key, read_yaml

Model = TypeVar("Model")


class Declared(BaseModel):
    """Base of every declared model: frozen, and a key nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True)
class Declaration:
    """A YAML file as plain dicts, lists and strings, with the line of every key path."""

    path: Path
    data: Any
    lines: dict[Key, int]

    def line(self, key: Key) -> int | None:
        """Line of the nearest known ancestor of a key path."""
        for end in range(len(key), -1, -1):
            if key[:end] in self.lines:
                return self.lines[key[:end]]
        return None

    def at(self, key: Key) -> Any:
        """What stands under a key path."""
        found = self.data
        for part in key:
            found = found[part]
        return found

    def error(self, key: Key, what: str, **details: Any) -> DeclarationError:
        """A declaration error at the line of a key path."""
        return DeclarationError(what, where=self.path.name, line=self.line(key), **details)

    def check_unique(self, names: Iterable[str], key: str) -> None:
        """**Raises** DeclarationError at the line of `key` for a name that occurs twice under it."""
        seen: set[str] = set()
        for name in names:
            if name in seen:
                raise self.error((key,), "declared.occurs_twice_in", name=name, key_name=key)
            seen.add(name)


def read_declaration(path: Path) -> Declaration:
    """Read a YAML file. **Raises** DeclarationError as `read_yaml` does."""
    return Declaration(path, *read_yaml(path))


def load(path: Path, model: type[Model], defaults: Any = None) -> tuple[Model, Declaration]:
    """Read a YAML file into its declared class, with what was read for later checks by line.

    `defaults` fills keys that the file leaves out, at any depth of its mappings.
    """
    document = read_declaration(path)
    return as_declared(document, model, defaults), document


def as_declared(document: Declaration, model: type[Model], defaults: Any = None) -> Model:
    """What a file says, as its declared class. **Raises** DeclarationError at the line of what does not fit."""
    try:
        reader = _reader_of(model)  # type: ignore[arg-type]  # a class can be hashed
        return reader.validate_python(_filled(document.data, defaults))
    except ValidationError as failure:
        raise _declaration_error(document, failure, model) from None


@cache
def _reader_of(model: type) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _filled(data: Any, defaults: Any) -> Any:
    if not (isinstance(data, dict) and isinstance(defaults, dict)):
        return data
    return {**defaults, **{key: _filled(value, defaults.get(key)) for key, value in data.items()}}


def _declaration_error(document: Declaration, failure: ValidationError, model: type) -> DeclarationError:
    if other := _other_file(document, failure):
        return DeclarationError(other, where=document.path.name)
    problem = _first(document, failure)
    key = _key_of(document, problem)
    kind, value = problem["type"], problem["input"]
    if kind == "missing":
        return document.error(key[:-1] or key, "declared.is_missing", key_name=key[-1])
    if kind in _UNKNOWN:
        known = keys_at(model, key[:-1])
        return document.error(
            key,
            "declared.nobody_knows_key_here",
            known=list(known) or None,
            hint=cut_at_a_comma(str(key[-1]), document.at(key[:-1])) or nearest(str(key[-1]), known),
            key_name=key[-1],
        )
    return document.error(
        key,
        "declared.cannot_be_used",
        got=shown(value),
        expected=_wanted(problem),
        hint=slip_in_value(value, kind),
        name=" > ".join(_place(part) for part in key) or text("declared.this_file"),
    )


_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
_OTHER_FILE = {("study",): "declared.is_questionnaire", ("survey",): "declared.is_study_file"}


def _first(document: Declaration, failure: ValidationError) -> Any:
    """The problem to begin with: a key that is not known, where another one beside it is missing or wrong for that reason."""
    problems = failure.errors(include_url=False)
    beside = _key_of(document, problems[0])[:-1]
    unknown = (one for one in problems if one["type"] in _UNKNOWN and _key_of(document, one)[:-1] == beside)
    return next(unknown, problems[0])


def _key_of(document: Declaration, problem: Any) -> Key:
    """The path of a problem in the file: of one thing that stands for a list of one, without a place in that list."""
    key, found = [], document.data
    last = len(problem["loc"]) - 1
    named = problem["type"] in (*_UNKNOWN, "missing")  # then the last part is a key, whatever signs it has
    for place, part in enumerate(problem["loc"]):
        if (named and place == last) or _is_part_of(found, part):
            key.append(part)
            found = _inside(found, part)
    return tuple(key)


def _inside(found: Any, part: Any) -> Any:
    if isinstance(part, int):
        return found[part] if isinstance(found, list) and part < len(found) else None
    return found.get(part) if isinstance(found, dict) else None


def _other_file(document: Declaration, failure: ValidationError) -> str | None:
    """What to say of a questionnaire where a study file is asked for, and the other way round."""
    missing = [one["loc"] for one in failure.errors(include_url=False) if one["type"] == "missing"]
    has = [key for key in _OTHER_FILE if key[0] in document.data]
    return next((_OTHER_FILE[key] for key in missing if key in _OTHER_FILE and has), None)


def _place(part: Any) -> str:
    """A key, or the place in a list as people count."""
    return str(part + 1) if isinstance(part, int) else str(part)


def _is_part_of(found: Any, part: Any) -> bool:
    """Whether a part of a place is one of the file, and not the name of a type that was tried or of one thing in a list."""
    if isinstance(part, int):
        return isinstance(found, list)
    if isinstance(found, dict) and part in found:
        return True
    return not isinstance(found, list) and not re.search(r"[\[(]|^(function-|str$|list$|dict$)", part)


def _form(value: Any) -> str:
    code = _FORMS.get(type(value)) if value else "declared.nothing"
    return text(code) if code else type(value).__name__


def shown(value: Any) -> str:
    """A value of a file as an error quotes it: a text in quotation marks, cut short; anything else by its form."""
    if not isinstance(value, str):
        return text("declared.nothing") if value is None else _form(value)
    quoted = f'"{value}"'
    return quoted if len(quoted) <= 60 else quoted[:57] + '..."'


_FORMS: dict[type, str] = {dict: "declared.keys_with_values", list: "declared.list"}
_WANTED = {
    "string_pattern_mismatch": "declared.small_letters",
    "string_too_short": "declared.text_too_short",
    "too_short": "declared.one_entry",
    "date_from_datetime_parsing": "declared.date",
    "dict_type": "declared.keys_with_a_value_each",
    "model_type": "declared.keys_with_a_value_each",
    "dataclass_type": "declared.keys_with_a_value_each",
    "literal_error": "declared.one_of_these",
    "greater_than": "declared.greater",
    "greater_than_equal": "declared.at_least",
    "less_than": "declared.less",
    "less_than_equal": "declared.at_most",
    "finite_number": "declared.finite_number",
    "int_parsing": "declared.whole_number",
    "int_from_float": "declared.whole_number",
    "float_parsing": "declared.number",
    "bool_parsing": "declared.on_or_off",
    "string_type": "declared.text",
    "tuple_type": "declared.list",
    "list_type": "declared.list",
}
_LIMITS = ("gt", "ge", "lt", "le", "min_length")


def _wanted(problem: Any) -> str:
    """What should stand there, of our own checks and of those of the library."""
    code, said = _WANTED.get(problem["type"]), problem.get("ctx", {})
    if said.get("pattern", "").startswith("^[A-Z"):
        code = "declared.letters_and_digits"
    if code is None:
        message = str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
        return text(message) if is_message(message) else text("declared.as_the_library_says", message=message)
    limit = next((said[name] for name in _LIMITS if name in said), None)
    return text(code, limit=limit, words=re.findall(r"'[^']*'", str(said.get("expected", ""))))
