"""Rows of enrolment as HTTP shows them."""

from __future__ import annotations

from cloud.enrolment.schemas import CertificateRow, CertificateState, Code, CodeState, Enrolled, ShutOutRow
from cloud.enrolment.service import Enrolment
from cloud.enrolment.tables import Certificate, EnrolmentCode, ShutOut


def code(row: EnrolmentCode, now: int) -> Code:
    """A code without itself."""
    return Code(
        id=row.id,
        area=row.area,
        gateway=row.gateway,
        organisation_id=row.organisation_id,
        building_id=row.building_id,
        note=row.note,
        state=_code_state(row, now),
        made_by=row.made_by,
        made_at=row.made_at,
        ends_at=row.ends_at,
        used_at=row.used_at,
        withdrawn_at=row.withdrawn_at,
    )


def certificate(enrolment: Enrolment, row: Certificate, now: int) -> CertificateRow:
    """A certificate with its state now."""
    return CertificateRow(
        serial=row.serial,
        id=row.id,
        area=row.area,
        gateway=row.gateway,
        organisation_id=row.organisation_id,
        building_id=row.building_id,
        state=_certificate_state(row, now),
        issued_at=row.issued_at,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        renew_at=enrolment.renew_at(row),
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
        reason=row.reason,
    )


def enrolled(enrolment: Enrolment, row: Certificate, numbers: dict[str, int]) -> Enrolled:
    """What the gateway gets."""
    return Enrolled(
        area=row.area,
        gateway=row.gateway,
        serial=row.serial,
        certificate=row.pem,
        trusted=enrolment.authority.trusted_pem(),
        brokers=list(enrolment.settings.brokers),
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        renew_at=enrolment.renew_at(row),
        numbers=numbers,
    )


def shut_out(row: ShutOut) -> ShutOutRow:
    """A gateway that is shut out."""
    return ShutOutRow(gateway=row.gateway, area=row.area, at=row.at, by=row.by, reason=row.reason)


def _code_state(row: EnrolmentCode, now: int) -> CodeState:
    if row.used_at is not None:
        return "used"
    if row.withdrawn_at is not None:
        return "withdrawn"
    return "open" if row.ends_at > now else "ended"


def _certificate_state(row: Certificate, now: int) -> CertificateState:
    if row.revoked_at is not None:
        return "revoked"
    if row.ends_at <= now:
        return "ended"
    return "current" if row.followed_at is None else "followed"
