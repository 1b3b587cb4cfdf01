"""Variables about the study itself: its waves, response, ledger, method, constants and questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from monitor.publication.cells.certainty import certainty_of
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import exact, number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.sentences.compared import TESTED, compared_with, told_comparison
from monitor.publication.sentences.wave_names import WaveNames
from monitor.release.results.method import WaveRecord
from monitor.study.study import Study
from monitor.study.study_file import Wave
from monitor.study.wave_roles import FIRST, PREVIOUS

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

LEDGER = {
    "read": "n_read",
    "accepted": "n_counted",
    "quarantined": "n_quarantined",
    "uncounted": "n_uncounted",
}
CHAIN = ("sampled", "invited", "reached", "started", "interviews")


def fixed_variables(released: ReleasedSet, voice: Voice) -> dict[str, tuple[str, str]]:
    """Path to (value, origin); what a study does not know is left out."""
    waves = WaveNames(voice.study)
    parts = (
        _study(voice, waves),
        _waves(released, voice, waves),
        _method(released, voice),
        _constants(voice.study),
        _labels(voice.study),
    )
    return {path: (value, origin) for part in parts for path, value, origin in part if value}


Rows = Iterator[tuple[str, str, str]]


def _study(voice: Voice, waves: WaveNames) -> Rows:
    study, named = voice.study, waves.of_study
    file, who = study.path.name, study.questionnaire
    yield "study.title", study.title, file
    yield "study.subtitle", study.subtitle, file
    yield "study.publisher", study.publisher, file
    yield "study.published", voice.phrases.date(study.published.isoformat()), file
    yield "study.respondent", who.respondent, "vragenlijst"
    yield "study.respondents", who.respondents, "vragenlijst"
    yield (
        "study.answered",
        filled(voice.words.summaries.answered, {"respondents": who.respondents}),
        "vragenlijst",
    )
    yield "study.questionnaire", who.title, "vragenlijst"
    yield "study.representative", study.representative, file
    yield "study.wave", study.current.label, file
    for role in (PREVIOUS, FIRST):
        yield f"study.{role}_wave", waves.label(named[role]) if role in named else "", file
    yield "study.waves", str(len(study.waves)), file
    yield "study.waves_words", voice.phrases.counted(len(study.waves)), file


def _waves(released: ReleasedSet, voice: Voice, waves: WaveNames) -> Rows:
    study = voice.study
    for key, wave in ((name, study.wave(wave)) for name, wave in waves.of_study.items()):
        record = released.method.waves.get(wave.id, WaveRecord())
        yield f"study.label.{key}", wave.label, study.path.name
        yield f"study.fieldwork.{key}", voice.phrases.period(wave.fieldwork), study.path.name
        yield f"study.mode.{key}", wave.mode, study.path.name
        yield from _chain(wave, record, key, study)
        if record.n_counted is not None:
            values = {"n": _count(record.n_counted), "wave": wave.label, **voice.respondents.slots}
            told = filled(voice.words.sentences.took_part, values)
            yield f"study.took_part.{key}", told, "results/method.json"
        for name, column in LEDGER.items():
            yield f"ledger.{key}.{name}", _count(getattr(record, column)), "results/method.json"
        for item, counts in record.facts.items():
            for name, count in counts.items():
                yield f"facts.{item}.{key}.{name}", _count(count), "results/method.json"


def _chain(wave: Wave, record: WaveRecord, key: str, study: Study) -> Rows:
    counted = record.n_counted
    for name in CHAIN:
        yield f"study.{name}.{key}", _count(getattr(wave, name)), study.path.name
    yield f"study.n.{key}", _count(counted), "results/method.json"
    if wave.invited and counted is not None:
        yield f"study.response.{key}", percent(counted / wave.invited), "results/method.json"


def _count(value: Any) -> str:
    return "" if value is None else number(float(value))


def _method(released: ReleasedSet, voice: Voice) -> Rows:
    study = voice.study
    certainty, file = certainty_of(released, study), study.path.name
    origin = "results/method.json" if released.method.tests else file
    yield "method.alpha", f"{exact(certainty.alpha * 100)}%", origin
    yield "method.confidence", certainty.confidence, origin
    yield "method.power", percent(certainty.power), origin
    yield "method.minimum_base", str(study.disclosure.anonymous.minimum_base), file
    yield "method.minimum_base_identifiable", str(study.disclosure.identifiable.minimum_base), file
    for name, told in voice.words.annex.told_of_few.items():
        yield f"method.few_{name}", told[study.audience], "annex.yaml"
    yield "method.unreliable_below", number(study.disclosure.anonymous.unreliable_below), file
    yield from _tests(released, voice)


def _tests(released: ReleasedSet, voice: Voice) -> Rows:
    """Questions compared with the wave before, in counts; and all that were compared, in a sentence."""
    origin = "results/changes.csv"
    verdicts = voice.words.sentences.verdicts
    for compared in list(compared_with(released, voice.study).values())[:1]:
        counts = {"asked": compared.asked, "tests": compared.tests, "found": compared.found}
        counts |= {verdict: compared.of(verdict) for verdict in verdicts}
        for name, count in counts.items():
            yield f"method.{name}", number(count), origin
            yield f"method.{name}_words", voice.phrases.counted(count), origin
    words = voice.words.summaries
    yield "method.tested", told_comparison(released, voice, words.tested), origin
    yield "method.tested_briefly", told_comparison(released, voice, words.tested_in_main_message), origin
    yield from _smallest_differences(released, voice)
    yield "method.margins", _margins(released, voice), origin


def _margins(released: ReleasedSet, voice: Voice) -> str:
    """Within which margins a difference is told as no difference: those by which one was."""
    tests, items = released.method.tests, voice.study.questionnaire.items
    same = released.changes[released.changes["verdict"].eq("equivalent")]
    pairs = same[["item", "measure"]].drop_duplicates().itertuples(index=False, name=None)
    known = tests.margins if tests is not None else {}
    used = {
        (name, items[item].traits.in_percent and measure != "share")
        for item, measure in pairs
        if item in items and (name := items[item].traits.margin_among(known, measure)) is not None
    }
    return voice.phrases.listed([
        _margin(name, float(known[name]), points, voice)
        for name in known
        for points in (False, True)
        if (name, points) in used
    ])  # fmt: skip


def _margin(name: str, margin: float, points: bool, voice: Voice) -> str:
    words = voice.words.annex.margins
    form = "points" if points else name if name in words else "other"
    return filled(words[form], {"size": exact(margin * (100 if form in ("share", "points") else 1))})


def _smallest_differences(released: ReleasedSet, voice: Voice) -> Rows:
    """The smallest differences of percentages, of people or told by them, that the tests can find."""
    origin, changes = "results/changes.csv", released.changes
    latest = changes[changes["comparison"].eq("previous") & changes["breakdown"].fillna("").eq("")]
    latest = latest[latest["verdict"].isin(TESTED)]
    items = voice.study.questionnaire.items
    told = latest["item"].map(lambda item: item in items and items[item].traits.in_percent).astype(bool)
    sizes = latest.loc[latest["measure"].eq("share") | told, "mdd"].dropna()
    if len(sizes):
        low, high = (voice.phrases.share_unit.size(float(size)) for size in (sizes.min(), sizes.max()))
        yield "method.mdd_low", low, origin
        yield "method.mdd_high", high, origin
        yield "method.mdd", high if low == high else voice.phrases.spanned((low.split()[0], high)), origin


def _constants(study: Study) -> Rows:
    for name, constant in study.constants.items():
        for field in ("value", "text", "source"):
            yield f"constant.{name}.{field}", getattr(constant, field), study.path.name


def _labels(study: Study) -> Rows:
    questionnaire = study.questionnaire
    for theme, label in questionnaire.themes.items():
        yield f"theme.{theme}.label", label, "vragenlijst"
    for indicator in study.indicators:
        yield f"indicator.{indicator.id}.title", indicator.title, study.path.name
    for item in questionnaire.items.values():
        if not item.confidential:
            yield f"question.{item.id}.label", item.short, "vragenlijst"
            yield f"question.{item.id}.text", item.text, "vragenlijst"
            yield f"question.{item.id}.number", item.number, "vragenlijst"
