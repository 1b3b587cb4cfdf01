"""`monitor schema`: what may stand in each kind of YAML file, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.commands.options import choices
from monitor.commands.screen import give, show
from monitor.outputs import disk_error

FILES = ("study", "questionnaire", "rules", "policy", "plan")


def schema(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="help.study_questionnaire_rules_policy")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="help.folder_write_each_as")] = None,
) -> None:
    """Print the JSON schema of a YAML file, for editors."""
    chosen = choices([file] if file else None, FILES, "FILE") or FILES
    schemas = {name: made for name, made in editor_schemas().items() if name in chosen}
    if to is None:
        give((as_text(schemas if len(chosen) > 1 else schemas[chosen[0]]),))
    else:
        show(str(path) for path in write_schemas(schemas, to))


def editor_schemas() -> dict[str, dict[str, Any]]:
    """The JSON schema of each kind of file that is written for a survey, by name."""
    from monitor.intake.rules import RuleFile
    from monitor.study.house_policy import block_defaults, study_defaults
    from monitor.study.json_schema import editor_schema
    from monitor.study.organisation_policy import OrganisationPolicy
    from monitor.study.plan_file import PlanFile
    from monitor.study.questionnaire_file import QuestionnaireFile
    from monitor.study.study_file import StudyFile

    return {
        "study": editor_schema(StudyFile, "Study file", study_defaults() | block_defaults()),
        "questionnaire": editor_schema(QuestionnaireFile, "Questionnaire"),
        "rules": editor_schema(RuleFile, "Edit rules"),
        "policy": editor_schema(OrganisationPolicy, "Policy of an organisation"),
        "plan": editor_schema(PlanFile, "Plan of a sample"),
    }


def write_schemas(schemas: dict[str, dict[str, Any]], folder: Path) -> list[Path]:
    """Write each schema as NAME.json. **Raises** OutputError where the folder cannot be written to."""
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, made in schemas.items():
            paths.append(folder / f"{name}.json")
            paths[-1].write_text(as_text(made) + "\n", encoding="utf-8", newline="\n")
    except OSError as failure:
        raise disk_error(failure, folder, option="--to") from None
    return paths


def as_text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2)
