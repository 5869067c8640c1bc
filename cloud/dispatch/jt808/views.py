"""Rows of terminals and positions as the API shows them."""

from __future__ import annotations

from cloud.dispatch.jt808.positions import NO_DIRECTION
from cloud.dispatch.jt808.schemas import PositionOut, StatisticsOut, StrangerOut, TerminalOut
from cloud.dispatch.jt808.server import Jt808Server
from cloud.dispatch.jt808.sinks import quality_of
from cloud.dispatch.jt808.tables import VehiclePosition, VehicleTerminal

_PLAIN = ("at", "received_at", "latitude_deg", "longitude_deg", "altitude_m", "speed_kmh", "alarms", "status")
_OF_TERMINAL = (
    "id",
    "phone",
    "area",
    "organisation_id",
    "name",
    "plate",
    "enabled",
    "registered_at",
    "maker",
    "model",
    "terminal",
)


def terminal(
    row: VehicleTerminal, position: VehiclePosition | None, server: Jt808Server, now_ms: int
) -> TerminalOut:
    """A registered terminal, and where it was last."""
    return TerminalOut(
        **{name: getattr(row, name) for name in _OF_TERMINAL},
        may_register=row.enabled and now_ms <= row.registration_until,
        connected=server.is_connected(row.id),
        position=None if position is None else _position(position, now_ms, server.settings.stale_after_s),
    )


def _position(row: VehiclePosition, now_ms: int, stale_after_s: float) -> PositionOut:
    return PositionOut.model_validate(
        {name: getattr(row, name) for name in _PLAIN}
        | {
            "direction_deg": None if row.direction_deg == NO_DIRECTION else row.direction_deg,
            "quality": quality_of(row.quality, row.at, now_ms, stale_after_s),
        }
    )


def statistics(server: Jt808Server) -> StatisticsOut:
    """How the server does."""
    return StatisticsOut(
        listening=str(server.settings.listen) if server.fault is None else None,
        fault=server.fault,
        registered=len(server.roster),
        connections=len(server.tcp.connections) if server.tcp is not None else 0,
        connected=sum(device.session is not None for device in server.devices.values()),
        waiting=server.intake.waiting,
        strangers=[StrangerOut(phone=phone, times=times) for phone, times in server.strangers.items()],
        counts=dict(server.counts),
    )
