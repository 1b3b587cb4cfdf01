"""Wrong files, made from good ones: a few bytes, cells, keys or words changed, always the same for the same seed."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML

Files = dict[str, bytes]
Chance = random.Random

KINDS: dict[str, tuple[str, ...]] = {
    "responses": ("r2025.csv", "r2023.csv"),
    "codings": ("coded.csv",),
    "frames": ("frame.csv", "mergers.csv", "dispositions.csv"),
    "controls": ("controls.csv",),
    "corrections": ("corrections.csv",),
    "questionnaire": ("questionnaire.yaml",),
    "study": ("study.yaml",),
    "rules": ("rules.yaml",),
    "policy": ("policy.yaml",),
    "texts": ("sjabloon/teksten.yaml",),
    "templates": ("sjabloon/report.qmd",),
    "themes": ("theme.yaml", "logo.svg"),
}
RENDERED = ("texts", "templates", "themes")
"""Kinds of which nearly every input has to be rendered to say something."""

SIGNS = ("\x00", "\x07", "\x1b[31m", "\u202e", "\u2028", "\ufeff", "\ufffe", "é", "😀", "漢", "\u00a0", "\u200b", "'", '"', ";", ",", "\t", "\n", "\r", "{", "}",
         "{{< env HOME >}}", "<script>", "$x$", "%", "\\", "|", "#", "@", "&amp;", "=cmd|' /C calc'!A0", "..", "/", "~", "`", "-", "--- \n", ":", "- ")  # fmt: skip
CELLS = ("", " ", "x", "-1", "0", "1e999", "1e-400", "nan", "NaN", "inf", "-inf", "99999999999999999999", "1.000,5", "1,5", "1.5", "0x10", "１２", "²", "TRUE",
         "ja", "#NULL!", "#N/A", "NULL", "=1+1", "+31612345678", "2025-13-40", "0001-01-01", "9999-12-31", "GM99", "a;b", "a|b", '"', "'", "\ufeff", "é" * 300)  # fmt: skip
SCALARS: tuple[Any, ...] = (None, "", " ", "x", "0", "-1", "1e999", "nan", ".inf", "99999999999999999999", "yes", "no", "on", "~", "2025-13-40", "0001-01-01",
                            "../../../../etc/passwd", "/etc/passwd", "a\x00b", "x" * 300, "x" * 3000, "é" * 50, "😀", "{{< env HOME >}}", "a: b", "- a", "*a", "&a", "!!x",
                            "2025", "proef", "clear", "region", "[a", "a]", "a and (b or", "rating >= ", "1 / 0", "any_of(*)", "__import__('os')", "GM1", "r2025.csv", ".", "..",
                            [], {}, [[]], [None], {"": ""}, {"x": {"y": {"z": 1}}}, ["a", "a"], {"a": None}, ["clear", "often", "rating", "days"])  # fmt: skip
PIECES = (
    "{{< var study.subject >}}", "{{< var study", "{{< pagebreak >}}", "{{< include x.qmd >}}", "{{< include sjabloon/report.qmd >}}", "{{< include ../study.yaml >}}", ">}}", "{{{<",
    "{{< meta texts.bureau >}}", "{{< env HOME >}}", "{{< include " + "x" * 300 + " >}}", "::: {.callout-note}", "::: {.lead}", ":::", "::::", '::: {.content-visible when-format="html"}', "{.unnumbered}",
    "# ", "## Kop {#sec-kop}", "###### ", "@sec-kop", "@fig-nergens", "@fig-clear", "[tekst](https://example.org)", "[x](javascript:a)", "[x](file:///etc/passwd)",
    '![Alt](figures/x){#fig-x}', '![Alt](figures/clear){#fig-y fig-alt="a"}', "![a](../../etc/passwd)", "![](https://x.nl/a.png)",
    "|a|b|\n|-|-|\n|1|2|", "+---+\n| a |\n+---+", ": Titel {#tbl-t}", "```", "```{python}", "~~~", "`code`", "`{r} x`", "$x$", "$$", "<b>", "<script>alert(1)</script>", "<!--", "-->",
    "[^1]", "[^1]: noot", "---", "---\nfilters: [x]\n---", "***", "*", "_", "~", "^", "[woord]{.caption-mark}", "\\", "&amp;", "é", "\u00a0", "\u202e", "😀", "\x00",
    "12,5%", "33% van de klanten", "n = 12", "1. ", "- ", "> ", "> > > > ", " ", "\n", "\n\n", "    ", "\t", "{=html}", "{=typst}", "\ufeff", "[" * 40, "(" * 40, "*" * 60, ">" * 80, "\\newpage", "#import \"x\"",
)  # fmt: skip
FRONT = ("filters: [x]", "title: [a, b]", "title: {a: b}", "toc: maybe", "lang: xx", "lang: 5", "date: morgen", "date: 2025-13-40", "author: [a, b]", "texts: []", "x: y", "concept: true",
         "compact: true", "toc-depth: -3", "toc-depth: 99", "number-sections: x", "keywords: [a]", "title: ''", "title: '{{< var x >}}'", "? a", "- a", "a: &x [*x]", "{", "title: \"")  # fmt: skip
EXPRESSIONS = ("often == daily", "often in [daily", "not not rating", "rating >= 1e400", "rating + clear", "answered(why)", "answered()", "any_of(help_*)", "count(help_*) > 99", "a.b.c",
               "((((((rating))))))", "rating / days", "rating == rating", "'daily'", "often = daily", "days <= 10 and", "contact_name", "why == x", "satisfied", "1", "true", "rating >= 7 " * 30)  # fmt: skip


def mutated(files: Files, kind: str, seed: int) -> Files:
    """The files with one of a kind made wrong, or several things wrong in it."""
    chance = random.Random(f"{kind} {seed}")
    name = chance.choice(KINDS[kind])
    content = files[name]
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        try:
            content = chance.choice(_ways(name, chance))(content, chance)
        except (
            RecursionError
        ):  # a mutation before this one left a tree that lies in itself, or is too deep to walk
            break
    return {**files, name: content}


def _ways(name: str, chance: Chance) -> tuple[Callable[[bytes, Chance], bytes], ...]:
    anyhow = (_bytes, _lines, _signs)
    if chance.random() < 0.03:
        return (_whole,)
    if name.endswith(".csv"):
        return (*anyhow, _cell, _cell, _cell, _column, _column, _header, _rows)
    if name.endswith(".yaml"):
        return (*anyhow, _node, _node, _node, _node, _key, _key, _expression)
    return (*anyhow, _pieces, _pieces, _pieces, _pieces, _front) if name.endswith(".qmd") else anyhow


def _bytes(content: bytes, chance: Chance) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(max(1, len(changed)))
        if chance.random() < 0.5:
            changed[place : place + 1] = bytes([chance.randrange(256)])
        else:
            changed[place : place + chance.randint(0, 8)] = bytes(
                chance.randrange(256) for _ in range(chance.randint(0, 3))
            )
    return bytes(changed)


def _whole(content: bytes, chance: Chance) -> bytes:
    """Another file altogether: cut off, empty, doubled, packed, in another encoding, or nothing but noise."""
    text = content.decode("utf-8", "replace")
    return chance.choice(
        [b"", content[: chance.randrange(len(content) + 1)], content * 2, content[::-1], gzip.compress(content, mtime=0), text.encode("utf-16"),
         text.encode("utf-16")[:-1], text.encode("cp1252", "replace"), b"\xef\xbb\xbf" + content, b"\x00" * 200, bytes(range(256)) * 4, b"PK\x03\x04" + content, b"$FL2" + content,
         b"\xd0\xcf\x11\xe0", b"%PDF-1.7", content.replace(b"\n", b"\r"), content.replace(b",", b";"), content.replace(b" ", b""), b"[" * 4000, b"{" * 4000, b"- " * 4000, b"a: " * 4000]
    )  # fmt: skip


def _lines(content: bytes, chance: Chance) -> bytes:
    lines = content.split(b"\n")
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    change = chance.randrange(5)
    if change == 0:
        del lines[first]
    elif change == 1:
        lines.insert(second, lines[first])
    elif change == 2:
        lines[first], lines[second] = lines[second], lines[first]
    elif change == 3:
        lines[first] = b" " * chance.randint(1, 9) + lines[first]
    else:
        del lines[first : first + chance.randint(1, 6)]
    return b"\n".join(lines)


def _signs(content: bytes, chance: Chance) -> bytes:
    text = content.decode("utf-8", "replace")
    for _ in range(chance.randint(1, 4)):
        place = chance.randint(0, len(text))
        text = (
            text[:place]
            + chance.choice(SIGNS) * chance.choice((1, 1, 1, 5))
            + text[place + chance.randint(0, 3) :]
        )
    return text.encode("utf-8", "replace")


def _table(content: bytes) -> list[list[str]]:
    try:
        return list(
            csv.reader(io.StringIO(content.decode("utf-8", "replace").replace("\x00", ""), newline=""))
        ) or [[""]]
    except csv.Error:
        return [[""]]


def _as_csv(rows: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode("utf-8", "replace")


def _cell(content: bytes, chance: Chance) -> bytes:
    rows = _table(content)
    for _ in range(chance.choice((1, 1, 4))):
        row = rows[chance.randrange(len(rows))]
        if row:
            row[chance.randrange(len(row))] = chance.choice(CELLS)
    return _as_csv(rows)


def _column(content: bytes, chance: Chance) -> bytes:
    rows = _table(content)
    width = max(map(len, rows))
    place, other, value = (
        chance.randrange(max(1, width)),
        chance.randrange(max(1, width)),
        chance.choice(CELLS),
    )
    change = chance.randrange(5)
    for row in rows if change == 2 else rows[1:]:
        if place >= len(row):
            continue
        if change == 0:
            row[place] = value
        elif change == 1 and other < len(row):
            row[place], row[other] = row[other], row[place]
        elif change == 2:
            del row[place]
        elif change == 3:
            row[place] = chance.choice(CELLS)
        else:
            row[place] += chance.choice((" ", "0", ",0", ";", "x"))
    return _as_csv(rows)


def _header(content: bytes, chance: Chance) -> bytes:
    rows = _table(content)
    head = rows[0] or [""]
    place = chance.randrange(len(head))
    change = chance.randrange(5)
    if change == 0:
        head[place] = chance.choice((*CELLS, *SIGNS))
    elif change == 1:
        head.append(chance.choice((*head, "extra", "")))
    elif change == 2:
        chance.shuffle(head)
    elif change == 3:
        head[place] = head[chance.randrange(len(head))]
    else:
        rows.insert(chance.randrange(min(4, len(rows) + 1)), list(head))
    rows[0] = head
    return _as_csv(rows)


def _rows(content: bytes, chance: Chance) -> bytes:
    rows = _table(content)
    change = chance.randrange(4)
    if change == 0:
        rows = rows[:1] + rows[1 : 1 + chance.randrange(4)]
    elif change == 1:
        rows += rows[1:]
    elif change == 2:
        rows.append([chance.choice(CELLS) for _ in rows[0]])
    else:
        rows[1:] = [list(rows[-1]) for _ in rows[1:]]
    return _as_csv(rows)


def _tree(content: bytes) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(content.decode("utf-8", "replace"))
    except Exception:  # a mutation before this one left no YAML
        return None


def _as_yaml(tree: Any) -> bytes:
    stream = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = None
    writer.dump(tree, stream)
    return stream.getvalue().encode("utf-8", "replace")


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every value as its container and its key."""
    found: list[tuple[Any, Any]] = []
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        found += [(tree, key), *_places(value)]
    return found


def _node(content: bytes, chance: Chance) -> bytes:
    """A value replaced, left out, or put in the place of another."""
    tree = _tree(content)
    places = _places(tree)
    if not places:
        return _signs(content, chance)
    holder, key = chance.choice(places)
    change = chance.randrange(6)
    if change <= 2:
        holder[key] = chance.choice(SCALARS)
    elif change == 3:
        del holder[key]
    elif change == 4:
        other, place = chance.choice(places)
        holder[key] = other[place]
    else:
        holder[key] = [holder[key]] if chance.random() < 0.5 else {"x": holder[key]}
    try:
        return _as_yaml(tree)
    except Exception:  # a tree that lies in itself
        return content


def _key(content: bytes, chance: Chance) -> bytes:
    """A key renamed, doubled in other words, or one that nobody knows."""
    tree = _tree(content)
    holders = [holder for holder, _ in _places(tree) if isinstance(holder, dict)]
    if not holders:
        return _lines(content, chance)
    holder = chance.choice(holders)
    key = chance.choice(list(holder)) if holder else "x"
    new = chance.choice(
        (
            f"{key}x",
            str(key).upper(),
            "",
            "x" * 400,
            "😀",
            "1",
            "true",
            "a b",
            "../x",
            "region*clear",
            "__class__",
            "study",
            str(key)[:-1],
        )
    )
    if chance.random() < 0.5 and key in holder:
        holder[new] = holder.pop(key)
    else:
        holder[new] = chance.choice(SCALARS)
    return _as_yaml(tree)


def _expression(content: bytes, chance: Chance) -> bytes:
    """An expression in the place of a text, where one may stand or not."""
    tree = _tree(content)
    places = [(holder, key) for holder, key in _places(tree) if isinstance(holder[key], str)]
    if not places:
        return _bytes(content, chance)
    likely = [one for one in places if one[1] in ("asked_if", "value", "rule", "applies_if")]
    holder, key = chance.choice(likely or places)
    holder[key] = chance.choice(EXPRESSIONS)
    return _as_yaml(tree)


def _pieces(content: bytes, chance: Chance) -> bytes:
    text = content.decode("utf-8", "replace")
    for _ in range(chance.randint(1, 5)):
        place = chance.choice([position for position, sign in enumerate(text) if sign in "\n "] or [0])
        text = (
            text[:place]
            + chance.choice(("", "\n\n", " "))
            + chance.choice(PIECES)
            + chance.choice(("", "\n\n", " "))
            + text[place:]
        )
    return text.encode("utf-8", "replace")


def _front(content: bytes, chance: Chance) -> bytes:
    lines = content.decode("utf-8", "replace").split("\n")
    lines.insert(chance.randint(0, min(5, len(lines))), chance.choice(FRONT))
    return "\n".join(lines).encode("utf-8", "replace")
