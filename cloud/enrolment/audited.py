"""What the audit log is told of codes and certificates, and in whose name a gateway acts."""

from __future__ import annotations

from cloud.enrolment.tables import Certificate, EnrolmentCode
from cloud.people.asker import Asker
from telemetry.gateway_identity import GatewayName


def gateway_asker(name: GatewayName) -> Asker:
    """The gateway itself."""
    return Asker(f"gateway {name}", via="certificate")


def told(row: Certificate) -> dict[str, object]:
    """A certificate."""
    return {
        "gateway": row.gateway,
        "area": row.area,
        "ends_at": row.ends_at,
        "revoked_at": row.revoked_at,
        "reason": row.reason,
    }


def told_code(row: EnrolmentCode) -> dict[str, object]:
    """A code, without itself."""
    return {
        "gateway": row.gateway,
        "area": row.area,
        "organisation_id": row.organisation_id,
        "building_id": row.building_id,
        "ends_at": row.ends_at,
    }
