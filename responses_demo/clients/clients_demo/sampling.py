"""Who is sampled in each municipality, and who responds: by age and by years on bijstand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clients_demo.chance import stream
from clients_demo.country import CELL_AGE, CELL_YEARS, CELLS, Country

COMPLETE, PARTIAL, NOT_ELIGIBLE, NON_CONTACT = "complete", "partial", "not_eligible", "non_contact"


@dataclass(frozen=True)
class Sampled:
    """**Rows**: one per sampled person of one wave.

    `code` is the municipality of that wave, which is the stratum; `municipality` its place in the
    frame of the last wave; `cell` age, sex and years; `base_weight` persons per sampled person;
    `disposition` what became of them.
    """

    code: np.ndarray
    municipality: np.ndarray
    cell: np.ndarray
    base_weight: np.ndarray
    disposition: np.ndarray

    def __len__(self) -> int:
        return len(self.cell)

    def take(self, rows: np.ndarray) -> Sampled:
        columns = (self.code, self.municipality, self.cell, self.base_weight, self.disposition)
        return Sampled(*(column[rows] for column in columns))

    @property
    def respondents(self) -> Sampled:
        return self.take(np.flatnonzero(self.disposition == COMPLETE))


def response_chance(country: Country) -> np.ndarray:
    """Chance of a complete questionnaire by cell: a factor for age times one for years."""
    plan = country.plan["response"]
    age, years = np.array(plan["age"], float) / 100, np.array(plan["years"], float) / 100
    return age[CELL_AGE] * years[CELL_YEARS]


def sample_sizes(country: Country, people: np.ndarray) -> np.ndarray:
    """Persons to sample per stratum: as many as a power of its size asks, at least a few, at most all."""
    plan = country.plan["sample"]
    grown = people ** plan["power"]
    wanted = np.maximum(grown * plan["size"] / grown.sum(), plan["least"])
    return np.minimum(people, np.rint(wanted)).astype(np.int64)


@dataclass(frozen=True)
class Strata:
    """The municipalities of one wave: `code`, `people` on bijstand, `size` of the sample; `of_part` by part."""

    code: np.ndarray
    people: np.ndarray
    size: np.ndarray
    of_part: np.ndarray


def strata_in(country: Country, wave: str) -> Strata:
    codes, of_part = np.unique(country.code_in(wave).astype(str), return_inverse=True)
    people = np.bincount(of_part, country.population(wave).sum(axis=1), minlength=len(codes))
    return Strata(codes.astype(object), people, sample_sizes(country, people), of_part)


def draw_sample(country: Country, wave: str, seed: int) -> Sampled:
    """A sample without replacement from each municipality, and what became of everybody in it."""
    strata, random = strata_in(country, wave), stream(seed, "sample", wave)
    table = country.population(wave)
    cell = np.repeat(np.tile(np.arange(CELLS), len(table)), table.ravel())
    part = np.repeat(np.arange(len(table)), table.sum(axis=1))
    stratum = strata.of_part[part]
    order = np.lexsort((random.random(len(cell)), stratum))
    first = np.concatenate([[0], np.cumsum(strata.people)[:-1]]).astype(np.int64)
    rank = np.arange(len(cell)) - first[stratum[order]]
    chosen = np.sort(order[rank < strata.size[stratum[order]]])
    stratum, cell = stratum[chosen], cell[chosen]
    return Sampled(
        code=strata.code[stratum],
        municipality=country.ends_in[part[chosen]],
        cell=cell,
        base_weight=(strata.people / strata.size)[stratum],
        disposition=_dispositions(country, cell, stream(seed, "response", wave)),
    )


def _dispositions(country: Country, cell: np.ndarray, random: np.random.Generator) -> np.ndarray:
    others = country.plan["dispositions"]
    edges = np.cumsum(list(others.values())) / sum(others.values())
    why = np.searchsorted(edges, random.random(len(cell)), side="right")
    responds = random.random(len(cell)) < response_chance(country)[cell]
    return np.where(responds, COMPLETE, np.array(list(others), dtype=object)[why])


def expected_respondents(country: Country, wave: str) -> np.ndarray:
    """Respondents to expect by municipality of the last wave and cell [municipalities, CELLS]."""
    strata = strata_in(country, wave)
    drawn = country.population(wave) * (strata.size / strata.people)[strata.of_part][:, None]
    return by_municipality(country, drawn * response_chance(country))


def by_municipality(country: Country, by_part: np.ndarray) -> np.ndarray:
    """A table by part added up to the municipalities of the last wave."""
    found = np.zeros((len(country.frame), by_part.shape[1]))
    np.add.at(found, country.ends_in, by_part)
    return found


def response_chain(sampled: Sampled) -> dict[str, int]:
    """The response chain of a wave in persons."""
    count = {code: int((sampled.disposition == code).sum()) for code in np.unique(sampled.disposition)}
    invited = len(sampled) - count[NOT_ELIGIBLE]
    started = count[PARTIAL] + count[COMPLETE]
    return {
        "sampled": len(sampled),
        "invited": invited,
        "reached": invited - count[NON_CONTACT],
        "started": started,
    }
