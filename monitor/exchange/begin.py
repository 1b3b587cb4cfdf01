"""From files of another program to a study that runs: read, propose, write, check."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.asking import Ask, asked_marks, asked_matches, asked_orders, asked_roles
from monitor.exchange.documents import as_proposed, column_map_text, questionnaire_text
from monitor.exchange.import_report import import_report
from monitor.exchange.names import id_from_code
from monitor.exchange.next_wave import NextWave, with_next_wave
from monitor.exchange.proposal import Proposal, proposed
from monitor.exchange.recognise import read_sources
from monitor.exchange.roles import wave_of
from monitor.exchange.routes import with_routes
from monitor.exchange.sets import asked
from monitor.exchange.source import Source, named_format
from monitor.exchange.study_text import municipalities_text, study_text
from monitor.exchange.written import Check, refuse_existing, unchecked, written
from monitor.input_files import is_file
from monitor.messages.catalogue import text
from monitor.messages.speech import language
from monitor.study.questionnaire import Questionnaire
from monitor.study.questionnaire_reader import read_questionnaire

Tell = Callable[[str, str], None]
_WAVE_NAME = re.compile(r"[^=/\\]{1,20}")
_WAVE = re.compile(r"(?P<wave>[^=/\\]{1,20})=(?P<file>.+)")


def begin(
    files: Sequence[str],
    to: Path,
    tell: Tell,
    check: Check = unchecked,
    ask: Ask | None = None,
    show_rare: bool = False,
) -> tuple[str, ...]:
    """Write a study for files of other programs into a folder; returns what there is to say.

    What `check` refuses is not left behind; `ask` puts what is in doubt to a person first; with `show_rare` labels that no file may hold are said.
    **Raises** IntakeError for a file that cannot be read, an unknown wave, and a file that is there already; and what
    `check` raises.
    """
    proposals = proposals_of(files, tell, ask)
    documents = _documents(proposals, to, ask)
    changed = {to / name: content for name, content in documents.items()}
    refuse_existing(changed)
    checked = written(changed, to / "study.yaml", check)
    tell("written", ", ".join(documents))
    rare = tuple(line for one in proposals for line in _rare_lines(one)) if show_rare else ()
    return (*rare, text("exchange.made", to=to, files=", ".join(documents)), *checked)


def _rare_lines(proposal: Proposal) -> list[str]:
    """Labels that fewer than three gave, by column."""
    columns = (column for question in proposal.questions for column in question.columns.values())
    return [
        text("exchange.rare", column=column.variable.heading, labels=", ".join(column.rare))
        for column in columns
        if column.rare
    ]


def proposals_of(files: Sequence[str], tell: Tell, ask: Ask | None = None) -> list[Proposal]:
    """What each file with answers asks, the earliest wave first.

    **Raises** IntakeError as `begin` does, and for two files of one wave.
    """
    waves, paths = arguments(files)
    made = [_proposal(source, waves, ask) for source in read_sources(paths, waves)]
    proposals = sorted(made, key=lambda one: one.wave)
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
                format=named_format(one.source.format, language()),
                rows=one.source.rows,
                wave=one.wave,
            ),
        )
    return proposals


def arguments(files: Sequence[str]) -> tuple[dict[Path, str], list[Path]]:
    """Files, and the waves that stand in front of them. **Raises** IntakeError for one file twice."""
    waves: dict[Path, str] = {}
    paths = []
    for said in files:
        parted = _WAVE.fullmatch(said)
        path = Path(parted["file"]) if parted and not Path(said).exists() else Path(said)
        if parted and path == Path(parted["file"]):
            waves[path] = parted["wave"]
        paths.append(path)
    _check_once(paths)
    return waves, paths


def _check_once(paths: Sequence[Path]) -> None:
    """**Raises** IntakeError for two files with the same content, which are one."""
    seen: dict[str, Path] = {}
    for path in paths:
        if not is_file(path):
            continue
        with path.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        if content in seen:
            raise IntakeError("exchange.same_file_twice", where=path.name, other=seen[content].name)
        seen[content] = path


def _proposal(source: Source, waves: dict[Path, str], ask: Ask | None) -> Proposal:
    wave = said_wave(source, waves) or wave_of(source)
    if not wave and ask is not None:
        question = text("exchange.ask_wave", file=source.path.name)
        wave = ask(question, lambda answer: bool(_WAVE_NAME.fullmatch(answer)), "")
    if not wave:
        raise IntakeError("exchange.unknown_wave", where=source.path.name, file=source.path.name)
    if ask is None or not source.has_answers:
        return proposed_source(source, wave)
    return asked_orders(proposed_source(asked_roles(source, ask), wave), ask)


def said_wave(source: Source, waves: Mapping[Path, str]) -> str:
    """The wave that stands in front of a file or of its structure; "" where none does.

    **Raises** IntakeError where two of them differ.
    """
    said = {waves[path] for path in (source.path, source.structure) if path is not None and path in waves}
    if len(said) > 1 and source.structure is not None:
        raise IntakeError(
            "exchange.two_waves_said", where=source.path.name, structure=source.structure.name, waves=", ".join(sorted(said))
        )  # fmt: skip
    return said.pop() if said else ""


def proposed_source(source: Source, wave: str) -> Proposal:
    """What a file asks, with the routes that its program tells or that its answers show.

    **Raises** IntakeError for a file in which no column is a question.
    """
    made = with_routes(proposed(source, asked(source), wave))
    if not made.questions:
        raise IntakeError("exchange.no_questions", where=source.path.name)
    return made


def _documents(proposals: Sequence[Proposal], to: Path, ask: Ask | None) -> dict[str, str]:
    """Every file by name; later waves are matched to the questionnaire of the earlier ones."""
    if len(proposals) > 1:
        proposals = [_without_year(one) for one in proposals]
    decided = as_proposed if ask is None else partial(asked_marks, ask=ask)
    settled = list if ask is None else partial(asked_matches, ask=ask)
    questionnaire = questionnaire_text(proposals[0], decided)
    steps: list[NextWave] = []
    for one in proposals[1:]:
        steps.append(with_next_wave(questionnaire, parsed(questionnaire), one, settled))
        questionnaire = steps[-1].questionnaire
    named = [proposals[0], *(step.proposal for step in steps)]
    made = {"questionnaire.yaml": questionnaire, "study.yaml": study_text(named, to, decided)}
    for one in named:
        if one.source.has_answers:
            made[f"columns/{one.wave}.yaml"] = column_map_text(one)
    if any(one.roles.municipality for one in named):
        made["municipalities.csv"] = municipalities_text(named)
    made["import.md"] = import_report(named, steps)
    return made


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
