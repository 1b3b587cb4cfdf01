"""CSV with a Data Package (version 2): the codes of the questionnaire, and in JSON what they mean."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from monitor.exchange.microdata import RESPONDENT, WAVE, Field, Microdata
from monitor.messages.catalogue import text_in
from monitor.study.questionnaire import Questionnaire

DATA, DESCRIPTION = "antwoorden.csv", "datapackage.json"


def write_data_package(data: Microdata, folder: Path, with_answers: bool = True) -> None:
    """`antwoorden.csv` in UTF-8 with commas, and `datapackage.json`; only the latter without answers."""
    if with_answers:
        (folder / DATA).write_text(csv_text(data), encoding="utf-8", newline="")
    package = json.dumps(_package(data), ensure_ascii=False, indent=2) + "\n"
    (folder / DESCRIPTION).write_text(package, encoding="utf-8", newline="\n")


def csv_text(data: Microdata) -> str:
    """All rows, each cell the code of the questionnaire or a number."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([one.name for one in data.fields])
    writer.writerows(zip(*(cells(one) for one in data.fields), strict=True))
    return stream.getvalue()


def cells(one: Field) -> list[str]:
    """A column as it stands in the file."""
    if one.texts is not None:
        return list(one.texts)
    numbers = one.numbers if one.numbers is not None else np.zeros(0)
    codes = {code.number: code.code or str(code.number) for code in one.codes}
    unique, index = np.unique(numbers, return_inverse=True)
    shown = [codes.get(value, _number(value)) for value in unique.tolist()]
    return [shown[place] for place in index.tolist()]


def _number(value: float) -> str:
    return "" if value != value else str(int(value)) if value.is_integer() else repr(value)


def _package(data: Microdata) -> dict[str, Any]:
    study = data.study
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": study.id,
        "title": study.title,
        "created": f"{study.published.isoformat()}T00:00:00Z",
        "resources": [
            {
                "name": "antwoorden",
                "title": study.questionnaire.title,
                "path": DATA,
                "format": "csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "header": True},
                "schema": {
                    "fields": [_field(one, study.questionnaire) for one in data.fields],
                    "primaryKey": [RESPONDENT, WAVE],
                },
            }
        ],
    }


def _field(one: Field, questionnaire: Questionnaire) -> dict[str, Any]:
    made: dict[str, Any] = {"name": one.name, "title": one.label}
    if one.item is None:
        made["type"] = "string" if one.texts is not None else "number"
        return made
    made["type"] = "number" if one.item.traits.numeric else "string"
    group = questionnaire.groups[one.item.group]
    said = [group.stem] if len(group.items) > 1 else []
    if one.item.asked_if is not None:
        said.append(text_in("nl", "exchange.asked_if", condition=one.item.asked_if.text))
    if said:
        made["description"] = " ".join(said)
    if one.categories:
        made["categories"] = [{"value": code.code, "label": code.label} for code in one.categories]
        made["categoriesOrdered"] = one.measure == "ordinal"
    made["missingValues"] = [
        {"value": code.code or str(code.number), "label": code.label} for code in one.missing
    ]
    if one.item.required:
        made["constraints"] = {"required": True}
    return made
