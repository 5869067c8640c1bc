"""Routing servers behind the same port: Valhalla and OSRM, by their documented HTTP interfaces.

Valhalla: `POST /sources_to_targets`, times in seconds, distances in kilometres, null where there is no
way; at most 2,500 pairs a call as it ships (`max_matrix_location_pairs`). OSRM: `GET
/table/v1/driving/…`, durations in seconds, distances in metres; at most 100 places a call as it ships
(`--max-table-size`). Both answer without local hours, so the factors of the policy are applied to what
they say.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import httpx

from cloud.dispatch.travel_time.policy import HOUR_FACTORS, MAIN
from cloud.dispatch.travel_time.port import Arrival, Place, TravelTimesFault

#: Seconds and metres of one unit, as a server says them.
_Told = tuple[float | None, float | None]


class _Server(ABC):
    """What both have in common: whole lists in batches, and faults that say which server and why."""

    name = ""

    def __init__(self, url: str, client: httpx.Client, at_once: int) -> None:
        self._url, self._client, self._at_once = url.rstrip("/"), client, at_once

    def arrivals(
        self, units: Sequence[Place], incident: Place, hour: int | None = None
    ) -> list[Arrival | None]:
        """One entry a unit, in order; None where no way leads there.

        Raises TravelTimesFault: the server cannot be reached, or its answer is none.
        """
        factor = 1.0 if hour is None else HOUR_FACTORS[MAIN][hour % 24]
        found: list[Arrival | None] = []
        for batch in _batches(units, self._at_once):
            told = self._asked(batch, incident)
            if len(told) != len(batch):
                raise self._fault(f"answered for {len(told)} of {len(batch)} units")
            found += [
                None if seconds is None else Arrival(seconds * factor, metres or 0.0)
                for seconds, metres in told
            ]
        return found

    @abstractmethod
    def _asked(self, units: Sequence[Place], incident: Place) -> list[_Told]:
        """Seconds and metres of these units; TravelTimesFault where the server has no answer."""

    def _read(self, send: Callable[[], httpx.Response], read: Callable[[Any], list[_Told]]) -> list[_Told]:
        try:
            answer = send()
        except httpx.HTTPError as error:
            raise self._fault(f"cannot be reached ({error or type(error).__name__})") from error
        if answer.status_code != httpx.codes.OK:
            raise self._fault(f"answered {answer.status_code}: {answer.text[:200]}")
        try:
            return read(answer.json())
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise self._fault(f"answered what is no matrix: {answer.text[:200]}") from error

    def _fault(self, why: str) -> TravelTimesFault:
        return TravelTimesFault(f"{self.name} at {self._url} {why}; check its address, map and limits")


class Valhalla(_Server):
    """A Valhalla server. `costing` names one of its vehicles; a lorry keeps within heights and weights."""

    name = "Valhalla"

    def __init__(
        self, url: str, client: httpx.Client, *, costing: str = "truck", at_once: int = 1_000
    ) -> None:
        super().__init__(url, client, at_once)
        self._costing = costing

    def _asked(self, units: Sequence[Place], incident: Place) -> list[_Told]:
        body = {
            "sources": [unit._asdict() for unit in units],
            "targets": [incident._asdict()],
            "costing": self._costing,
            "units": "kilometers",
        }
        return self._read(lambda: self._client.post(f"{self._url}/sources_to_targets", json=body), _valhalla)


class Osrm(_Server):
    """An OSRM server; its profile is chosen when its data are made."""

    name = "OSRM"

    def __init__(
        self, url: str, client: httpx.Client, *, profile: str = "driving", at_once: int = 99
    ) -> None:
        super().__init__(url, client, at_once)
        self._profile = profile

    def _asked(self, units: Sequence[Place], incident: Place) -> list[_Told]:
        places = ";".join(f"{place.lon:.7f},{place.lat:.7f}" for place in (incident, *units))
        query = {
            "sources": ";".join(map(str, range(1, len(units) + 1))),
            "destinations": "0",
            "annotations": "duration,distance",
        }
        url = f"{self._url}/table/v1/{self._profile}/{places}"
        return self._read(lambda: self._client.get(url, params=query), _osrm)


def _valhalla(said: Any) -> list[_Told]:
    told: list[_Told] = []
    for row in said["sources_to_targets"]:
        seconds, kilometres = row[0]["time"], row[0]["distance"]
        told.append((seconds, None if kilometres is None else kilometres * 1000))
    return told


def _osrm(said: Any) -> list[_Told]:
    if said["code"] != "Ok":
        raise ValueError(said["code"])
    return [(times[0], metres[0]) for times, metres in zip(said["durations"], said["distances"], strict=True)]


def _batches(units: Sequence[Place], size: int) -> Iterator[Sequence[Place]]:
    return (units[start : start + size] for start in range(0, len(units), size))
