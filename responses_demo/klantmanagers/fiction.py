"""What has no counterpart in reality: municipalities, people and open answers of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reconstruction import Wave, stream

Frame = list[dict[str, str]]


def municipality_frame(plan: Mapping[str, Any], seed: int) -> Frame:
    """**Rows**: one per fictional municipality. Codes run GMX001, GMX002, ... in random order of region."""
    random = stream(seed, "municipalities")
    places = [
        (region, stem + ending)
        for region, count in plan["regions"].items()
        for stem, ending in _some(random, plan["stems"], plan["endings"][region], count)
    ]
    sizes = _sizes(plan["sizes"], len(places))
    order = random.permutation(len(places))
    frame = []
    for number, (place, size) in enumerate(zip(order, random.permutation(sizes), strict=True), start=1):
        region, name = places[place]
        low, high = plan["sizes"][size]["inhabitants"]
        inhabitants = low + int((high - low) * random.random() ** 2) // 10 * 10
        frame.append(
            {
                "code": f"GMX{number:03}",
                "name": name,
                "region": region,
                "size_class": str(size),
                "inhabitants": str(inhabitants),
            }
        )
    return frame


def add_municipality_lists(wave: Wave, item: str, target: Mapping[str, Any], frame: Frame) -> None:
    """Every respondent stands for one or more municipalities; none is named twice.

    Those of one list lie in one region, the smaller ones first: joint services are theirs.
    """
    random = wave.stream(item)
    free = [frame[place] for place in random.permutation(len(frame))]
    free.sort(key=lambda row: ["small", "medium", "large"].index(row["size_class"]))
    lists = []
    for length in sorted(
        (size for size, count in target["lists"].items() for _ in range(count)), reverse=True
    ):
        region = free[0]["region"]
        chosen = (
            [row for row in free if row["region"] == region][:length]
            if length > 1
            else [free[random.integers(len(free))]]
        )
        free = [row for row in free if row not in chosen]
        lists.append("|".join(sorted(row["code"] for row in chosen)))
    order = random.permutation(wave.size)
    wave.put(item, {int(row): codes for row, codes in zip(order, lists, strict=True)})


def add_texts(
    wave: Wave, item: str, target: Mapping[str, Any], texts: list[Mapping[str, Any]]
) -> list[tuple[int, str]]:
    """Give the texts of an open question to respondents who were asked it.

    Returns the rows with planted personal data, and the kinds of it.
    """
    rows = wave.asked(target.get("when"))
    chosen = [rows[place] for place in wave.stream(item).permutation(len(rows))][: len(texts)]
    wave.put(item, {row: entry["text"] for row, entry in zip(chosen, texts, strict=True)})
    return [
        (row, " ".join(entry["personal_data"]))
        for row, entry in zip(chosen, texts, strict=True)
        if "personal_data" in entry
    ]


def add_contact(wave: Wave, item: str, target: Mapping[str, Any]) -> None:
    """Names and ways to reach people that can be nobody's: 06-000000.. and example.nl."""
    rows = wave.asked(target["when"])
    pairs = [(first, last) for first in target["first_names"] for last in target["surnames"]]
    people = [pairs[place] for place in wave.stream(item).permutation(len(pairs))[: len(rows)]]
    phones, emails = len(rows) - target["only_email"], len(rows) - target["only_phone"]
    wave.put(
        "contact_name", {row: f"{first} {last}" for row, (first, last) in zip(rows, people, strict=True)}
    )
    numbered = list(enumerate(wave.stream(f"{item} reach").permutation(len(rows))))
    wave.put("contact_phone", {rows[at]: f"06-000000{place + 10}" for place, at in numbered[:phones]})
    mailboxes = {rows[at]: people[at] for _, at in numbered[len(rows) - emails :]}
    wave.put(
        "contact_email",
        {row: f"{first}.{last}@example.nl".lower() for row, (first, last) in mailboxes.items()},
    )


def _some(random: Any, stems: list[str], endings: list[str], count: int) -> list[tuple[str, str]]:
    pairs = [(stem, ending) for stem in stems for ending in endings]
    return [pairs[place] for place in random.permutation(len(pairs))[:count]]


def _sizes(plan: Mapping[str, Any], total: int) -> list[str]:
    sizes = [size for size, entry in plan.items() for _ in range(round(entry["share"] * total / 100))]
    return (sizes + [next(iter(plan))] * total)[:total]
