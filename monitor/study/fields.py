"""What a declaration is made of: classes whose fields say what may stand in YAML, and the types of fields.

A declared class is a frozen dataclass like any other. Only reading a file checks its fields; what stands
below a field is its description, for whoever writes the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar, dataclass_transform

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, core_schema

Class = TypeVar("Class", bound=type)
_CONFIG = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
_FILLED = "monitor_filled"


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def declared(made: Class) -> Class:
    """A frozen dataclass of positional fields that a YAML mapping can be read into; unknown keys are errors."""
    return _readable(dataclass(frozen=True)(made))


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def declared_by_name(made: Class) -> Class:
    """The same with fields that are only given by name, so that any of them can have a default."""
    return _readable(dataclass(frozen=True, kw_only=True)(made))


def _readable(made: Any) -> Any:
    made.__pydantic_config__ = _CONFIG
    made.__get_pydantic_core_schema__ = classmethod(_without_filled)
    return made


def _without_filled(made: type, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    schema: Any = handler(source)
    for one in schema["schema"]["fields"]:
        if _is_filled(one["schema"]):
            one["init"] = False
    return schema


def _is_filled(schema: Any) -> bool:
    return schema.get("metadata", {}).get(_FILLED) or (
        schema["type"] == "default" and _is_filled(schema["schema"])
    )


@dataclass(frozen=True)
class Filled:
    """A field that no file holds: the reader fills it in, from a key, an item or another file."""

    meanwhile: Any = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        anything = core_schema.any_schema()
        return core_schema.with_default_schema(anything, default=self.meanwhile, metadata={_FILLED: True})


@dataclass(frozen=True)
class LeftOut:
    """A field that a file may leave out or leave empty, and what it holds then."""

    then: Any = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.nullable_schema(handler(source))
        read = core_schema.no_info_after_validator_function(
            lambda value: self.then if value is None else value, written
        )
        return core_schema.with_default_schema(read, default=self.then)


@dataclass(frozen=True)
class WrittenAs:
    """A field that a file holds in another form, and what makes of that form what the field holds."""

    form: Any
    read: Callable[[Any], Any] | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        form = handler.generate_schema(self.form)
        return core_schema.no_info_after_validator_function(self.read, form) if self.read else form


@dataclass(frozen=True)
class OneOf:
    """One of some names that are declared elsewhere, as `Literal` says of names written out."""

    names: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.names))


@dataclass(frozen=True)
class Short:
    """An entry of which a file may give one key alone, in a form of its own: `region` for `{id: region}`."""

    key: str
    form: Any
    yaml: type | tuple[type, ...] = str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        whole, short = handler(source), handler.generate_schema(self.form)
        return core_schema.no_info_before_validator_function(
            lambda value: {self.key: value} if isinstance(value, self.yaml) else value,
            whole,
            json_schema_input_schema=core_schema.union_schema([short, whole]),
        )


def keyed(name: str) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Entries of a mapping in order, each with its key as the field `name`."""
    return lambda entries: tuple(replace(entry, **{name: key}) for key, entry in entries.items())


def _nothing(value: Any) -> Any:
    return None if value in ("none", "", None) else value


def _stated(text: str) -> str:
    if text.upper().startswith("TODO") or not any(letter.isalpha() for letter in text):
        raise ValueError("declared.words_that_somebody_stands_for")
    return text


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Stated = Annotated[Text, AfterValidator(_stated)]
Words = Annotated[Text, LeftOut("")]
File = Annotated[Path, WrittenAs(Text, Path)]
Column = Annotated[str | None, BeforeValidator(_nothing)]
Count = Annotated[int, Field(ge=1)]
Limit = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Margin = Annotated[float, Field(gt=0, allow_inf_nan=False)]
