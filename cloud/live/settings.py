"""Bounds of the change log and of the stream."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from cloud.live.classes import ALARM, FIRE, REST
from runtime.settings import Settings


class LiveSettings(Settings):
    """How far back a client may resume, how many may watch, and how patient the stream is."""

    #: Changes kept of gateways, parts and dead letters; a client further back reads everything anew.
    changes: int = Field(default=20_000, ge=10)
    #: Kept of fire class, and of other alarms and organisations: nothing else pushes them out.
    fire_changes: int = Field(default=200_000, ge=10)
    alarm_changes: int = Field(default=300_000, ge=10)
    #: After so long they go as well.
    alarm_days: float = Field(default=30.0, gt=0)
    #: So many who watch everything, and as many beside them who watch some kinds only.
    clients: int = Field(default=200, ge=1)
    #: And so many tablets and halls beside them.
    crews: int = Field(default=1_000, ge=1)
    heartbeat_s: float = Field(default=5.0, gt=0, le=60)
    #: Unsent readings and signs of life held for one client; past it the oldest are dropped and counted.
    buffer: int = Field(default=1_000, ge=1)
    #: A client that takes nothing for so long is disconnected; it resumes from its cursor.
    send_timeout_s: float = Field(default=15.0, gt=0)

    @property
    def keep(self) -> Mapping[int, int]:
        """How many changes of each class are kept."""
        return {FIRE: self.fire_changes, ALARM: self.alarm_changes, REST: self.changes}
