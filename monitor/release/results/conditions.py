"""Under which limits a released set passed the door: what is made of it later has to say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from monitor.messages.catalogue import text
from monitor.release.results.method import Method, PolicyRecord, policy_record
from monitor.study.study import Study


def other_conditions(method: Method, study: Study) -> Iterator[tuple[str, str, str]]:
    """What of the door differs between a released set and a declaration: what, by the set, by the declaration."""
    study = as_released(study, [method])
    if method.audience != study.audience:
        yield text("release.another_audience"), method.audience, study.audience
        return
    held, declared = (_limits(rules) for rules in (method.thresholds, study.disclosure))
    for key, limit in declared.items() if held else ():
        if held.get(key) != limit:
            yield text("release.other_limits"), f"{key} {held.get(key)}", f"{key} {limit}"
    for breakdown in study.breakdowns:
        record = method.breakdowns.get(breakdown.id)
        if record is not None and record.identifiable != breakdown.identifiable:
            kinds = _kind(record.identifiable), _kind(breakdown.identifiable)
            yield text("release.other_rules", breakdown=breakdown.id), *kinds
    yield from _other_benchmark(method, study)
    own = policy_record(study)
    if method.policy != own:
        yield text("release.another_policy"), _named(method.policy), _named(own)


def _other_benchmark(method: Method, study: Study) -> Iterator[tuple[str, str, str]]:
    """What of a declared benchmark is not as the results were made with it."""
    held, declared = method.benchmark, study.benchmark
    if held is None or declared is None:
        return
    for key in ("breakdown", "peers", "traits", "fpc", "members", "largest", "fitted"):
        before, now = getattr(held, key), getattr(declared, key)
        if before != now:
            yield text("release.other_benchmark"), _said(key, before), _said(key, now)


def _said(key: str, value: Any) -> str:
    return f"{key} {', '.join(value) if isinstance(value, tuple) else value}"


def as_released(study: Study, methods: Iterable[Method]) -> Study:
    """The study as its released sets know it: only the responses tell what their weights add up to.

    Of several sets that do not agree a breakdown stays what its declaration makes of it.
    """
    told = [
        {name: record.people_by_weights or 0 for name, record in method.breakdowns.items()}
        for method in methods
    ]
    return study.with_populations(
        {one.id: min(people.get(one.id, 0) for people in told) for one in study.of_unknown_population if told}
    )


def _kind(identifiable: bool | None) -> str:
    return text("release.identifiable_groups" if identifiable else "release.anonymous_groups")


def _named(policy: PolicyRecord | None) -> str:
    return text("release.policy_of", name=policy.name) if policy else text("release.none")


def _limits(rules: Any) -> dict[str, Any]:
    """Every limit by its path; none where a set does not say."""
    return dict(_leaves(asdict(rules), "")) if rules is not None else {}


def _leaves(limits: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for key, value in limits.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{key} > ")
        else:
            yield f"{path}{key}", value
