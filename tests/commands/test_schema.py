"""Truth: the project's own declarations as an editor sees them, and mistakes made in them on purpose.

An editor reads YAML 1.2 and types its scalars: 10 is a number and true a boolean, whereas 2024-09-01 and off
are texts. Keys are texts always.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from monitor.cli import app
from monitor.commands.schema import editor_schemas
from monitor.errors import DeclarationError
from monitor.intake.rules import RuleFile
from monitor.study.declarations import load
from monitor.study.house_policy import study_defaults
from monitor.study.questionnaire_file import QuestionnaireFile
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study_file import StudyFile
from monitor.study.study_reader import read_study
from tests.study.conftest import QUESTIONNAIRE, STUDY

STUDIES = (
    "responses_demo/klantmanagers/study.yaml",
    "responses_demo/clients/study.yaml",
    "responses_demo/vignettes/study.yaml",
)
QUESTIONNAIRES = (
    "questionnaires/klantmanagers.yaml",
    "questionnaires/clients.yaml",
    "questionnaires/vignettes.yaml",
)
RULES = (
    "questionnaires/klantmanagers.rules.yaml",
    "questionnaires/clients.rules.yaml",
    "monitor/intake/rules.yaml",
)
KINDS = {**dict.fromkeys(STUDIES, "study"), **dict.fromkeys(QUESTIONNAIRES, "questionnaire")}
KINDS |= dict.fromkeys(RULES, "rules")


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, Any]]:
    return editor_schemas()


@pytest.fixture(scope="module")
def mistakes(schemas):
    """What an editor marks in a text, each with the path of keys it stands under."""

    def found(kind: str, text: str) -> list[tuple[str, str]]:
        seen = _as_an_editor(YAML(typ="safe", pure=True).load(text))
        errors = Draft202012Validator(schemas[kind]).iter_errors(seen)
        return [(".".join(map(str, error.absolute_path)), error.message) for error in errors]

    return found


def _as_an_editor(value: Any) -> Any:
    if isinstance(value, dict):
        return {_as_key(key): _as_an_editor(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_an_editor(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _as_key(key: object) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)


@pytest.mark.parametrize("path", KINDS)
def test_an_editor_marks_nothing_in_the_demonstration(mistakes, repository: Path, path: str) -> None:
    assert mistakes(KINDS[path], (repository / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", KINDS)
def test_the_first_line_of_a_declaration_names_its_schema(repository: Path, path: str) -> None:
    first = (repository / path).read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named
    assert ((repository / path).parent / named[1]).resolve() == repository / f"docs/schema/{KINDS[path]}.json"


def test_an_editor_marks_nothing_in_the_examples_of_the_readme(
    mistakes, repository: Path, tmp_path: Path
) -> None:
    text = (repository / "README.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```yaml\n# (\w+)\.yaml\n(.*?)```", text, flags=re.DOTALL))
    assert set(blocks) == {"questionnaire", "study"}
    for kind, block in blocks.items():
        assert mistakes(kind, block) == []
        (tmp_path / f"{kind}.yaml").write_text(block, encoding="utf-8")
    assert read_study(tmp_path / "study.yaml").questionnaire == read_questionnaire(
        tmp_path / "questionnaire.yaml"
    )


def _read(folder: Path, kind: str, text: str) -> None:
    """Read a text as the program does, without what it names."""
    models: dict[str, type] = {"study": StudyFile, "questionnaire": QuestionnaireFile, "rules": RuleFile}
    (folder / "declared.yaml").write_text(text, encoding="utf-8")
    load(folder / "declared.yaml", models[kind], study_defaults() if kind == "study" else None)


ACCEPTED = {
    "study": (
        "completed: ingevuld_op",
        "completed: {column: ingevuld_op, severity: soft}",
        "municipalities: gemeenten.csv",
        "companions: {staff: ../staff/study.yaml}",
        "companions: {staff: {study: ../staff/study.yaml, wave: 2022}}",
        'reports: [inspectorate, {id: parliament, formats: [html, pdf], options: {chamber: senate}}]',
        'breakdowns: [region, {id: "region*size_class", identifiable: yes}]',
        "design: {strata: none, weights: , fpc: off, stable_ids: true}",
        "design: {fpc: 1, stable_ids: 0, nest: Off}",
        "published: 2024-02-29",
        "disclosure: {anonymous: {minimum_base: 10}, identifiable: {minimum_count: 5}}",
        "comparison: {alpha: 0.01, margins: {share: 0.05, grade: 1}, fpc: on, sparse_below: 5.0}",
        "weighting: {method: logit, margins: [[age, sex], [region]], controls: c.csv, bounds: [0.3, 3], trim: {upper: 4}}",
        "demonstration: true\nconcept: off\nsubtitle:\ntheme: huisstijl.yaml",
        'constants: {benefit: {value: 400000, text: vierhonderdduizend, source: "2024"}}',
        "indicators: [{id: help, items: [help_a], show: [1], headline: true}]",
        "side_by_side: [{id: a, title: 2025, companion: staff, own: clear.d, other: clear.sd, own_text: true}]",
    ),
    "questionnaire": (
        "codebook: {why: {codes: {long: Te lang, words: {label: Moeilijk}}}}",
        "blocks: {general: Algemeen, closing: {label: Tot slot}}",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "lines"), [(kind, lines) for kind, all_lines in ACCEPTED.items() for lines in all_lines]
)
def test_an_editor_accepts_every_form_that_the_reader_accepts(
    mistakes, tmp_path: Path, kind: str, lines: str
) -> None:
    small = {"study": STUDY, "questionnaire": QUESTIONNAIRE}[kind]
    key = lines.partition(":")[0]
    others = "".join(line for line in small.splitlines(keepends=True) if not line.startswith(f"{key}:"))
    text = others + lines + "\n"
    assert mistakes(kind, text) == []
    _read(tmp_path, kind, text)


PLANTED = [
    ("study", "breakdowns: [clear]", "breakdown: [clear]", "", "'breakdown' was unexpected"),
    ("study", "title: Kleine studie\n", "", "", "'title' is a required property"),
    ("study", "published: 2024-09-01", "published: september", "published", "does not match"),
    ("study", "published: 2024-09-01", 'published: "2025-13-01"', "published", "does not match"),
    ("study", "published: 2024-09-01", 'published: "2025-02-29"', "published", "does not match"),
    ("study", "published: 2024-09-01", 'published: "2025-04-31"', "published", "does not match"),
    ("study", "invited: 10", "invited: tien", "waves.2022.invited", "does not match"),
    ("study", "invited: 10", "invted: 10", "waves.2022", "'invted' was unexpected"),
    ("study", "reports:", "comparison: {adjust: holm}\nreports:", "comparison.adjust", "is not one of"),
    ("study", "reports:", "comparison: {alpha: 5}\nreports:", "comparison.alpha", "greater than or equal"),
    ("study", "reports:", "comparison: {margins: {shares: 0.1}}\nreports:", "comparison.margins", "'shares'"),
    ("study", "reports:", "design: {fpc: maybe}\nreports:", "design.fpc", "is not valid under any"),
    ("study", "reports:", "design: {fpc: 2}\nreports:", "design.fpc", "is not valid under any"),
    ("study", "reports:", "disclosure: {anonymous: {minimum_count: 5}}\nreports:", "disclosure.anonymous", "'minimum_count'"),
    ("study", "reports: [inspectorate]", "reports: inspectorate", "reports", "is not of type 'array'"),
    ("study", "breakdowns: [clear]", "breakdowns: [{id: clear, lable: Brieven}]", "breakdowns.0", "'lable'"),
    ("questionnaire", "kind: likert", "kind: likrt", "scales.agree5.kind", "is not one of"),
    ("questionnaire", "range: [1, 10]", "range: [1, 5, 10]", "scales.grade10.range", "is too long"),
    ("questionnaire", "{id: clear,", "{id: Clear,", "questions.0.id", "does not match"),
    ("questionnaire", "asked: [\"2022\"]", "asked: {2022: yes}", "questions.1.asked", "is not of type"),
    ("questionnaire", "means: dont_know", "means: no_idea", "scales.agree5.special.dk.means", "is not one of"),
    ("questionnaire", "singular: klant, ", "", "respondents", "'singular' is a required property"),
    ("rules", "severity: hard", "severity: firm", "rules.0.severity", "is not one of"),
    ("rules", "applies_if:", "applies_when:", "rules.0", "'applies_when' was unexpected"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "old", "new", "where", "what"), PLANTED)
def test_an_editor_marks_a_mistake_where_it_stands_and_the_reader_refuses_it(
    mistakes, repository: Path, tmp_path: Path, kind: str, old: str, new: str, where: str, what: str
) -> None:
    small = {"study": STUDY, "questionnaire": QUESTIONNAIRE}.get(kind) or (repository / RULES[1]).read_text()
    assert mistakes(kind, small) == []
    assert old in small
    text = small.replace(old, new, 1)
    ((place, message),) = mistakes(kind, text)
    assert place == where or place.startswith(f"{where}.")
    assert what in message
    with pytest.raises(DeclarationError):
        _read(tmp_path, kind, text)


def test_every_key_says_what_it_is(schemas) -> None:
    nodes = [(kind, node) for kind, schema in schemas.items() for node in (schema, *schema["$defs"].values())]
    assert [(kind, node) for kind, node in nodes if not node.get("description")] == []
    assert [
        (kind, key)
        for kind, node in nodes
        for key, value in node["properties"].items()
        if not value.get("description", "").endswith(".")
    ] == []


def test_a_schema_is_one_and_refers_only_to_itself(schemas) -> None:
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert set(_references(schema)) == {f"#/$defs/{name}" for name in schema["$defs"]}


def _references(node: Any) -> Iterator[str]:
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _references(value)
    if isinstance(node, dict) and "$ref" in node:
        yield node["$ref"]


def test_what_policy_fills_in_is_shown_and_not_asked_for(schemas) -> None:
    comparison = schemas["study"]["$defs"]["Comparison"]
    assert comparison["required"] == []
    assert comparison["properties"]["alpha"]["default"] == 0.05
    assert comparison["properties"]["against"]["default"] == ["previous"]
    assert {"comparison", "disclosure"}.isdisjoint(schemas["study"]["required"])


def test_the_schemas_in_docs_are_those_of_the_declarations(repository: Path, tmp_path: Path, golden) -> None:
    """Where this fails, look at what changed and run `just golden-update`."""
    app(["schema", "--to", str(tmp_path / "schema")], standalone_mode=False)
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "schema").iterdir()}
    for name, text in written.items():
        golden(repository / "docs" / "schema" / name, text)
    assert written.keys() == {path.name for path in (repository / "docs" / "schema").iterdir()}


def test_one_schema_or_all_of_them_are_printed(schemas, capsys: pytest.CaptureFixture[str]) -> None:
    app(["schema", "rules"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out) == schemas["rules"]
    app(["schema"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out) == schemas
