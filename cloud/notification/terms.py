"""A stored rule as `matching` reads it. Pure."""

from __future__ import annotations

from datetime import time

from cloud.notification.hours import QuietHours
from cloud.notification.matching import QuietMode, Step, Terms
from cloud.notification.moments import Severity
from cloud.notification.tables import NotificationRule


def terms_of(row: NotificationRule) -> Terms:
    """What a stored rule says."""
    mode: QuietMode = "leave" if row.quiet_mode == "leave" else "hold"
    return Terms(
        id=row.id,
        name=row.name,
        moments=frozenset(row.moments),
        kinds=frozenset(row.kinds),
        least=Severity(row.least),
        areas=tuple(row.areas),
        organisations=tuple(row.organisations),
        buildings=tuple(row.buildings),
        quiet=tuple(
            QuietHours(
                time.fromisoformat(one["begins"]), time.fromisoformat(one["ends"]), frozenset(one["days"])
            )
            for one in row.quiet
        ),
        quiet_mode=mode,
        steps=tuple(
            Step(tuple(one["channels"]), tuple(one["people"]), tuple(one["duties"]), bool(one["contacts"]))
            for one in row.steps
        ),
    )
