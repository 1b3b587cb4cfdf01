"""A questionnaire while one wave is added to it: its questions renamed and recoded, what is new and gone marked in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from monitor.exchange.documents import question_entry, scale_entry, todo
from monitor.exchange.match import Match, partners, score
from monitor.exchange.names import unused
from monitor.exchange.proposal import Proposal, Question
from monitor.exchange.question_places import QuestionPlaces
from monitor.exchange.scales import Scale
from monitor.exchange.source import Doubt
from monitor.exchange.vocabulary import plain, vocabulary
from monitor.exchange.wave_codes import recoded
from monitor.exchange.what_is_asked import questions_of
from monitor.exchange.yaml_edit import Edited, Place
from monitor.exchange.yaml_text import Remarked
from monitor.study.questionnaire import Item, Questionnaire

SAME_OPTION = 0.9  # score at which two options of one question are the same


@dataclass
class WaveStep:
    """The questionnaire while a wave is added to it."""

    edited: Edited
    before: Questionnaire
    proposal: Proposal
    matches: Sequence[Match]
    own: Mapping[str, Item] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)  # of sets, that the new wave has too

    def __post_init__(self) -> None:
        self.partner = partners(self.matches)
        self.places = QuestionPlaces(self.edited, self.before)
        self.taken = {*self.before.items, *self.before.groups}
        self.wave = self.proposal.wave
        self.scales: dict[object, str] = {}

    def take(self) -> None:
        self.edited.add_entry(("waves",), self.wave)
        last: int | None = None
        for question in self.proposal.questions:
            last = self._question(question, last)
        self._mark_gone()
        self._mark_asked()

    # questions of the new wave

    def _question(self, question: Question, last: int | None) -> int | None:
        """Under the names of the questionnaire; returns where in it the question stands or comes to stand."""
        if question.kind == "multi":
            return self._set(question, last)
        if question.kind == "grid":
            return self._grid(question, last)
        match = self.partner.get(question.id)
        if match is None:
            return self._added(question, last)
        self.questions.append(self._renamed(question, {question.id: match.old.id}))
        self._reworded(match, self.places.item(match.old.id))
        return self.places.index(match.old.id)

    def _grid(self, question: Question, last: int | None) -> int | None:
        names = {item: self.partner[item].old.id for item in question.items if item in self.partner}
        if not names:
            return self._added(question, last)
        grids = [self.places.question(self.before.items[old].group) for old in names.values()]
        place = next((one for one in grids if self.edited.node((*one, "rows")) is not None), None)
        if place is None:  # rows of this wave, questions by themselves before it
            return self._rows_apart(question, last)
        for item, text in question.items.items():
            if item in names:
                self._reworded(self.partner[item], self.places.item(names[item]))
                continue
            names[item] = self._free(item)
            self.new.append(names[item])
            question.doubts += self._doubtful(replace(question, id=item, items={}), names)
            self.edited.add_key((*place, "rows"), names[item], {"text": text, "asked": [self.wave]})
        self.questions.append(self._renamed(question, names, like=next(iter(names.values()))))
        return self.places.index(next(iter(names.values())))

    def _rows_apart(self, question: Question, last: int | None) -> int | None:
        for item, text in question.items.items():
            alone = replace(
                question, id=item, kind="single", text=text, items={}, columns={item: question.columns[item]}
            )
            last = self._question(alone, last)
        return last

    def _set(self, question: Question, last: int | None) -> int | None:
        match = self.partner.get(question.id)
        if match is None:
            return self._added(question, last)
        group = self.before.groups[match.old.id]
        known = {name: self.before.items[name].text for name in group.items}
        names: dict[str, str] = {question.id: match.old.id}
        for item, text in question.items.items():
            names[item] = self._option(text, known, set(names.values())) or self._new_option(
                match.old.id, item, question.id, text
            )
        self._reworded(match, self.places.question(match.old.id))
        self.options += [name for name in known if name in names.values()]
        for name in known:
            if name not in names.values():
                self._no_longer(name)
        self.questions.append(self._renamed(question, names))
        return self.places.index(match.old.id)

    def _option(self, text: str, known: Mapping[str, str], used: set[str]) -> str | None:
        """The option of the questionnaire that a text is."""
        free = {name: said for name, said in known.items() if name not in used}
        equal = [name for name, said in free.items() if plain(said) == plain(text)]
        near = sorted(free, key=lambda name: -score(free[name], text))
        if equal:
            return equal[0]
        if near and score(free[near[0]], text) >= SAME_OPTION:
            return near[0]
        others = [
            name for name, said in free.items() if vocabulary().is_other(said) and vocabulary().is_other(text)
        ]
        return others[0] if others else None

    def _new_option(self, group: str, item: str, question: str, text: str) -> str:
        name = self._free(f"{group}_{item.removeprefix(f'{question}_')}")
        self.new.append(name)
        self.edited.add_key(
            (*self.places.question(group), "options"), name, {"text": text, "asked": [self.wave]}
        )
        return name

    def _added(self, question: Question, last: int | None) -> int | None:
        """A question that is new in this wave, behind the one that stands before it."""
        names = {
            item: self._free(item)
            for item in dict.fromkeys((question.id, *question.items, *question.columns))
        }
        made = self._renamed(question, names)
        made.theme = self._theme(question.theme)
        if question.scale:
            made.scale = self._scale(self.proposal.scales[question.scale], question.scale)
        made.doubts = [*made.doubts, *self._doubtful(question, names)]
        made.asked_if = "" if made.asked_if and not self._known_route(made.asked_if) else made.asked_if
        written = question_entry(made, self.proposal)
        entry = {**written.value, "asked": [self.wave]}
        if any(match.verdict == "scale" and match.new.id == question.id for match in self.matches):
            entry |= {"comparable_from": self.wave, "break_reason": "scale"}
        behind = None if last is None else last + 1
        self.edited.add_entry(("questions",), Remarked(entry, written.remarks), behind)
        self.questions.append(made)
        self.new.append(made.id)
        return last

    def _doubtful(self, question: Question, names: Mapping[str, str]) -> list[Doubt]:
        """Pairs that may be one question: a remark at both, by the `names` that items of this wave got."""
        items = {question.id, *question.items}
        doubts = []
        for match in self.matches:
            if match.verdict == "doubtful" and match.new.id in items:
                said = f"{match.score:.2f}".replace(".", ",")
                new = names.get(match.new.id, match.new.id)
                values = {"old": match.old.id, "new": new, "score": said}
                doubts.append(Doubt("exchange.doubtful_match", match.new.id, values))
                self.edited.add_remark(
                    self.places.item(match.old.id), todo("exchange.doubtful_match", **values)
                )
        return doubts

    def _known_route(self, route: str) -> bool:
        return route.split()[0] in self.before.items

    def _theme(self, name: str) -> str:
        label = self.proposal.themes.get(name, "")
        same = next((one for one, said in self.before.themes.items() if plain(said) == plain(label)), None)
        if same or not label or name == "vragen":
            return same or next(iter(self.before.themes))
        return name if self.add_once(("themes",), name, label) else name

    def add_once(self, place: Place, name: str, value: object) -> bool:
        if (place, name) in self.scales:
            return False
        self.scales[place, name] = name
        self.edited.add_key(place, name, value)
        return True

    def _scale(self, scale: Scale, name: str) -> str:
        """The name of a scale in the questionnaire, which gets it where it has none like it."""
        if scale.key in self.scales:
            return self.scales[scale.key]
        for item in self.before.items.values():
            if (
                item.scale is not None
                and item.scale.kind == scale.kind
                and [(one.code, plain(one.label)) for one in item.scale.categories]
                == [(one.code, plain(one.label)) for one in scale.categories]
                and scale.range is None
            ):
                return self.scales.setdefault(scale.key, item.scale.id)
        taken = {item.scale.id for item in self.before.items.values() if item.scale is not None}
        free = unused(name, taken | set(self.scales.values()))
        if self.edited.node(("scales",)) is None:
            self.edited.add_key((), "scales", {free: scale_entry(scale)})
        else:
            self.edited.add_key(("scales",), free, scale_entry(scale))
        return self.scales.setdefault(scale.key, free)

    # columns

    def _renamed(self, question: Question, names: Mapping[str, str], like: str = "") -> Question:
        """A question under the names of the questionnaire; rows that are new there are answered as `like` is."""
        columns = {
            names.get(item, item): recoded(self, names.get(item, item), column, like)
            for item, column in question.columns.items()
        }
        return replace(
            question,
            id=names.get(question.id, question.id),
            items={names.get(item, item): text for item, text in question.items.items()},
            columns=columns,
            joined={cell: names.get(item, item) for cell, item in question.joined.items()},
            other=names.get(question.other, question.other),
            exclusive=[names.get(item, item) for item in question.exclusive],
        )

    # marks in the questionnaire

    def _reworded(self, match: Match, place: Place) -> None:
        if match.verdict != "reworded" or self.edited.node((*place, "comparable_from")) is not None:
            return
        self.edited.add_key(place, "comparable_from", self.wave)
        self.edited.add_key(place, "break_reason", "wording")
        self.edited.add_key(place, "break_note", match.new.text)

    def _mark_gone(self) -> None:
        kept = {*(match.old.id for match in self.partner.values()), *self.own}
        for group in questions_of(self.before):
            if group.kind == "multi" and not any(name in kept for name in group.items):
                if group.id not in kept:
                    self._no_longer(group.id, self.places.question(group.id))
                continue
            gone = [name for name in group.items if name not in kept]
            if gone and len(gone) == len(group.items):
                self._no_longer(group.id, self.places.question(group.id))
            else:
                for name in gone:
                    self._no_longer(name)

    def _no_longer(self, name: str, place: Place | None = None) -> None:
        """A question or item that the new wave does not ask: the waves that did are named, where they were not."""
        place = place or self.places.item(name)
        if self._asked_last(name):
            self.gone.append(name)
        if self.edited.node((*place, "asked")) is None:
            asked = self.before.items[name].asked if name in self.before.items else self.before.waves
            self.edited.add_key(place, "asked", list(asked))

    def _asked_last(self, name: str) -> bool:
        """Whether the latest wave of the questionnaire asked a question or item."""
        names = (name,) if name in self.before.items else self.before.groups[name].items
        return any(self.before.waves[-1] in self.before.items[item].asked for item in names)

    def _mark_asked(self) -> None:
        """A question that says in which waves it is asked, and is asked in this one too."""
        said = set()
        for name in dict.fromkeys(
            (*self.own, *self.options, *(match.old.id for match in self.partner.values()))
        ):
            group = self.before.items[name].group if name in self.before.items else name
            for place in (
                self.places.item(name) if name in self.before.items else (),
                self.places.question(group),
            ):
                if place and self.edited.node((*place, "asked")) is not None:
                    said.add((*place, "asked"))
                    break
        for place in sorted(said, key=str):
            self.edited.add_entry(place, self.wave)

    def _free(self, name: str) -> str:
        free = unused(name, self.taken)
        self.taken.add(free)
        return free
