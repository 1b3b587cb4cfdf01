"""The truth that was planted, worked out without drawing anybody: shares, nets and means per wave.

Every figure has two values: in the population, and what a count of the respondents without weights is
expected to give. They differ where response and the size of the sample go with the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from clients_demo.world import World

Row = dict[str, Any]


@dataclass(frozen=True)
class Measures:
    """What the questionnaire reports of an item besides its categories: nets, and a number per code."""

    nets: Mapping[str, tuple[str, ...]]
    scores: Mapping[str, float]
    categories: bool


def measures_of(questionnaire: Mapping[str, Any]) -> dict[str, Measures]:
    """Nets and scores of every item that has one answer, from the questionnaire as plain YAML."""
    found = {}
    for question in questionnaire["questions"]:
        scale = questionnaire["scales"].get(question.get("scale"), {})
        for item in question.get("rows", {question["id"]: None}):
            found[item] = _measures(question, scale)
    return found


def _measures(question: Mapping[str, Any], scale: Mapping[str, Any]) -> Measures:
    nets = {
        name: tuple(map(str, net["of"] if isinstance(net, dict) else net))
        for name, net in scale.get("nets", {}).items()
    }
    whole = scale.get("kind") == "grade" or question.get("kind") == "number"
    scores = {str(code): float(score) for code, score in scale.get("scores", {}).items()}
    return Measures(nets, {str(code): float(code) for code in range(100)} if whole else scores, not whole)


def truth_rows(world: World, questionnaire: Mapping[str, Any]) -> list[Row]:
    """**Rows**: one per item, category or net (empty for means) and wave.

    **Columns**: item, category, measure, wave, truth, unweighted; shares in [0, 1], means in the unit of the answer.
    """
    measures = measures_of(questionnaire)
    rows: list[Row] = []
    for wave in world.waves:
        for figure in _figures(world, wave, measures):
            rows.append({"wave": wave, **figure})
    return sorted(rows, key=lambda row: (row["item"], row["measure"], row["category"], row["wave"]))


def _figures(world: World, wave: str, measures: Mapping[str, Measures]) -> Iterator[Row]:
    for name, question in world.questions.items():
        if wave in question.waves:
            share = world.share_about(question.about, wave)
            chances = world.distribution(name, wave).chances
            yield from _of_question(world, wave, name, question.codes, chances, share, measures[name])
            if question.applies_if is not None:
                yield _not_applicable(world, wave, name, share, question.outside)
    for name, mirror in world.mirrors.items():
        if wave in mirror.waves:
            original = world.questions[mirror.of]
            chances = mirror.chances(world.distribution(mirror.of, wave).chances)
            yield from _of_question(
                world, wave, name, original.codes, chances, world.share_about(None, wave), measures[name]
            )
            for category, value in (("yes", mirror.chance), ("no", 1 - mirror.chance)):
                yield _row("ability_agrees", category, "share", value, value)
    for name in world.sets:
        yield from _of_set(world, wave, name)


def _of_question(
    world: World,
    wave: str,
    name: str,
    codes: tuple[str, ...],
    chances: np.ndarray,
    share: np.ndarray,
    measures: Measures,
) -> Iterator[Row]:
    truth, unweighted = (_average(weight[wave] * share, chances) for weight in (world.people, world.expected))
    sums = (
        {code: np.array([code == other for other in codes], float) for code in codes}
        if measures.categories
        else {}
    )
    sums |= {
        net: np.array([code in members for code in codes], float) for net, members in measures.nets.items()
    }
    for category, members in sums.items():
        yield _row(name, category, "share", truth @ members, unweighted @ members)
    if measures.scores:
        scores = np.array([measures.scores[code] for code in codes])
        yield _row(name, "", "mean", truth @ scores, unweighted @ scores)


def _not_applicable(
    world: World, wave: str, name: str, share: np.ndarray, outside: Mapping[str, float]
) -> Row:
    """The share of n.v.t. among those who gave a grade or said n.v.t."""
    graded = share * (1 - sum(outside.values()))
    values = [
        float((weight[wave] * (1 - share)).sum() / (weight[wave] * (1 - share + graded)).sum())
        for weight in (world.people, world.expected)
    ]
    return _row(name, "na", "share", *values)


def _of_set(world: World, wave: str, name: str) -> Iterator[Row]:
    found = world.set_distribution(name, wave)
    share = world.share_about(found.options.route, wave)
    bases = [(weight[wave] * share).sum(axis=0) for weight in (world.people, world.expected)]
    chosen = [_average(base, found.chances) for base in bases]
    names = (*found.options.options, found.options.exclusive)
    for option, truth, unweighted in zip(names, *chosen, strict=True):
        yield _row(option, "1", "share", truth, unweighted)
    if name == "problems":
        yield from _of_count(*(_average(base, found.count_chances()) for base in bases))


def _of_count(truth: np.ndarray, unweighted: np.ndarray) -> Iterator[Row]:
    """How problems pile up: the derived items of the questionnaire."""
    number = np.arange(len(truth))
    yield _row("prob_count", "", "mean", truth @ number, unweighted @ number)
    classes = {"none": number == 0, "one": number == 1, "two": number == 2, "three_plus": number >= 3}
    for code, members in classes.items():
        yield _row("prob_classes", code, "share", truth[members].sum(), unweighted[members].sum())
    for code, members in (("yes", number >= 3), ("no", number < 3)):
        yield _row("prob_stacked", code, "share", truth[members].sum(), unweighted[members].sum())


def _average(weight: np.ndarray, chances: np.ndarray) -> np.ndarray:
    return (weight[..., None] * chances).reshape(-1, chances.shape[-1]).sum(axis=0) / weight.sum()


def _row(item: str, category: str, measure: str, truth: float, unweighted: float) -> Row:
    return {
        "item": item,
        "category": category,
        "measure": measure,
        "truth": float(truth),
        "unweighted": float(unweighted),
    }


def municipal_truth(world: World, wave: str, figures: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """The share of some codes of some items in every municipality. **Rows**: one per item and municipality."""
    rows = []
    for name, codes in figures.items():
        question = world.questions[name]
        places = [question.codes.index(code) for code in codes]
        base = world.about(question.about, wave)
        chances = world.distribution(name, wave).chances[:, :, places].sum(axis=2)
        shares = (base * chances).sum(axis=1) / base.sum(axis=1)
        rows += [
            {"item": name, "codes": "|".join(codes), "municipality": code, "wave": wave, "truth": share}
            for code, share in zip(world.country.codes, shares, strict=True)
        ]
    return rows


def planted_changes(rows: list[Row], comparable_from: Mapping[str, str], waves: list[str]) -> list[Row]:
    """**Rows**: one per figure that was made to change between two waves that can be compared.

    What is not listed did not change at all, or cannot be compared.
    """
    truth = {(row["item"], row["category"], row["measure"], row["wave"]): row["truth"] for row in rows}
    found = []
    for item, category, measure in sorted({key[:3] for key in truth}):
        for comparison, first in (("previous", waves[-2]), ("first", waves[0])):
            before, after = (truth.get((item, category, measure, wave)) for wave in (first, waves[-1]))
            if before is None or after is None or first < comparable_from.get(item, waves[0]):
                continue
            if abs(after - before) > 1e-9:
                found.append({"comparison": comparison, "from_wave": first, "to_wave": waves[-1], "item": item,
                              "category": category, "measure": measure, "change": after - before})  # fmt: skip
    return found
