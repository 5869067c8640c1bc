"""A part under watch, and where it is heard."""

from __future__ import annotations

from dataclasses import dataclass

from telemetry.messages import Part


@dataclass(frozen=True, slots=True)
class Watched:
    """A part under watch. `carrier` is the panel through which it is heard and which answers for it."""

    part: Part
    carrier: str | None = None
