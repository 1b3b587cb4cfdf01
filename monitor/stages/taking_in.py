"""What came in: the responses of every wave, read, checked and divided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.messages.catalogue import text
from monitor.run_record import coded_line, panel_lines, read_line, recode_lines, split_line
from monitor.stages.options import Tell, check_known
from monitor.study.study import Study
from monitor.study.study_file import Wave

if TYPE_CHECKING:
    import pandas as pd

    from monitor.intake.answers.typed_answers import Answers
    from monitor.intake.files.panel import Panel
    from monitor.intake.files.responses import Responses
    from monitor.intake.judged.handled_files import FilesOfWave
    from monitor.intake.judged.panel_checks import PanelFlags
    from monitor.intake.judged.review_facts import ReviewFacts
    from monitor.intake.judged.second_reviews import SecondReview
    from monitor.intake.open_answers.coded_answers import CodedAnswers
    from monitor.intake.open_answers.evidence import Evidence
    from monitor.intake.open_answers.privacy import PersonalData
    from monitor.intake.validation.quarantine import Ledger, Split
    from monitor.intake.validation.validate import Checked
    from monitor.release.results.method import WaveAccount
    from monitor.statistics.norms.strata import KnownStrata


@dataclass(frozen=True)
class Intake:
    """Everything that came in: answers of all waves stacked, and the account of each wave; of a check of files also which
    files there were, what reviews say besides, and what second reviewers made of them; of a register its panel."""

    answers: Answers
    splits: dict[str, Split]
    personal: dict[str, PersonalData]
    rules: dict[str, pd.DataFrame]
    accounts: dict[str, WaveAccount]
    coded: dict[str, CodedAnswers]
    evidence: tuple[Evidence, ...]
    files: Mapping[str, FilesOfWave] = field(default_factory=dict)
    facts: Mapping[str, ReviewFacts] = field(default_factory=dict)
    second: Mapping[str, tuple[SecondReview, ...]] = field(default_factory=dict)
    strata: KnownStrata = field(default_factory=dict)
    panel: Panel | None = None
    flags: PanelFlags | None = None

    @property
    def ledgers(self) -> dict[str, Ledger]:
        """What became of the rows of each wave."""
        return {wave: divided.ledger for wave, divided in self.splits.items()}


def take_in(study: Study, tell: Tell, corrections: Mapping[str, Path]) -> Intake:
    """Read, check and divide the responses of every wave; nothing is lost.

    **Raises** DeclarationError for corrections of a wave that the study does not have.
    """
    from monitor.intake.answers.typed_answers import stack
    from monitor.intake.judged.handled_files import with_processes
    from monitor.intake.open_answers.coded_answers import read_coded_answers
    from monitor.intake.open_answers.evidence import read_evidence
    from monitor.intake.open_answers.privacy import search_open_answers
    from monitor.intake.validation.corrections import apply_corrections
    from monitor.intake.validation.quarantine import split
    from monitor.intake.validation.rule_report import rule_report
    from monitor.intake.validation.validate import validate
    from monitor.publication.theme.fonts import can_print

    check_known(corrections, [wave.id for wave in study.waves], "wave", study)
    evidence = read_evidence(study)
    files = _files_of(study)
    panel, flags = _panel_of(study, tell)
    facts: dict[str, ReviewFacts] = {}
    splits, rules, personal, coded = {}, {}, {}, {}
    for wave in study.waves:
        responses = _responses(study, wave.id, panel)
        if wave.id in files:
            responses = with_processes(responses, files[wave.id])
        if wave.id in corrections:
            responses = apply_corrections(responses, study, corrections[wave.id])
        personal[wave.id] = search_open_answers(responses, study)
        checked = validate(responses, study, wave.id, files.get(wave.id))
        rules[wave.id] = rule_report(checked)
        coded[wave.id] = read_coded_answers(checked, can_print)
        splits[wave.id] = split(coded[wave.id].joined(checked))
        if study.checks_files:
            facts[wave.id] = _facts(checked, splits[wave.id], files.get(wave.id))
        for line in _lines(study, checked, splits[wave.id].ledger):
            tell("taken in", line)
        _tell_of_codes(wave, coded[wave.id], tell)
    accounts = {wave: _account(divided, rules[wave]) for wave, divided in splits.items()}
    answers = stack([divided.accepted.answers for divided in splits.values()])
    second = {wave: _second(study, wave, facts[wave], files.get(wave)) for wave in facts}
    return Intake(
        answers,
        splits,
        personal,
        rules,
        accounts,
        coded,
        evidence,
        files,
        facts,
        second,
        panel=panel,
        flags=flags,
    )


def _panel_of(study: Study, tell: Tell) -> tuple[Panel | None, PanelFlags | None]:
    """The panel of a register with what it was held against; nothing of another study."""
    if study.register is None:
        return None, None
    from monitor.intake.files.panel import read_panel
    from monitor.intake.judged.panel_checks import check_panel

    panel = read_panel(study)
    flags = check_panel(panel, study.register)
    for line in panel_lines(panel, flags):
        tell("taken in", line)
    return panel, flags


def _responses(study: Study, wave: str, panel: Panel | None) -> Responses:
    """The responses of a wave: a file, or of a register the rates of a moment."""
    from monitor.intake.files.panel_responses import responses_of_panel
    from monitor.intake.files.responses import read_responses

    return read_responses(study, wave) if panel is None else responses_of_panel(panel, study, wave)


def _files_of(study: Study) -> dict[str, FilesOfWave]:
    """The files behind the reviews of each wave, of a check of files."""
    if not study.checks_files:
        return {}
    from monitor.intake.judged.handled_files import files_by_wave

    return files_by_wave(study)


def _facts(checked: Checked, divided: Split, files: FilesOfWave | None) -> ReviewFacts:
    from monitor.intake.judged.review_facts import review_facts
    from monitor.intake.validation.validate import judged_rows

    judged = judged_rows(checked.plan.study.questionnaire, checked.variables, len(checked))
    accepted = [str(file) for file in divided.accepted.answers.respondent_id]
    return review_facts(checked.responses, accepted, files.place if files else (), judged)


def _second(
    study: Study, wave: str, facts: ReviewFacts, files: FilesOfWave | None
) -> tuple[SecondReview, ...]:
    from monitor.intake.judged.second_reviews import read_second_reviews

    path = study.wave(wave).second
    norms = [norm.id for norm in study.questionnaire.norms if wave in norm.asked]
    given = files.second if files else frozenset()
    return read_second_reviews(path, norms, facts.reviewer, given) if path else ()


def _lines(study: Study, checked: Checked, ledger: Ledger) -> Iterator[str]:
    """What the screen says of one response file."""
    from monitor.intake.validation.validate import split_counts

    yield read_line(ledger)
    for code, count in split_counts(checked).items():
        yield f"{ledger.file}: {split_line(code, count, study)}"
    headers = checked.responses.headers
    if headers:
        yield text("run.headers", file=ledger.file, count=len(headers), rows=headers)
    for line in recode_lines(checked.recodes):
        yield f"{ledger.file}: {line}"


def _tell_of_codes(wave: Wave, coded: CodedAnswers, tell: Tell) -> None:
    """What the screen says of the file of a wave with codes and quotes, where it has one."""
    if wave.coded:
        tell("taken in", coded_line(wave.coded.name, coded))
        for row in coded.unprintable:
            tell("held back", text("places.quote", file=wave.coded.name, row=row))


def _account(divided: Split, rules: pd.DataFrame) -> WaveAccount:
    """What the released set tells of a wave; how its file spelled the codes is for whoever reads the rule report."""
    from monitor.intake.validation.rule_report import NOTE
    from monitor.release.results.method import RuleCount, WaveAccount

    counted = ["passed", "failed", "undecided"]
    met = rules[rules["severity"] != NOTE]
    totals = met.groupby(["rule", "label", "severity", "origin"], sort=False)[counted].sum().reset_index()
    return WaveAccount(
        ledger=divided.ledger,
        facts={item: asdict(counts) for item, counts in divided.accepted.facts.items()},
        rules=tuple(
            RuleCount(**{str(name): value for name, value in row.items()})
            for row in totals.to_dict("records")
        ),
    )
