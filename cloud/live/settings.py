"""Bounds of the change log and of the stream."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class LiveSettings(Settings):
    """How far back a client may resume, how many may watch, and how patient the stream is."""

    #: Changes kept; a client further back is told to read everything anew.
    changes: int = Field(default=20_000, ge=10)
    clients: int = Field(default=200, ge=1)
    heartbeat_s: float = Field(default=5.0, gt=0, le=60)
    #: Unsent readings and signs of life held for one client; past it the oldest are dropped and counted.
    buffer: int = Field(default=1_000, ge=1)
    #: A client that takes nothing for so long is disconnected; it resumes from its cursor.
    send_timeout_s: float = Field(default=15.0, gt=0)
