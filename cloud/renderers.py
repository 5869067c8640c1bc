"""How each kind of changed object becomes JSON for the change log: as the lists show it."""

from __future__ import annotations

from cloud.alarms import views as alarms
from cloud.dead_letters import views as letters
from cloud.dispatch.forces import views as forces
from cloud.dispatch.incidents import views as incidents
from cloud.duty import told as duty
from cloud.inspections import told as inspections
from cloud.live import changes
from cloud.registry import views as registry
from cloud.risk import told as risk
from cloud.supervision import views as supervision
from cloud.timeseries.latest import LatestReadings
from runtime.clock import now_ms


def renderers(latest: LatestReadings, stale_after_s: float = 30.0) -> dict[str, changes.Renderer]:
    """The renderers, by kind; parts are shown with the newest readings that are in memory.

    `stale_after_s`: after how long a vehicle's position is not believed any more.
    """
    return {
        changes.ALARM: lambda session, keys: [row.model_dump_json() for row in alarms.by_ids(session, keys)],
        # What is told to the page is rendered as it is told.
        changes.NOTIFICATION: lambda _session, told: list(told.values()),
        changes.ORGANISATION: lambda session, keys: [
            row.model_dump_json() for row in supervision.organisation_links(session, keys.keys())
        ],
        changes.PART: lambda session, keys: [
            row.model_dump_json() for row in registry.parts_by_key(session, latest, keys)
        ],
        changes.GATEWAY: lambda session, keys: [
            row.model_dump_json() for row in registry.gateways(session, keys.keys())
        ],
        changes.DEAD_LETTER: lambda session, keys: [
            row.model_dump_json() for row in letters.by_id(session, keys.keys())
        ],
        changes.INCIDENT: lambda session, keys: [
            row.model_dump_json() for row in incidents.by_id(session, keys.keys())
        ],
        changes.UNIT: lambda session, keys: [
            row.model_dump_json() for row in forces.by_id(session, keys.keys(), now_ms(), stale_after_s)
        ],
        changes.DUTY: lambda session, keys: [row.model_dump_json() for row in duty.by_key(session, keys)],
        changes.INSPECTION: lambda session, keys: inspections.by_key(session, keys.keys()),
        changes.RISK: lambda session, keys: risk.scores(session, keys.keys()),
        changes.RISK_SCORE: lambda session, keys: risk.scores(session, keys.keys()),
        changes.RISK_WARNING: lambda session, keys: risk.warnings(session, keys.keys()),
    }
