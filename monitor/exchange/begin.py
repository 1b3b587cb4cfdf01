"""From files of another program to a study that runs: read, propose, write, check."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.documents import column_map_text, questionnaire_text
from monitor.exchange.import_report import import_report
from monitor.exchange.proposal import Proposal, proposed
from monitor.exchange.recognise import read_sources
from monitor.exchange.roles import wave_of
from monitor.exchange.routes import with_routes
from monitor.exchange.sets import asked
from monitor.exchange.source import Source
from monitor.exchange.study_text import municipalities_text, study_text
from monitor.messages.catalogue import text

Tell = Callable[[str, str], None]
_WAVE = re.compile(r"(?P<wave>[^=/\\]{1,20})=(?P<file>.+)")


def begin(files: Sequence[str], to: Path, tell: Tell) -> tuple[str, ...]:
    """Write a study for files of other programs into a folder; returns what there is to say.

    **Raises** IntakeError for a file that cannot be read, an unknown wave, and a file that is there already.
    """
    waves, paths = _arguments(files)
    sources = read_sources(paths)
    proposals = [_proposal(source, waves) for source in sources]
    for one in proposals:
        tell(
            "read", f"{one.source.path.name}: {one.source.format}, {one.source.rows:,} rows, wave {one.wave}"
        )
    documents = _documents(proposals, to)
    _write(documents, to)
    tell("written", ", ".join(documents))
    marks = sum(content.count("TODO:") for content in documents.values())
    return (
        text(
            "exchange.made",
            to=to,
            items=len(proposals[-1].questions),
            scales=len(proposals[-1].scales),
            marks=marks,
        ),
        text("exchange.next", study=to / "study.yaml"),
    )


def _arguments(files: Sequence[str]) -> tuple[dict[Path, str], list[Path]]:
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
    return with_routes(proposed(source, asked(source), wave))


def _documents(proposals: Sequence[Proposal], to: Path) -> dict[str, str]:
    made = {"questionnaire.yaml": questionnaire_text(proposals[-1]), "study.yaml": study_text(proposals, to)}
    for one in proposals:
        if one.source.has_answers:
            made[f"columns/{one.wave}.yaml"] = column_map_text(one)
    if any(one.roles.municipality for one in proposals):
        made["municipalities.csv"] = municipalities_text(proposals)
    made["import.md"] = import_report(proposals)
    return made


def _write(documents: dict[str, str], to: Path) -> None:
    """All files or none; nothing that is there is overwritten."""
    for name in documents:
        if (to / name).exists():
            raise IntakeError("exchange.there_already", where=to / name)
    for name, content in documents.items():
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
