"""Decisions that a person takes before anything is written: `monitor init --ask`, one question each, all of them with a proposal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from monitor.exchange.documents import Todo
from monitor.exchange.match import Match, Verdict, same_answers
from monitor.exchange.proposal import Proposal
from monitor.exchange.roles import identifies, weighs
from monitor.exchange.scales import Scale
from monitor.exchange.source import Source
from monitor.exchange.yaml_text import Remarked
from monitor.messages.catalogue import text

NONE, YES, NO = "-", "j", "n"
FEWEST = 3  # categories that can have an order worth asking for
CHOICES = {
    "exchange.todo_sampling": ("probability", "census", "quota", "opt_in"),
    "exchange.todo_stable_ids": ("on", "off"),
    "exchange.todo_blank": ("not_chosen", "no_answer"),
    "exchange.todo_favourable": ("agree", "disagree"),
}
"""By mark, the answers that its question has."""


class Ask(Protocol):
    """Puts a question to a person until an answer fits; `fits` says whether one does, `proposed` is the one without typing."""

    def __call__(self, question: str, fits: Callable[[str], bool], proposed: str) -> str: ...


def one_of(choices: Sequence[str]) -> Callable[[str], bool]:
    """Whether an answer is one of some."""
    return lambda answer: answer in choices


def asked_roles(source: Source, ask: Ask) -> Source:
    """The source with the respondent number and the weight that a person names, where its program tells none."""
    roles, doubts = source.roles, source.doubts
    file = source.path.name
    if not roles.respondent_id:
        found = [one.heading for one in source.variables if identifies(source, one)]
        if found:
            said = _column(
                ask, text("exchange.ask_respondent_number", file=file, columns=", ".join(found)), found
            )
            roles = replace(roles, respondent_id=said)
            doubts = tuple(one for one in doubts if not said or one.code != "exchange.no_respondent_number")
    if not roles.weight:
        found = [one.heading for one in source.variables if weighs(source, one)]
        if found:
            said = _column(ask, text("exchange.ask_weight", file=file, columns=", ".join(found)), found)
            roles = replace(roles, weight=said)
    named = {roles.respondent_id, roles.weight} - {""}
    kept = tuple(one for one in source.variables if one.heading not in named)
    return replace(source, roles=roles, doubts=doubts, variables=kept)


def _column(ask: Ask, question: str, columns: Sequence[str]) -> str:
    said = ask(question, one_of((NONE, *columns)), NONE)
    return "" if said == NONE else said


def asked_orders(proposal: Proposal, ask: Ask) -> Proposal:
    """The proposal with an order for answers of which nothing tells it, where a person gives one."""
    scales = {name: _ordered(name, scale, ask) for name, scale in proposal.scales.items()}
    return replace(proposal, scales=scales)


def _ordered(name: str, scale: Scale, ask: Ask) -> Scale:
    count = len(scale.categories)
    if scale.kind != "nominal" or count < FEWEST:
        return scale
    labels = ", ".join(f"{place} {one.label}" for place, one in enumerate(scale.categories, start=1))
    said = ask(
        text("exchange.ask_order", scale=name, labels=labels),
        lambda answer: answer == NONE or sorted(answer.split()) == sorted(str(n + 1) for n in range(count)), NONE,
    )  # fmt: skip
    if said == NONE:
        return replace(scale, unordered=True)
    return replace(
        scale, kind="ordinal", categories=tuple(scale.categories[int(n) - 1] for n in said.split())
    )


def asked_matches(matches: Sequence[Match], ask: Ask) -> list[Match]:
    """The matches with those that were doubtful settled: one question in other words, or two questions."""
    made: list[Match] = []
    for match in matches:
        if any(
            match.old.id == one.old.id or match.new.id == one.new.id
            for one in made
            if one.verdict != "doubtful"
        ):
            continue
        question = text("exchange.ask_match", old=match.old.text, new=match.new.text)
        if match.verdict == "doubtful" and ask(question, one_of((YES, NO)), NO) == YES:
            verdict: Verdict = "reworded" if same_answers(match.old, match.new) else "scale"
            made = [one for one in made if one.old.id != match.old.id and one.new.id != match.new.id]
            made.append(replace(match, verdict=verdict))
        elif match.verdict != "doubtful":
            made.append(match)
    return made


def asked_marks(content: Any, ask: Ask, about: str = "") -> Any:
    """What would be written, with the marks that a question can settle settled."""
    if isinstance(content, Mapping):
        inside = content.get("id", about)
        inside = str(inside.value if isinstance(inside, Remarked) else inside)
        return {name: asked_marks(value, ask, inside) for name, value in content.items()}
    if isinstance(content, list):
        return [asked_marks(value, ask, about) for value in content]
    if not isinstance(content, Remarked):
        return content
    value, left = asked_marks(content.value, ask, about), []
    for mark in content.remarks:
        settled = _settled(mark, value, ask, about)
        if settled is None:
            left.append(mark)
        else:
            value = settled
    return Remarked(value, tuple(left))


def _settled(mark: str, value: Any, ask: Ask, about: str) -> Any:
    """The value that a person gives in place of a proposed one; None for a mark about which nothing can be asked."""
    code = mark.code if isinstance(mark, Todo) else ""
    if code in CHOICES:
        question = f"{about}: {text(code)}" if about else text(code)
        return ask(question, one_of(CHOICES[code]), str(value))
    if code in ("exchange.todo_published", "exchange.todo_published_unknown"):
        return ask(text(code), _is_day, str(value))
    if code == "exchange.todo_respondents":
        said = ask(text("exchange.ask_respondents"), _are_two, ", ".join(value.values()))
        return dict(zip(("singular", "plural"), (word.strip() for word in said.split(",")), strict=True))
    return None


def _is_day(answer: str) -> bool:
    try:
        return date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False


def _are_two(answer: str) -> bool:
    return sum(bool(word.strip()) for word in answer.split(",")) == 2 == len(answer.split(","))
