"""The codes of a Triple-S variable: those with words, and the ranges that declare codes or numbers without."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from monitor.errors import IntakeError
from monitor.exchange.answers import number_of
from monitor.exchange.limits import exchange_limits
from monitor.exchange.readers.triples_texts import words
from monitor.exchange.source import Variable
from monitor.exchange.vocabulary import clean

Span = tuple[float, float]


def check_codes(element: Element, name: str, path: Path) -> None:
    """**Raises** IntakeError for a code that a variable has twice; 1 and 01 are one code."""
    seen = set()
    for code, _ in _values(element):
        plain = code.lstrip("0") or "0" if code.isdecimal() else code
        if plain in seen:
            raise IntakeError("exchange.triple_s_same_code", where=path.name, name=name, value=code)
        seen.add(plain)


def values_of(element: Element) -> dict[str, str]:
    """Code to words, "" where there are none."""
    return dict(_values(element))


def _values(element: Element) -> list[tuple[str, str]]:
    found = [(clean(one.get("code") or ""), words(one)) for one in element.iter("value")]
    return [(code, said) for code, said in found if code]


def span_of(element: Element) -> Span | None:
    """The widest span of the ranges of a number; None where an end of one is no number."""
    ends = [_number(one.get(end)) for one in element.iter("range") for end in ("from", "to")]
    known = [end for end in ends if end is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    return (low, high) if len(known) == len(ends) and low < high else None


def _number(text: str | None) -> float | None:
    try:
        value = float((text or "").strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def outside_of(values: Mapping[str, str], span: Span | None) -> tuple[str, ...]:
    """Labelled values that cannot be numbers of a quantity: they lie outside its range."""
    numbers = {code: number_of(code) for code in values}
    return tuple(
        code
        for code, number in numbers.items()
        if number is None or (span is not None and not span[0] <= number <= span[1])
    )


def codes_of_single(element: Element, bare: Variable) -> Variable:
    """A closed question with the codes of its values and ranges; a number where ranges hold more than it may have."""
    values, ranges = values_of(element), _whole_ranges(element)
    if ranges is None or sum(high - low + 1 for low, high in ranges) > exchange_limits().closed_answers:
        return replace(
            bare, type="number", labels=values, range=span_of(element), listed=bool(values), doubt="exchange.too_many_codes"
        )  # fmt: skip
    coded = {int(code): code for code in values if code.isdecimal() and code.isascii()}
    codes = {
        number: coded.get(number, str(number)) for low, high in ranges for number in range(low, high + 1)
    }
    numbered = [{**codes, **coded}[number] for number in sorted({*codes, *coded})]
    in_order = list(dict.fromkeys((*numbered, *values))) if ranges else list(values)
    labels = {code: values.get(code, "") or code for code in in_order}
    wordless = tuple(code for code in in_order if not values.get(code))
    return replace(bare, type="single", labels=labels, listed=bool(labels), wordless=wordless)


def _whole_ranges(element: Element) -> list[tuple[int, int]] | None:
    """The ends of every range; None where one is no whole number."""
    ends = [(_number(one.get("from")), _number(one.get("to"))) for one in element.iter("range")]
    whole = [
        (int(low), int(high))
        for low, high in ends
        if low is not None
        and high is not None
        and low.is_integer()
        and high.is_integer()
        and 0 <= low <= high
    ]
    return whole if len(whole) == len(ends) else None


def options_of(
    element: Element, name: str, place: tuple[int, int], path: Path
) -> tuple[dict[int, str], tuple[str, ...]]:
    """Code to words of the options of a multiple, and the codes without words, which stand for themselves.

    **Raises** IntakeError for a code that is no place in its field.
    """
    length = place[1] - place[0] + 1
    values = values_of(element)
    ends = [one.get(end) or "" for one in element.iter("range") for end in ("from", "to")]
    for code in (*values, *ends):
        if not (code.strip().isdecimal() and code.strip().strip("0")):
            raise IntakeError("exchange.triple_s_code", where=path.name, name=name, got=clean(code))
    highest = max(
        (*values, *ends),
        key=lambda code: (len(code.strip().lstrip("0")), code.strip().lstrip("0")),
        default="",
    )
    if len(highest.strip().lstrip("0")) > len(str(length)) or int(highest.strip() or 1) > length:
        raise IntakeError(
            "exchange.triple_s_field", where=path.name, name=name, length=length, highest=clean(highest)
        )
    said = {int(code): label for code, label in values.items()}
    codes = {
        *said,
        *(
            code
            for low, high in zip(ends[::2], ends[1::2], strict=True)
            for code in range(int(low), int(high) + 1)
        ),
    }
    wordless = tuple(str(code) for code in sorted(codes) if not said.get(code))
    return {code: said.get(code) or str(code) for code in sorted(codes)}, wordless
