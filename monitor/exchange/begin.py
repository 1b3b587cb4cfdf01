"""From files of another program to a study that runs: read, propose, write, check."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.documents import column_map_text, questionnaire_text
from monitor.exchange.import_report import import_report
from monitor.exchange.names import id_from_code
from monitor.exchange.next_wave import NextWave, with_next_wave
from monitor.exchange.proposal import Proposal, proposed
from monitor.exchange.recognise import read_sources
from monitor.exchange.roles import wave_of
from monitor.exchange.routes import with_routes
from monitor.exchange.sets import asked
from monitor.exchange.source import Source
from monitor.exchange.study_text import municipalities_text, study_text
from monitor.messages.catalogue import text
from monitor.study.questionnaire import Questionnaire
from monitor.study.questionnaire_reader import read_questionnaire

Tell = Callable[[str, str], None]
_WAVE = re.compile(r"(?P<wave>[^=/\\]{1,20})=(?P<file>.+)")


def begin(files: Sequence[str], to: Path, tell: Tell) -> tuple[str, ...]:
    """Write a study for files of other programs into a folder; returns what there is to say.

    **Raises** IntakeError for a file that cannot be read, an unknown wave, and a file that is there already.
    """
    proposals = proposals_of(files, tell)
    documents, steps = _documents(proposals, to)
    write_new(documents, to)
    tell("written", ", ".join(documents))
    marks = sum(content.count("TODO:") for content in documents.values())
    items = len(proposals[0].questions) + sum(len(step.new) for step in steps)
    return (
        text("exchange.made", to=to, items=items, scales=len(proposals[0].scales), marks=marks),
        text("exchange.next", study=to / "study.yaml"),
    )


def proposals_of(files: Sequence[str], tell: Tell) -> list[Proposal]:
    """What each file with answers asks, the earliest wave first.

    **Raises** IntakeError as `begin` does, and for two files of one wave.
    """
    waves, paths = arguments(files)
    proposals = sorted((_proposal(source, waves) for source in read_sources(paths)), key=lambda one: one.wave)
    for one, other in zip(proposals, proposals[1:], strict=False):
        if one.wave == other.wave:
            raise IntakeError(
                "exchange.wave_twice", where=other.source.path.name, wave=one.wave, other=one.source.path.name
            )
    for one in proposals:
        tell(
            "read",
            text(
                "exchange.read",
                file=one.source.path.name,
                format=one.source.format,
                rows=one.source.rows,
                wave=one.wave,
            ),
        )
    return proposals


def arguments(files: Sequence[str]) -> tuple[dict[Path, str], list[Path]]:
    """Files, and the waves that stand in front of them."""
    waves: dict[Path, str] = {}
    paths = []
    for said in files:
        parted = _WAVE.fullmatch(said)
        path = Path(parted["file"]) if parted and not Path(said).exists() else Path(said)
        if parted and path == Path(parted["file"]):
            waves[path] = parted["wave"]
        paths.append(path)
    return waves, paths


def _proposal(source: Source, waves: dict[Path, str]) -> Proposal:
    wave = waves.get(source.path) or wave_of(source)
    if not wave:
        raise IntakeError("exchange.unknown_wave", where=source.path.name, file=source.path.name)
    return proposed_source(source, wave)


def proposed_source(source: Source, wave: str) -> Proposal:
    """What a file asks, with the routes that its program tells or that its answers show."""
    return with_routes(proposed(source, asked(source), wave))


def _documents(proposals: Sequence[Proposal], to: Path) -> tuple[dict[str, str], list[NextWave]]:
    """Every file by name; later waves are matched to the questionnaire of the earlier ones."""
    if len(proposals) > 1:
        proposals = [_without_year(one) for one in proposals]
    questionnaire, steps = questionnaire_text(proposals[0]), []
    for one in proposals[1:]:
        steps.append(with_next_wave(questionnaire, parsed(questionnaire), one))
        questionnaire = steps[-1].questionnaire
    named = [proposals[0], *(step.proposal for step in steps)]
    made = {"questionnaire.yaml": questionnaire, "study.yaml": study_text(named, to)}
    for one in named:
        if one.source.has_answers:
            made[f"columns/{one.wave}.yaml"] = column_map_text(one)
    if any(one.roles.municipality for one in named):
        made["municipalities.csv"] = municipalities_text(named)
    made["import.md"] = import_report(named, steps)
    return made, steps


def _without_year(one: Proposal) -> Proposal:
    """A survey of several waves is not called after one of them."""
    title = re.sub(rf"[\s_-]*{re.escape(one.wave)}$", "", one.title) or one.title
    return replace(one, title=title, survey=id_from_code(title) or one.survey)


def parsed(questionnaire: str) -> Questionnaire:
    """A questionnaire that has not been written yet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questionnaire.yaml"
        path.write_text(questionnaire, encoding="utf-8", newline="\n")
        return read_questionnaire(path)


def write_new(documents: Mapping[str, str | Path], to: Path) -> None:
    """All files or none; nothing that is there is overwritten. A path is a file that is copied with its rights."""
    for name in documents:
        if (to / name).exists():
            raise IntakeError("exchange.there_already", where=to / name)
    for name, content in documents.items():
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            shutil.copy(content, path)
        else:
            path.write_text(content, encoding="utf-8", newline="\n")
