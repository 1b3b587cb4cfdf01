"""Routes and computed items in words: an expression as a Dutch clause with its verb at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.voice import Voice
from monitor.study.expression.evaluation import call_items
from monitor.study.expression.expression import (
    Arithmetic,
    Both,
    Call,
    Comparison,
    Expression,
    Membership,
    Name,
    Node,
    Not,
    Number,
)
from monitor.study.labels import answer_label
from monitor.study.norms import PROCESS
from monitor.study.questionnaire import Item


def condition_in_words(expression: Expression, voice: Voice) -> str:
    """A condition as a clause: "bij vraag 10a ‘ja, vaak’ of ‘ja, soms’ is gekozen"."""
    return _Teller(voice).condition(expression.root)


def computation_in_words(expression: Expression, voice: Voice) -> str:
    """A computation as a phrase: "100 − vraag 6a.3"."""
    return _Teller(voice).number(expression.root)


TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class _Teller:
    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.questionnaire = voice.study.questionnaire
        self.words = voice.words.annex.conditions
        self.listed = voice.phrases.listed

    def say(self, name: str, **values: str) -> str:
        return filled(self.words.clauses[name], values)

    def condition(self, node: Node) -> str:
        if isinstance(node, Both):
            parts = [self._inner(part, node.word) for part in (node.left, node.right)]
            return self.listed(parts, node.word)
        if isinstance(node, Not):
            return self.say("not", condition=self.condition(node.inner))
        if isinstance(node, Membership):
            return self._membership(node)
        if isinstance(node, Comparison):
            return self._comparison(node)
        return self._call(node) if isinstance(node, Call) else self.number(node)

    def _inner(self, node: Node, word: str) -> str:
        """A part of and/or; a different word inside stands between brackets, so nothing is read twice."""
        told = self.condition(node)
        return f"({told})" if isinstance(node, Both) and node.word != word else told

    def _membership(self, node: Membership) -> str:
        item = self._item(node.left)
        if item is None:
            return self.say(
                "is", question=self.number(node.left), answers=self.listed(list(node.codes), "or")
            )
        answers = self.listed([self._answer(item, code) for code in node.codes], "or")
        return self._chosen(item, answers, not node.negated)

    def _comparison(self, node: Comparison) -> str:
        left, right = self._item(node.left), self._item(node.right)
        if left is not None and right is not None:
            return self._two_items(node.sign, left, right)
        code = node.right.text if isinstance(node.right, (Name, Number)) else ""
        if left is not None and node.sign in ("==", "!=") and self._is_code(left, code):
            return self._one_answer(left, code, node.sign == "==")
        if left is not None and self._is_code(left, code):
            return self._membership(Membership(node.left, self._codes(left, node.sign, code), False))
        if isinstance(node.left, Number) and not isinstance(node.right, Number):
            return self._comparison(Comparison(TURNED.get(node.sign, node.sign), node.right, node.left))
        filled_in = left is not None and not left.derived
        return self.say(
            "number" if filled_in else "amount", question=self.number(node.left),
            relation=self.words.relations[node.sign], value=self.number(node.right),
        )  # fmt: skip

    def _two_items(self, sign: str, left: Item, right: Item) -> str:
        both = {"left": self.question(left), "right": self.question(right)}
        if sign in ("==", "!="):
            return self.say("same" if sign == "==" else "different", **both)
        return self.say("compare", relation=self.words.orders[sign], **both)

    def _codes(self, item: Item, sign: str, code: str) -> tuple[str, ...]:
        """The codes of an ordered scale that a comparison lets through."""
        codes = item.scale.codes if item.scale else ()
        place = codes.index(code)
        cut = {
            "<": slice(0, place),
            "<=": slice(0, place + 1),
            ">": slice(place + 1, None),
            ">=": slice(place, None),
        }
        return codes[cut[sign]] or (code,)

    def _one_answer(self, item: Item, code: str, chosen: bool) -> str:
        if item.traits.is_option:
            group = self.questionnaire.group_of(item.id)
            words = "chosen" if item.traits.affirms(code) == chosen else "not_chosen"
            question = self._named(group.number, group.short or group.stem, item.derived)
            return self.say(words, question=question, item=item.short)
        return self._chosen(item, self._answer(item, code), chosen)

    def _chosen(self, item: Item, answers: str, chosen: bool) -> str:
        if item.id == PROCESS and self.voice.study.checks_files:
            return self.say("of_process" if chosen else "not_of_process", answers=answers)
        if item.derived:
            label = self.voice.label_of(item)
            return self.say("outcome" if chosen else "outcome_not", item=label, answers=answers)
        return self.say("is" if chosen else "is_not", question=self.question(item), answers=answers)

    def _call(self, node: Call) -> str:
        if node.function in ("answered", "not_asked"):
            return self.say(
                node.function, question=self.question(self.questionnaire.items[node.arguments[0]])
            )
        names, codes = call_items(node, self.questionnaire.shapes)
        items = [self.questionnaire.items[name] for name in names]
        if node.function == "count_of" and all(_is_chosen(item, codes) for item in items):
            options = self.listed([f"‘{item.short}’" for item in items])
            return self.say("count_of_options", options=options)
        answers = self.listed([self._answer(items[0], code) for code in codes], "or") if items else ""
        return self.say(
            node.function, n=number(len(items)), question=self.question(items[0]) if items else "",
            questions=self._questions(items), answers=answers,
        )  # fmt: skip

    def number(self, node: Node) -> str:
        if isinstance(node, Number):
            return number(node.value, 0 if node.value == int(node.value) else 1)
        if isinstance(node, Name):
            item = self._item(node)
            return self.question(item) if item is not None else node.text
        if isinstance(node, Arithmetic):
            sign = {"-": "\N{MINUS SIGN}", "*": "\N{MULTIPLICATION SIGN}"}.get(node.sign, node.sign)
            return f"{self.number(node.left)} {sign} {self.number(node.right)}"
        return self.condition(node)

    # names of questions and answers

    def _item(self, node: Node) -> Item | None:
        return self.questionnaire.items.get(node.text) if isinstance(node, Name) else None

    def _is_code(self, item: Item, code: str) -> bool:
        known = (*item.scale.codes, *(entry.code for entry in item.special)) if item.scale else ()
        return code in known and not item.traits.graded

    def _answer(self, item: Item, code: str) -> str:
        if item.scale is None or not self._is_code(item, code):
            return code
        return f"‘{answer_label(item, code)}’"

    def question(self, item: Item) -> str:
        return self._named(item.number, self.voice.label_of(item), item.derived)

    def _named(self, number: str, label: str, derived: bool) -> str:
        if number:
            return self.say("question", number=number)
        return self.say("computed" if derived else "unnumbered", item=label)

    def _questions(self, items: list[Item]) -> str:
        numbers = [item.number or f"‘{self.voice.label_of(item)}’" for item in items]
        if len(numbers) > 2 and _is_run(numbers):
            return self.say("range", first=numbers[0], last=numbers[-1])
        return self.listed(numbers)


def _is_chosen(item: Item, codes: Sequence[str]) -> bool:
    """Whether the codes of an option of a set are those of being chosen."""
    return item.traits.is_option and all(item.traits.affirms(code) for code in codes)


def _is_run(numbers: list[str]) -> bool:
    """Whether numbers such as 7.1, 7.2, 7.3 follow one another, so that the first and the last name them all."""
    parts = [re.fullmatch(r"(.*?)(\d+)", each) for each in numbers]
    runs = [(part[1], int(part[2]) - place) for place, part in enumerate(parts) if part is not None]
    return len(runs) == len(numbers) and len(set(runs)) == 1
