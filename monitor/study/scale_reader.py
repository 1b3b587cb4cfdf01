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
    scores = _scores(key, entry, categories, document)
    nets = tuple(_net((*key, "nets", net.id), net, categories, document) for net in entry.nets)
    for special in entry.special:
        if special.code in codes:
            raise document.error(
                (*key, "special", special.code), "declared.scale_has_code_twice", name=name, word=special.code
            )
    return Scale(name, entry.kind, categories, nets, scores, entry.special)


def _categories(name: str, entry: ScaleEntry, document: Declaration) -> tuple[Category, ...]:
    if SCALE_KINDS[entry.kind].numbers:
        low, high = entry.range or (0, 0)
        if not 0 <= low < high <= HIGHEST_GRADE or entry.categories:
            raise document.error(
                ("scales", name), "declared.grade_scale_needs_range", highest=HIGHEST_GRADE, name=name
            )
        return tuple(Category(str(grade), str(grade)) for grade in range(low, high + 1))
    if len(entry.categories) < 2:
        raise document.error(("scales", name), "declared.scale_needs_at_least_two_categories", name=name)
    if entry.range is not None:
        raise document.error(("scales", name, "range"), "declared.scale_is_no_grade_scale_and", name=name)
    return entry.categories


def _scores(
    key: Key, entry: ScaleEntry, categories: tuple[Category, ...], document: Declaration
) -> tuple[float, ...] | None:
    codes = [category.code for category in categories]
    if entry.scores is not None:
        if set(entry.scores) != set(codes):
            raise document.error(
                (*key, "scores"), "declared.scores_do_not_name_every_category", codes=", ".join(codes)
            )
        return tuple(entry.scores[code] for code in codes)
    if not SCALE_KINDS[entry.kind].two_sided:
        return None
    scores = tuple(float(place) for place in range(1, len(codes) + 1))
    return scores if _starts_low(categories) else scores[::-1]


def _starts_low(categories: tuple[Category, ...]) -> bool:
    """Whether an agreement scale begins at its low end: by the words of its ends, else by numbers that rise."""
    first, last = (label_words().is_low(category.label) for category in (categories[0], categories[-1]))
    if first != last:
        return first
    codes = [category.code for category in categories]
    return all(code.isdecimal() for code in codes) and codes == sorted(codes, key=int)


def _net(key: Key, net: Net, categories: tuple[Category, ...], document: Declaration) -> Net:
    labels = {category.code: category.label for category in categories}
    if net.id in labels:
        raise document.error(key, "declared.net_has_name_of_category", net=net.id)
    if not net.of or len(set(net.of)) < len(net.of):
        raise document.error(key, "declared.net_does_not_hold_each_of", net=net.id)
    for code in net.of:
        if code not in labels:
            raise document.error(
                key,
                "declared.net_holds_unknown_code",
                expected=", ".join(labels),
                hint=nearest(code, labels),
                net=net.id,
                word=code,
            )
    return replace(net, label=net.label or label_words().net.join(labels[code] for code in net.of))
