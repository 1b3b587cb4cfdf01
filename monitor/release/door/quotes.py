"""Release of quotes: approved and masked, of a released code, with the role of who said it and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.intake.personal_data.search import Municipalities, find_personal_data
from monitor.release.results.method import ReleasedQuote, WaveAgreement
from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.intake.open_answers.coded_answers import Quote
    from monitor.statistics.quality.agreement import Agreement

WaveItem = tuple[str, str]


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
    published = _published_in_whole_sample(released)
    names = Municipalities(study.municipalities.names) if study.municipalities else None
    safe = [
        quote
        for quote in quotes
        if (quote.wave, f"{quote.question}_{quote.code}") in published
        and not find_personal_data(quote.text, names)
    ]
    role = study.questionnaire.respondent
    method = replace(
        released.method,
        quotes=tuple(
            ReleasedQuote(quote.wave, quote.question, quote.code, quote.text, role) for quote in safe
        ),
        agreement=tuple(_agreement(agreement, published, study)),
    )
    return replace(released, method=method)


def _published_in_whole_sample(released: ReleasedSet) -> set[WaveItem]:
    """Waves and items whose figures of the whole sample are published."""
    rows = released.estimates
    published = rows[(rows["breakdown"] == "") & (rows["peer_set"] == "") & (rows["status"] != "suppressed")]
    return set(zip(published["wave"], published["item"], strict=True))


def _agreement(
    agreement: Mapping[str, Sequence[Agreement]], published: set[WaveItem], study: Study
) -> Iterator[WaveAgreement]:
    for wave, of_wave in agreement.items():
        codebook = study.questionnaire.codebook(wave)
        for of_question in of_wave:
            if any((wave, item.id) in published for item in codebook[of_question.question].values()):
                yield WaveAgreement(**vars(of_question), wave=wave)
