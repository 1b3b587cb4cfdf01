"""Truth: DDI codebooks and data packages in other spellings than the samples have, read by hand; and those that this
program writes itself, of which the questionnaire has to come back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from monitor.commands.export import export_study
from monitor.exchange.begin import begin
from monitor.stages.options import RunOptions
from monitor.study.questionnaire_reader import read_questionnaire
from tests.declared import plain_yaml

ROWS = [
    f"r{n};{'ja' if n % 2 else 'nee'};{n % 4};{[1, 2, 3, 9][n % 4]};{n % 2};{(n + 1) % 2}" for n in range(20)
]
HEADINGS = "nr;hulp;kinderen;oordeel;m_a;m_b"


def made(folder: Path, structure: str, content: str) -> dict[str, Any]:
    (folder / structure).write_text(content, encoding="utf-8")
    (folder / "antwoorden 2025.csv").write_text("\n".join([HEADINGS, *ROWS]) + "\n", encoding="utf-8")
    begin([str(folder / structure), str(folder / "antwoorden 2025.csv")], folder / "o", lambda *_: None)
    return plain_yaml(folder / "o" / "questionnaire.yaml")


def var(name: str, text: str, more: str = "", attributes: str = "") -> str:
    return f'<var name="{name}" ID="{name}" {attributes}><labl>{text}</labl>{more}</var>'


def category(value: int, label: str, missing: str = "") -> str:
    return f"<catgry{missing}><catValu>{value}</catValu><labl>{label}</labl></catgry>"


def test_a_codebook_of_an_older_version_and_a_count_with_one_label(tmp_path: Path) -> None:
    """Without a namespace; a number of which only the missing value has a label is no report mark."""
    opinion = "".join(map(category, (1, 2, 3), ("goed", "matig", "slecht"))) + category(
        9, "weet niet", ' missing="Y"'
    )
    variables = [
        var("nr", "Nummer"),
        var("hulp", "Kreeg u hulp?"),
        var("kinderen", "Hoeveel kinderen hebt u?", category(99, "geen antwoord", ' missing="Y"')),
        var("oordeel", "Wat vindt u ervan?", opinion),
    ]
    grouped = '<varGrp type="multipleResp" name="m" var="m_a m_b"><labl>Welke hulp?</labl></varGrp>'
    options = [
        var(name, text, category(0, "nee") + category(1, "ja"))
        for name, text in (("m_a", "Geld"), ("m_b", "Zorg"))
    ]
    content = f"<codeBook><dataDscr>{grouped}{''.join((*variables, *options))}</dataDscr></codeBook>"
    found = {one["id"]: one for one in made(tmp_path, "codeboek.xml", content)["questions"]}
    assert found["kinderen"]["kind"] == "number"
    assert found["hulp"]["scale"] == "janee"
    assert (found["m"]["text"], found["m"]["options"]) == ("Welke hulp?", {"m_a": "Geld", "m_b": "Zorg"})
    questionnaire = read_questionnaire(tmp_path / "o" / "questionnaire.yaml")
    assert [(one.label, one.means) for one in questionnaire.items["oordeel"].special] == [
        ("weet niet", "dont_know")
    ]


def test_a_package_with_lists_of_values_and_missing_values_of_the_table(tmp_path: Path) -> None:
    fields = [
        {"name": "nr", "type": "string"},
        {"name": "hulp", "type": "string", "constraints": {"enum": ["ja", "nee"]}},
        {"name": "kinderen", "type": "integer", "title": "Hoeveel kinderen hebt u?"},
        {"name": "oordeel", "type": "integer", "title": "Wat vindt u?", "categories": [{"value": n, "label": label} for n, label in enumerate(("goed", "matig", "slecht"), 1)]},
        *({"name": name, "type": "boolean", "title": text, "description": "Welke hulp?"} for name, text in (("m_a", "Geld"), ("m_b", "Zorg"))),
    ]  # fmt: skip
    schema = {"fields": fields, "missingValues": ["", "9"], "primaryKey": "nr"}
    content = json.dumps({"resources": [{"path": "a.csv"}, {"path": "antwoorden.csv", "schema": schema}]})
    found = {one["id"]: one for one in made(tmp_path, "datapackage.json", content)["questions"]}
    assert (found["hulp"]["scale"], found["kinderen"]["kind"]) == ("janee", "number")
    assert (found["m"]["text"], list(found["m"]["options"])) == ("Welke hulp?", ["m_a", "m_b"])
    columns = plain_yaml(tmp_path / "o" / "columns" / "2025.yaml")
    assert (columns["respondent_id"], columns["columns"]["oordeel"]["no_answer"]) == ("nr", ["9"])


def test_the_questionnaire_comes_back_from_what_is_written(tmp_path: Path) -> None:
    rows = [
        f"{n},{['Ja', 'Nee'][n % 2]},{n % 10 + 1},{['Geld;Werk', 'Zorg', 'Geld'][n % 3]}"
        for n in range(1, 40)
    ]
    path = tmp_path / "hulp 2025.csv"
    path.write_text(
        "\n".join(["nr,Kreeg u hulp,Welk cijfer geeft u,Welke hulp", *rows]) + "\n", encoding="utf-8"
    )
    begin([str(path)], tmp_path / "een", lambda *_: None)
    to = tmp_path / "uit"
    options = RunOptions(out=tmp_path / "build")
    export_study(tmp_path / "een" / "study.yaml", options, ("csv", "ddi"), to, None, False, False)
    before = _asked(tmp_path / "een")
    for structure in ("datapackage.json", "codeboek.xml"):
        again = tmp_path / structure.partition(".")[0]
        begin([str(to / structure), f"2025={to / 'antwoorden.csv'}"], again, lambda *_: None)
        assert _asked(again) == before, structure


def _asked(folder: Path) -> list[tuple]:
    items = read_questionnaire(folder / "questionnaire.yaml").items.values()
    return [
        (
            one.id,
            one.kind,
            one.text,
            one.group,
            [each.label for each in one.scale.categories] if one.scale else [],
        )
        for one in items
    ]
