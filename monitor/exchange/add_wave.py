"""A study that stands, with one wave more: from a new file to its column map, and what changes in both declarations."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from monitor.errors import IntakeError
from monitor.exchange.begin import Tell, parsed, proposals_of
from monitor.exchange.comparisons import comparisons
from monitor.exchange.documents import column_map_text
from monitor.exchange.import_report import import_report
from monitor.exchange.next_wave import NextWave, with_next_wave
from monitor.exchange.proposal import Proposal
from monitor.exchange.study_text import days_of, wave_entry
from monitor.exchange.vocabulary import plain
from monitor.exchange.written import Check, refuse_existing, unchecked, written
from monitor.exchange.yaml_edit import Edited
from monitor.input_files import is_there
from monitor.intake.files.source import parts_sha256
from monitor.messages.catalogue import text
from monitor.study.study import Study
from monitor.study.study_reader import read_study


def add_wave(
    study_path: Path, files: Sequence[str], dry_run: bool, tell: Tell, check: Check = unchecked
) -> tuple[str, ...]:
    """Add the wave of one file with answers to a study; with `dry_run` only the difference is returned.

    **Raises** IntakeError for a file that cannot be read, a wave that is there, a map that is there;
    DeclarationError for a study that cannot be read.
    """
    study = read_study(study_path)
    proposals = proposals_of(files, tell)
    if proposals and not any(one.source.has_answers for one in proposals):
        raise IntakeError("exchange.wave_without_answers", where=proposals[0].source.path.name)
    if len(proposals) != 1:
        raise IntakeError("exchange.one_file", where=study_path.name, count=len(proposals))
    proposal = proposals[0]
    if any(wave.id == proposal.wave for wave in study.waves):
        file = proposal.source.path.name
        raise IntakeError("exchange.wave_exists", where=study_path.name, wave=proposal.wave, file=file)
    _check_other_answers(study, proposal)
    _check_headings(study, proposal)
    changed, step = _changed(study, study_path, proposal)
    summary = (
        _summary(step),
        *comparisons(parsed(step.questionnaire), proposal.wave),
        *_early(study, proposal),
    )
    if dry_run:
        return (*_difference(changed), *summary, text("exchange.dry_run"))
    refuse_existing((path for path in changed if path.parent.name == "columns"), "exchange.map_there_already")
    checked = written(changed, study_path, check)
    tell("written", ", ".join(path.name for path in changed))
    return (*summary, *checked)


def _check_other_answers(study: Study, proposal: Proposal) -> None:
    """**Raises** IntakeError for a file that holds the same as the answers of a wave that is there."""
    new = proposal.source.path
    for wave in study.waves:
        if is_there(wave.responses) and parts_sha256(wave.responses) == parts_sha256(new):
            name = wave.responses.name
            raise IntakeError("exchange.answers_of_other_wave", where=new.name, wave=wave.id, other=name)


def _check_headings(study: Study, proposal: Proposal) -> None:
    """**Raises** IntakeError for a table of which no heading is known, where the last wave has no headings: what stands in
    its first row may be an answer."""
    mapped = study.current.columns
    if mapped is None or not mapped.fixed or proposal.source.format != "plain":
        return
    known = {plain(name) for name in (*mapped.fixed, *study.questionnaire.items)}
    if not any(plain(name) in known for name in proposal.source.answers):
        wave, file = study.current.id, proposal.source.path.name
        raise IntakeError("exchange.fixed_wave_without_structure", where=file, wave=wave)


def _early(study: Study, proposal: Proposal) -> tuple[str, ...]:
    """What to say of a study that is published before the last answers of the new wave were given."""
    last = max(days_of(proposal), default="")
    published = study.published.isoformat()
    return (text("exchange.published_early", day=published, last=last),) if published < last else ()


def _changed(study: Study, study_path: Path, proposal: Proposal) -> tuple[dict[Path, str], NextWave]:
    """Every file that changes or comes, with what it becomes."""
    folder = study_path.parent
    document = Edited(study_path.read_text(encoding="utf-8"))
    named = document.node(("questionnaire",))
    questionnaire_path = folder / str(named.value if named is not None else "")
    before = questionnaire_path.read_text(encoding="utf-8")
    step = with_next_wave(before, parsed(before), proposal)
    document.add_key(("waves",), proposal.wave, wave_entry(step.proposal, folder))
    report = import_report([step.proposal], [step])
    return {
        questionnaire_path: step.questionnaire,
        study_path: document.text,
        folder / "columns" / f"{proposal.wave}.yaml": column_map_text(step.proposal),
        folder / f"import_{proposal.wave}.md": report,
    }, step


def _difference(changed: dict[Path, str]) -> list[str]:
    lines: list[str] = []
    for path, content in changed.items():
        before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        lines += difflib.unified_diff(before, content.splitlines(), path.name, path.name, lineterm="", n=1)
    return lines


def _summary(step: NextWave) -> str:
    def count(verdict: str) -> int:
        return sum(match.verdict == verdict for match in step.matches)

    return text(
        "exchange.wave_added", wave=step.proposal.wave, same=count("same"), reworded=count("reworded"),
        doubtful=count("doubtful"), new=len(step.new), gone=len(step.gone),
    )  # fmt: skip
