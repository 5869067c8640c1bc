"""Figures of the fleet and of data quality."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_QUALITY = (
    "held",
    "owed",
    "fresh",
    "watched",
    "punctual",
    "timed",
    "valid",
    "examined",
    "unique_messages",
    "received",
)
_SHARES = ("completeness_share", "freshness_share", "timeliness_share", "validity_share", "uniqueness_share")


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=128), nullable=nullable)


def _long(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _wide(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _float(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Double(), nullable=nullable)


def _table(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")))


def upgrade() -> None:
    """Make the tables."""
    _table(
        "fleet_area",
        ("area",),
        _text("area"),
        _wide("at"),
        *map(_number, ("gateways", "enrolled", "online", "silent", "never", "unbound", "organisations")),
        *map(_number, ("organisations_heard", "clock_faults", "certificates_ending", "dead_letters")),
        _wide("spool_bytes"),
        _float("messages_per_s"),
        _float("values_per_s"),
        *map(_wide, ("quarantined_day", "shed_day")),
        sa.Column("lag", sa.JSON(), nullable=False),
        *map(_wide, ("received", "values_stored", "quarantined", "shed")),
    )
    _table(
        "fleet_history",
        ("area", "step_s", "at"),
        _text("area"),
        _number("step_s"),
        *map(_wide, ("at", "covered_ms")),
        *map(_number, ("gateways", "online")),
        *map(_wide, ("received", "values_stored", "quarantined", "shed")),
        sa.Column("lag", sa.JSON(), nullable=False),
    )
    op.create_index("ix_fleet_history_step_s_at", "fleet_history", ["step_s", "at"])
    _table("fleet_version", ("area", "version"), _text("area"), _text("version"), _number("gateways"))
    _gateways()
    _organisations()
    _parts()
    _quality()


def _gateways() -> None:
    _table(
        "fleet_gateway",
        ("gateway",),
        _text("gateway"),
        _text("area"),
        _wide("organisation_id", nullable=True),
        _long("building_zh"),
        _long("building_en"),
        _text("link"),
        _wide("last_seen", nullable=True),
        _text("version"),
        sa.Column("enrolled", sa.Boolean(), nullable=False),
        _wide("certificate_ends", nullable=True),
        _text("clock_fault"),
        _float("clock_offset_ms", nullable=True),
        _wide("spool_bytes"),
        *map(_number, ("parts", "stale_parts")),
        *map(_wide, ("received", "stored", "duplicates", "quarantined", "shed", "late")),
        *map(_wide, ("values_stored", "values_invalid", "owed", "bus_errors", "bus_timeouts")),
        *map(_float, ("errors_per_h", "timeouts_per_h")),
        _wide("scanned_at"),
    )
    for column in ("area", "organisation_id", "link", "version", "clock_fault"):
        op.create_index(f"ix_fleet_gateway_{column}", "fleet_gateway", [column, "gateway"])
    op.create_index("ix_fleet_gateway_certificate_ends", "fleet_gateway", ["certificate_ends"])


def _organisations() -> None:
    _table(
        "fleet_organisation",
        ("organisation_id",),
        sa.Column("organisation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _text("area"),
        *map(_number, ("gateways", "online", "silent", "never", "clock_faults")),
        _wide("certificate_ends", nullable=True),
        _wide("spool_bytes"),
        *map(_number, ("parts", "stale_parts")),
        *map(_wide, ("quarantined", "shed", *_QUALITY)),
        *map(_number, _SHARES),
        _wide("at"),
    )
    ordered = (
        "gateways",
        "silent",
        "never",
        "clock_faults",
        "spool_bytes",
        "stale_parts",
        "quarantined",
        "shed",
    )
    for column in ("area", *ordered, *_SHARES):
        op.create_index(f"ix_fleet_organisation_{column}", "fleet_organisation", [column, "organisation_id"])


def _parts() -> None:
    _table(
        "part_events",
        ("day", "gateway", "part"),
        _wide("day"),
        *map(_text, ("gateway", "part", "area")),
        _wide("organisation_id", nullable=True),
        *map(_number, ("events", "faults")),
    )
    for column in ("events", "faults", "area"):
        op.create_index(f"ix_part_events_{column}", "part_events", ["day", column])


def _quality() -> None:
    _table(
        "quality_count",
        ("step_s", "gateway", "at"),
        _number("step_s"),
        _text("gateway"),
        _wide("at"),
        _text("area"),
        _wide("organisation_id", nullable=True),
        *map(_wide, _QUALITY),
    )
    op.create_index("ix_quality_count_organisation_id", "quality_count", ["organisation_id", "step_s", "at"])
    op.create_index("ix_quality_count_step_s_at", "quality_count", ["step_s", "at"])


def downgrade() -> None:
    """Drop them."""
    for table in (
        "quality_count",
        "part_events",
        "fleet_organisation",
        "fleet_gateway",
        "fleet_version",
        "fleet_history",
        "fleet_area",
    ):
        op.drop_table(table)
