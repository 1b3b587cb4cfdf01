"""Which questions of a new wave are those of the questionnaire: the same, reworded, doubtful, or different.

Texts are compared by their content words and signs; measured on rewordings and on pairs that ask something else,
no threshold parts the two, but a text that adds words of its own while the other does too asks something else.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from monitor.exchange.vocabulary import plain, vocabulary

SAME, DOUBTFUL, AHEAD = 0.80, 0.60, 0.05
LEAST_DICE = 0.2  # below which the score cannot reach what is doubtful
NEGATIONS = {"niet", "geen", "nooit", "not", "no", "never"}
Verdict = Literal["same", "reworded", "doubtful", "scale"]


@dataclass(frozen=True)
class Asked:
    """One item as it was asked: by its id, the text of its question and its own, and what can be answered.

    `answers` are the labels in plain words, without those outside the base; `kind` and `range` tell numbers apart.
    """

    id: str
    text: str
    stem: str = ""
    kind: str = ""
    answers: frozenset[str] = frozenset()
    range: tuple[float, float] | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The ways in which a text can stand: the own text, and with its stem before it."""
        return (self.text, f"{self.stem} {self.text}") if self.stem else (self.text,)


@dataclass(frozen=True)
class Match:
    """An item of the questionnaire and one of the new wave."""

    old: Asked
    new: Asked
    verdict: Verdict
    score: float


def matched(old: Sequence[Asked], new: Sequence[Asked]) -> list[Match]:
    """Every item at most once: by id, text and answers; then equal texts; then the best score first."""
    made: list[Match] = []
    left, right = {one.id: one for one in old}, {one.id: one for one in new}

    def join(one: Asked, other: Asked, verdict: Verdict, score: float) -> None:
        made.append(Match(one, other, verdict, score))
        if verdict != "doubtful":
            del left[one.id], right[other.id]

    for one, other in _equal(left.values(), right.values()):
        if one.id in left and other.id in right:
            join(one, other, "same" if same_answers(one, other) else "scale", 1.0)
    scores = _scores(left.values(), right.values())
    for score, one, other in scores:
        if one.id in left and other.id in right and score >= DOUBTFUL:
            rivals = [
                each
                for each, a, b in scores
                if (a.id == one.id) != (b.id == other.id) and a.id in left and b.id in right
            ]
            sure = score >= SAME and score - max(rivals, default=0.0) >= AHEAD and reworded(one, other)
            if sure:
                join(one, other, "reworded" if same_answers(one, other) else "scale", score)
            elif not any(match.old.id == one.id or match.new.id == other.id for match in made):
                made.append(Match(one, other, "doubtful", score))
    return made


def _equal(old: Iterable[Asked], new: Iterable[Asked]) -> list[tuple[Asked, Asked]]:
    """Items with equal texts, those of one id first; a text that stands twice is told apart by its stem."""
    pairs = []
    for one in old:
        for other in new:
            shared = set(map(plain, one.texts)) & set(map(plain, other.texts))
            if shared:
                own = plain(one.text) == plain(other.text)
                pairs.append(
                    (
                        (
                            one.id != other.id,
                            not same_answers(one, other),
                            not own,
                            plain(one.stem) != plain(other.stem),
                        ),
                        one,
                        other,
                    )
                )
    return [(one, other) for _, one, other in sorted(pairs, key=lambda pair: pair[0])]


def same_answers(one: Asked, other: Asked) -> bool:
    """Whether two items can be answered alike; more answers outside the base make no difference."""
    return (
        one.kind == other.kind
        and one.answers == other.answers
        and (one.range == other.range or None in (one.range, other.range))
    )


def _scores(old: Iterable[Asked], new: Iterable[Asked]) -> list[tuple[float, Asked, Asked]]:
    found = []
    others = list(new)
    for one in old:
        for other in others:
            best = max((score(a, b) for a in one.texts for b in other.texts), default=0.0)
            if best >= DOUBTFUL:
                found.append((best, one, other))
    return sorted(found, key=lambda each: (-each[0], each[1].id, each[2].id))


@cache
def score(one: str, other: str) -> float:
    """Mean of Dice over content words and of the ratio of equal signs; 0 where the words have little in common."""
    words, others = set(_words(one)), set(_words(other))
    if not words or not others:
        return 0.0
    dice = 2 * len(words & others) / (len(words) + len(others))
    if dice < LEAST_DICE:
        return 0.0
    return (dice + difflib.SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio()) / 2


def reworded(one: Asked, other: Asked) -> bool:
    """Whether only one of two texts has content words of its own, without a negation on one side or another order."""
    return any(_reworded(a, b) for a in one.texts for b in other.texts)


def _reworded(one: str, other: str) -> bool:
    words, others = _words(one), _words(other)
    if (set(plain(one).split()) & NEGATIONS) != (set(plain(other).split()) & NEGATIONS):
        return False
    only, only_other = set(words) - set(others), set(others) - set(words)
    if only and only_other:
        return False
    shared = set(words) & set(others)
    return [word for word in words if word in shared] == [word for word in others if word in shared]


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(vocabulary().content_words(text))


def only_in(items: Sequence[Asked], matches: Sequence[Match], side: Literal["old", "new"]) -> list[Asked]:
    """Items without a partner."""
    joined = {getattr(match, side).id for match in matches if match.verdict in ("same", "reworded")}
    return [one for one in items if one.id not in joined]


def partners(matches: Sequence[Match]) -> Mapping[str, Match]:
    """By id of the new wave, the match that makes it an item of the questionnaire."""
    return {match.new.id: match for match in matches if match.verdict in ("same", "reworded")}
