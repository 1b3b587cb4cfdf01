"""One wave more in a questionnaire and a study that stand: matched, recoded, and every byte of them kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from monitor.exchange.match import Match, matched
from monitor.exchange.own_columns import own_columns
from monitor.exchange.proposal import Proposal
from monitor.exchange.wave_step import WaveStep
from monitor.exchange.what_is_asked import asked_before, asked_now, is_own
from monitor.exchange.yaml_edit import Edited
from monitor.study.questionnaire import Questionnaire

Settled = Callable[[Sequence[Match]], list[Match]]


@dataclass
class NextWave:
    """What a wave adds: the questionnaire as it becomes, the proposal under its names, and how it was matched."""

    questionnaire: str
    proposal: Proposal
    matches: list[Match]
    gone: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)


def with_next_wave(
    text: str, questionnaire: Questionnaire, proposal: Proposal, settled: Settled = list
) -> NextWave:
    """The questionnaire with one wave more; `text` is its file as it stands, `settled` decides about doubtful matches."""
    own, proposal = own_columns(questionnaire, proposal)
    before = asked_before(questionnaire)
    left = [one for one in before if not is_own(one.id, questionnaire, own)]
    matches = settled(matched(left, asked_now(proposal)))
    step = WaveStep(Edited(text), questionnaire, proposal, matches, own)
    step.take()
    matches = [*(Match(one, one, "same", 1.0) for one in before if one not in left), *matches]
    return NextWave(
        step.edited.text, replace(proposal, questions=step.questions), matches, step.gone, step.new
    )
