"""Whom nobody hears, by scope: everybody, who comes through the broker or directly, or one area. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cloud.access.hearing import Hearing
from cloud.registry.homes import BROKER, DIRECT

EVERYBODY = "everybody"


@dataclass(frozen=True)
class Deaf:
    """Whom nobody hears now: `BROKER`, `DIRECT`, or areas."""

    scopes: frozenset[str] = frozenset()

    @property
    def areas(self) -> frozenset[str]:
        """Single areas."""
        return self.scopes - {EVERYBODY, BROKER, DIRECT}


def deaf_to(hearing: Hearing, areas: Iterable[str]) -> Deaf:
    """Whom nobody hears, of gateways that are bound to these areas."""
    found = set() if hearing.direct else {DIRECT}
    if hearing.nowhere:
        found.add(BROKER)
    elif not hearing.everywhere:
        found.update(area for area in areas if not hearing.of_area(area))
    return Deaf(frozenset(found))
