"""A small check of files for tests: two processes, two months, drawn with a known seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from monitor.intake.files.frame import HandledFile, sha256_of
from monitor.intake.judged.draw_ledger import Drawing
from monitor.study.draw import drawn
from monitor.study.study_file import DrawPlan

SEED = "4f1c"
MONTHS = ("2025-05", "2025-06")
SIZES = {"application": 6, "review": 15}
FILES = {"application": 3, "review": 6}
WORKERS = 6

NORMS = """\
survey: dossiers
title: Dossiers
respondents: {singular: dossier, plural: dossiers}
waves: ["2025"]
processes: {application: {label: Aanvraag, plural: aanvragen}, review: Heronderzoek}
themes: {decision: Besluit, registration: Registratie}
norms:
  - {id: letter, theme: decision, ground: legal, text: "De brief noemt de reden"}
  - {id: plan, theme: decision, ground: legal, processes: [review], text: "Het plan is actueel"}
  - {id: suite, theme: registration, ground: registration, text: "Het dossier staat in de registratie"}
"""
STUDY = """\
study: dossiers
kind: file_check
title: Dossiers
published: 2025-11-01
questionnaire: norms.yaml
waves: {"2025": {responses: reviews.csv, frame: frame.csv, second: second.csv}}
draw: {by: [process, month], files: {application: 3, review: 6}, second: 0.5}
meet: {right_first_time: 0.80, score: 0.80}
reports:
  - {template: quality/any}
  - {template: quality/any, audience: internal, readers: [teamleider]}
"""
QUESTIONLESS = 'survey: leeg\ntitle: Leeg\nrespondents: {singular: dossier, plural: dossiers}\nwaves: ["2025"]\nthemes: {a: A}\n'


def handled() -> list[HandledFile]:
    """Every file of both months."""
    files = []
    for month in MONTHS:
        for process, size in SIZES.items():
            for number in range(size):
                name = f"{process[0]}{month[-1]}{number:02d}"
                day = date.fromisoformat(f"{month}-{number % 28 + 1:02d}")
                files.append(HandledFile(name, process, day, f"w{number % WORKERS}"))
    return files


def frame_text(files: list[HandledFile]) -> str:
    rows = [f"{one.file},{one.process},{one.handled_on},{one.worker}" for one in files]
    return "\n".join(["file,process,handled_on,worker", *rows]) + "\n"


def drawings(files: list[HandledFile], months: Sequence[str] = MONTHS) -> list[Drawing]:
    """The draws of these months, as the command makes them."""
    plan = DrawPlan(files=FILES, second=0.5)
    made = []
    for month in months:
        own = tuple(one for one in files if one.month == month)
        by_process = {process: [one.file for one in own if one.process == process] for process in SIZES}
        made.append(Drawing(SEED, month, "frame.csv", sha256_of(own), drawn(by_process, plan, SEED, month)))
    return made


def reviews_text(draws: list[Drawing], failed: int = 4) -> str:
    """A review of each drawn file: the first files fail the letter, each third review has no plan."""
    rows = []
    for place, (file, process) in enumerate(
        (file, process) for one in draws for file, process in one.files.items()
    ):
        letter = "not_met" if place < failed else "met"
        plan = "" if process == "application" else "na" if place % 3 == 0 else "met"
        returned = "2025-07-01" if letter == "not_met" else ""
        repaired = "2025-07-05" if letter == "not_met" else ""
        rows.append(f"{file},{process},k1,2025-06-30,{letter},{plan},met,{returned},{repaired}")
    head = "respondent_id,process,reviewer,reviewed_on,letter,plan,suite,returned_on,repaired_on"
    return "\n".join([head, *rows]) + "\n"


def second_text(draws: list[Drawing]) -> str:
    """Second reviewers find a fault where the first one found none in the registration."""
    rows = []
    for one in draws:
        for stratum in one.strata:
            plan = "" if stratum.process == "application" else "met"
            rows += [f"{file},k2,met,{plan},not_met" for file in stratum.second]
    return "\n".join(["respondent_id,reviewer,letter,plan,suite", *rows]) + "\n"


def contents() -> dict[str, str]:
    """Every file of the study by its name."""
    files = handled()
    draws = drawings(files)
    return {
        "norms.yaml": NORMS, "study.yaml": STUDY, "frame.csv": frame_text(files), "reviews.csv": reviews_text(draws),
        "second.csv": second_text(draws), "draws.jsonl": "\n".join(one.line() for one in draws) + "\n",
    }  # fmt: skip


def write_file_check(folder: Path, changed: Mapping[str, tuple[str, str] | str | None] | None = None) -> Path:
    """The study in a folder; `changed` says by file what stands in place of what, its whole text, or that it is not there."""
    for name, text in contents().items():
        change = (changed or {}).get(name, ("", ""))
        if change is None:
            continue
        if isinstance(change, tuple):
            assert change[0] in text, (name, change[0])
            text = text.replace(*change, 1) if change[0] else text
        else:
            text = change
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "study.yaml"


def write_two_years(folder: Path) -> Path:
    """The same study with a year before it, of which one month was drawn."""
    files = [
        replace(one, file=f"e{one.file}", handled_on=one.handled_on.replace(year=2024))
        for one in handled()
        if one.month == MONTHS[0]
    ]
    draws = drawings(files, ["2024-05"])
    (folder / "frame_2024.csv").write_text(frame_text(files), encoding="utf-8")
    (folder / "reviews_2024.csv").write_text(reviews_text(draws), encoding="utf-8")
    ledger = "\n".join(one.line() for one in draws) + "\n" + contents()["draws.jsonl"]
    earlier = '{"2024": {responses: reviews_2024.csv, frame: frame_2024.csv}, "2025": {'
    return write_file_check(
        folder,
        {
            "norms.yaml": ('waves: ["2025"]', 'waves: ["2024", "2025"]'),
            "study.yaml": ('{"2025": {', earlier),
            "draws.jsonl": ledger,
        },
    )
