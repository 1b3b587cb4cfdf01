"""Values of JSON as the classes that they are declared in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints


def value_of(kind: Any, value: Any, place: str = "") -> Any:
    """A value of JSON as an instance of `kind`: a dataclass, tuple, mapping, union with None or plain type.

    A key that a dataclass does not know is left out, since a later version may have added it; null stands for
    the default of a field that has one.
    **Raises** ValueError naming the place of what does not fit.
    """
    origin = get_origin(kind)
    if origin is Annotated:
        return value_of(get_args(kind)[0], value, place)
    if origin in (Union, UnionType):
        inner = next(part for part in get_args(kind) if part is not NoneType)
        return None if value is None else value_of(inner, value, place)
    if is_dataclass(kind):
        return _record(kind, _as(Mapping, value, place), place)
    make = _CONTAINERS.get(origin)
    return make(get_args(kind), value, place) if make else _plain(kind, value, place)


def with_digits(value: Any, digits: int) -> Any:
    """A value of JSON with its fractions rounded to so many significant digits."""
    if isinstance(value, Mapping):
        return {key: with_digits(each, digits) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(with_digits(each, digits) for each in value)
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


def _record(kind: Any, value: Mapping[str, Any], place: str) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    known = {
        entry.name: value_of(hints[entry.name], value[entry.name], f"{place}.{entry.name}".lstrip("."))
        for entry in fields(kind)
        if entry.name in value and not (value[entry.name] is None and _has_default(entry))
    }
    missing = [entry.name for entry in fields(kind) if entry.name not in known and not _has_default(entry)]
    if missing:
        raise ValueError(f"{place}.{missing[0]}".lstrip("."))
    return kind(**known)


def _has_default(entry: Field) -> bool:
    return entry.default is not MISSING or entry.default_factory is not MISSING


def _tuple(parts: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    values = _as((list, tuple), value, place)
    kinds = parts[:1] * len(values) if parts[1:] == (...,) else parts
    if len(kinds) != len(values):
        raise ValueError(place)
    return tuple(
        value_of(kind, each, f"{place}[{number}]")
        for number, (kind, each) in enumerate(zip(kinds, values, strict=True))
    )


def _mapping(parts: tuple[Any, ...], value: Any, place: str) -> dict[str, Any]:
    return {
        str(key): value_of(parts[1], each, f"{place}.{key}")
        for key, each in _as(Mapping, value, place).items()
    }


def _plain(kind: Any, value: Any, place: str) -> Any:
    if kind is Any:
        return value
    fits = isinstance(value, (int, float) if kind is float else kind)
    if not fits or (isinstance(value, bool) and kind is not bool):
        raise ValueError(place)
    return value


def _as(kind: Any, value: Any, place: str) -> Any:
    if not isinstance(value, kind):
        raise ValueError(place or "the whole")
    return value


_CONTAINERS: dict[Any, Callable[[tuple[Any, ...], Any, str], Any]] = {tuple: _tuple, Mapping: _mapping}
