"""Quotes at the door: approved and masked, of a released code, with the role of who said it and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from monitor.intake.open_answers.personal_data import Municipalities, find_personal_data
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.intake.open_answers.coded_answers import Quote
    from monitor.statistics.quality.agreement import Agreement

Place = tuple[str, str]  # wave, item


def with_quotes(
    released: ReleasedSet, quotes: Iterable[Quote], agreement: Mapping[str, Sequence[Agreement]], study: Study
) -> ReleasedSet:
    """The released set with quotes and the agreement of coders (by wave) in its method.

    A quote goes out when the share of its code in the whole sample is released, so that its base is at
    least the declared minimum, and when it holds no personal data that a search can find. It is told with
    wave, question, code and role: no respondent, no group. Agreement goes out where a code of its question does.
    """
    if not any(wave.coded for wave in study.waves):
        return released
    told = _told(released)
    names = Municipalities(study.municipalities.names) if study.municipalities else None
    safe = [
        quote
        for quote in quotes
        if (quote.wave, f"{quote.question}_{quote.code}") in told
        and not find_personal_data(quote.text, names)
    ]
    role = study.questionnaire.respondent
    coded = {
        "quotes": [asdict(quote) | {"role": role} for quote in safe],
        "agreement": list(_agreement(agreement, told, study)),
    }
    return replace(released, method={**released.method, **coded})


def _told(released: ReleasedSet) -> set[Place]:
    """Waves and items of which the whole sample is released."""
    rows = released.estimates
    shown = rows[(rows["breakdown"] == "") & (rows["peer_set"] == "") & (rows["status"] != "suppressed")]
    return set(zip(shown["wave"], shown["item"], strict=True))


def _agreement(
    agreement: Mapping[str, Sequence[Agreement]], told: set[Place], study: Study
) -> Iterator[dict[str, Any]]:
    for wave, found in agreement.items():
        codebook = study.questionnaire.codebook(wave)
        for one in found:
            if any((wave, item.id) in told for item in codebook[one.question].values()):
                yield {"wave": wave, **asdict(one)}
