"""Why a variable names a wave that it does not have: what it is about was not asked then, or never before."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from monitor.messages.catalogue import text
from monitor.publication.sentences.wave_names import CHANGE_NAMES, RANK, WAVE, YEAR, WaveNames
from monitor.study.wave_roles import FIRST, NOW, PREVIOUS, ROLES


def absent_wave(path: str, names: WaveNames, known: Collection[str]) -> tuple[str, str] | None:
    """What is wrong with the wave of a path, and the path to use instead, "" where there is none.

    `known` are the waves and comparisons that have a figure there. None where the fault is another one.
    """
    parts, roles = path.split("."), names.roles_at(path)
    asked = names.study.questionnaire
    if len(parts) <= WAVE or (parts[0] != RANK and parts[0] not in {**asked.items, **asked.groups}):
        return None
    what = _why(parts, roles, names)
    others = (word for word in (CHANGE_NAMES[PREVIOUS], *ROLES) if word in known)
    if parts[WAVE] in ROLES:
        others = (word for word in ROLES if word in known)
    instead = next((".".join((*parts[:WAVE], word, *parts[WAVE + 1 :])) for word in others), "")
    return (what, instead) if what else None


def year_beside(path: str, names: WaveNames) -> str:
    """The variable that must stand in the same sentence, "" for a figure of now or a change."""
    word = names.word(path)
    return names.year_at(path) if word in ROLES and word != NOW and not path.endswith(f".{YEAR}") else ""


def _why(parts: list[str], roles: Mapping[str, str], names: WaveNames) -> str:
    name, word = parts[1 if parts[0] == RANK else 0], parts[WAVE]
    compared = word in CHANGE_NAMES.values()
    if word in roles:
        return text("publication.nothing_released_in", wave=names.label(roles[word]))
    if word == NOW or (compared and NOW not in roles):
        return text("publication.not_asked_in", name=name, wave=names.study.current.label)
    if word in ROLES or (compared and PREVIOUS not in roles):
        return text(
            "publication.no_shared_wave" if parts[0] == RANK else "publication.no_earlier_wave", name=name
        )
    if word == CHANGE_NAMES[FIRST] and roles[FIRST] == roles[PREVIOUS]:
        return text("publication.one_earlier_wave", name=name)
    return ""
