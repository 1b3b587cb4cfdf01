"""Plain text into Markdown that pandoc and Quarto print as exactly that text."""

from __future__ import annotations

import re

NOTHING = "[]{}"  # a span without words
ALWAYS = re.compile(r"""([\\`*_{}\[\]<>#|~^$@"'&!])""")
DASHES = re.compile(r"-(?=-)|(?<=-)-")
DOTS = re.compile(r"\.(?=\.)|(?<=\.)\.")
ADDRESS = re.compile(r":(?=//)")
COLONS = re.compile(r":(?=::)")
ATTRIBUTE = re.compile(r"""([\\"$@<>`{}&[])""")
LIST_MARKER = re.compile(r"^(\(?[0-9A-Za-z]{1,12})([.)])(?=\s|$)")
SHORTCODE = re.compile(r"\\{\\{(?=\\<)|\\>(?=\\}\\})")
FIRST_MARK = re.compile(r"^([-+:=%(.])")


def escape_markdown(text: str) -> str:
    r"""Markdown whose rendering is `text`, in running text, a heading, a caption or a table cell.

    Escaped are the characters that mean something anywhere, and those that mean something only at
    the start of a line (`12.` would open a list) or in a row (`--` would become a dash). White space
    is joined to single spaces, as every renderer does; numbers keep their decimals.

    >>> escape_markdown("12. *Zeker* $5")
    '12\\. \\*Zeker\\* \\$5'
    """
    line = re.sub(r"[ \t\n\r\f\v]+", " ", text).strip(" ")
    line = ALWAYS.sub(r"\\\1", line)
    line = COLONS.sub(f":{NOTHING}", line)
    line = ADDRESS.sub(r"\\:", DOTS.sub(r"\\.", DASHES.sub(r"\\-", line)))
    return FIRST_MARK.sub(r"\\\1", LIST_MARKER.sub(r"\1\\\2", line))


def escape_value(text: str) -> str:
    r"""`escape_markdown` for a value in YAML: there Quarto runs `{{< env HOME >}}`, escaped or not, unless broken up.

    >>> escape_value("{{< x >}}")
    '\\{\\{[]{}\\< x \\>[]{}\\}\\}'
    """
    return SHORTCODE.sub(rf"\g<0>{NOTHING}", escape_markdown(text))


def escape_attribute(text: str) -> str:
    r"""Text inside the double quotes of an attribute such as `fig-alt`.

    >>> escape_attribute('"A&B" {x}')
    '\\"A\\&B\\" \\{x\\}'
    """
    return ATTRIBUTE.sub(r"\\\1", " ".join(text.split()))


def unescape_markdown(text: str) -> str:
    r"""The plain text behind `escape_markdown` and `escape_value`."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text.replace(NOTHING, ""))
