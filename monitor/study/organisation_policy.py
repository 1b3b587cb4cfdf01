"""The file in which an organisation lowers a floor of disclosure for a study: who decided so, when and why."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from monitor.errors import DeclarationError
from monitor.study.declarations import Declaration, as_declared, read_declaration
from monitor.study.fields import Count, Filled, Identifier, Stated, declared_by_name
from monitor.study.house_policy import house_floors

Above = Annotated[float, Field(gt=0, allow_inf_nan=False)]


@declared_by_name
class LoweredFloors:
    """The floors that are lowered, each to the least that a study file may then say."""

    minimum_base: Count | None = None
    """Respondents under a figure."""
    minimum_count: Count | None = None
    """Respondents who gave, and who did not give, an answer, in a group that can be recognised."""
    width: Above | None = None
    """Width of the interval in which a reader can place a suppressed count."""
    reaches: Above | None = None
    """A value that this interval contains."""


@declared_by_name
class OrganisationPolicy:
    """Who lowered which floors, for which studies, when and why; printed in every report that it holds for."""

    name: Stated
    """Organisation or person who decided."""
    function: Stated
    """Function in which that was decided."""
    date: datetime.date
    """Day of the decision, such as 2025-06-01."""
    reason: Stated
    """Why figures about fewer people may be told here."""
    studies: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Studies that it holds for, by the name in their study file."""
    floors: LoweredFloors
    """What is lowered."""
    path: Annotated[Path, Filled(Path())]

    @property
    def lowered(self) -> dict[str, float]:
        """The least that a study file may say, by key, for what is lowered."""
        return {key: float(least) for key, least in vars(self.floors).items() if least is not None}


def read_policy(path: Path) -> OrganisationPolicy:
    """Read the file of an organisation.

    **Raises** DeclarationError, with the line, for a file that leaves something out, and for a floor that is
    not lower than that of the house.
    """
    document = read_declaration(path)
    policy = as_declared(document, OrganisationPolicy)
    _check_lowered(policy, document)
    return replace(policy, path=path)


def not_named(policy: OrganisationPolicy, *studies: str) -> DeclarationError:
    """What is wrong where somebody uses a policy for studies that it does not name."""
    named = [f'"{study}"' for study in studies]
    return read_declaration(policy.path).error(
        ("studies",), "declared.policy_does_not_hold_for_study", got=", ".join(policy.studies), named=named
    )


def _check_lowered(policy: OrganisationPolicy, document: Declaration) -> None:
    floors = house_floors()
    if not policy.lowered:
        raise document.error(("floors",), "declared.policy_lowers_no_floor", floors=list(floors))
    for key, least in policy.lowered.items():
        if least >= floors[key]:
            raise document.error(
                ("floors", key), "declared.lowers_nothing", got=f"{least:g}", floor=floors[key], key_name=key
            )
