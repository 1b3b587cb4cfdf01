"""Rules of DDI Codebook 2.5, written from its field-level documentation: what may stand where, in which order, and what
attributes may say. An element that is not named here is one that we do not write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

NAMESPACE = "{ddi:codebook:2_5}"
CHILDREN = {
    "codeBook": "stdyDscr fileDscr dataDscr",
    "stdyDscr": "citation stdyInfo method",
    "citation": "titlStmt prodStmt distStmt",
    "titlStmt": "titl subTitl",
    "prodStmt": "producer",
    "distStmt": "distDate",
    "stdyInfo": "sumDscr",
    "sumDscr": "collDate nation universe",
    "method": "dataColl anlyInfo",
    "dataColl": "collMode weight",
    "anlyInfo": "respRate",
    "fileDscr": "fileTxt",
    "fileTxt": "fileName dimensns fileType",
    "dimensns": "caseQnty varQnty",
    "dataDscr": "varGrp var",
    "varGrp": "labl",
    "var": "labl qstn universe catgry varFormat",
    "qstn": "preQTxt qstnLit",
    "catgry": "catValu labl catStat",
}
NEEDED = {"codeBook": {"stdyDscr"}, "stdyDscr": {"citation"}, "citation": {"titlStmt"}, "titlStmt": {"titl"}}
ONCE = {"titl", "titlStmt", "dimensns", "catValu", "varFormat", "preQTxt", "qstnLit"}
SAYS = {
    ("var", "intrvl"): "contin|discrete",
    ("var", "wgt"): "wgt|not-wgt",
    ("varGrp", "type"): "section|multipleResp|grid|display|repetition|subject|version|iteration|analysis|pragmatic|record|file|randomized|other",
    ("catgry", "missing"): "Y|N",
    ("catStat", "type"): "freq|percent|crosstab|other",
    ("varFormat", "type"): "numeric|character",
    ("collDate", "event"): "start|end|single",
    ("distDate", "date"): r"\d{4}(-\d\d(-\d\d)?)?",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z_][\w.-]*")


def broken_rules(root: Element) -> list[str]:
    """What a codebook does that the documentation does not allow."""
    return [*_places(root), *_attributes(root), *_names(root), *_values(root)]


def tag(element: Element) -> str:
    return str(element.tag).removeprefix(NAMESPACE)


def _places(root: Element) -> Iterator[str]:
    for one in root.iter():
        known, found = CHILDREN.get(tag(one), "").split(), [tag(child) for child in one]
        yield from (f"{name} in {tag(one)}" for name in found if name not in known)
        order = [known.index(name) for name in found if name in known]
        if order != sorted(order):
            yield f"order in {tag(one)}: {' '.join(dict.fromkeys(found))}"
        yield from (f"{name} is not in {tag(one)}" for name in NEEDED.get(tag(one), set()) - set(found))
        yield from (
            f"{name} twice in {tag(one)}" for name, n in Counter(found).items() if n > 1 and name in ONCE
        )


def _attributes(root: Element) -> Iterator[str]:
    for one in root.iter():
        for name, said in one.attrib.items():
            allowed = SAYS.get((tag(one), name))
            if allowed and not re.fullmatch(allowed, said):
                yield f"{tag(one)} says {name}={said}"
        if tag(one) == "var" and not one.get("name"):
            yield "a var without a name"


def _names(root: Element) -> Iterator[str]:
    ids = Counter(one.get("ID") for one in root.iter() if one.get("ID"))
    yield from (f"ID {name} {n} times" for name, n in ids.items() if n > 1)
    yield from (f"ID {name} is no name" for name in ids if not _NAME.fullmatch(str(name)))
    variables = {one.get("ID") for one in root.iter(f"{NAMESPACE}var")}
    for group in root.iter(f"{NAMESPACE}varGrp"):
        yield from (
            f"{name} of a varGrp is no var" for name in str(group.get("var")).split() if name not in variables
        )


def _values(root: Element) -> Iterator[str]:
    for one in root.iter(f"{NAMESPACE}var"):
        values = Counter(each.findtext(f"{NAMESPACE}catValu") for each in one.iter(f"{NAMESPACE}catgry"))
        yield from (f"value {value} {n} times in {one.get('name')}" for value, n in values.items() if n > 1)
    for name in ("caseQnty", "varQnty"):
        yield from (
            f"{name} {one.text}" for one in root.iter(f"{NAMESPACE}{name}") if not str(one.text).isdecimal()
        )
