"""DDI Codebook 2.5: the study, the file, groups of variables and every variable, in the order that the schema asks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as Tree

from monitor.exchange.microdata import Field, Microdata
from monitor.exchange.vocabulary import clean
from monitor.exchange.writers.data_package import DATA

NAMESPACE = "ddi:codebook:2_5"
Frequencies = Mapping[tuple[str, str], int]


def write_ddi(data: Microdata, path: Path, frequencies: Frequencies) -> None:
    """The codebook; `frequencies` by item and code, only those that the released set shows."""
    Tree.register_namespace("", NAMESPACE)
    root = Tree.Element(f"{{{NAMESPACE}}}codeBook", {"version": "2.5"})
    _study(data, root)
    _file(data, root)
    description = _below(root, "dataDscr")
    _groups(data, description)
    for one in data.fields:
        _variable(data, one, description, frequencies)
    Tree.indent(root)
    text = Tree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', encoding="utf-8", newline="\n")


def _below(parent: Tree.Element, tag: str, text: str | None = None, /, **attributes: str) -> Tree.Element:
    made = Tree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    made.text = _printable(text) if text is not None else None
    return made


def _printable(text: str) -> str:
    """A text without signs that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n" or sign >= " ")


def _study(data: Microdata, root: Tree.Element) -> None:
    study = data.study
    description = _below(root, "stdyDscr")
    citation = _below(description, "citation")
    title = _below(citation, "titlStmt")
    _below(title, "titl", study.title)
    if study.subtitle:
        _below(title, "subTitl", study.subtitle)
    if study.publisher:
        production = _below(citation, "prodStmt")
        _below(production, "producer", study.publisher)
    distribution = _below(citation, "distStmt")
    _below(distribution, "distDate", study.published.isoformat(), date=study.published.isoformat())
    info = _below(description, "stdyInfo")
    summary = _below(info, "sumDscr")
    for wave in study.waves:
        for event, day in zip(("start", "end"), (wave.fieldwork or (wave.id,))[:2], strict=False):
            attributes = {"event": event, "cycle": wave.id}
            _below(summary, "collDate", day, **attributes)
    _below(summary, "nation", "Nederland", abbr="NL")
    _below(summary, "universe", data.questionnaire.respondents)
    method = _below(description, "method")
    collection = _below(method, "dataColl")
    for wave in study.waves:
        if wave.mode:
            _below(collection, "collMode", f"{wave.id}: {wave.mode}")
    if study.weighted:
        _below(collection, "weight", study.weighting.method if study.weighting else "given")
    appraisal = _below(method, "anlyInfo")
    for wave in study.waves:
        if wave.invited:
            _below(appraisal, "respRate", f"{wave.id}: uitgenodigd {wave.invited}")


def _file(data: Microdata, root: Tree.Element) -> None:
    text = _below(_below(root, "fileDscr"), "fileTxt")
    _below(text, "fileName", DATA)
    dimensions = _below(text, "dimensns")
    _below(dimensions, "caseQnty", str(data.rows))
    _below(dimensions, "varQnty", str(len(data.fields)))
    _below(text, "fileType", "text/csv; charset=utf-8")


def _groups(data: Microdata, description: Tree.Element) -> None:
    """Grids and sets; the schema wants all of them before the first variable."""
    here = {one.name for one in data.fields}
    for group in data.questionnaire.groups.values():
        members = [name for name in group.items if name in here]
        if len(members) < 2:
            continue
        kind = "multipleResp" if group.kind == "multi" else "grid"
        made = _below(
            description,
            "varGrp",
            ID=f"G_{group.id}",
            name=group.id,
            type=kind,
            var=" ".join(f"V_{name}" for name in members),
        )
        _below(made, "labl", clean(group.stem))


def _variable(data: Microdata, one: Field, description: Tree.Element, frequencies: Frequencies) -> None:
    item = one.item
    attributes = {"ID": f"V_{one.name}", "name": one.name}
    attributes |= {"intrvl": "contin" if one.measure == "scale" else "discrete"}
    if one.role == "weight":
        attributes["wgt"] = "wgt"
    made = _below(description, "var", **attributes)
    _below(made, "labl", one.label)
    if item is not None:
        group = data.questionnaire.groups.get(item.group)
        question = _below(made, "qstn")
        if group is not None and len(group.items) > 1:
            _below(question, "preQTxt", clean(group.stem))
        _below(question, "qstnLit", clean(item.text))
        if item.asked_if is not None:
            _below(made, "universe", item.asked_if.text)
    for code in one.codes:
        category = _below(made, "catgry", **({"missing": "Y"} if code.missing else {}))
        _below(category, "catValu", code.code or str(code.number))
        _below(category, "labl", code.label)
        count = frequencies.get((one.name, code.code))
        if count is not None:
            _below(category, "catStat", str(count), type="freq")
    _below(
        made,
        "varFormat",
        type="numeric" if one.numbers is not None and (item is None or item.traits.numeric) else "character",
    )
