"""What somebody wants to plan: a change to show, a margin to reach or a budget to divide, with what is known ahead.

The same keys stand in a file of their own and, those of the whole sample, as options on the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from monitor.errors import DeclarationError
from monitor.study.declarations import Declaration, as_declared, read_declaration
from monitor.study.fields import Count, File, Margin, Text, Words, declared_by_name

Allocation = Literal["proportional", "equal", "neyman", "power"]
Part = Annotated[float, Field(gt=0, lt=1)]
UpToAll = Annotated[float, Field(gt=0, le=1)]
People = Annotated[int, Field(ge=0)]
Number = Annotated[float, Field(allow_inf_nan=False)]


@declared_by_name
class StratumEntry:
    """What is known of one stratum; what is left out is as in the whole sample, or as the last wave teaches."""

    label: Words = ""
    """How a memo names it."""
    people: People | None = None
    """How many people there are in it."""
    share: Part | None = None
    """Expected share in it."""
    mean: Number | None = None
    """Expected mean in it, where the figure is a mean."""
    sd: Margin | None = None
    """Standard deviation of the answers in it, where the figure is a mean."""
    deff: Margin | None = None
    """Design effect within it."""
    response: UpToAll | None = None
    """Part of those invited in it who take part."""
    cost: Margin | None = None
    """Money that one of its respondents costs."""


@declared_by_name
class PlanFile:
    """A sample to be planned. Asked for is a change, a margin, a number of respondents or a budget."""

    plan: Words = ""
    """Title of the plan."""
    study: File | None = None
    """Study whose last wave teaches what to expect."""
    item: Text | None = None
    """Figure of that study: an item, or an item and one of its answers or nets, such as letters_clear.agree_net."""
    by: Text | None = None
    """Breakdown of that study whose groups are the strata."""
    share: Part | None = None
    """Expected share."""
    mean: Number | None = None
    """Expected mean, where the figure is a mean; only the power allocation asks for it."""
    sd: Margin | None = None
    """Standard deviation of the answers, where the figure is a mean."""
    change: Number | None = None
    """Change between two waves that is to be shown: 0.10 is ten percentage points up, of a mean in its own unit."""
    margin: Margin | None = None
    """Half the width of the 95% interval of one wave: 0.05 is five percentage points."""
    respondents: Count | None = None
    """People who take part, of whom is asked what they show."""
    budget: Margin | None = None
    """Invitations that can be sent, or money where a cost is given; per wave."""
    cost: Margin | None = None
    """Money that one respondent costs."""
    response: UpToAll | None = None
    """Part of those invited who take part."""
    population: Count | None = None
    """How many people there are; a sample of many of them is more precise."""
    deff: Margin | None = None
    """Design effect: how much larger the variance is than that of a simple random sample."""
    alpha: Part | None = None
    """Level of the two-sided test of a change."""
    power: Part | None = None
    """Chance with which the change is shown when it is there."""
    overlap: Annotated[float | None, Field(ge=0, le=1)] = None
    """Part of the respondents of one wave who take part in the next as well."""
    correlation: Annotated[float | None, Field(ge=0, lt=1)] = None
    """Correlation between the answers of one person in both waves."""
    allocation: Allocation | None = None
    """How a sample is divided over strata: as the population, all the same, best for the total, or between that and
    best for each (power)."""
    exponent: Annotated[float | None, Field(ge=0, le=1)] = None
    """Of the power allocation: 1 is best for the total, 0 as precise in each stratum."""
    each: bool = False
    """Whether the change or margin is to hold in every stratum by itself."""
    strata: Mapping[Annotated[str, Field(min_length=1)], StratumEntry] = field(default_factory=dict)
    """Strata by name: a sample without a study is divided over these; with a study they say what is known better."""


OPTION_OF = {"correlation": "overlap", "strata": "by"}
"""Keys that are typed as part of another option."""
BY_STRATUM = ("response", "cost")
"""Options that can differ by stratum: `small=0.3,large=0.4`."""


@dataclass(frozen=True)
class Asked:
    """What was asked, and where each part of it stands: a line of a file, or an option."""

    wanted: PlanFile
    options: frozenset[str] = frozenset()
    document: Declaration | None = None

    def error(self, key: tuple[str, ...], what: str, **values: Any) -> DeclarationError:
        """An error about one key, placed where somebody wrote it."""
        return DeclarationError(what, where=self.place(key), line=self.line(key), **values)

    def place(self, key: tuple[str, ...]) -> str | Path:
        """The option or the file that holds a key."""
        if self.document is not None and key[0] not in self.options:
            return self.document.path.name
        typed = [name for name in BY_STRATUM if name in self.options] if key[0] == "strata" else []
        return f"--{next(iter(typed), OPTION_OF.get(key[0], key[0]))}"

    def line(self, key: tuple[str, ...]) -> int | None:
        """The line of a key in the file; None for an option."""
        return None if self.document is None or key[0] in self.options else self.document.line(key)


def is_plan(document: Declaration) -> bool:
    """Whether a YAML file is a plan and not a study."""
    data = document.data
    return isinstance(data, dict) and "questionnaire" not in data and "survey" not in data


def read_plan(document: Declaration) -> PlanFile:
    """What a file asks for. **Raises** DeclarationError, with the line, for what does not fit."""
    return as_declared(document, PlanFile)


def read_options(given: Mapping[str, str]) -> dict[str, Any]:
    """What options of the command line ask for, by key: 0.3, 0,3 and 30% are one number.

    **Raises** DeclarationError, naming the option, for a value that does not fit.
    """
    asked: dict[str, Any] = {}
    for name, typed in given.items():
        document = Declaration(Path(f"--{name}"), {name: plain(typed)}, {})
        asked[name] = getattr(as_declared(document, PlanFile), name)
    return asked


def read_stratum_options(name: str, typed: str) -> dict[str, StratumEntry]:
    """`small=0.3,large=0.4` of an option that can differ by stratum."""
    data: dict[str, dict[str, str]] = {}
    for part in typed.replace(";", ",").split(","):
        stratum, _, value = part.partition("=")
        data[stratum.strip()] = {name: plain(value)}
    document = Declaration(Path(f"--{name}"), {"strata": data}, {})
    return dict(as_declared(document, PlanFile).strata)


def plain(typed: str) -> str:
    """A number as it is typed, as files write it: with a point, and a percentage as a part."""
    text = typed.strip().replace(",", ".")
    try:
        return repr(float(text[:-1]) / 100) if text.endswith("%") else text
    except ValueError:
        return typed


def together(plan: PlanFile, options: Mapping[str, Any], strata: Mapping[str, StratumEntry]) -> PlanFile:
    """A plan with what options of the command line say instead."""
    held = {one.name: getattr(plan, one.name) for one in fields(plan)} | dict(options)
    merged = dict(plan.strata)
    for name, entry in strata.items():
        said = {
            one.name: value for one in fields(entry) if (value := getattr(entry, one.name)) not in (None, "")
        }
        before = merged.get(name, StratumEntry())
        merged[name] = StratumEntry(**{one.name: getattr(before, one.name) for one in fields(before)} | said)
    return PlanFile(**held | {"strata": merged})


def file_and_plan(path: Path | None) -> tuple[Declaration | None, PlanFile, Path | None]:
    """The plan that a file holds, or the study that it is."""
    if path is None:
        return None, PlanFile(), None
    document = read_declaration(path)
    if not is_plan(document):
        return None, PlanFile(), path
    plan = read_plan(document)
    return document, plan, path.parent / plan.study if plan.study else None
