"""What is seen of the hidden hazards in a week: inspections, patrols, people, equipment; what is mended."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulators.city_history.hazards import HAZARDS, SIGNALS
from simulators.city_history.ledger import Ledger
from simulators.city_history.sites import Floats, Sites

WEEK = 7
#: Days given to rectify a general and a major hazard.
_GIVEN = (30, 15)
#: An inspection of every so many is drawn without looking at the site (the blind share of the draw).
_BLIND = 0.2
#: Numbers of who finds.
_INSPECTION, _PATROL, _PUBLIC = range(3)
_NEVER = np.iinfo(np.int32).max


class Watch:
    """The eyes on one city. `mend_day` (hazards, sites) says when what was found will be mended."""

    def __init__(self, sites: Sites, last_day: int) -> None:
        self.sites, self._last_day = sites, last_day
        self.inspections = Ledger("blind")
        self.findings = Ledger("kind", "major", "source", "due_day", "rectified_day")
        self.patrols = Ledger("due", "done", "hazards")
        self.signals = Ledger("kind", "amount")
        self.mend_day = np.full((len(HAZARDS), len(sites)), _NEVER, dtype=np.int64)
        self._patrols = np.flatnonzero(
            (sites.care > np.where(sites.home, 0.25, 0.5)) | (sites.true["key_unit"] > 0)
        )
        self._last_found = np.zeros(len(sites), dtype=np.float32)

    def mend(self, day: int, level: Floats) -> None:
        """Levels fall where the day of rectification has come; in place."""
        for place, hazard in enumerate(HAZARDS):
            due = self.mend_day[place] < day + WEEK
            level[place, due] *= hazard.left
            self.mend_day[place, due] = _NEVER

    def inspect(self, day: int, level: Floats, draw: np.random.Generator) -> None:
        """Inspectors go where rules send them, more often where they found something, at times blindly."""
        sites = self.sites
        a_year = sites.inspected * (1.0 + 0.25 * np.minimum(self._last_found, 3.0))
        aimed = draw.random(len(sites), dtype=np.float32) < (1 - _BLIND) * a_year * WEEK / 365.25
        blind = draw.random(len(sites), dtype=np.float32) < _BLIND * sites.inspected.mean() * WEEK / 365.25
        site = np.flatnonzero(aimed | blind)
        when = day + draw.integers(0, 5, site.size)
        self.inspections.write(site, when, blind=(blind & ~aimed)[site].astype(np.int8))
        sharp = draw.uniform(0.6, 1.2, site.size)
        found = np.zeros(site.size, dtype=np.float32)
        for place, hazard in enumerate(HAZARDS):
            notes = np.minimum(draw.poisson(hazard.inspector * sharp * level[place, site]), 3)
            self._find(place, np.repeat(site, notes), np.repeat(when, notes), level, _INSPECTION, draw)
            found += notes > 0
        self._last_found[site] = found

    def patrol(self, day: int, level: Floats, draw: np.random.Generator) -> None:
        """A month of the organisations' own rounds: the careless do few and tell less than they see."""
        site = self._patrols
        sites, due = self.sites, 4
        done = draw.binomial(due, np.clip(0.25 + 0.75 * sites.care[site], 0.0, 1.0))
        seen = np.zeros(site.size, dtype=np.int64)
        for place, hazard in enumerate(HAZARDS):
            told = draw.poisson(hazard.patrol * done * sites.honest[site] * level[place, site])
            seen += told
            some = (told > 0) & (draw.random(site.size) < 0.15)
            self._find(place, site[some], np.full(int(some.sum()), day), level, _PATROL, draw)
        self.patrols.write(
            site, day, due=np.int8(due), done=done.astype(np.int8), hazards=seen.astype(np.int16)
        )

    def pass_by(self, day: int, level: Floats, draw: np.random.Generator) -> None:
        """People photograph what they see; at home more than elsewhere."""
        eager = np.where(self.sites.home, 3.0, 1.0)
        for place, hazard in enumerate(HAZARDS):
            site = np.flatnonzero(
                draw.random(len(self.sites), dtype=np.float32) < eager * hazard.passer_by * level[place]
            )
            self._find(place, site, day + draw.integers(0, WEEK, site.size), level, _PUBLIC, draw)

    def listen(self, day: int, level: Floats, draw: np.random.Generator) -> None:
        """What connected equipment tells; a site that is not connected yet tells nothing."""
        true = self.sites.true
        on = np.flatnonzero(true["connected_day"] <= day)
        many = np.sqrt(true["points"][on] / 60.0)
        for number, signal in enumerate(SIGNALS):
            a_week = signal.usual + signal.per_level * level[signal.hazard, on]
            chance = a_week * many if signal.with_points else a_week
            some = np.flatnonzero(draw.random(on.size, dtype=np.float32) < chance)
            when = day + draw.integers(0, WEEK, some.size)
            amount = np.round(signal.amounts(draw, some.size), 1).astype(np.float32)
            self.signals.write(on[some], when, kind=np.int8(number), amount=amount)

    def _find(
        self,
        place: int,
        site: NDArray[np.int64],
        when: NDArray[np.int64],
        level: Floats,
        source: int,
        draw: np.random.Generator,
    ) -> None:
        """Write findings down, and when each will be mended: the careful soon, the careless after its day."""
        major = draw.random(site.size) < np.clip(0.25 * (level[place, site] - 1.0), 0.0, 0.6)
        due = when + np.where(major, _GIVEN[1], _GIVEN[0])
        slow = 0.35 + 2.2 * (1 - self.sites.care[site]) ** 1.5
        mended = when + 1 + np.round((due - when) * slow * draw.gamma(2.0, 0.5, site.size)).astype(np.int64)
        self.mend_day[place, site] = np.minimum(self.mend_day[place, site], mended)
        told = np.where(mended <= self._last_day, mended, np.nan)
        self.findings.write(
            site,
            when,
            kind=np.int8(place),
            major=major.astype(np.int8),
            source=np.int8(source),
            due_day=due.astype(np.int32),
            rectified_day=told.astype(np.float32),
        )
