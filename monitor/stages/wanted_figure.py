"""Which figure of the last wave somebody plans on: an item, one of its answers, and the groups that are the strata."""

from __future__ import annotations

from monitor.errors import nearest
from monitor.release.results.released_set import ReleasedSet
from monitor.stages.last_wave import MEAN, SHARE, LastWave
from monitor.study.plan_file import Asked
from monitor.study.questionnaire import Item
from monitor.study.study import Study
from monitor.study.study_file import Breakdown


def figure_of(asked: Asked, study: Study, released: ReleasedSet) -> LastWave:
    """The figure that somebody plans on.

    **Raises** DeclarationError for an item, answer or breakdown that the study does not have, and for an item that
    the last wave did not ask.
    """
    wanted = asked.wanted
    for key in ("share", "sd", "mean"):
        if getattr(wanted, key) is not None:
            raise asked.error((key,), "planning.study_knows_it", got=f"{getattr(wanted, key):g}")
    if wanted.item is None:
        raise asked.error(("item",), "planning.which_item")
    name, _, category = wanted.item.partition(".")
    item = study.questionnaire.items.get(name)
    if item is None or item.confidential:
        known = [one.id for one in study.questionnaire.items.values() if not one.confidential]
        raise asked.error(("item",), "planning.no_such_item", got=name, hint=nearest(name, known))
    if study.current.id not in item.asked:
        raise asked.error(
            ("item",), "planning.not_asked", got=name, wave=study.current.label, waves=list(item.asked)
        )
    category = "" if category == MEAN else category or _shown(asked, study, released, item)
    known = _answers(released, item)
    if category and known and category not in known:
        raise asked.error(
            ("item",), "planning.no_such_answer", got=category, known=known, hint=nearest(category, known)
        )
    return LastWave(study, released, asked, item, category, _breakdown_of(asked, study))


def _shown(asked: Asked, study: Study, released: ReleasedSet, item: Item) -> str:
    """The answer or net that stands for an item: the one its figure shows, or the one that says yes."""
    if item.traits.numeric:
        return ""
    known = _answers(released, item)
    shown = [one for one in study.indicator_of(item.id).show if one in known] if known else []
    if len(shown) == 1 or item.traits.dichotomous:
        return shown[0] if len(shown) == 1 else item.traits.positive
    raise asked.error(
        ("item",),
        "planning.which_answer",
        got=item.id,
        known=known,
        first=next(iter(known), ""),
        mean=_mean_of(released, item),
    )


def _answers(released: ReleasedSet, item: Item) -> list[str]:
    """Answers and nets of an item of which there are figures."""
    frame = released.estimates
    rows = frame[(frame["item"] == item.id) & (frame["breakdown"] == "") & (frame["measure"] == SHARE)]
    return list(dict.fromkeys(rows["category"]))


def _mean_of(released: ReleasedSet, item: Item) -> str | None:
    """How the mean of an item is named, where it has one."""
    frame = released.estimates
    return f"{item.id}.{MEAN}" if ((frame["item"] == item.id) & (frame["measure"] == MEAN)).any() else None


def _breakdown_of(asked: Asked, study: Study) -> Breakdown | None:
    wanted = asked.wanted.by
    if wanted is None:
        return None
    found = study.breakdown(wanted)
    if found is None:
        known = [one.id for one in study.breakdowns]
        raise asked.error(
            ("by",),
            "planning.no_such_breakdown",
            got=wanted,
            known=known or None,
            hint=nearest(wanted, known),
        )
    return found
