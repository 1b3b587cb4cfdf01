"""Lists that hold what they promise, references that lead somewhere, papers cited in the usual form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from monitor.errors import nearest
from monitor.messages.catalogue import text
from monitor.publication.checks.findings import Context, Finding, in_block, in_sentence
from monitor.publication.checks.patterns import any_of
from monitor.publication.checks.prose import Block, Sentence
from monitor.publication.quarto.attributes import BRACES, read_attributes
from monitor.publication.quarto.features import REFERENCE_KINDS
from monitor.publication.quarto.reference_checks import REFERENCE
from monitor.publication.quarto.template_documents import TABLES, TemplateDocument, includes

ANCHOR = re.compile(BRACES)
CITED_AS = "Kamerstukken II 2019/20, 34 352, nr. 195"


def lists(blocks: list[Block], context: Context) -> Iterator[Finding]:
    """ "Drie bijlagen" above a list of four, or above no list at all."""
    for place, block in enumerate(blocks):
        if block.kind not in ("paragraph", "item") or not block.text:
            continue
        last = block.sentences()[-1]
        promised = _promised(last, context)
        if promised is None:
            continue
        word, wanted = promised
        count = _items_after(blocks, place)
        if count != wanted and (count or not last.text.endswith(":")):
            yield in_sentence(
                "list",
                last,
                text("checks.list_has_others" if count else "checks.list_has_none", word=word, count=count),
                text("checks.correct_one_of_two"),
            )


def _promised(sentence: Sentence, context: Context) -> tuple[str, int] | None:
    """A number word that a list must keep: before a colon at the end, or before a word such as "bijlagen"."""
    words = context.words
    numbers = any_of(tuple(words.numbers)).pattern
    nouns = "|".join(map(re.escape, words.list_nouns))
    match = re.search(rf"{numbers}(?:\s+\w+)?:$", sentence.said.rstrip(), re.IGNORECASE)
    match = match or re.search(
        rf"(?:horen|volgen|zijn)\s+{numbers}\s+(?:{nouns})\W*$", sentence.said, re.IGNORECASE
    )
    if match is None:
        return None
    word = re.search(numbers, match[0], re.IGNORECASE)
    return (match[0].rstrip(" .:"), words.numbers[word[0].lower()]) if word else None


def _items_after(blocks: list[Block], place: int) -> int:
    count = 0
    for block in blocks[place + 1 :]:
        if block.kind != "item":
            break
        count += 1
    return count


def references(documents: Mapping[str, TemplateDocument]) -> Iterator[Finding]:
    """@fig-, @tbl- and @sec- that no anchor answers."""
    known = {anchor for document in documents.values() for anchor in _anchors(document)}
    for document in documents.values():
        for number, line in document.lines():
            for match in REFERENCE.finditer(line):
                key = match["key"][0].lower() + match["key"][1:]
                if key.split("-")[0] in REFERENCE_KINDS and "-" in key and key not in known:
                    hint = nearest(key, known) or text("checks.give_it_an_anchor")
                    yield Finding(
                        "reference", document.place, number, text("checks.leads_nowhere", key_name=key), hint
                    )


def _anchors(document: TemplateDocument) -> Iterator[str]:
    for _, line in document.lines():
        for match in ANCHOR.finditer(line):
            identifier = read_attributes(match[0]).identifier
            if identifier:
                yield identifier
    for _, name in includes(document):
        if name.startswith(TABLES):
            stem = name.removeprefix(TABLES).removesuffix(".md")
            yield f"tbl-{stem.replace('--', '-')}"


def papers(block: Block, context: Context) -> Iterator[Finding]:
    """A footnote with a parliamentary paper: Kamerstukken II 2019/20, 34 352, nr. 195."""
    said = block.plain()
    if block.kind != "note" or not re.match(context.words.paper, said):
        return
    if not any(re.match(pattern, said) for pattern in context.words.citations):
        yield in_block(
            "kamerstuk",
            block,
            text("checks.is_not_cited_in_usual_form", said=said),
            CITED_AS,
        )
