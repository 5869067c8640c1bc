"""The dispatch side of a running centre: its run cards, its travel times, proposals and cover."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Final

import httpx

from cloud.database.engine import Database
from cloud.dispatch.deciding import run_cards
from cloud.dispatch.deciding.run_cards import RunCards
from cloud.dispatch.deciding.tiers import Tier
from cloud.dispatch.incidents import board
from cloud.dispatch.incidents.proposing import Proposal, propose
from cloud.dispatch.settings import DispatchSettings
from cloud.dispatch.travel_time.curve import DistanceCurve
from cloud.dispatch.travel_time.port import Place, Routes, TravelTimes
from cloud.dispatch.travel_time.routing_server import Osrm, Valhalla
from runtime.clock import Clock
from runtime.trust import system_trust

#: A routing server that has not answered by then is passed over for the curve.
_PATIENCE_S: Final = 1.0
_REMEMBERED: Final = 200


class DispatchDesk:
    """What proposals need, opened once. Raises PlainFault where settings name what cannot be used."""

    def __init__(self, database: Database, settings: DispatchSettings, clock: Clock) -> None:
        self.settings = settings
        self._database = database
        self._clock = clock
        self.cards: RunCards = (
            run_cards.built_in() if settings.run_cards is None else run_cards.read(settings.run_cards)
        )
        self.times: TravelTimes = open_times(settings)
        self._shown: OrderedDict[int, Proposal] = OrderedDict()
        self._lock = Lock()

    @property
    def stale_after_s(self) -> float:
        """After how long a position is not believed any more."""
        return self.settings.jt808.stale_after_s

    def propose(
        self,
        asked: Mapping[int, Tier],
        *,
        called_out: Collection[int] = (),
        left_out: Collection[int] = (),
        nearer: bool = True,
    ) -> dict[int, Proposal]:
        """Proposals for these incidents, each at its tier, and for all that wait beside them; by id.

        An incident that needs nothing more, or whose place nobody knows, has none. `nearer`: whether they
        say why nearer units are not sent.
        """
        with self._database.read() as session:
            seen = board.read(
                session,
                self._clock.now_ms(),
                self.cards,
                self.stale_after_s,
                asked=asked,
                called_out=called_out,
                left_out=left_out,
            )
        if not seen.asking:
            return {}
        return self._reckon(seen, nearer)

    def _reckon(self, seen: board.Board, nearer: bool) -> dict[int, Proposal]:
        settings = self.settings
        return propose(seen, self.times, limit_s=settings.solve_s, cover_s=settings.cover_s, nearer=nearer)

    def warm(self) -> None:
        """Reckon for an incident that is none, so that the first real one waits for no code to be loaded.

        The search on roads is compiled, or read from where that is kept, as it is used first.
        """
        with self._database.read() as session:
            seen = board.read(session, self._clock.now_ms(), self.cards, self.stale_after_s, asked={})
        nowhere = Place(0.0, 0.0)
        places = [unit.place for unit in seen.units if unit.place is not None]
        place = places[0] if places else nowhere
        asking = board.Asking(0, "", place, {"attack": 1.0, "crew": 1.0}, (), 1.0, False)
        self._reckon(replace(seen, asking=[asking]), True)
        if isinstance(self.times, Routes):
            self.times.paths([places[-1] if places else nowhere], place)

    def shown(self, incident_id: int, proposal: Proposal | None) -> None:
        """Remember what a person was shown, so that an order says why; bounded."""
        with self._lock:
            self._shown.pop(incident_id, None)
            if proposal is not None:
                self._shown[incident_id] = proposal
            while len(self._shown) > _REMEMBERED:
                self._shown.popitem(last=False)

    def last_shown(self, incident_id: int) -> Proposal | None:
        """What was proposed for this incident last, in this process."""
        with self._lock:
            return self._shown.get(incident_id)


def open_times(settings: DispatchSettings) -> TravelTimes:
    """Whatever knows travel times here: roads, a routing server, or the distance curve."""
    if settings.roads is not None:
        folder = settings.roads_folder or Path("var/roads")
        # Roads are searched by compiled code, which takes its time to load.
        from cloud.dispatch.travel_time.cache import road_graph
        from cloud.dispatch.travel_time.router import RoadRouter

        return RoadRouter(road_graph(settings.roads, folder))
    if settings.valhalla is not None or settings.osrm is not None:
        client = httpx.Client(timeout=_PATIENCE_S, trust_env=False, verify=system_trust())
        if settings.valhalla is not None:
            return Valhalla(settings.valhalla, client)
        return Osrm(settings.osrm or "", client)
    return DistanceCurve()
