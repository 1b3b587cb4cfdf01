"""SPSS (.sav): names, labels, missing values and measure by pyreadstat; sets, weight and date put in by hand.

pyreadstat writes no sets of variables (record 7, subtype 7), no weight (bytes 76-79 of the header) and the moment of
writing (bytes 92-108), which would make every file differ.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from monitor.exchange.microdata import NO_ANSWER_CODE, Field, Microdata

NAME_BYTES, LABEL_BYTES, VALUE_LABEL_BYTES, TITLE_BYTES = 64, 255, 120, 60
WEIGHT_AT, DATE_AT, HEADER = 76, 92, 176
MISSING = (float(NO_ANSWER_CODE), -90.0)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
END, EXTENSION, VARIABLE, LABELS, DOCUMENTS = 999, 7, 2, 3, 6
SETS, LONG_NAMES = 7, 13


def write_sav(data: Microdata, path: Path) -> None:
    """All columns of the microdata as an .sav file; the same data give the same bytes."""
    import pandas as pd
    import pyreadstat

    names = short_enough([one.name for one in data.fields], NAME_BYTES)
    columns: dict[str, Any] = {}
    labels: dict[str, dict[int | float, str]] = {}
    missing: dict[str, list[Any]] = {}
    for one in data.fields:
        name = names[one.name]
        columns[name] = pd.Series(
            one.numbers if one.numbers is not None else list(one.texts or ()),
            dtype=float if one.numbers is not None else object,
        )
        if one.codes:
            labels[name] = {code.number: cut(code.label, VALUE_LABEL_BYTES) for code in one.codes}
            missing[name] = [{"lo": MISSING[0], "hi": MISSING[1]}]
    pyreadstat.write_sav(
        pd.DataFrame(columns), path, file_label=cut(data.study.title, TITLE_BYTES),
        column_labels={names[one.name]: cut(one.label, LABEL_BYTES) for one in data.fields},
        variable_value_labels=labels, missing_ranges=missing, row_compress=True,
        variable_measure={names[one.name]: one.measure for one in data.fields},
    )  # fmt: skip
    sets = {name: (text, [names[one] for one in options]) for name, (text, options) in data.sets().items()}
    weight = next((names[one.name] for one in data.fields if one.role == "weight"), "")
    path.write_bytes(_completed(path.read_bytes(), sets, weight, data.study.published))


def short_enough(names: list[str], most: int) -> dict[str, str]:
    """Names that a program takes: longer ones are cut, with a number behind them."""
    made: dict[str, str] = {}
    for name in names:
        short, number = cut(name, most, ""), 2
        while short in made.values():
            tail = f"_{number}"
            short, number = cut(name, most - len(tail), "") + tail, number + 1
        made[name] = short
    return made


def cut(text: str, most: int, sign: str = "…") -> str:
    """A text of so many bytes at most, with an ellipsis where something is gone."""
    if len(text.encode()) <= most:
        return text
    room = most - len(sign.encode())
    return text.encode()[:room].decode("utf-8", "ignore").rstrip() + sign


def _completed(raw: bytes, sets: Mapping[str, tuple[str, list[str]]], weight: str, day: date) -> bytes:
    end, short, places = _dictionary(raw)
    moment = f"{day.day:02d} {MONTHS[day.month - 1]} {day.year % 100:02d}00:00:00".encode("ascii")
    header = bytearray(raw[:HEADER])
    header[DATE_AT : DATE_AT + len(moment)] = moment
    if weight:
        header[WEIGHT_AT : WEIGHT_AT + 4] = struct.pack("<i", places[short[weight]])
    return bytes(header) + raw[HEADER:end] + _set_record(sets, short) + raw[end:]


def _set_record(sets: Mapping[str, tuple[str, list[str]]], short: Mapping[str, str]) -> bytes:
    lines = []
    for name, (text, options) in sets.items():
        label = cut(text, LABEL_BYTES)
        members = " ".join(short[one].lower() for one in options)
        lines.append(f"${name}=D1 1 {len(label.encode())} {label} {members}\n")
    said = "".join(lines).encode()
    return struct.pack("<iiii", EXTENSION, SETS, 1, len(said)) + said if said else b""


def _dictionary(raw: bytes) -> tuple[int, dict[str, str], dict[str, int]]:
    """Where the last record of the dictionary begins; short name by long name; place by short name."""
    at, element = HEADER, 0
    places: dict[str, int] = {}
    long: dict[str, str] = {}
    while True:
        (kind,) = struct.unpack_from("<i", raw, at)
        if kind == END:
            return at, {**{name: name for name in places}, **long}, places
        if kind == VARIABLE:
            width, has_label, n_missing = struct.unpack_from("<iii", raw, at + 4)
            element += 1
            if width != -1:
                places[raw[at + 24 : at + 32].decode("ascii").strip()] = element
            at += 32
            if has_label:
                (length,) = struct.unpack_from("<i", raw, at)
                at += 4 + (length + 3) // 4 * 4
            at += abs(n_missing) * 8
        elif kind == LABELS:
            at = _after_labels(raw, at)
        elif kind == DOCUMENTS:
            (lines,) = struct.unpack_from("<i", raw, at + 4)
            at += 8 + lines * 80
        else:
            subtype, size, count = struct.unpack_from("<iii", raw, at + 4)
            content = raw[at + 16 : at + 16 + size * count]
            if subtype == LONG_NAMES:
                pairs = (pair.partition("=") for pair in content.decode("utf-8").split("\t"))
                long = {name: short for short, _, name in pairs}
            at += 16 + size * count


def _after_labels(raw: bytes, at: int) -> int:
    (count,) = struct.unpack_from("<i", raw, at + 4)
    at += 8
    for _ in range(count):
        at += 8
        at += (raw[at] + 1 + 7) // 8 * 8
    (variables,) = struct.unpack_from("<i", raw, at + 4)
    return at + 8 + variables * 4


def weight_field(data: Microdata) -> Field | None:
    """The column with the weight that came with the answers."""
    return next((one for one in data.fields if one.role == "weight"), None)
