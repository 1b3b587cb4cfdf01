"""What a panel is held against: yearly denominators that jump, months outside it, other ways of counting that nobody marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monitor.errors import IntakeError
from monitor.intake.files.panel import Panel
from monitor.study.house_policy import HouseRegister, house_register
from monitor.study.register_file import RegisterFile

NORMAL = 1.4826  # median absolute deviation of normal values, to their standard deviation


@dataclass(frozen=True)
class PanelFlags:
    """What a panel is told of and nothing is kept back for: municipalities and months off balance, of how many."""

    off_balance: int | None = None
    compared: int = 0
    sudden: tuple[tuple[str, str], ...] = ()
    """Counts with the month in which their level changed suddenly, that nobody looks at for growth."""


def check_panel(panel: Panel, register: RegisterFile) -> PanelFlags:
    """Hold a panel against the rules of registers.

    **Raises** IntakeError for so few municipalities that nothing could be told of them (their totals are counts of those few), a
    month of the register file that the panel does not have, a yearly denominator that jumps
    without a marked break, and a count under test that changed so suddenly that it may be counted in another way.
    """
    policy = house_register()
    if len(panel.municipalities) < policy.groups_from:
        raise IntakeError(
            "intake.panel_few_municipalities",
            where=panel.name,
            count=len(panel.municipalities),
            least=policy.groups_from,
        )
    _check_months(panel, register)
    _check_denominators(panel, register, policy)
    sudden = tuple(_sudden(panel, register, policy))
    for count, month in sudden:
        if count in register.tested:
            raise IntakeError("intake.panel_unmarked_break", where=panel.name, count=count, month=month)
    return _balance(panel, register, policy, sudden)


def _check_months(panel: Panel, register: RegisterFile) -> None:
    named = [("moments", month) for month in register.moments]
    named += [("events", event.month) for event in register.events]
    named += [("method_breaks", one.since) for one in register.method_breaks]
    named += [("real_jumps", one.month) for one in register.real_jumps]
    for key, month in named:
        if month not in panel.months:
            raise IntakeError(
                "intake.panel_month_outside",
                where=panel.name,
                got=month,
                first=panel.months[0],
                last=panel.months[-1],
                key_name=key,
            )


def _check_denominators(panel: Panel, register: RegisterFile, policy: HouseRegister) -> None:
    for name in register.fixed_denominators:
        counts = panel.counts[name]
        with np.errstate(divide="ignore", invalid="ignore"):
            change = np.abs(counts[1:] / counts[:-1] - 1)
        jumps = change > policy.jump  # nobody in both months is no jump
        marked = register.breaks_of(name)
        jumps[[place for place, month in enumerate(panel.months[1:]) if month in marked]] = False
        if jumps.any():
            month, place = np.argwhere(jumps)[0]
            raise IntakeError(
                "intake.panel_denominator_jumps",
                where=panel.name,
                column=name,
                month=panel.months[month + 1],
                municipality=panel.municipalities[place],
                count=int(jumps.sum()),
                most=policy.jump,
            )


def _sudden(panel: Panel, register: RegisterFile, policy: HouseRegister) -> Iterator[tuple[str, str]]:
    """Counts whose level changed suddenly, with the month in which it changed most, where nobody marked it.

    The mean of some months of log counts less that of the months before, less what is usual for that count; a change of
    the policy's size that is so many times the spread of all others.
    """
    span = policy.sudden_months
    for name in register.count_ids:
        total = panel.counts[name].sum(axis=1)
        if name in register.fixed_denominators or (total <= 0).any() or len(total) < 4 * span:
            continue
        level = np.log(total)
        for month in register.marked(name):
            level = _without(level, panel.months.index(month), span)
        at = range(span, len(level) - span + 1)
        change = np.array([level[one : one + span].mean() - level[one - span : one].mean() for one in at])
        away = change - np.median(change)
        usual = NORMAL * np.median(np.abs(away))
        worst = int(np.argmax(np.abs(away)))
        if abs(away[worst]) > max(np.log1p(policy.sudden), policy.sudden_times * usual):
            yield name, panel.months[worst + span]


def _without(level: np.ndarray, place: int, span: int) -> np.ndarray:
    """A series without its own sudden change at a place: what follows is brought to the level before."""
    before, after = level[max(place - span, 0) : place], level[place : place + span]
    if not len(before) or not len(after):
        return level
    return np.concatenate([level[:place], level[place:] - (after.mean() - before.mean())])


def _balance(
    panel: Panel, register: RegisterFile, policy: HouseRegister, sudden: tuple[tuple[str, str], ...]
) -> PanelFlags:
    """How often what runs did not grow by what started less what ended, by more than the policy allows."""
    told = tuple(one for one in sudden if one[0] not in register.tested)
    if register.balance is None:
        return PanelFlags(sudden=told)
    counts, balance = panel.counts, register.balance
    stock = counts[balance.stock]
    grown = stock[1:] - stock[:-1]
    flow = counts[balance.started] - counts[balance.ended]
    off = np.minimum(np.abs(grown - flow[1:]), np.abs(grown - flow[:-1]))
    most = np.maximum(policy.off_balance * stock[1:], policy.off_balance_people)
    return PanelFlags(int((off > most).sum()), off.size, told)
