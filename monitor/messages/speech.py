"""The language of the person at the screen: `MONITOR_LANG`, else the locale; Dutch or English."""

from __future__ import annotations

import locale
import os

LANGUAGES = ("nl", "en")
ASKED = "MONITOR_LANG"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def language() -> str:
    """`nl` where that is asked for or where the locale is Dutch, else `en`.

    The locale of the environment counts in the order of POSIX; Windows has none there, and is asked itself.
    """
    asked = os.environ.get(ASKED, "").strip().lower()[:2]
    if asked in LANGUAGES:
        return asked
    spoken = next((os.environ[name] for name in LOCALE if os.environ.get(name)), None)
    return "nl" if (spoken or _of_the_system()).lower().startswith(("nl", "dutch")) else "en"


def _of_the_system() -> str:
    try:
        return locale.getlocale()[0] or ""
    except ValueError:  # a locale that Python does not know
        return ""
