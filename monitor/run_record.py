"""What a run says of itself: lines on the screen, and the facts of its manifest."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import requires, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from monitor import __version__
from monitor.input_files import is_file
from monitor.intake.files.source import parts_of
from monitor.intake.rules import told_label
from monitor.messages.catalogue import text
from monitor.outputs import MANIFEST, file_hash, home_of_run
from monitor.study.recognition import DECLARED, WHY, what_to_do
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.intake.files.panel import Panel
    from monitor.intake.files.spellings import Recode
    from monitor.intake.judged.panel_checks import PanelFlags
    from monitor.intake.open_answers.coded_answers import CodedAnswers
    from monitor.intake.validation.quarantine import Ledger, Split
    from monitor.release.results.method import WaveAccount
    from monitor.release.results.released_set import Companion, ReleasedSet
    from monitor.statistics.design.wave_overlap import WaveOverlap
    from monitor.statistics.weighting.weighting_report import WeightingReport
    from monitor.study.study_file import DesignPlan

MOST_RECODES, MOST_SHOWN = 8, 30
UNDECLARED_SAMPLING = "run.undeclared_sampling"
SEVERITIES = {"hard": "run.hard", "soft": "run.soft"}
VERDICTS = {
    "increased": "run.increased",
    "decreased": "run.decreased",
    "changed": "run.changed",
    "equivalent": "run.equivalent",
    "undecided": "run.undecided",
    "too_few": "run.too_few",
    "not_comparable": "run.not_comparable",
    "higher": "run.higher",
    "lower": "run.lower",
    "differs": "run.differs",
    "above_norm": "run.above_norm",
    "below_norm": "run.below_norm",
    "break_at_date": "run.break_at_date",
    "break_elsewhere": "run.break_elsewhere",
    "growth_levels_off": "run.growth_levels_off",
}
REFERENCE = "reference"  # how files of the survey that a study is held against are called in a manifest
DISTRIBUTION, REQUIREMENT = "bijstandsmonitor", re.compile(r"[\w.-]+")


def run_facts(
    study: Study,
    companions: Mapping[str, Companion],
    engine: str | None = None,
    about_people: bool = False,
    corrections: Mapping[str, Path] = MappingProxyType({}),
) -> dict[str, Any]:
    """What the manifest says of a run: what went in, by which version, packages and engine, and under whose policy.

    `about_people` adds the files about people (responses, coded answers, dispositions), for the confidential manifest
    only: from a hash or a name somebody outside could confirm a guess.
    """
    from monitor.release.results.method import policy_record

    people = files_about_people(study)
    inputs = [path for path in declared_files(study) if path not in people] + (people if about_people else [])
    policy = policy_record(study)
    corrected = {wave: file_hash(path) for wave, path in corrections.items()} if about_people else {}
    return {
        "study": study.id,
        "wave": study.current.id,
        "published": study.published.isoformat(),
        "version": __version__,
        **({"engine": engine} if engine else {}),
        "packages": packages(),
        "breakdowns": [breakdown.id for breakdown in study.breakdowns],
        **({"policy": asdict(policy)} if policy else {}),
        **({"corrections": corrected} if corrected else {}),
        "inputs": {
            **_hashes(inputs, study.path.parent),
            **{
                f"{name}/{path.name}": file_hash(path)
                for name, companion in companions.items()
                for path in companion.files
            },
            **_of_reference(study),
        },
    }


def _of_reference(study: Study) -> dict[str, str]:
    """The hash of the survey that the study is held against: its zip, or the manifest that holds the hash of each of its files."""
    if study.reference is None:
        return {}
    path = study.reference.reference
    file = path if is_file(path) else home_of_run(path) / MANIFEST
    return {f"{REFERENCE}/{file.name}": file_hash(file)} if is_file(file) else {}


def packages() -> dict[str, str]:
    """The version of every package that a run needs, by its name; no other package can change a byte."""
    needed = (REQUIREMENT.match(line) for line in requires(DISTRIBUTION) or () if "extra ==" not in line)
    return {found[0].lower(): version(found[0]) for found in needed if found}


def declared_files(study: Study) -> list[Path]:
    """Files that say what was asked and planned: the study file and all that it names but `files_about_people`."""
    files = [study.path, study.questionnaire.path, study.rules, *(wave.controls for wave in study.waves)]
    files += [wave.columns.source for wave in study.waves if wave.columns]
    files += [study.weighting.controls] if study.weighting else []
    files += study.municipalities.files if study.municipalities else ()
    files += [study.theme, study.policy.path if study.policy else None]
    return [path for path in files if path is not None]


def files_about_people(study: Study) -> list[Path]:
    """Responses, coded answers and dispositions of all waves, what was said in interviews, and the panel of a register."""
    files = [
        path for wave in study.waves for path in (*parts_of(wave.responses), wave.coded, wave.dispositions)
    ]
    return [path for path in (*files, study.evidence) if path is not None]


def _hashes(paths: Sequence[Path], folder: Path) -> dict[str, str]:
    """Hash by file name, by the path from the study where two files have one name; of the files that are there."""
    distinct = list(dict.fromkeys(paths))
    names = [path.name for path in distinct]
    return {
        path.name
        if names.count(path.name) == 1
        else Path(os.path.relpath(path, folder)).as_posix(): file_hash(path)
        for path in distinct
        if is_file(path)
    }


def moved_facts(run: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What a later rendering was made with that the run was not: date, version, and hashes of inputs.

    Inputs that are not there any more are no difference: a rendering does not read them.
    """
    moved = {
        name: now.get(name)
        for name in ("published", "version", "engine", "packages")
        if now.get(name) != run.get(name)
    }
    before = run.get("inputs", {})
    inputs = {name: digest for name, digest in now["inputs"].items() if before.get(name) != digest}
    return {**moved, **({"inputs": inputs} if inputs else {})}


def weighting_line(report: WeightingReport) -> str:
    spread = [text("run.design_effect", wave=wave.wave, deff=wave.deff) for wave in report.waves]
    method = text("run.not_weighted") if report.method == "none" else report.method
    return text("run.weighting", method=method, spread=spread)


def weightless_lines(weightless: Mapping[str, int]) -> tuple[str, ...]:
    """Accepted respondents with weight 0, by wave."""
    return tuple(text("run.weightless", wave=wave, count=n) for wave, n in weightless.items() if n)


def recognition_lines(study: Study, why_not: Mapping[str, str]) -> tuple[str, ...]:
    """Breakdowns whose groups can be recognised though the study does not say so: why, and what it can declare.

    And those that can be recognised and are therefore not compared, though the study asks for it, and those of which the
    weights tell how many people they have. `why_not` says by breakdown why the weights of a study do not.
    """
    weighted = (one for one in study.breakdowns if one.people_by_weights)
    by_weights = tuple(
        text("run.people_by_weights", breakdown=one.id, n=one.people_by_weights) for one in weighted
    )
    compared = (one for one in study.breakdowns if one.test_groups and one.identifiable)
    not_compared = tuple(text("run.groups_not_compared", breakdown=one.id) for one in compared)
    return (*by_weights, *not_compared) + tuple(
        text(
            "run.recognisable",
            breakdown=one.id,
            why=[text(WHY[why]) for why in one.recognised] + _of_weights(why_not, one.id),
            what_to_do=what_to_do(one.recognised),
        )
        for one in study.breakdowns
        if one.identifiable and DECLARED not in one.recognised
    )


def _of_weights(why_not: Mapping[str, str], breakdown: str) -> list[str]:
    return [text("run.not_by_weights", why=text(why_not[breakdown]))] if breakdown in why_not else []


def overlap_lines(overlap: WaveOverlap, plan: DesignPlan) -> tuple[str, ...]:
    """Who took part in two waves, as far as the ids tell, and who contradicts themselves."""
    shared_code = "run.same_people" if plan.stable_ids else "run.other_people"
    shared = (
        text(shared_code, both=pair.n_both, first=pair.first, second=pair.second, n=pair.n_second)
        for pair in overlap.shared
    )
    wrong = (text("run.contradicts", fact=fact, count=n) for fact, n in overlap.contradictions.items())
    return (*shared, *wrong)


def read_line(ledger: Ledger) -> str:
    """What became of the rows of one response file."""
    return text(
        "run.read",
        file=ledger.file,
        rows=ledger.n_read,
        accepted=ledger.n_accepted,
        quarantined=ledger.n_quarantined,
        left_out="".join(
            text("run.left_out", count=count, reason=reason) for reason, count in ledger.left_out.items()
        ),
    )


def panel_lines(panel: Panel, flags: PanelFlags) -> tuple[str, ...]:
    """What the screen says of a panel: its size, what was added up and left out, and what does not hang together."""
    lines = [
        text(
            "run.panel", file=panel.name, rows=panel.rows, municipalities=len(panel.municipalities), first=panel.months[0],
            last=panel.months[-1],
        )
    ]  # fmt: skip
    if panel.merged:
        lines.append(text("run.panel_merged", count=len(panel.merged)))
    if panel.left_out:
        lines.append(text("run.panel_left_out", codes=panel.left_out))
    if flags.off_balance:
        lines.append(text("run.panel_off_balance", count=flags.off_balance, of=flags.compared))
    lines += [text("run.panel_sudden", count=count, month=month) for count, month in flags.sudden]
    return tuple(lines)


def coded_line(file: str, answers: CodedAnswers) -> str:
    return text(
        "run.coded",
        file=file,
        coded=len(answers.codings[["question", "answer"]].drop_duplicates()),
        given=sum(answers.answers.values()),
        set_aside=answers.set_aside,
        approved=len(answers.quotes),
        held_back=answers.held_back,
    )


def recode_lines(recodes: Sequence[Recode]) -> tuple[str, ...]:
    """What was read as another code: told by column where a label decided it, else as one number."""
    told: dict[str, list[Recode]] = {}
    for recode in recodes:
        if recode.how in ("label", "truth"):
            told.setdefault(recode.column, []).append(recode)
    lines = [_recoded(column, made) for column, made in told.items()]
    others = [one for one in recodes if one.column not in told or one.how not in ("label", "truth")]
    if others:
        cells, columns = sum(one.count for one in others), len({one.column for one in others})
        lines.append(text("run.cells_read", cells=cells, columns=columns))
    return tuple(lines)


def _recoded(column: str, made: Sequence[Recode]) -> str:
    shown, more = [_read_as(one) for one in made[:MOST_RECODES]], len(made) - MOST_RECODES
    return text("run.recoded_and_more" if more > 0 else "run.recoded", column=column, shown=shown, count=more)


def _read_as(recode: Recode) -> str:
    given = recode.given[:MOST_SHOWN]
    return text(
        "run.read_as" if recode.code else "run.read_as_none",
        given=given,
        word=recode.code,
        count=recode.count,
    )


def split_line(code: str, count: int, study: Study) -> str:
    assert study.municipalities is not None
    became = study.municipalities.splits[code]
    return text("run.split", municipality=code, parts=len(became), became=became, count=count)


def wave_names(study: Study) -> str:
    return ", ".join(wave.id for wave in study.waves)


def released_count(released: ReleasedSet) -> int:
    return int((released.estimates["status"] != "suppressed").sum())


def suppressed_count(released: ReleasedSet) -> int:
    return int((released.estimates["status"] == "suppressed").sum())


def closing_summary(splits: Mapping[str, Split], released: ReleasedSet) -> tuple[str, ...]:
    ledgers = [split.ledger for split in splits.values()]
    verdicts = released.changes["verdict"].value_counts().sort_index()
    told = [text(VERDICTS[str(verdict)], count=int(count)) for verdict, count in verdicts.items() if verdict]
    return (
        text(
            "run.rows",
            read=sum(ledger.n_read for ledger in ledgers),
            quarantined=sum(ledger.n_quarantined for ledger in ledgers),
        ),
        text("run.figures", released=released_count(released), suppressed=suppressed_count(released)),
        text("run.changes", verdicts=told) if told else text("run.no_changes"),
    )


def written_files(folder: Path) -> tuple[str, ...]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and "project" not in path.parts]
    return (text("run.written", folder=folder), *_indented(folder, files))


def written_documents(folder: Path) -> tuple[str, ...]:
    """The documents for inside use among the confidential files."""
    documents = sorted((folder / "reports").glob("*/report.*"))
    return (text("run.for_inside", folder=folder), *_indented(folder, documents))


def _indented(folder: Path, files: Sequence[Path]) -> tuple[str, ...]:
    return tuple(f"{'':<13}{path.relative_to(folder)}" for path in files)


def rule_lines(accounts: Mapping[str, WaveAccount]) -> tuple[str, ...]:
    return tuple(
        text(
            "run.rule",
            wave=wave,
            severity=f"{text(SEVERITIES[rule.severity]):<5}",
            passed=rule.passed,
            failed=rule.failed,
            undecided=rule.undecided,
            rule=rule.rule,
            label=told_label(rule.rule, rule.label),
        )
        for wave, account in accounts.items()
        for rule in account.rules
    )
