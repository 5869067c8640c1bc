"""What the figures of the fleet are told: how many gateways at a time, and how long figures are kept."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings, SettingsPath


class FleetSettings(Settings):
    """Figures by area are made anew every minute; gateways are scanned in turn, `scan` at a time."""

    scan: int = Field(default=10_000, ge=100, le=1_000_000)
    #: A certificate that ends within so many days is told.
    certificate_days: int = Field(default=30, ge=1, le=365)
    #: A gateway's clock further off than this is not believed.
    clock_offset_ms: int = Field(default=1_000, ge=10, le=3_600_000)
    #: How long quality is kept by hour and by day.
    keep_hours: int = Field(default=48, ge=25, le=24 * 31)
    keep_days: int = Field(default=35, ge=2, le=3660)
    #: County borders of one's own (GeoJSON, WGS 84), drawn on the map; None: counties stand at their seats.
    boundaries: SettingsPath | None = None
