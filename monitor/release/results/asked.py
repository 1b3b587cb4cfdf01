"""How the figures of a released set were asked, item by item: by this another survey knows whether it asked the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.study import Study


@dataclass(frozen=True)
class AskedItem:
    """One item: its question, the answers to choose from and what is counted together, the ends of a number, who was asked it,
    and of a derived item how it follows from others. Empty where it has none."""

    text: str
    answers: tuple[str, ...] = ()
    nets: tuple[str, ...] = ()
    ends: str = ""
    base: str = ""
    rule: str = ""

    def differences(self, other: AskedItem) -> Iterator[tuple[str, str, str]]:
        """Each part that is not the same: its name, and what it is here and there."""
        for part in fields(self):
            one, another = getattr(self, part.name), getattr(other, part.name)
            if one != another:
                here, there = (each if isinstance(each, str) else "; ".join(each) for each in (one, another))
                yield part.name, here, there


def asked_items(study: Study) -> dict[str, AskedItem]:
    """What a study asked, by item that it has figures of."""
    shown = dict.fromkeys(item for indicator in study.indicators for item in indicator.items)
    return {name: asked_item(study.questionnaire.items[name], study.questionnaire) for name in shown}


def asked_item(item: Item, questionnaire: Questionnaire) -> AskedItem:
    """How one item was asked, in the words that respondents read."""
    scale, stem = item.scale, questionnaire.groups[item.group].stem if item.group else ""
    return AskedItem(
        text=" ".join(f"{stem} {item.text}".split() if stem != item.text else item.text.split()),
        answers=(
            *(f"{one.code}: {one.label}" for one in scale.categories),
            *(f"{one.code}: {one.label}" for one in item.special),
        )
        if scale
        else (),
        nets=tuple(f"{net.id}: {', '.join(net.of)}" for net in scale.nets) if scale else (),
        ends=_ends(item),
        base=str(item.asked_if or ""),
        rule="; ".join([str(item.value or ""), *(f"{code}: {when}" for code, when in item.cases)]).strip(
            "; "
        ),
    )


def _ends(item: Item) -> str:
    scores = item.scale.scores if item.scale is not None else None
    told = scores or tuple(end for end in (item.low, item.high) if end is not None)
    return ", ".join(f"{one:g}" for one in told)
