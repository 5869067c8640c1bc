"""By what the lists can be ordered, and their cursors. Tables."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Final, Literal, NamedTuple

from cloud.errors import ApiError
from cloud.fleet.tables import FleetGateway, FleetOrganisation

OrganisationSort = Literal[
    "silent",
    "never",
    "quarantined",
    "shed",
    "spool",
    "stale",
    "clock",
    "gateways",
    "completeness",
    "freshness",
    "timeliness",
    "validity",
    "uniqueness",
]


class Order(NamedTuple):
    """A column, and whether the greatest comes first. What nobody knows comes last."""

    column: Any
    descending: bool


ORGANISATION_ORDERS: Final[dict[str, Order]] = {
    "silent": Order(FleetOrganisation.silent, True),
    "never": Order(FleetOrganisation.never, True),
    "quarantined": Order(FleetOrganisation.quarantined, True),
    "shed": Order(FleetOrganisation.shed, True),
    "spool": Order(FleetOrganisation.spool_bytes, True),
    "stale": Order(FleetOrganisation.stale_parts, True),
    "clock": Order(FleetOrganisation.clock_faults, True),
    "gateways": Order(FleetOrganisation.gateways, True),
    "completeness": Order(FleetOrganisation.completeness_share, False),
    "freshness": Order(FleetOrganisation.freshness_share, False),
    "timeliness": Order(FleetOrganisation.timeliness_share, False),
    "validity": Order(FleetOrganisation.validity_share, False),
    "uniqueness": Order(FleetOrganisation.uniqueness_share, False),
}

WorstMeasure = Literal[
    "chatter", "faults", "errors", "timeouts", "stale", "silence", "clock", "spool", "quarantined", "shed"
]

#: Measures of gateways; `chatter` and `faults` are of parts.
WORST: Final[dict[str, tuple[Any, str]]] = {
    "errors": (FleetGateway.errors_per_h, "per-hour"),
    "timeouts": (FleetGateway.timeouts_per_h, "per-hour"),
    "stale": (FleetGateway.stale_parts, "parts"),
    "spool": (FleetGateway.spool_bytes, "bytes"),
    "quarantined": (FleetGateway.quarantined, "messages"),
    "shed": (FleetGateway.shed, "messages"),
}


def cursor(value: int, key: int) -> str:
    """A cursor behind one row."""
    return base64.urlsafe_b64encode(json.dumps([value, key]).encode()).decode().rstrip("=")


def behind(text: str) -> tuple[int, int]:
    """The row that a cursor stands behind."""
    try:
        value, key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if type(value) is int and type(key) is int and abs(value) < 2**63 and abs(key) < 2**63:
            return value, key
    except (ValueError, binascii.Error, TypeError, RecursionError):
        pass
    raise ApiError(
        422,
        "bad-cursor",
        "翻页游标无效，请从第一页重新查询。",
        "The cursor is not one of ours. Begin with the first page.",
        "query.cursor",
    )
