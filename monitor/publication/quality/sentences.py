"""Sentences about checked files, in plain text: what was found, what it says of all files, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.publication.cells.certainty import certainty_of
from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import exact, number, percent
from monitor.publication.quality.checked_files import ALL, CheckedFiles, CheckedProcess, Judged
from monitor.release.results.method import FilesOfMonth, MonthsOfProcess
from monitor.schema import Estimate
from monitor.study.house_policy import house_norms

TOO_FEW = "too_few"
SAME = {0.0: "none_right", 1.0: "all_right"}  # nothing can differ between months


class QualitySentences:
    """What a report says of the files of the latest wave."""

    def __init__(self, files: CheckedFiles) -> None:
        self.files, self.voice = files, files.voice
        self.words = files.voice.words.quality
        self.alpha = certainty_of(files.released, files.study).alpha

    # the verdict

    def right(self, one: CheckedProcess) -> Iterator[str]:
        """How many files were right the first time, what that says of all of them, and of the norm."""
        yield from self.found(one)
        words, slots, told = self.words.verdict, self._slots(one), one.right.told
        if told is None or one.right.verdict == TOO_FEW:
            return
        if one.files.handled is None:
            yield filled(words["not_known"], slots)
        yield filled(words[f"{one.right.verdict}{self._form(one)}"], {**slots, **self._limits(one.right)})

    def found(self, one: CheckedProcess) -> Iterator[str]:
        """How many files were right the first time, or why that is not told."""
        words, slots, told = self.words.verdict, self._slots(one), one.right.told
        if not one.files.reviewed:
            yield filled(words["none"], slots)
        elif one.files.reviewed < house_norms().shares_from:
            fewest = one.files.fewest
            never = one.right.norm is not None and (fewest is None or fewest > one.files.reviewed)
            yield filled(words["never" if never else "too_few"], slots)
        elif one.right.in_words:
            yield filled(words[one.right.in_words], slots)
        elif told is None:
            nothing = one.right.estimate is not None and one.right.estimate.n == 0
            yield filled(words["nothing_asked" if nothing else "kept_back"], slots)
        else:
            yield self._counted(words, slots, told)
            if told.n is not None and told.n < one.files.reviewed:
                yield filled(words["outside"], {**slots, "outside": number(one.files.reviewed - told.n)})

    def _counted(self, words: Mapping[str, str], slots: Mapping[str, str], told: Estimate) -> str:
        """A figure of files as the count of those that were reviewed; as the part of all where no count is told."""
        if told.count is None:
            return filled(words["found_share"], {**slots, "share": percent(told.estimate or 0.0)})
        form = "found_all" if told.count == told.n else "found" if told.count else "found_none"
        return filled(words[form], {**slots, "n": number(told.n or 0), "count": number(told.count)})

    def _form(self, one: CheckedProcess) -> str:
        if one.all_reviewed:
            return f"_{ALL}"
        return "_unknown" if one.files.handled is None else ""

    def score(self, one: CheckedProcess) -> Iterator[str]:
        """The mean part of its norms that a file meets; never in one sentence with the share that was right."""
        told, words = one.score.told, self.words.score
        if told is None or one.right.verdict == TOO_FEW:
            return
        values = {
            **self._limits(one.score),
            "mean": percent(told.estimate or 0.0),
            "least": number(house_norms().scores_from),
        }
        yield filled(words["found"], values)
        form = f"_{ALL}" if one.all_reviewed and one.score.verdict != TOO_FEW else ""
        said = filled(words[f"{one.score.verdict}{form}"], values)
        if said:
            yield said

    def legal(self, one: CheckedProcess) -> Iterator[str]:
        """How many files met all that the law asks for, apart from what the registration does."""
        words, slots = self.words.legal, self._slots(one)
        if one.legal is None:
            yield filled(words["one_ground"], slots)
            return
        told, right = one.legal.told, one.right.told
        if one.legal.in_words:
            yield filled(words[one.legal.in_words], slots)
        elif told is None or one.files.reviewed < house_norms().shares_from:
            yield filled(words["kept_back"], slots)
        else:
            yield self._counted(words, slots, told)
            if right is not None and None not in (told.count, right.count):
                yield filled(words["alike" if told.count == right.count else "apart"], slots)

    # months

    def months(self, one: CheckedProcess, beside: MonthsOfProcess) -> Iterator[str]:
        """Whether a month is out of line, whether many in a row lie on one side, and whether there is a trend."""
        words = self.words.months
        slots = {**self._slots(one), **self.periods(beside.by)}
        if beside.left_out and not beside.months:
            yield filled(words["all_left_out"], slots)
            return
        if beside.share in SAME:
            yield filled(words[SAME[beside.share]], slots)
        else:
            yield from self._differing(beside, slots)
        if beside.left_out:
            yield filled(words["left_out"], {**slots, "n": str(beside.left_out)})

    def _differing(self, beside: MonthsOfProcess, slots: Mapping[str, str]) -> Iterator[str]:
        words = self.words.months
        out = [self.period(month) for month in beside.months if month.out_of_line]
        row = [self.period(month) for month in beside.months if month.in_a_row]
        if not beside.can_signal:
            yield filled(words["cannot"], slots)
        elif out:
            yield filled(
                words["signal"], {**slots, "n": str(len(out)), "listed": self.voice.phrases.listed(out)}
            )
        else:
            yield filled(words["no_signal"], slots)
        if row:
            yield filled(words["row"], {**slots, "listed": self.voice.phrases.listed(row)})
        if beside.p is not None and beside.trend is not None:
            shown = beside.p < self.alpha
            yield words[("rising" if beside.trend > 0 else "falling") if shown else "flat"]

    def periods(self, by: str) -> dict[str, str]:
        """What a month or quarter is called, one and several."""
        return {"period": self.words.periods[by], "periods": self.words.periods[f"{by}s"]}

    def period(self, month: FilesOfMonth) -> str:
        return self.period_name(month.period)

    def period_name(self, period: str) -> str:
        """A month, quarter or year as it is said."""
        year, _, part = period.partition("-")
        if part.startswith("Q"):
            return filled(self.words.periods["quarter_name"], {"ordinal": f"{part[1:]}e", "year": year})
        return f"{self.words.month_names[int(part) - 1]} {year}" if part else year

    # second reviewer, repair, draw

    def second(self) -> Iterator[str]:
        """How much the second reviewer agreed, and whether the first one was milder."""
        words, wave = self.words.second, self.files.wave
        whole = next((one for one in wave.second if not one.norm), None)
        if whole is None:
            yield words["hidden" if self._asked_twice else "none"]
            return
        slots = {
            name: number(getattr(whole, name))
            for name in ("files", "alike", "judgements", "milder", "stricter")
        }
        yield filled(words["alike"], slots)
        if whole.alpha is not None:
            yield filled(words["alpha"], {"alpha": number(whole.alpha, 2)})
        shown = whole.p < self.alpha
        side = "milder" if whole.milder > whole.stricter else "stricter"
        differ = whole.milder + whole.stricter
        yield filled(words["same" if not differ else side if shown else "undecided"], slots)

    @property
    def _asked_twice(self) -> bool:
        return self.files.study.current.second is not None

    def repair(self) -> Iterator[str]:
        """How many files were returned and repaired, process by process."""
        words = self.words.repair
        if not any(one.files.kept_back or one.files.returned is not None for one in self.files.processes):
            yield words["none"]
        for one in self.files.processes:
            files, slots = one.files, self._slots(one)
            if files.kept_back:
                yield filled(words["kept_back"], slots)
            if files.returned is None:
                continue
            values = {**slots, "returned": number(files.returned), "repaired": number(files.repaired or 0)}
            told = filled(words["found" if files.returned else "found_none"], values)
            if files.days is not None:
                told += " " + filled(words["days" if files.days else "same_day"], {"days": exact(files.days)})
            yield told

    def how(self) -> Iterator[str]:
        """From handled to accepted, the order of the draw, and what was joined."""
        words, wave = self.words.how, self.files.wave
        counts = {name: getattr(wave, name) for name in ("handled", "drawn", "found", "reviewed", "accepted")}
        slots = {name: number(count) for name, count in counts.items() if count is not None}
        form = (
            "chain"
            if wave.drawn is not None
            else "chain_without_draw"
            if wave.handled is not None
            else "chain_unknown"
        )
        yield filled(words[form], slots)
        if wave.draws:
            yield words["missing"]
            yield filled(words["order"], {"seed": wave.draws[0].seed})
        for draw in wave.draws:
            if draw.reason:
                yield filled(
                    words["again"],
                    {"period": self.period_name(draw.period), "reason": draw.reason.rstrip(".") + "."},
                )
        for one in self.files.processes:
            yield from self._of_process(one)
        yield filled(words["proven"], {"tail": f"{exact(self.alpha * 50)}%"})

    def _of_process(self, one: CheckedProcess) -> Iterator[str]:
        words, slots = self.words.how, self._slots(one)
        if one.files.joined:
            listed = [
                self.voice.phrases.listed([self.period_name(each) for each in group.split(" + ")])
                for group in one.files.joined
            ]
            yield filled(words["joined"], {**slots, "listed": "; ".join(listed)})
        if one.right.norm is not None and one.files.fewest is not None:
            values = {"norm": percent(one.right.norm), "fewest": number(one.files.fewest)}
            yield filled(words["least"], {**slots, **values})

    # values

    def _slots(self, one: CheckedProcess) -> dict[str, str]:
        return {
            "plural": one.plural, "label": one.label, "n": number(one.files.reviewed),
            "handled": number(one.files.handled or 0), "least": number(house_norms().shares_from),
        }  # fmt: skip

    def _limits(self, judged: Judged) -> dict[str, str]:
        told = judged.told
        ends = (told.ci_low, told.ci_high) if told is not None else (None, None)
        low, high = (percent(end) if end is not None else "" for end in ends)
        return {"low": low, "high": high, "norm": percent(judged.norm) if judged.norm is not None else ""}
