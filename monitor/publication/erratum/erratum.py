"""The erratum: which published figures and verdicts moved between two releases, in Dutch, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.publication.erratum.moves import SEEN, Move
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_markdown
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.schema import Change, Estimate
from monitor.study.labels import answer_label, group_label, part_label, theme_label, wave_label


@dataclass(frozen=True)
class Account:
    """What an erratum is about: days of both releases, rows in all, and what was changed beneath, in sentences."""

    old: str
    new: str
    equal: int
    causes: tuple[str, ...]


class Erratum:
    """The text about the moves between two releases of one study; `voice` is that of the newer one."""

    def __init__(self, moves: Sequence[Move], account: Account, voice: Voice) -> None:
        self.moves = moves
        self.account = account
        self.voice = voice
        self.words = voice.words.erratum
        self._indicators = {one.id: one for one in voice.study.indicators}

    def markdown(self) -> str:
        """The whole text."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        study = self.voice.study
        title = filled(self.words.title, {"title": study.title, "wave": study.current.label})
        yield from (f"# {escape_markdown(title)}", "")
        days = {name: self.voice.phrases.date(getattr(self.account, name)) for name in ("old", "new")}
        intro = self.words.intro if days["old"] != days["new"] else self.words.intro_same_day
        yield from (filled(intro, days), "") if days["new"] else ()
        yield from (self._counts(), "")
        yield from (f"## {self.words.beneath}", "")
        yield from (f"- {escape_markdown(cause)}" for cause in self.account.causes)
        yield "" if self.account.causes else f"{self.words.beneath_none}\n"
        for name, moves in self._sections():
            yield from self._section(name, moves)

    def _counts(self) -> str:
        """How many figures there are, how many are the same, and what became of the others."""
        numbers = {kind: sum(move.kind == kind for move in self.moves) for kind in (*SEEN, "behind")}
        if not any(numbers[kind] for kind in SEEN):
            return self.words.nothing
        kept = self.account.equal + numbers["behind"]
        everything = kept + sum(numbers[kind] for kind in SEEN)
        said = [filled(self.words.moved, {"all": number(everything), "kept": number(kept)})]
        said += [
            filled(self.words.counts[kind], {"n": number(numbers[kind])}) for kind in SEEN if numbers[kind]
        ]
        if numbers["behind"]:
            said.append(filled(self.words.behind, {"n": number(numbers["behind"])}))
        return " ".join(said)

    def _sections(self) -> Iterator[tuple[str, list[Move]]]:
        moved = [move for move in self.moves if move.kind == "moved"]
        first = [move for move in moved if self._is_headline(move) or move.new_verdict]
        others = [move for move in moved if move not in first]
        yield "first", first
        yield "everybody", [move for move in others if not move.row.breakdown]
        yield "groups", [move for move in others if move.row.breakdown]
        for kind in SEEN[1:]:
            yield kind, [move for move in self.moves if move.kind == kind]

    def _section(self, name: str, moves: Sequence[Move]) -> Iterator[str]:
        rows = list(
            dict.fromkeys(self._row(move) for move in moves)
        )  # one item may stand under two indicators
        if not rows:
            return
        yield from (f"## {self.words.sections[name]}", "")
        if self.words.leads[name]:
            yield from (self.words.leads[name], "")
        width = 2 if name in ("no_longer_shown", "gone") else 4
        header = self.words.short_header if width == 2 else self.words.header
        yield from (_line(header), _line(["---"] * width))
        yield from (_line([escape_markdown(cell) for cell in row[:width]]) for row in rows[: self.words.most])
        more = len(rows) - self.words.most
        yield from ("", *([filled(self.words.more, {"n": number(more)}), ""] if more > 0 else []))

    def _row(self, move: Move) -> tuple[str, str, str, str]:
        was = self._side((part.name, part.old) for part in move.parts)
        now = self._side((part.name, part.new or self.words.withdrawn) for part in move.parts)
        return self.figure(move.row), self.place(move.row), was, now

    def _side(self, parts: Iterable[tuple[str, str]]) -> str:
        """One side of what moved: the figure bare, what stands beside it by its name."""
        said = [(self.words.parts[name], value) for name, value in parts]
        known = [
            filled(self.words.part, {"name": name, "value": value}) if name else value
            for name, value in said
            if value
        ]
        return "; ".join(known) or self.words.none

    def _is_headline(self, move: Move) -> bool:
        return not move.row.breakdown and move.row.item in self.voice.study.headline_items

    def figure(self, row: Estimate | Change) -> str:
        """What a row is about, with its wave or waves and its group."""
        study = self.voice.study
        item = study.questionnaire.items.get(row.item)
        label = self.voice.label_of(item) if item is not None else part_label(row.item, study)
        answer = answer_label(item, row.category) if item is not None and row.category else row.category
        figure = filled(self.words.answer, {"item": label, "answer": answer}) if answer else label
        group = self._group(row)
        figure += f" ({group})" if group else ""
        if isinstance(row, Estimate):
            return f"{figure}, {wave_label(row.wave, study)}"
        waves = {"from": wave_label(row.from_wave, study), "to": wave_label(row.to_wave, study)}
        wording = (
            self.words.verdict if row.level == "item" and row.difference is None else self.words.difference
        )
        return filled(wording, {"figure": figure, **waves})

    def _group(self, row: Estimate | Change) -> str:
        """The group by its breakdown; of two groups that are compared only their names."""
        breakdown = self.voice.study.breakdown(row.breakdown)
        if not row.breakdown or breakdown is None:
            return row.group
        group = group_label(row.breakdown, row.group, self.voice.study)
        return filled(self.words.group, {"breakdown": breakdown.label, "group": group})

    def place(self, row: Estimate | Change) -> str:
        """Where a row stands in the reports: the theme and the title of its figure."""
        indicator = self._indicators.get(row.indicator)
        if indicator is None:
            return ""
        theme = theme_label(indicator.theme, self.voice.study.questionnaire)
        return filled(self.words.place, {"theme": theme, "indicator": indicator.title})


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
