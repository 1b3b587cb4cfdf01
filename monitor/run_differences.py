"""What two runs of a study were made of that is not the same: files, version, method, policy, number of respondents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from monitor.run_record import REFERENCE, files_about_people
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.method import Method

STUDY, QUESTIONNAIRE, RULES, ANSWERS, COMPANION, OTHER = (
    "study", "questionnaire", "rules", "answers", "companion", "other",
)  # fmt: skip
ADDED, LEFT, VERSION, PACKAGE, METHOD, POLICY, COUNTED = (
    "added", "left", "version", "package", "method", "policy", "counted",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One thing of which two runs were not made alike: a kind above, what it is called, and both sides where known."""

    kind: str
    name: str = ""
    old: str = ""
    new: str = ""


def differing_facts(
    old: Mapping[str, Any], new: Mapping[str, Any], study: Study | None
) -> Iterator[Difference]:
    """What two manifests say differently of the files, the program and the packages that a run was made with.

    `study` tells which file is which.
    """
    before, after = old.get("inputs", {}), new.get("inputs", {})
    kinds = _kinds(study) if study else {}
    for name in sorted({*before, *after}):
        if name not in after:
            yield Difference(LEFT, name)
        elif name not in before:
            yield Difference(ADDED, name)
        elif before[name] != after[name]:
            yield Difference(_kind(name, kinds, study), name)
    if old.get("version") != new.get("version"):
        yield Difference(VERSION, "", str(old.get("version", "")), str(new.get("version", "")))
    had, has = old.get("packages", {}), new.get("packages", {})
    for name in sorted({*had, *has}) if had and has else ():
        if had.get(name) != has.get(name):
            yield Difference(PACKAGE, name, had.get(name, ""), has.get(name, ""))
    if old.get("policy") != new.get("policy"):
        yield Difference(POLICY)


def differing_methods(old: Method, new: Method) -> Iterator[Difference]:
    """What was declared about the computation of two released sets that is not the same, and who counts in each wave."""
    before, after = _declared(old), _declared(new)
    for name in before:
        if before[name] is not None and after[name] is not None and before[name] != after[name]:
            yield Difference(METHOD, name)
    for wave, record in new.waves.items():
        earlier = old.waves.get(wave)
        if earlier is not None and earlier.n_accepted != record.n_accepted:
            yield Difference(COUNTED, wave, _count(earlier.n_accepted), _count(record.n_accepted))


def _count(value: int | None) -> str:
    return "" if value is None else str(value)


def _declared(method: Method) -> dict[str, Any]:
    """The parts of a method that somebody chose; None where an older file does not say them."""
    weighting, tests, design = method.weighting, method.tests, method.design
    return {
        "interval": method.interval or None,
        "weighting": (
            weighting.method,
            sorted({margin.margin for margin in weighting.margins} | {one.name for one in weighting.numbers}),
        )
        if weighting
        else None,
        "design": (
            design.strata,
            design.psu,
            design.fpc,
            design.stable_ids,
            design.second_stage,
            design.replicates,
        )
        if design
        else None,
        "tests": (
            tests.alpha,
            tests.power,
            tests.adjust,
            dict(tests.margins),
            tests.headlines,
            tests.left_out,
        )
        if tests
        else None,
        "thresholds": asdict(method.thresholds) if method.thresholds else None,
        "breaks": method.breaks,
    }


def _kind(name: str, kinds: Mapping[str, str], study: Study | None) -> str:
    if study is not None and name.partition("/")[0] in (*study.companions, REFERENCE):
        return COMPANION
    return kinds.get(name.rpartition("/")[2], OTHER)


def _kinds(study: Study) -> dict[str, str]:
    """The kind of each file of a study by its name."""
    kinds = {path.name: ANSWERS for path in files_about_people(study)}
    for path, kind in ((study.questionnaire.path, QUESTIONNAIRE), (study.rules, RULES), (study.path, STUDY)):
        if path is not None:
            kinds[path.name] = kind
    return kinds
