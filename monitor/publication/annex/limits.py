"""What a reader may and may not conclude: response, representativeness, tests, breaks, disclosure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.publication.annex.policy import policy_sentence
from monitor.publication.cells.certainty import certainty_of
from monitor.publication.language.filling import capital, filled, filled_if_known
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.breaks import around_break, broken_items
from monitor.publication.sentences.fixed_variables import fixed_variables
from monitor.publication.sentences.whole_sets import whole_sets
from monitor.publication.tables.side_by_side_tables import companion_limits
from monitor.study.labels import wave_label
from monitor.study.questionnaire import Item
from monitor.study.study import Study
from monitor.study.study_file import INTERNAL

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

MOST_NAMED = 8


def limits_block(released: ReleasedSet, voice: Voice) -> str:
    """Markdown: two lists, what may be concluded and what may not; above both, that it is a demonstration."""
    words = voice.words.annex.limits
    may, may_not = may_and_may_not(released, voice)
    warning = [escape_markdown(words["demonstration"])] if voice.study.demonstration else []
    parts = [*warning, words["may"], _bullets(may), words["may_not"], _bullets(may_not)]
    return "\n\n".join(parts) + "\n"


def may_and_may_not(released: ReleasedSet, voice: Voice) -> tuple[list[str], list[str]]:
    """What a reader may conclude and what not, as plain sentences."""
    known = _known(released, voice)
    may, may_not = _may(known, released, voice), _may_not(known, released, voice)
    return [capital(line) for line in may if line], [capital(line) for line in may_not if line]


def _bullets(lines: list[str]) -> str:
    return "\n".join(f"- {escape_markdown(line)}" for line in lines)


def _known(released: ReleasedSet, voice: Voice) -> dict[str, str]:
    """The figures that the sentences name, "" where one is not known."""
    fixed = fixed_variables(released, voice)
    names = {
        "n": "study.n.now", "took_part": "study.took_part.now", "share": "study.response.now", "invited": "study.invited.now",
        "confidence": "method.confidence", "minimum": "method.minimum_base", "limit": "method.unreliable_below",
        "mdd": "method.mdd", "margins": "method.margins",
        "from_wave": "study.previous_wave", "wave": "study.wave",
        "respondent": "study.respondent", "respondents": "study.respondents",
    }  # fmt: skip
    return {name: fixed.get(path, ("", ""))[0] for name, path in names.items()}


def _may(known: dict[str, str], released: ReleasedSet, voice: Voice) -> Iterator[str]:
    words = voice.words.annex.limits
    values = {**known, "response": filled_if_known(words["response"], known)}
    if released.estimates["status"].eq("suppressed").all():
        yield filled(words["nothing"], values)
        return
    yield filled(words["who"], values)
    if voice.study.representative in voice.words.annex.representative_for_all:
        yield representative(voice)
    sampling = voice.study.design.sampling
    if not (sampling == "census" and _complete(released)):
        yield words["margin"]
        yield filled(words[f"margin_{_kind_of_margin(released, voice.study)}"], known)
    verdicts = set(released.changes["verdict"])
    if verdicts & {"increased", "decreased"}:
        adjusted = certainty_of(released, voice.study).adjusted
        yield filled_if_known(words["changed" if adjusted else "changed_unadjusted"], known)
    if "equivalent" in verdicts:
        yield filled_if_known(words["equivalent"], known) or words["equivalent_plain"]


def _kind_of_margin(released: ReleasedSet, study: Study) -> str:
    """What the margins rest on: how people took part, and of a census whether it is known that some did not."""
    sampling = study.design.sampling or "undeclared"
    latest = study.current
    if sampling != "census":
        return sampling
    if (latest.sampled or latest.invited) is None:
        return "census_unknown"
    return "census_earlier" if _complete(released, latest.id) else sampling


def _complete(released: ReleasedSet, wave: str | None = None) -> bool:
    """Whether everybody of the population answered, in one wave or in all, so that nothing has a margin."""
    shown = released.estimates[released.estimates["status"] != "suppressed"]
    if wave is not None:
        shown = shown[shown["wave"] == wave]
    return bool(len(shown)) and bool(shown["ci_low"].isna().all())


def _may_not(known: dict[str, str], released: ReleasedSet, voice: Voice) -> Iterator[str]:
    words = voice.words.annex.limits
    if voice.study.representative not in voice.words.annex.representative_for_all:
        yield representative(voice)
    if released.compares_waves:
        yield filled_if_known(words["undecided"], known) or words["undecided_plain"]
    yield filled_if_known(words["cause"], known)
    items = voice.study.questionnaire.items
    kinds = [items[item].traits for indicator in voice.study.indicators for item in indicator.items]
    if any(kind.in_percent for kind in kinds):
        yield filled_if_known(words["unit"], known)
    yield from _breaks(known, voice)
    yield _told_of_few(known, voice)
    yield policy_sentence(released, voice)
    yield from _withheld(released, voice)
    if released.estimates["status"].eq("unreliable").any():
        yield filled_if_known(words["unreliable"], known)
    if voice.study.constants:
        yield words["constants"]
    yield from companion_limits(released, voice)


def _told_of_few(known: dict[str, str], voice: Voice) -> str:
    """How few people a figure may be about; for inside use who may read it."""
    if voice.study.audience == INTERNAL:
        readers = voice.phrases.listed(list(voice.study.readers))
        return filled(voice.words.annex.inside["limits"], {"readers": readers})
    return filled_if_known(voice.words.annex.limits["disclosure"], known)


def representative(voice: Voice) -> str:
    """For whom the figures hold: the sentence of a known label, any other text of the study file as it stands."""
    labels, label = voice.words.annex.representative, voice.study.representative or "unknown"
    return filled(labels[label], voice.respondents.slots) if label in labels else label


def _withheld(released: ReleasedSet, voice: Voice) -> Iterator[str]:
    """Items of which figures by group could not be protected, and so stay away altogether."""
    names = dict.fromkeys(item for _, item, _ in released.method.disclosure.audit.withheld)
    known = voice.study.questionnaire.items
    items = [known[name] for name in names if name in known]
    if items:
        yield filled(voice.words.annex.limits["withheld"], {"items": _named(items, voice)})


def _questions(items: list[Item], voice: Voice) -> list[Item]:
    return whole_sets(items, voice.study, lambda item: True)


def _named(items: list[Item], voice: Voice) -> str:
    """The questions of some items; of many the first, with how many more there are."""
    labels = [f"‘{voice.label_of(item)}’" for item in _questions(items, voice)]
    left = len(labels) - MOST_NAMED
    if left < 2:
        return voice.phrases.listed(labels)
    values = {"items": ", ".join(labels[:MOST_NAMED]), "n": number(left)}
    return filled(voice.words.annex.limits["more"], values)


def _by_first_wave(study: Study) -> dict[str, list[Item]]:
    """Broken items by the wave since which waves can be compared, "" where that leaves one wave alone."""
    found: dict[str, list[Item]] = {}
    for item in broken_items(study):
        since = around_break(item, study)[1]
        found.setdefault(since[0] if len(since) > 1 else "", []).append(item)
    return found


def _breaks(known: dict[str, str], voice: Voice) -> Iterator[str]:
    words = voice.words.annex.limits
    for wave, items in _by_first_wave(voice.study).items():
        values = {"items": _named(items, voice), "count": number(len(_questions(items, voice)))}
        since = {"wave": wave_label(wave, voice.study)} if wave else {}
        yield filled(words["breaks_since" if wave else "breaks"], {**values, **since})
    if len(voice.study.waves) > 1 and any(
        voice.study.waves[-2].id not in item.asked
        for item in voice.study.questionnaire.items.values()
        if not item.confidential
    ):
        yield filled_if_known(words["not_asked_twice"], known)
