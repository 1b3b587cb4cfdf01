"""The memo of a plan as a Quarto project: its text, its table of groups, its figure."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from monitor.publication.charts.canvas import Style
from monitor.publication.charts.picture import Picture
from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.filling import filled
from monitor.publication.language.markdown import escape_attribute, escape_markdown, escape_value
from monitor.publication.language.numbers import number, percent
from monitor.publication.language.voice import Voice
from monitor.publication.memo.content import Group, MemoContent, Size
from monitor.publication.memo.curve import curve_alternative, draw_curve, told_points
from monitor.publication.project.shared_files import add_shared_files
from monitor.publication.project.write import add_facts
from monitor.publication.tables.table_markdown import table_markdown
from monitor.publication.theme.theme import load_theme
from monitor.release.results.table_files import neutralised
from monitor.study.house_policy import house_planning
from monitor.study.labels import answer_label

TABLE_FILE = "plan.csv"


class Memo:
    """One plan in the words of the house."""

    def __init__(self, content: MemoContent, voice: Voice) -> None:
        self.content = content
        self.voice = voice
        self.words = voice.words.memo
        self.study = voice.study

    def write(self, target: Path) -> Path:
        """Write the project into a new folder; returns it. **Raises** DeclarationError for a wrong theme."""
        figures = target / "figures"
        figures.mkdir(parents=True)
        theme = load_theme(self.study.theme)
        alternative = curve_alternative(self.content, self.words)
        style = Style(theme.colours, self.words.figure["axis"], self.voice.words.figures)
        picture = Picture(partial(draw_curve, self.content, self.words), style, alternative)
        for file, content in picture.files("plan").items():
            (figures / file).write_bytes(content)
        _write(target / "report.qmd", self.document(alternative))
        _write(target / "_variables.yml", "{}")
        add_shared_files(target, self.study.theme)
        add_facts(target, self.voice)
        return target

    def document(self, alternative: str) -> str:
        """The whole document."""
        return "\n".join(self._lines(alternative)) + "\n"

    def _lines(self, alternative: str) -> Iterator[str]:
        subtitle = filled(self.words.subtitle, {"title": self.study.title, "wave": self.content.last.wave})
        yield from (
            "---",
            f'title: "{escape_value(self.words.title)}"',
            f'subtitle: "{escape_value(subtitle)}"',
        )
        yield from (f'short-title: "{escape_value(self.words.short_title)}"', "lang: nl", "compact: true")
        yield from ("toc: false", "number-sections: false", "---", "")
        yield from (" ".join(self._answer()), "")
        told = " ".join((*self._together(), *self._last()))
        yield from (f"# {self.words.headings['together']}", "") if self.content.together else ()
        yield from (told, "") if told else ()
        if self.content.groups:
            yield table_markdown(self.table(), numbered=True)
        yield from self._figure(alternative)
        yield " ".join((f"**{self.words.headings['rests']}.**", *self._rests(), *self._limits()))

    # the answer

    def _figure_name(self) -> str:
        """The item, with the title of its figure where that shows several, and the answer that is counted."""
        item = self.study.questionnaire.items[self.content.item]
        indicator = self.study.indicator_of(item.id)
        name = item.short
        if len(indicator.items) > 1:
            name = filled(self.words.of_several, {"title": indicator.title, "item": name})
        if not self.content.category or item.traits.dichotomous:
            return name
        answer = answer_label(item, self.content.category)
        return filled(self.words.answered, {"item": name, "answer": answer})

    def _level(self) -> str:
        told = self.content.shown(self.content.level)
        return told if self.content.category else filled(self.words.mean, {"level": told})

    def _slots(self, size: Size) -> dict[str, str]:
        content, last = self.content, self.content.last
        later = content.level + (content.change or 0.0)
        return {
            "figure": escape_markdown(self._figure_name()),
            "level": escape_markdown(self._level()),
            "later": escape_markdown(_apart(content, later)),
            "wave": escape_markdown(last.wave),
            "n": number(size.n),
            "margin": content.size_of(content.margin or 0.0, self.words.unit),
            "change": content.size_of(content.change or 0.0, self.words.unit),
            "power": percent(content.power),
        }

    def _answer(self) -> Iterator[str]:
        content, size, words = self.content, self.content.alone, self.words
        slots = self._slots(size)
        yield filled(words.answer[self._kind()], slots)
        if size.respondents != size.n:
            answered = {"answered": percent(content.last.answered), "respondents": number(size.respondents)}
            yield filled(words.respondents, answered)
        if size.invited is not None:
            told = {"invited": number(size.invited), "response": percent(size.respondents / size.invited)}
            yield filled(words.invite, told)
        if size.cost is not None:
            yield filled(words.cost, {"cost": number(size.cost)})
        if self._kind() not in ("change", "both"):
            yield self._shows(size)
        if self._kind() == "given" and content.change is not None and size.chance is not None:
            yield filled(words.chance, {**slots, "chance": percent(size.chance)})
        if content.change is not None and not content.tested:
            yield words.not_tested

    def _kind(self) -> str:
        content = self.content
        if content.asked_for_a_number:
            return "given"
        if content.each:
            return "each_change" if content.change is not None else "each_margin"
        if content.change is not None:
            return "both" if content.margin is not None else "change"
        return "margin"

    def _shows(self, size: Size) -> str:
        ends = {"up": size.up, "down": size.down}
        known = {
            name: self.content.size_of(value, self.words.unit)
            for name, value in ends.items()
            if value is not None
        }
        kind = "both" if len(known) == 2 else next(iter(known), "neither")
        return filled(self.words.shows[kind], known)

    def _together(self) -> Iterator[str]:
        found, words = self.content.together, self.words.together
        if found is None:
            return
        slots = {
            "questions": number(found.questions),
            "figures": number(found.figures),
            "n": number(self.content.alone.n),
            "chance": percent(found.chance),
            "power": percent(self.content.power),
        }
        yield filled(words["questions" if found.figures == 1 else "questions_and_figures"], slots)
        yield filled(words["chance"], slots)
        if found.size is None:
            yield filled(words["never"], slots)
        elif self.content.more is not None:
            yield filled(words["size"], {**slots, "n": number(found.size.n)})
            if found.size.invited is not None:
                yield filled(words["invite"], {"invited": number(found.size.invited)})

    def _last(self) -> Iterator[str]:
        content = self.content
        if content.change is None or content.each:
            return
        slots = {"wave": escape_markdown(content.last.wave), "last": number(content.last.n)}
        slots["power"] = percent(content.power)
        if content.beside is None:
            yield filled(self.words.last["never"], slots)
        else:
            yield filled(self.words.last["enough"], {**slots, "beside": number(content.beside)})

    # the table

    def table(self) -> Table:
        """The largest groups, the others together, and everybody."""
        words, content = self.words.table, self.content
        named = self._named()
        rest = tuple(one for one in content.groups if one not in named)
        rows = [self._row(one.label, (one,)) for one in named]
        if rest:
            rows.append(self._row(filled(words.others, {"n": number(len(rest))}), rest))
        rows.append(self._row(words.all, content.groups, whole=True))
        columns = [Column(header) for header in words.columns]
        columns.append(Column(words.margin))
        if content.more is not None:
            columns.append(Column(words.together))
        caption = words.caption_percent if content.percent else words.caption
        return Table("plan", caption, words.stub, tuple(columns), tuple(rows), tuple(self._notes(rest)))

    def _named(self) -> tuple[Group, ...]:
        """The groups that have room on a page, the largest first to get it: all of them, or a line less."""
        words, groups = self.words, self.content.groups
        lines = {one.id: -(-len(one.label) // words.line_letters) for one in groups}
        if sum(lines.values()) <= words.most_lines:
            return groups
        kept: set[str] = set()
        for one in sorted(groups, key=lambda one: -(one.people or one.n)):
            if sum(lines[each] for each in (*kept, one.id)) > words.most_lines - 1:
                break
            kept.add(one.id)
        return tuple(one for one in groups if one.id in kept)

    def _row(self, label: str, groups: tuple[Group, ...], whole: bool = False) -> TableRow:
        words, content = self.words.table, self.content
        people = [one.people for one in groups if one.people is not None]
        invited = [one.invited for one in groups if one.invited is not None]
        respondents = sum(one.respondents for one in groups)
        known = len(invited) == len(groups) and sum(invited) > 0
        margin = groups[0].margin if len(groups) == 1 else content.alone.margin if whole else None
        short = len(groups) == 1 and not groups[0].enough
        cells = [
            number(sum(people)) if len(people) == len(groups) else words.unknown,
            percent(respondents / sum(invited)) if known else words.unknown,
            number(sum(one.n for one in groups)) + (words.too_small if short else ""),
            number(sum(invited)) if known else words.unknown,
            "" if margin is None else content.bare(margin),
        ]
        if content.more is not None:
            more = [one.together_invited for one in groups if one.together_invited is not None]
            cells.append(number(sum(more)) if len(more) == len(groups) else words.unknown)
        return TableRow(label, tuple(Cell(text) for text in cells))

    def _notes(self, rest: tuple[Group, ...]) -> Iterator[str]:
        words, content = self.words.table, self.content
        short = sum(not one.enough for one in content.groups)
        if short:
            yield filled(words.note_too_small, {"n": number(short)})
        if rest:
            yield filled(words.note_file, {"file": TABLE_FILE})

    # the figure

    def _figure(self, alternative: str) -> Iterator[str]:
        words, content = self.words.figure, self.content
        way = words[content.way]
        caption = escape_markdown(
            filled(words["caption"], {"way": way, "level": content.shown(content.level)})
        )
        yield from (f'![{caption}](figures/plan){{#fig-plan fig-alt="{escape_attribute(alternative)}"}}', "")
        yield from ('::::: {.content-visible when-format="html"}', ":::: {.figure-data}", "")
        yield from (table_markdown(self._data()), "::::", ":::::", "")

    def _data(self) -> Table:
        words, content = self.words.figure, self.content
        points = told_points(content.curve)
        both = any(point.together is not None for point in points)
        columns = (Column(words["alone"]), *([Column(words["together"])] if both else []))
        rows = []
        for point in points:
            ends = (point.alone, *([point.together] if both else []))
            cells = (Cell("" if end is None else content.size_of(end, self.words.unit)) for end in ends)
            rows.append(TableRow(number(point.n), tuple(cells)))
        caption = filled(words["data"], {"way": words[content.way]})
        return Table("plan-data", caption, words["stub"], columns, tuple(rows))

    # what it rests on

    def _rests(self) -> Iterator[str]:
        content, last, words = self.content, self.content.last, self.words.rests
        wave = escape_markdown(last.wave)
        deff = {"wave": wave, "n": number(last.n), "deff": number(last.deff, 2)}
        yield filled(words["last"], deff)
        confidence = percent(1 - house_planning().interval)
        if not last.reliable:
            yield filled(words["unreliable"], {"wave": wave})
        if content.change is not None or content.margin is None:
            tested = {"alpha": percent(content.alpha), "power": percent(content.power)}
            yield filled(words["test"], {**tested, "confidence": confidence})
        else:
            yield filled(words["interval"], {"confidence": confidence})
        if last.response is not None:
            told = {"wave": wave, "response": percent(last.response)}
            yield filled(words["own_response" if content.own_response else "response"], told)
        if content.groups:
            told = {"wave": wave, "allocation": self.words.allocations[content.allocation]}
            yield filled(words["groups_each" if content.each else "groups"], told)
        if content.overlap is not None:
            part, correlation = content.overlap
            told = {"part": percent(part), "correlation": number(correlation, 2)}
            yield filled(words["overlap"], told)
        known = all(one.people is not None for one in content.groups)
        if content.each and content.population is None and known:
            yield words["endless"]
        if content.population is not None:
            yield filled(words["population"], {"population": number(content.population)})

    def _limits(self) -> Iterator[str]:
        content, words = self.content, self.words.rests
        yield words["expected"]
        source = {"source": self.words.sources[content.allocation]}
        yield filled(words["sources" if content.groups else "sources_one"], source)


def _apart(content: MemoContent, later: float) -> str:
    """The later figure, with more digits where it would read as the same."""
    told = content.shown(later)
    if told != content.shown(content.level):
        return told
    return f"{number(later * 100, 1)}%" if content.percent else number(later, 2)


def write_table(content: MemoContent, path: Path) -> None:
    """Every group of a plan, one a line.

    **Columns**: group, label, people, response, answers, respondents, invited, margin (in the unit of the figure),
    enough, and answers and invited where all questions are tested together; empty where nobody knows.
    """
    header = (
        "group", "label", "people", "response", "answers", "respondents", "invited", "margin", "enough",
        "answers_together", "invited_together",
    )  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        for one in content.groups:
            numbers = (
                one.people, one.response, one.n, one.respondents, one.invited, round(one.margin, 6),
                "yes" if one.enough else "no", one.together, one.together_invited,
            )  # fmt: skip
            cells = ["" if value is None else value for value in numbers]
            writer.writerow([neutralised(one.id), neutralised(one.label), *cells])


def _write(path: Path, text: str) -> None:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
