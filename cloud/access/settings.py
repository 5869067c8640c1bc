"""How much the ingest line takes at once and holds."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class IngestSettings(Settings):
    """Bounds of one lane. A full lane stops reading its socket; nothing is dropped."""

    batch_messages: int = Field(default=256, ge=1, le=10_000)
    batch_bytes: int = Field(default=4_000_000, ge=300_000)
    queue_messages: int = Field(default=2_000, ge=1, le=1_000_000)
    queue_bytes: int = Field(default=32_000_000, ge=300_000)


class QuarantineSettings(Settings):
    """Bounds of the dead-letter table."""

    rows: int = Field(default=10_000, ge=1)
    payload_bytes: int = Field(default=4_096, ge=64, le=262_144)
