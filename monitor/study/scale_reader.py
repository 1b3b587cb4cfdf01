"""From a declared scale to one that items can use: grades, scores and nets checked and filled in."""

from __future__ import annotations

from dataclasses import replace

from monitor.errors import nearest
from monitor.study.declarations import Declaration, Key
from monitor.study.kinds import SCALE_KINDS
from monitor.study.scale import Category, Net, Scale, ScaleEntry
from monitor.study.words import label_words

HIGHEST_GRADE = 100  # the categories of a grade are kept in a byte


def read_scale(name: str, entry: ScaleEntry, document: Declaration) -> Scale:
    """A scale with its categories in order. **Raises** DeclarationError at the line of what is wrong."""
    key = ("scales", name)
    categories = _categories(name, entry, document)
    codes = [category.code for category in categories]
    scores = _scores(key, entry, codes, document)
    nets = tuple(_net((*key, "nets", net.id), net, categories, document) for net in entry.nets)
    for special in entry.special:
        if special.code in codes:
            raise document.error(
                (*key, "special", special.code),
                f'scale "{name}" has the code "{special.code}" twice',
                hint="Give the special code another name",
            )
    return Scale(name, entry.kind, categories, nets, scores, entry.special)


def _categories(name: str, entry: ScaleEntry, document: Declaration) -> tuple[Category, ...]:
    if SCALE_KINDS[entry.kind].numbers:
        low, high = entry.range or (0, 0)
        if not 0 <= low < high <= HIGHEST_GRADE or entry.categories:
            raise document.error(
                ("scales", name),
                f'grade scale "{name}" needs a range',
                expected=f"range: [1, 10] and no categories; grades lie between 0 and {HIGHEST_GRADE}",
            )
        return tuple(Category(str(grade), str(grade)) for grade in range(low, high + 1))
    if len(entry.categories) < 2:
        raise document.error(("scales", name), f'scale "{name}" needs at least two categories')
    if entry.range is not None:
        raise document.error(("scales", name, "range"), f'scale "{name}" is no grade scale and has no range')
    return entry.categories


def _scores(key: Key, entry: ScaleEntry, codes: list[str], document: Declaration) -> tuple[float, ...] | None:
    if entry.scores is not None:
        if set(entry.scores) != set(codes):
            raise document.error(
                (*key, "scores"),
                "the scores do not name every category once",
                expected=f"one score for each of {', '.join(codes)}",
            )
        return tuple(entry.scores[code] for code in codes)
    if not SCALE_KINDS[entry.kind].two_sided:
        return None
    return tuple(float(len(codes) - place) for place in range(len(codes)))


def _net(key: Key, net: Net, categories: tuple[Category, ...], document: Declaration) -> Net:
    labels = {category.code: category.label for category in categories}
    if net.id in labels:
        raise document.error(
            key, f'net "{net.id}" has the name of a category', hint="Give the net another name"
        )
    if not net.of or len(set(net.of)) < len(net.of):
        raise document.error(key, f'net "{net.id}" does not hold each of its codes once',
                         expected="one or more categories, each once")  # fmt: skip
    for code in net.of:
        if code not in labels:
            raise document.error(
                key,
                f'net "{net.id}" holds an unknown code "{code}"',
                expected=", ".join(labels),
                hint=nearest(code, labels),
            )
    return replace(net, label=net.label or label_words().net.join(labels[code] for code in net.of))
