"""The organisation that lowered a floor of disclosure: named in every report about the study."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from monitor.errors import PublicationError
from monitor.publication.language.filling import filled, full_stop
from monitor.publication.language.numbers import exact
from monitor.publication.language.voice import Voice
from monitor.study.house_policy import house_floors

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

PRINTED_IN = ("limits", "method-thresholds")


def policy_sentence(released: ReleasedSet, voice: Voice) -> str:
    """Which floors were lowered, by whom, in which function, when and why; "" where none was."""
    policy, words = released.method.policy, voice.words.annex.policy
    if policy is None:
        return ""
    usual = house_floors()
    floors = [
        filled(words.floor, {"what": words.floors[key], "lowered": exact(least), "floor": exact(usual[key])})
        for key, least in policy.floors.items()
    ]
    said = {"name": policy.name, "function": policy.function, "date": voice.phrases.date(policy.date)}
    return filled(
        words.sentence, {**said, "floors": voice.phrases.listed(floors), "reason": full_stop(policy.reason)}
    )


def check_policy_named(report: str, tables: Collection[str], released: ReleasedSet) -> None:
    """**Raises** PublicationError for a report under a policy which holds no table that names it."""
    if released.method.policy is not None and not set(PRINTED_IN) & set(tables):
        tables = [f"{{{{< include tables/{name}.md >}}}}" for name in PRINTED_IN]
        raise PublicationError("publication.report_does_not_name_who_lowered", tables=tables, report=report)
