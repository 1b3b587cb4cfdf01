"""What people write in questions, labels and answers, in every place of a report where it may stand."""

from __future__ import annotations

import re

from monitor.publication.exhibits.table_model import Cell, Column, Table, TableRow
from monitor.publication.language.markdown import escape_attribute, escape_markdown, escape_value
from monitor.publication.tables.table_markdown import table_markdown

BRACED = ("brace", "first", "anchor", "open")
SECTION_REFERENCE = re.compile(r", @sec-x\d+")
TEXTS = {
    "brace": "De brieven {{< env HOME >}} zijn {duidelijk}",
    "first": "{duidelijk} is het",
    "anchor": "{#tbl-y .klas} vraag {#tbl-x tbl-colwidths=\"[1,2]\"}",
    "open": "Een { en ook nog een } {a} {b}",
    "block": "::: {.callout-note} en ::: zo",
    "colons": ":::",
    "reference": "@fig-g02 en [@tbl-t01] of [@jansen2020, p. 3] en [^1] en ^[noot]",
    "formula": "$x$ en $$y$$ en \\alpha en \\(z\\) en x^2^ en H~2~O",
    "html": "regel<br>twee <b>vet</b> &amp; &lt; <!-- weg --> [x]{.klas} ![x](y.png){width=1}",
    "dashes": "a -- b --- c ... d 'e' \"f\" ‘g’ “h” 10-20 -5 −5 5' 3\" '90",
    "code": "`{r} x` en ``` en \\` en C:\\map\\naam \\ en 100 %",
    "hash": "# kop",
    "number": "1. een",
    "signs": "- een = twee / drie + vier * vijf _ zes ~~zeven~~ | acht || negen",
    "lines": "eerste regel\n\n--- \ntweede: regel",
    "unseen": "nul\u200bbreed\u200den\u2060zo\u00adx en vast\u00a0spatie",
    "long": "Wat vindt u van " + "een heel lang stuk tekst met veel woorden " * 9 + "{einde}?",
    "address": "[naam](http://a.nl) en http://b.nl en <http://c.nl> en a@b.nl",
    "program": "%s %(x)s {0} $naam ${naam} #import \"x\" @x <label> /term: // weg /* weg */",
    "apostrophe": "'",
}  # fmt: skip


def hostile_part(numbered: bool) -> str:
    """A chapter for each text, with the text as words and as a variable `grillig.<name>`.

    Without numbers only texts with braces: an anchor is looked for where nothing marks the end of a caption.
    """
    if numbered:
        return "\n".join(_chapter(*text) for text in enumerate(TEXTS.items()))
    chapters = (_chapter(number, (name, TEXTS[name])) for number, name in enumerate(BRACED))
    return SECTION_REFERENCE.sub("", "\n".join(chapters))


def hostile_values() -> str:
    """The variables of that part, for the end of `_variables.yml`."""
    lines = (f"  {name}: '{_quoted(text)}'\n" for name, text in TEXTS.items())
    return "grillig:\n" + "".join(lines)


def _quoted(text: str) -> str:
    return escape_value(text).replace("'", "''")


def _table(name: str, text: str, grouped: bool) -> str:
    group, later = (text, "later") if grouped else ("", "")
    columns = (Column(text, group), Column("b", group), Column("c", later))
    rows = (
        TableRow(text, (Cell(text), Cell("1"), Cell("2")), text),
        TableRow("rij", (Cell("1"), Cell("–"), Cell("...")), text),
    )
    return table_markdown(Table(name, text, text, columns, rows, (text,)), numbered=True)


def _chapter(number: int, named: tuple[str, str]) -> str:
    name, text = named
    words, value = escape_markdown(text), f"{{{{< var grillig.{name} >}}}}"
    return f"""
# {name} {{#sec-x{number}}}

## {words}

## {value}

### Kop {words} en {value} {{.unnumbered}}

Zin met {words} en *{value}*. Zie @fig-x{number}, [{words} @tbl-x{number}a], @tbl-x{number}b, @sec-x{number}.[^x{number}]

[^x{number}]: {words} en [{words}](https://voorbeeld.nl/)

- {words}
- {value}

1. {words}

> {words}

{words}
:   {value}

::: {{.callout-note title="{value}"}}
{words}
:::

::: {{.callout-tip}}
## {words}
{value}
:::

{_table(f"x{number}a", text, grouped=False)}

{_table(f"x{number}b", text, grouped=True)}

| a | b |
|---|--:|
| {value} | 1 |

: {value} {{#tbl-x{number}c}}

| a | b |
|---|--:|
| 1 | 2 |

: Cijfers {value} {{#tbl-x{number}d tbl-colwidths="[30,70]"}}

| a | b |
|---|--:|
| 1 | 2 |

: {value}

![{words}](figures/g02){{#fig-x{number} fig-alt="{escape_attribute(text)}"}}

![{value}](figures/g02){{fig-alt="Met {escape_attribute(text)} erin"}}
"""
