"""Questions whose answers are data by which people are known, whatever their program calls them."""

from __future__ import annotations

from collections import Counter

from monitor.exchange.answers import FEW, GRADES_TO, MOST_CHOICES, Seen, is_answer_word
from monitor.exchange.limits import exchange_limits
from monitor.exchange.source import Declared, Variable
from monitor.exchange.vocabulary import vocabulary
from monitor.intake.personal_data.search import find_personal_data

SEARCHED: tuple[Declared, ...] = ("", "open", "number", "grade", "percentage")


def personal_kind(variable: Variable, seen: Seen) -> Declared:
    """`contact` or `identifying`, by the text of a question or by most of its answers; "" where it is neither.

    A list of answers is none, and neither is a question of which every answer is a grade or a word that everybody knows.
    """
    if variable.type not in SEARCHED or (variable.labels and variable.type in ("", "open")):
        return ""
    if not variable.labels and _asks_for_contact(variable, seen):
        return "contact"
    if vocabulary().asks_for("identifying", variable.text) and not _are_choices(seen):
        return "identifying"
    return _found(seen)


def _found(seen: Seen) -> Declared:
    """What the search for personal data is certain of in most of the answers."""
    limits = exchange_limits().personal
    kinds: Counter[str] = Counter()
    answers = list(seen.answers.items())[: limits.looked_at]
    for text, n in answers:
        kinds.update({one.kind: n for one in find_personal_data(text) if one.certain})
    least = max(limits.cells, limits.share * sum(n for _, n in answers))
    for kind, names in (("identifying", limits.identifying), ("contact", limits.contact)):
        if max((kinds[name] for name in names), default=0) >= least:
            return kind  # type: ignore[return-value]
    return ""


def _asks_for_contact(variable: Variable, seen: Seen) -> bool:
    """Addresses, or a text that asks for them and answers that are more than a choice."""
    addresses = sum(n for text, n in seen.texts.items() if "@" in text and "." in text.rpartition("@")[2])
    words = vocabulary()
    if variable.type:
        return words.asks_for("contact", variable.text) and not _are_choices(seen)
    return (
        addresses >= FEW
        or (words.asks_for("contact", variable.text) and not _are_choices(seen))
        or (
            words.asks_for("reached", variable.text)
            and not _are_choices(seen)
            and not _are_chosen_often(seen)
        )
    )


def _are_choices(seen: Seen) -> bool:
    """Whether all answers are words that everybody knows, or grades."""
    return bool(seen.answers) and (
        all(is_answer_word(text) for text in seen.answers)
        or (seen.is_numeric and seen.is_whole and min(seen.numbers) >= 0 and max(seen.numbers) <= GRADES_TO)
    )


def _are_chosen_often(seen: Seen) -> bool:
    """Whether the answers are a few that at least three gave each."""
    return 0 < len(seen.answers) <= MOST_CHOICES and min(seen.answers.values()) >= FEW
