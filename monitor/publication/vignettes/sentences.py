"""Sentences about vignettes, in plain text: counts of people and of pairs, and classes where a count would say too much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, floor

from monitor.publication.language.filling import filled, full_stop
from monitor.publication.language.numbers import number
from monitor.publication.vignettes.counted import COUNT, HIDDEN, Counted, CountedVignette, CountedVignettes
from monitor.release.results.method import Crossed, PairsOfVignette
from monitor.study.house_policy import house_vignettes
from monitor.study.labels import answer_label
from monitor.study.questionnaire import Item
from monitor.study.vignettes import CODE_OF_ROLE, DECISION, EXPECTATION, RECOGNITION, ROOM, RULE

TOO_FEW, FEW, KEPT_BACK = "too_few", "few", "kept_back"
BALANCED, UNORDERED = "balanced", "unordered"  # how the test of pairs shuffled
Range = tuple[int, int]


class VignetteSentences:
    """What a report says of the vignettes of the latest wave."""

    def __init__(self, counted: CountedVignettes) -> None:
        self.counted, self.voice = counted, counted.voice
        self.words = counted.voice.words.vignettes
        self.slots = dict(self.voice.respondents.slots)

    def intro(self) -> Iterator[str]:
        """Who judged how many cases, and how counts are told."""
        wave, words = self.counted.wave, self.words.intro
        who = f"{number(wave.respondents)} {self.slots['respondents']}"
        slots = {"respondents": who, "municipalities": number(wave.municipalities)}
        cases = len(wave.vignettes)
        counted = {**slots, "vignettes": self.voice.phrases.counted(cases)}
        form = "who" if self.counted.asked_of_all else "who_some"
        yield filled(words[form], counted, numbers={"vignettes": number(cases)})
        apart = self.counted.released.method.waves[self.counted.study.current.id].n_uncounted
        if apart:
            yield filled(words["apart"], {"n": number(apart)})
        few = wave.respondents < house_vignettes().shares_from
        yield words["counts" if few else "counts_of_many"]
        if few or self.counted.has_classes:
            yield words["classes"]

    # one vignette

    def recognition(self, one: CountedVignette) -> Iterator[str]:
        """How many recognise the case."""
        yield from self._of_role(one, RECOGNITION, self.words.recognition)

    def standard(self, one: CountedVignette) -> Iterator[str]:
        """What the standard approach is, and how many know of a local rule."""
        item = self.counted.item(one, DECISION)
        if one.said.standard is not None and item is not None:
            yield filled(self.words.standard["told"], {"standard": answer_label(item, one.said.standard)})
        else:
            yield self.words.standard["none"]
        yield from self._of_role(one, RULE, self.words.rule)

    def room(self, one: CountedVignette) -> Iterator[str]:
        """How many see room; what these would decide is another figure."""
        yield from self._of_role(one, ROOM, self.words.room)
        if one.summary.room_by_departing is not None:
            yield from self._crossed(one.summary.room_by_departing)

    def _crossed(self, crossed: Crossed) -> Iterator[str]:
        words = self.words.crossed
        if crossed.both is None or crossed.first_only is None:
            yield filled(words["hidden"], self.slots)
            return
        parts = [self._part(name, getattr(crossed, name)) for name in ("both", "first_only")]
        yield filled(words["joined"], dict(zip(("one", "other"), parts, strict=True)))
        if crossed.second_only is not None:
            yield self._part("second_only", crossed.second_only)
        if crossed.neither is not None and _is_few(crossed.neither):
            yield words["neither_few"]

    def _part(self, name: str, count: Range) -> str:
        """One of two facts with its count, as the range of what it can be where a class beside it hides its number."""
        words = self.words.crossed
        return (
            words[f"{name}_{FEW}"] if _is_few(count) else filled(words[name], {"count": self._range(count)})
        )

    def _range(self, count: Range) -> str:
        low, high = count
        told = {"low": number(low), "high": number(high)}
        return number(low) if low == high else filled(self.words.crossed["range"], told)

    def decision(self, one: CountedVignette) -> Iterator[str]:
        """How many would decide on what."""
        item = self.counted.item(one, DECISION)
        if item is None:
            yield self.words.pairs["none"]
        else:
            yield self.options(item)

    def options(self, item: Item) -> str:
        """The answers to a question with one option, from the most to the fewest."""
        words, known = self.words.options, self.counted.options(item)
        first, *others = known
        if first.told == HIDDEN and all(one.told == HIDDEN for one in others):
            return filled(words["hidden"], self.slots)
        said = [filled(words["first" if first.told == COUNT else f"first_{first.told}"], self._slots(first))]
        for one in others:
            said.append(filled(words["next" if one.told == COUNT else f"next_{FEW}"], self._slots(one)))
        return full_stop(self.voice.phrases.listed(said))

    def expectation(self, one: CountedVignette) -> Iterator[str]:
        """How many expect colleagues to decide the same, and of how many that came true."""
        yield from self._of_role(one, EXPECTATION, self.words.expectation)
        item, found, words = (
            self.counted.item(one, EXPECTATION),
            one.summary.expectation,
            self.words.expectation,
        )
        if item is None or found is None:
            return
        same = self.counted.counted(item, CODE_OF_ROLE[EXPECTATION])
        if found.told == TOO_FEW or same.told != COUNT:
            yield words[TOO_FEW]
        else:
            form = "of_all" if same.count == found.asked else "of_some"
            teams = one.summary.pairs is not None and one.summary.pairs.teams
            decides = words["decides_teams" if teams else "decides"]
            told = {
                "decides": decides,
                "asked": number(found.asked or 0),
                "came_true": number(found.came_true or 0),
            }
            yield filled(words[f"{form}_{found.told}" if found.told else form], {**self.slots, **told})
        yield from self._by_decision(one.summary.departing_by_same)

    def _by_decision(self, crossed: Crossed | None) -> Iterator[str]:
        """Whether those who depart expect the same as often; only where every count is told."""
        if crossed is None:
            return
        counts = [crossed.both, crossed.first_only, crossed.second_only, crossed.neither]
        if all(count is not None and count[0] == count[1] for count in counts):
            told = {name: self._range(getattr(crossed, name) or (0, 0)) for name in ("both", "second_only")}
            first, second = (sum((count or (0, 0))[0] for count in half) for half in (counts[:2], counts[2:]))
            sizes = {"departing": number(first), "others": number(second)}
            yield filled(self.words.expectation["by_decision"], {**told, **sizes})

    def argument(self, item: Item) -> str:
        """A code of arguments with how many gave it."""
        one, words = self.counted.counted(item, item.traits.positive), self.words.arguments
        told = filled(words[one.told], self._slots(one))
        return filled(words["line"], {"label": item.short, "told": told})

    def _of_role(self, one: CountedVignette, role: str, words: Mapping[str, str]) -> Iterator[str]:
        item = self.counted.item(one, role)
        if item is not None:
            found = self.counted.counted(item, CODE_OF_ROLE[role])
            yield filled(words[found.told], self._slots(found))

    def _slots(self, one: Counted) -> dict[str, str]:
        return {**self.slots, "label": one.label, "count": number(one.count), "n": number(one.n)}

    # pairs

    def pairs(self, one: CountedVignette) -> Iterator[str]:
        """How often colleagues decide the same, and whether that is more than chance."""
        found, words = one.summary.pairs, self.words.pairs
        if found is None:
            yield words["none"]
            return
        free = words["free"] if found.with_rule else ""
        if found.told == TOO_FEW:
            least = number(house_vignettes().pairs_from)
            yield filled(words[TOO_FEW], {**self.slots, "least": least, "free": free})
            yield from self._left_out(found)
            return
        slots = {**self.slots, "free": free, "pairs": number(found.pairs), "alike": number(found.alike or 0)}
        if found.told == HIDDEN:
            yield words[HIDDEN]
            yield from self._left_out(found)
            return
        form = COUNT if found.told in ("", KEPT_BACK) else found.told
        yield filled(words[f"teams_{form}" if found.teams else form], slots)
        if found.expected is not None:
            yield self._expected(found.expected)
        if found.between_pairs is not None:
            between = {
                "between_pairs": number(found.between_pairs),
                "between_alike": number(found.between_alike or 0),
            }
            yield filled(words["strangers"], between)
        if found.verdict:
            yield filled(words[found.verdict], slots)
        yield from self._left_out(found)

    def _expected(self, expected: float) -> str:
        expected = round(expected, 9)  # 3.0000000000000004 is 3
        low, high = floor(expected), ceil(expected)
        slots = {"low": number(low), "high": number(high)}
        return filled(self.words.pairs["expected" if low < high else "expected_whole"], slots)

    def _left_out(self, found: PairsOfVignette) -> Iterator[str]:
        for name in ("with_rule", "single"):
            count = getattr(found, name)
            if count:
                yield filled(self.words.pairs[name], {**self.slots, "count": number(count)})

    # the annex on chance

    def chance(self) -> Iterator[str]:
        """How the test is made, what p and alpha say, and what it could find."""
        words = self.words.chance
        yield self._shuffled()
        yield words["alpha"]
        yield words["smallest"]
        yield filled(words["split"], self.slots)
        yield from self._power()

    def _power(self) -> Iterator[str]:
        """What the test finds with as many pairs as there are of any case."""
        words = self.words.chance
        known = {found.pairs: found.power for one in self.counted.vignettes if (found := one.summary.pairs)}
        pairs = max((size for size, power in known.items() if power), default=0)
        parts = [
            filled(
                words["power_part"],
                {**self.slots, "follows": number(float(follows) * 10), "power": number(chance * 100)},
            )
            for follows, chance in known.get(pairs, {}).items()
        ]
        if parts:
            yield filled(words["power"], {"pairs": number(pairs), "listed": self.voice.phrases.listed(parts)})

    def _shuffled(self) -> str:
        """Who were shuffled: those of one side of each pair, all within their side where teams differ, or all of them."""
        plan, words = self.counted.study.pairs, self.words.chance
        item = self.counted.study.questionnaire.items[plan.balance] if plan and plan.balance else None
        tests = {one.summary.pairs.test for one in self.counted.vignettes if one.summary.pairs} - {""}
        if item is None or item.scale is None or tests == {UNORDERED}:
            return filled(words["lead_all"], self.slots)
        if tests <= {BALANCED}:
            return filled(words["lead"], {**self.slots, "side": answer_label(item, item.scale.codes[-1])})
        return filled(words["lead_sides"], {**self.slots, "question": item.text})

    def limits(self) -> Iterator[str]:
        """What may not be concluded."""
        return (filled(told, self.slots) for told in self.words.limits)


def _is_few(count: Range) -> bool:
    """Whether a count is told as nobody or one."""
    return count[0] == 0 and count[1] > 0
