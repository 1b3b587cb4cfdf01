"""Small Triple-S surveys and their answers, as programs write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from monitor.exchange.begin import begin
from monitor.intake.answers.typed_answers import VALID
from monitor.pipeline import declared_study
from monitor.stages.options import RunOptions
from monitor.stages.taking_in import take_in
from tests.declared import plain_yaml

HEAD = '<?xml version="1.0" encoding="{encoding}"?>\n<sss version="2.0"><survey><title>{title}</title><record ident="V">\n'
TAIL = "</record></survey></sss>\n"


def values(codes: Mapping[Any, str], inside: str = "") -> str:
    said = "".join(f'<value code="{code}">{label}</value>' for code, label in codes.items())
    return f"<values>{inside}{said}</values>"


def span(low: object, high: object) -> str:
    return f'<range from="{low}" to="{high}"/>'


def variable(name: str, kind: str, place: str, label: str = "", inside: str = "", more: str = "") -> str:
    """One variable; `place` is its first and last sign, such as 5-7."""
    start, _, finish = place.partition("-")
    position = f'<position start="{start}" finish="{finish or start}"/>'
    text = label or f"Vraag {name}?"
    return f'<variable ident="i{name}" type="{kind}"{more}><name>{name}</name><label>{text}</label>{position}{inside}</variable>\n'


SERIAL = variable("RESP", "quantity", "1-4", "Nummer", more=' use="serial"')
YES_NO = values({1: "ja", 2: "nee"})


def survey(*variables: str, title: str = "Peiling 2025", encoding: str = "UTF-8") -> str:
    return HEAD.format(title=title, encoding=encoding) + SERIAL + "".join(variables) + TAIL


def numbered(cells: Sequence[str], times: int = 1) -> str:
    """A line for each cell, behind a respondent number of four digits."""
    return "".join(f"{n:04d}{cell}\n" for n, cell in enumerate([*cells] * times, start=1))


def begun(folder: Path, structure: str | bytes, answers: str | bytes, *files: str) -> Path:
    """The folder that `monitor init` writes for a survey and its answers."""
    write(folder, {"p.sss": structure, "p.asc": answers})
    begin(
        [str(folder / name) for name in (files or ("p.sss", "p.asc"))], folder / "onderzoek", lambda *_: None
    )
    return folder / "onderzoek"


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def questions(study: Path) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in plain_yaml(study / "questionnaire.yaml")["questions"]}


def columns(study: Path, wave: str = "2025") -> dict[str, Any]:
    return plain_yaml(study / "columns" / f"{wave}.yaml")


def labels(study: Path, item: str) -> dict[str, str]:
    questionnaire = plain_yaml(study / "questionnaire.yaml")
    return questionnaire["scales"][questions(study)[item]["scale"]]["categories"]


def written(study: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in study.rglob("*") if path.is_file())


def taken(study: Path, item: str) -> list[str]:
    """The valid answers of the accepted rows, in their order; "-" where there is none."""
    answers = take_in(
        declared_study(study / "study.yaml", RunOptions(out=Path("build"))), lambda *_: None, {}
    ).answers
    found = answers.variables[item]
    if found.codes is not None:
        said = [found.categories[code] if code >= 0 else "" for code in found.codes]
    else:
        assert found.values is not None
        said = [f"{value:g}" for value in found.values]
    return [text if state == VALID else "-" for text, state in zip(said, found.state, strict=True)]
