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
from monitor.outputs import file_hash
from monitor.study.recognition import DECLARED, WHY, what_to_do
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.intake.files.spellings import Recode
    from monitor.intake.open_answers.coded_answers import CodedAnswers
    from monitor.intake.validation.quarantine import Split
    from monitor.release.results.method import WaveAccount
    from monitor.release.results.released_set import Companion, ReleasedSet
    from monitor.statistics.design.wave_overlap import WaveOverlap
    from monitor.statistics.weighting.weighting_report import WeightingReport
    from monitor.study.study_file import DesignPlan

MOST_RECODES, MOST_SHOWN = 8, 30
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
        },
    }


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
    """Responses, coded answers and dispositions of all waves."""
    files = [path for wave in study.waves for path in (wave.responses, wave.coded, wave.dispositions)]
    return [path for path in files if path is not None]


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
    spread = ", ".join(f"{wave.wave} design effect {wave.deff:.2f}" for wave in report.waves)
    return f"{report.method}; {spread}"


def weightless_lines(weightless: Mapping[str, int]) -> tuple[str, ...]:
    """Accepted respondents with weight 0, by wave."""
    return tuple(
        f"{wave}: {counted(n, 'row')} with weight 0, in no figure" for wave, n in weightless.items() if n
    )


UNDECLARED_SAMPLING = (
    "the study does not say how people came to take part (design: {sampling: probability, census, quota or opt_in});"
    " its margins hold as if they were drawn at random"
)


def recognition_lines(study: Study) -> tuple[str, ...]:
    """Breakdowns whose groups can be recognised though the study does not say so: why, and what it can declare."""
    return tuple(
        f"{one.id}: people may be recognised in its groups, since {' and '.join(WHY[why] for why in one.recognised)}."
        f" {what_to_do(one.recognised)}"
        for one in study.breakdowns
        if one.identifiable and DECLARED not in one.recognised
    )


def overlap_lines(overlap: WaveOverlap, plan: DesignPlan) -> tuple[str, ...]:
    """Who took part in two waves, as far as the ids tell, and who contradicts themselves."""
    meaning = "the same people" if plan.stable_ids else "other people in every wave (stable_ids: off)"
    shared = (
        f"{pair.n_both:,} ids of {pair.first} occur in {pair.second} too, of {pair.n_second:,}: taken as {meaning}"
        for pair in overlap.shared
    )
    wrong = (
        f'warning: "{fact}" of {n:,} of these people differs between waves; are they the same people?'
        for fact, n in overlap.contradictions.items()
    )
    return (*shared, *wrong)


def coded_line(answers: CodedAnswers) -> str:
    coded = len(answers.codings[["question", "answer"]].drop_duplicates())
    given = sum(answers.answers.values())
    return (
        f"{coded:,} of {given:,} answers coded, {answers.set_aside:,} lines about quarantined rows; "
        f"{len(answers.quotes):,} quotes approved, {answers.held_back:,} held back"
    )


def recode_lines(recodes: Sequence[Recode]) -> tuple[str, ...]:
    """What was read as another code: told by column where a label decided it, else as one number."""
    told: dict[str, list[Recode]] = {}
    for recode in recodes:
        if recode.how in ("label", "truth"):
            told.setdefault(recode.column, []).append(recode)
    lines = [
        f"{column}: recoded, {', '.join(_read_as(one) for one in made[:MOST_RECODES])}"
        + (f" and {len(made) - MOST_RECODES} more" if len(made) > MOST_RECODES else "")
        for column, made in told.items()
    ]
    others = [one for one in recodes if one.column not in told or one.how not in ("label", "truth")]
    if others:
        cells, columns = sum(one.count for one in others), len({one.column for one in others})
        lines.append(f"{cells:,} cells in {columns} columns read as codes or as no answer; see rules.html")
    return tuple(lines)


def split_line(code: str, count: int, study: Study) -> str:
    assert study.municipalities is not None
    became = study.municipalities.splits[code]
    return (
        f"municipality {code} was split over {len(became)} ({', '.join(became)}); an answer cannot be split, "
        f"so {count:,} are left out of figures by municipality"
    )


def _read_as(recode: Recode) -> str:
    return f'"{recode.given[:MOST_SHOWN]}" read as {recode.code or "no answer"} ({recode.count:,})'


def wave_names(study: Study) -> str:
    return ", ".join(wave.id for wave in study.waves)


def counted(count: int, noun: str) -> str:
    """A number with its noun: `1 row`, `2 rows`."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def released_count(released: ReleasedSet) -> int:
    return int((released.estimates["status"] != "suppressed").sum())


def suppressed_count(released: ReleasedSet) -> int:
    return int((released.estimates["status"] == "suppressed").sum())


def closing_summary(splits: Mapping[str, Split], released: ReleasedSet) -> tuple[str, ...]:
    ledgers = [split.ledger for split in splits.values()]
    verdicts = released.changes["verdict"].value_counts().sort_index()
    return (
        f"rows         {sum(ledger.n_read for ledger in ledgers):,} read, "
        f"{sum(ledger.n_quarantined for ledger in ledgers):,} quarantined",
        f"figures      {released_count(released):,} released, {suppressed_count(released):,} suppressed",
        "changes      "
        + (", ".join(f"{count:,} {verdict}" for verdict, count in verdicts.items() if verdict) or "none"),
    )


def written_files(folder: Path) -> tuple[str, ...]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and "project" not in path.parts]
    return (f"written      {folder}", *(f"             {path.relative_to(folder)}" for path in files))


def written_documents(folder: Path) -> tuple[str, ...]:
    """The documents for inside use among the confidential files."""
    documents = sorted((folder / "reports").glob("*/report.*"))
    return (f"for inside   {folder}", *(f"             {path.relative_to(folder)}" for path in documents))


def rule_lines(accounts: Mapping[str, WaveAccount]) -> tuple[str, ...]:
    return tuple(
        f"{wave}  {rule.severity:<4} {rule.passed:>10,} passed {rule.failed:>8,} failed "
        f"{rule.undecided:>8,} undecided  {rule.rule}"
        for wave, account in accounts.items()
        for rule in account.rules
    )
