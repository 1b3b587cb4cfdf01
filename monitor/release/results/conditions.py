"""Under which limits a released set passed the door: what is made of it later has to say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from monitor.release.results.method import Method, PolicyRecord, policy_record
from monitor.study.study import Study


def other_conditions(method: Method, study: Study) -> Iterator[tuple[str, str, str]]:
    """What of the door differs between a released set and a declaration: what, by the set, by the declaration."""
    if method.audience != study.audience:
        yield "another audience", method.audience, study.audience
        return
    held, declared = (_limits(rules) for rules in (method.thresholds, study.disclosure))
    for key, limit in declared.items() if held else ():
        if held.get(key) != limit:
            yield "other limits of disclosure", f"{key} {held.get(key)}", f"{key} {limit}"
    for breakdown in study.breakdowns:
        record = method.breakdowns.get(breakdown.id)
        if record is not None and record.identifiable != breakdown.identifiable:
            kinds = _kind(record.identifiable), _kind(breakdown.identifiable)
            yield f'other rules for "{breakdown.id}"', *kinds
    own = policy_record(study)
    if method.policy != own:
        yield "another policy of an organisation", _named(method.policy), _named(own)


def _kind(identifiable: bool | None) -> str:
    return "identifiable groups" if identifiable else "anonymous groups"


def _named(policy: PolicyRecord | None) -> str:
    return f"that of {policy.name}" if policy else "none"


def _limits(rules: Any) -> dict[str, Any]:
    """Every limit by its path; none where a set does not say."""
    return dict(_leaves(asdict(rules), "")) if rules is not None else {}


def _leaves(limits: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for key, value in limits.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{key} > ")
        else:
            yield f"{path}{key}", value
