"""Pages of the whole site: the beginning, searching, municipalities, explanation, and the address of a study that never moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.publication.language.filling import filled
from monitor.publication.language.numbers import number
from monitor.publication.language.site_words import SiteWords
from monitor.publication.site.addresses import from_page
from monitor.publication.site.markup import attribute, link, paragraph, text
from monitor.publication.site.page import ABOUT, HOME, PLACES, SEARCH, SHARED, Page
from monitor.publication.site.run import SiteRun
from monitor.study.labels import theme_label

Runs = Sequence[SiteRun]
"""All runs of the site: studies by name, of each the newest run first."""


def newest(runs: Runs) -> list[SiteRun]:
    """The newest run of each study."""
    found: dict[str, SiteRun] = {}
    for run in runs:
        found.setdefault(run.study.id, run)
    return list(found.values())


def search_form(page: str, words: SiteWords, with_filters: str = "") -> str:
    """The box that somebody types in; without a script it leads to the list of all questions."""
    said, to = words.search, from_page(page, SEARCH)
    return (
        f'<form class="search" role="search" action="{to}" method="get">\n'
        f'<label for="zoek">{text(said["label"])}</label>\n'
        f'<div class="box"><input type="search" id="zoek" name="zoek" autocomplete="off" aria-describedby="zoek-hint">'
        f'<button type="submit">{text(said["button"])}</button></div>\n'
        f'<p id="zoek-hint" class="hint">{text(said["hint"])}</p>\n{with_filters}</form>\n'
    )


# the beginning, searching, explanation


def home_page(runs: Runs, words: SiteWords, marks: tuple[str, ...]) -> Page:
    said = words.home
    cards = "".join(_card(run, runs, words) for run in newest(runs))
    body = (
        paragraph(said["intro"], "lead") + search_form(HOME, words)
        + f'<section><h2>{text(said["studies"])}</h2>\n<ul class="cards">\n{cards}</ul></section>\n'
    )  # fmt: skip
    return Page(HOME, said["title"], body, marks=marks, kind="begin")


def _card(run: SiteRun, runs: Runs, words: SiteWords) -> str:
    said, study = words.home, run.study
    counts = {"questions": number(len(run.indicators)), "themes": number(len(run.themes))}
    lines = paragraph(study.subtitle) + paragraph(
        filled(said["wave"], {"wave": run.wave, "published": run.published})
    )
    if run.cases:
        counts, said = {"cases": number(len(run.cases))}, {**said, "holds": said["holds_cases"]}
    elif run.tells_figures:
        said = {**said, "holds": said["holds_figures"]}
    lines += paragraph(filled(said["holds"], counts))
    if run.place_codes:
        lines += paragraph(filled(said["holds_places"], {"places": number(len(run.place_codes))}))
    earlier = [one for one in runs if one.study.id == study.id and one is not run]
    if earlier:
        lines += paragraph(said["earlier"]) + linked(HOME, [(one.wave_title, one.home) for one in earlier])
    return f"<li><h3>{link(run.home, study.title)}</h3>\n{lines}</li>\n"


def linked(page: str, steps: Iterable[tuple[str, str]], kind: str = "") -> str:
    items = "".join(f"<li>{link(from_page(page, address), label)}</li>\n" for label, address in steps)
    return f"<ul{attribute('class', kind)}>\n{items}</ul>\n"


def search_page(runs: Runs, words: SiteWords, marks: tuple[str, ...]) -> Page:
    """A box with filters; below it all questions, for who has no script and for who rather looks."""
    said = words.search
    form = search_form(SEARCH, words, _filters(words))
    everything = "".join(_all_of(run) for run in newest(runs))
    body = (
        f"{form}<noscript>{paragraph(said['without'])}</noscript>\n"
        f'<section id="gevonden" hidden><h2>{text(said["results"])}</h2>\n'
        '<p id="aantal" role="status"></p>\n<ol class="found"></ol></section>\n'
        f'<section id="alles"><h2>{text(said["all"])}</h2>\n{everything}</section>\n'
    )
    scripts = (f"{SHARED}/minisearch.js", f"{SHARED}/index.js")
    return Page(SEARCH, said["title"], body, scripts=scripts, marks=marks, kind="zoeken")


def _filters(words: SiteWords) -> str:
    """Empty lists, which the script fills from the index: without it there is nothing to filter."""
    said = words.search
    names = {"onderzoek": "study", "onderwerp": "theme", "groep": "group", "meting": "wave"}
    lists = "".join(
        f'<p><label for="{name}">{text(said[key])}</label><select id="{name}" name="{name}">'
        f'<option value="">{text(said["any"])}</option></select></p>\n'
        for name, key in names.items()
    )
    return f'<fieldset class="filters" hidden><legend>{text(said["filters"])}</legend>\n{lists}</fieldset>\n'


def _all_of(run: SiteRun) -> str:
    parts = [f"<h3>{text(run.study.title)}</h3>\n"]
    if run.cases:
        parts.append(linked(SEARCH, [(one.said.title, run.case_page(one.id)) for one in run.cases]))
    for theme, indicators in run.themes.items():
        parts.append(f"<h4>{text(theme_label(theme, run.study.questionnaire))}</h4>\n")
        parts.append(linked(SEARCH, [(one.title, run.question(one)) for one in indicators]))
    return "".join(parts)


def about_page(words: SiteWords, licences: Sequence[tuple[str, str]], marks: tuple[str, ...]) -> Page:
    said = words.about
    parts = "".join(paragraph(part) for part in (*said.parts, said.addresses))
    body = f"{parts}<section><h2>{text(said.licences)}</h2>\n{linked(ABOUT, licences)}</section>\n"
    return Page(ABOUT, said.title, body, marks=marks, kind="uitleg")


def places_page(runs: Runs, words: SiteWords, marks: tuple[str, ...]) -> Page:
    """Municipalities by name, of each the newest run that has it."""
    said = words.places
    parts = [paragraph(said["intro"]), name_box(said["label"])]
    for run in newest(runs):
        if run.place_codes:
            parts.append(f"<section><h2>{text(run.source)}</h2>\n{place_list(PLACES, run)}</section>\n")
    return Page(PLACES, said["title"], "".join(parts), marks=marks, kind="gemeenten")


def name_box(label: str) -> str:
    return (
        f'<div class="names" hidden><label for="naam">{text(label)}</label>'
        '<input type="search" id="naam" autocomplete="off"><p id="aantal" role="status"></p></div>\n'
    )


def place_list(page: str, run: SiteRun) -> str:
    return linked(page, [(run.place_name(code), run.place_page(code)) for code in run.place_codes], "places")


# a study


def study_page(runs: Runs, words: SiteWords) -> Page:
    """The address of a study that never moves: its runs, the newest first."""
    run = runs[0]
    address = f"{run.study_folder}/index.html"
    steps = [
        (f"{one.wave_title}: {filled(words.study['imprint_alone'], {'published': one.published})}", one.home)
        for one in runs
    ]
    body = f"<section><h2>{text(words.study['runs'])}</h2>\n{linked(address, steps)}</section>\n"
    return Page(
        address, run.study.title, body, ((run.study.title, address),), marks=run.marks, kind="onderzoek"
    )
