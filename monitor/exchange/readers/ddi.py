"""DDI Codebook: the variables of a file of answers, with their texts, categories, groups and weight."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from monitor.exchange.source import Declared, Roles, Source, Variable
from monitor.exchange.vocabulary import clean

GRID, SEVERAL = "grid", "multipleResp"


def is_structure(root: Element) -> bool:
    return _tag(root) == "codeBook"


def read_structure(path: Path, root: Element) -> Source:
    """The variables in the order of the file; rows and options go by the group that names them."""
    groups = {
        name: group
        for group in _below(root, "varGrp")
        if group.get("type") in (GRID, SEVERAL)
        for name in (group.get("var") or "").split()
    }
    found = [(one, groups.get(one.get("ID") or "")) for one in _below(root, "var") if one.get("name")]
    weights = [str(one.get("name")) for one, _ in found if one.get("wgt") == "wgt"]
    title = next((_words(one) for one in _below(root, "titl")), "")
    return Source(
        format="ddi", path=path, title=title, variables=tuple(_variable(one, group) for one, group in found),
        roles=Roles(weight=weights[0] if len(weights) == 1 else ""),
    )  # fmt: skip


def _variable(var: Element, group: Element | None) -> Variable:
    name = str(var.get("name"))
    label, asked, before = _first(var, "labl"), _first(var, "qstn", "qstnLit"), _first(var, "qstn", "preQTxt")
    labels, missing = _categories(var)
    stem = _first(group, "labl") if group is not None else before
    option = group is not None and group.get("type") == SEVERAL
    text = label if option else asked or label
    closed = any(value not in missing for value in labels)
    declared: Declared = "option" if option else ""  # categories may be the ends of a row of numbers
    form = _child(var, "varFormat")
    is_text = form is not None and form.get("type") == "character"
    return Variable(
        column=(name,), code=name, text=text or name, stem=stem, type=declared, labels=labels, missing=missing,
        group=(group.get("name") or stem) if group is not None else "", listed=closed or is_text,
        ordered=var.get("nature") == "ordinal", range=_range(var),
    )  # fmt: skip


def _categories(var: Element) -> tuple[dict[str, str], tuple[str, ...]]:
    """Value to label, and the values that are no answer: marked, or named as not valid."""
    labels: dict[str, str] = {}
    missing = []
    for one in _children(var, "catgry"):
        value = _first(one, "catValu")
        if value:
            labels[value] = _first(one, "labl") or value
            missing += [value] if (one.get("missing") or "").upper() == "Y" else []
    invalid = _child(var, "invalrng")
    for one in _children(invalid, "item") if invalid is not None else ():
        missing += [str(one.get("VALUE"))] if one.get("VALUE") else []
    return labels, tuple(dict.fromkeys(missing))


def _range(var: Element) -> tuple[float, float] | None:
    valid = _child(var, "valrng")
    span = _child(valid, "range") if valid is not None else None
    try:
        low, high = (float(str(span.get(end))) for end in ("min", "max")) if span is not None else (0.0, 0.0)
    except ValueError:
        return None
    return (low, high) if low < high else None


# elements, whatever the version of their namespace


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _below(root: Element, tag: str) -> Iterator[Element]:
    return (one for one in root.iter() if _tag(one) == tag)


def _children(element: Element, tag: str) -> list[Element]:
    return [one for one in element if _tag(one) == tag]


def _child(element: Element, tag: str) -> Element | None:
    return next(iter(_children(element, tag)), None)


def _first(element: Element, *tags: str) -> str:
    """The words of the first element on a way down, "" where there is none."""
    here: Element | None = element
    for tag in tags:
        here = _child(here, tag) if here is not None else None
    return _words(here) if here is not None else ""


def _words(element: Element) -> str:
    return clean("".join(element.itertext()))
