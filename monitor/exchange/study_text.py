"""The study file that goes with a proposed questionnaire: a first report without touching it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from monitor.exchange.answers import Seen
from monitor.exchange.documents import FILES, Decided, Todo, as_proposed, remarks_of, todo
from monitor.exchange.proposal import Proposal, Question
from monitor.exchange.roles import day_of, days_in
from monitor.exchange.source import kept_rows
from monitor.exchange.vocabulary import vocabulary
from monitor.exchange.yaml_text import Remarked, lines
from monitor.messages.catalogue import text_in

BREAKDOWNS = 2
MOSTLY = 0.95  # of the rows that say a day
NEAR = 2  # folders up that still belong together
MOST_GROUPS = 8


def study_text(proposals: Sequence[Proposal], to: Path, decided: Decided = as_proposed) -> str:
    """The study file of one proposal per wave; the latest tells title and design."""
    head = text_in(FILES, "exchange.head_study", file=", ".join(one.source.path.name for one in proposals))
    return "\n".join([f"# {head}", *lines(decided(study(proposals, to)))]) + "\n"


def study(proposals: Sequence[Proposal], to: Path) -> dict[str, Any]:
    latest, first = proposals[-1], proposals[0]
    made: dict[str, Any] = {
        "study": first.survey,
        "title": first.title,
        "published": Remarked(_published(proposals), (_todo_published(latest),)),
        "questionnaire": "questionnaire.yaml",
    }
    if any(one.roles.municipality for one in proposals):
        made["municipalities"] = Remarked(
            {"file": "municipalities.csv", "column": "municipality"},
            (todo("exchange.todo_municipality_names"),),
        )
    made["waves"] = {
        one.wave: wave_entry(one, to) if one.source.has_answers else _awaited(one) for one in proposals
    }
    if all(map(_is_dated, proposals)):
        made["completed"] = {"column": "completed", "severity": "soft"}
    made["design"] = _design(latest)
    breakdowns = _breakdowns(latest)
    if breakdowns:
        made["breakdowns"] = Remarked(breakdowns, (_population(breakdowns[0]),))
    made["reports"] = ["inspectorate"]
    return made


def _awaited(proposal: Proposal) -> dict[str, Any]:
    """A wave of which there is a questionnaire and no file with answers yet."""
    return {"responses": Remarked(f"antwoorden_{proposal.wave}.csv", (todo("exchange.todo_responses"),))}


def wave_entry(proposal: Proposal, to: Path) -> dict[str, Any]:
    """One wave of a study: its file, where that stands outside the study its folder, and its column map."""
    made: dict[str, Any] = responses_entry(proposal.source.path, proposal.wave, to)
    days = sorted(days_of(proposal))
    if days:
        made["fieldwork"] = [days[0], days[-1]]
    return made


def responses_entry(file: Path, wave: str, to: Path) -> dict[str, str]:
    """Where the answers of a wave stand, and how they are read."""
    path = file.resolve()
    made = {"responses": path.name}
    if path.parent != to.resolve():
        made["data"] = _shortest(path.parent, to.resolve()).as_posix()
    return {**made, "columns": f"columns/{wave}.yaml"}


def _shortest(folder: Path, to: Path) -> Path:
    """The way from the study to a folder, where both stand in one place; else the whole path."""
    way = os.path.relpath(folder, to)
    return Path(way) if way.count("..") <= NEAR else folder


def days_of(proposal: Proposal) -> list[str]:
    """The days on which rows were completed, in ISO order."""
    texts = Seen.of(proposal.source.answers.get(proposal.roles.completed)).texts
    return days_in(texts)


def _is_dated(proposal: Proposal) -> bool:
    """Whether nearly every row says on which day it was completed, in the way that intake reads."""
    column = proposal.source.answers.get(proposal.roles.completed)
    if column is None:
        return False
    kept = kept_rows(proposal.source)
    days = np.array([text[4:5] == "-" and bool(day_of(text)) for text in column.texts] or [False])[
        column.index
    ]
    return bool(days.any()) and (days & kept).sum() >= MOSTLY * (column.filled & kept).sum()


def _published(proposals: Sequence[Proposal]) -> str:
    days = days_of(proposals[-1])
    if days:
        return max(days)
    year = proposals[-1].wave[:4]
    return (
        f"{year}-12-31"
        if year.isascii() and year.isdecimal() and len(year) == 4
        else date(2000, 1, 1).isoformat()
    )


def _todo_published(latest: Proposal) -> Todo:
    return todo("exchange.todo_published" if days_of(latest) else "exchange.todo_published_unknown")


def _design(proposal: Proposal) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if proposal.roles.weight:
        made["weights"] = "weight"
    if proposal.roles.strata:
        made["strata"] = "stratum"
    made["stable_ids"] = Remarked("off", (todo("exchange.todo_stable_ids"),))
    made["sampling"] = Remarked("opt_in", (todo("exchange.todo_sampling"),))
    return made


def _breakdowns(proposal: Proposal) -> list[str]:
    """The first two background questions with few answers."""
    background = [one.id for one in proposal.questions if _is_background(one, proposal)]
    return background[:BREAKDOWNS]


def _population(breakdown: str) -> Todo:
    """What a breakdown has to say before its groups count as ones in which nobody is recognised."""
    return todo(
        "exchange.todo_population",
        example=f"{{id: {breakdown}, population_at_least: {{n: ..., source: ...}}}}",
    )


def _is_background(one: Question, proposal: Proposal) -> bool:
    scale = proposal.scales.get(one.scale)
    return (
        one.kind == "single"
        and scale is not None
        and scale.kind in ("nominal", "ordinal")
        and len(scale.categories) <= MOST_GROUPS
        and vocabulary().asks_for("background", one.text)
    )


def municipalities_text(proposals: Sequence[Proposal]) -> str:
    """A frame with the codes that the files hold; names are for a person to fill in."""
    codes: dict[str, None] = {}
    for one in proposals:
        for text in Seen.of(one.source.answers.get(one.roles.municipality)).answers:
            codes.setdefault(text.zfill(4) if text.isdigit() else text)
    return "code,name\n" + "".join(f"{code},{code}\n" for code in sorted(codes))


def remarks(proposal: Proposal) -> Mapping[str, tuple[str, ...]]:
    """What a person should look at, by question."""
    return {one.id: remarks_of(one.doubts) for one in proposal.questions if one.doubts}
