"""`monitor plan`: how many people to ask, and what so many people show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.options import FORMATS, choices
from monitor.commands.screen import show


def plan(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="help.study_or_plan")] = None,
    share: Annotated[str | None, typer.Option(metavar="P", help="help.plan_share")] = None,
    change: Annotated[str | None, typer.Option(metavar="D", help="help.plan_change")] = None,
    margin: Annotated[str | None, typer.Option(metavar="D", help="help.plan_margin")] = None,
    respondents: Annotated[str | None, typer.Option(metavar="N", help="help.plan_respondents")] = None,
    budget: Annotated[str | None, typer.Option(metavar="N", help="help.plan_budget")] = None,
    cost: Annotated[str | None, typer.Option(metavar="N", help="help.plan_cost")] = None,
    response: Annotated[str | None, typer.Option(metavar="P", help="help.plan_response")] = None,
    population: Annotated[str | None, typer.Option(metavar="N", help="help.plan_population")] = None,
    deff: Annotated[str | None, typer.Option(metavar="N", help="help.plan_deff")] = None,
    sd: Annotated[str | None, typer.Option(metavar="N", help="help.plan_sd")] = None,
    alpha: Annotated[str | None, typer.Option(metavar="P", help="help.plan_alpha", hidden=True)] = None,
    power: Annotated[str | None, typer.Option(metavar="P", help="help.plan_power", hidden=True)] = None,
    overlap: Annotated[str | None, typer.Option(metavar="P:R", help="help.plan_overlap")] = None,
    item: Annotated[str | None, typer.Option(metavar="ITEM", help="help.plan_item")] = None,
    by: Annotated[str | None, typer.Option(metavar="GROUPS", help="help.plan_by")] = None,
    allocation: Annotated[str | None, typer.Option(metavar="WORD", help="help.plan_allocation")] = None,
    each: Annotated[bool, typer.Option("--each", help="help.plan_each")] = False,
    format: Annotated[list[str] | None, typer.Option(metavar="WORD", help="help.plan_format")] = None,
    out: Annotated[Path, typer.Option(help="help.plan_out")] = Path("build"),
) -> None:
    """How many people to ask, and what so many people show."""
    from monitor.commands.planning import plan_for

    given = {
        "share": share, "change": change, "margin": margin, "respondents": respondents, "budget": budget,
        "cost": cost, "response": response, "population": population, "deff": deff, "sd": sd, "alpha": alpha,
        "power": power, "overlap": overlap, "item": item, "by": by, "allocation": allocation,
    }  # fmt: skip
    typed = {name: value for name, value in given.items() if value is not None}
    show(plan_for(file, typed, each, choices(format, FORMATS, "--format"), out))
