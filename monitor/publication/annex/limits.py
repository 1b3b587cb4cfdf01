"""What a reader may and may not conclude: response, representativeness, tests, breaks, disclosure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.publication.annex.method_annex import broken_items
from monitor.publication.cells.by_key import slug
from monitor.publication.language.annex_wording import load_annex, say
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.phrases import capital, filled, listed
from monitor.publication.language.voice import house_voice
from monitor.publication.sentences.fixed_variables import fixed_variables
from monitor.publication.tables.side_by_side_tables import companion_limits
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

MOST_NAMED = 8


def limits_block(released: ReleasedSet, study: Study) -> str:
    """Markdown: two lists, what may be concluded and what may not; above both, that it is a demonstration."""
    words = load_annex().limits
    known = _known(released, study)
    may = [*_may(known, released, study)]
    may_not = [*_may_not(known, released, study)]
    warning = [escape_markdown(words["demonstration"])] if study.demonstration else []
    parts = [*warning, words["may"], _bullets(may), words["may_not"], _bullets(may_not)]
    return "\n\n".join(parts) + "\n"


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {escape_markdown(capital(line))}" for line in lines if line)


def _known(released: ReleasedSet, study: Study) -> dict[str, str]:
    """The figures that the sentences name, "" where one is not known."""
    fixed = {path: value for path, (value, _) in fixed_variables(released, house_voice(study)).items()}
    key = slug(study.current.id, "y")
    names = {
        "n": f"study.n.{key}", "share": f"study.response.{key}", "invited": f"study.invited.{key}",
        "confidence": "method.confidence", "minimum": "method.minimum_base", "limit": "method.unreliable_below",
        "mdd": "method.mdd",
        "from_wave": "study.previous_wave", "wave": "study.wave",
        "respondent": "study.respondent", "respondents": "study.respondents",
    }  # fmt: skip
    return {name: fixed.get(path, "") for name, path in names.items()}


def _may(known: dict[str, str], released: ReleasedSet, study: Study) -> Iterator[str]:
    words, values = load_annex().limits, {**known, "response": say(load_annex().limits["response"], known)}
    if released.estimates["status"].eq("suppressed").all():
        yield filled(words["nothing"], values)
        return
    yield filled(words["who"], values)
    if study.representative in load_annex().representative_for_all:
        yield _representative(known, study)
    yield words["margin"]
    verdicts = set(released.changes["verdict"])
    if verdicts & {"increased", "decreased"}:
        yield say(words["changed" if study.comparison.adjust != "none" else "changed_unadjusted"], known)
    if "equivalent" in verdicts:
        yield words["equivalent"]


def _may_not(known: dict[str, str], released: ReleasedSet, study: Study) -> Iterator[str]:
    words = load_annex().limits
    if study.representative not in load_annex().representative_for_all:
        yield _representative(known, study)
    if len(released.changes):
        yield say(words["undecided"], known) or words["undecided_plain"]
    yield say(words["cause"], known)
    kinds = [study.questionnaire.items[item].traits for found in study.indicators for item in found.items]
    if any(kind.in_percent for kind in kinds):
        yield say(words["unit"], known)
    yield from _breaks(known, study)
    yield say(words["disclosure"], known)
    yield from _withheld(released, study)
    if released.estimates["status"].eq("unreliable").any():
        yield say(words["unreliable"], known)
    if study.constants:
        yield words["constants"]
    yield from companion_limits(released, study)


def _representative(known: dict[str, str], study: Study) -> str:
    """The sentence of a known label; any other text of the study file as it stands."""
    labels, label = load_annex().representative, study.representative or "unknown"
    return filled(labels[label], known) if label in labels else label


def _withheld(released: ReleasedSet, study: Study) -> Iterator[str]:
    """Items of which figures by group could not be protected, and so stay away altogether."""
    audit = released.method.get("disclosure", {}).get("audit", {})
    items = dict.fromkeys(str(item) for _, item, *_ in audit.get("withheld", ()))
    labels = [
        f"‘{study.questionnaire.items[item].short}’" for item in items if item in study.questionnaire.items
    ]
    if labels:
        yield filled(load_annex().limits["withheld"], {"items": listed(labels[:MOST_NAMED])})


def _breaks(known: dict[str, str], study: Study) -> Iterator[str]:
    words, broken = load_annex().limits, [item.short for item in broken_items(study)]
    if broken:
        named = [f"‘{label}’" for label in broken[:MOST_NAMED]]
        yield filled(words["breaks"], {"items": listed(named)})
    if len(study.waves) > 1 and any(
        study.waves[-2].id not in item.asked
        for item in study.questionnaire.items.values()
        if not item.confidential
    ):
        yield say(words["not_asked_twice"], known)
