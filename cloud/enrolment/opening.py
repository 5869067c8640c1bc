"""Enrolment as the settings want it: by our own authority, by another, or not at all."""

from __future__ import annotations

from cloud.enrolment.est_authority import EstAuthority
from cloud.enrolment.own_authority import OwnAuthority, enrolment_key, fingerprint
from cloud.enrolment.service import Enrolment
from cloud.enrolment.settings import EnrolmentSettings
from runtime.clock import Clock
from runtime.faults import PlainFault


def open_enrolment(settings: EnrolmentSettings, clock: Clock) -> Enrolment | None:
    """None: not set up here. Raises PlainFault for an authority that cannot be read."""
    if settings.authority is None:
        return None
    key = enrolment_key(settings.authority)
    if settings.external is not None:
        try:
            return Enrolment(settings, EstAuthority(settings.external), key, None, clock)
        except OSError as fault:
            raise PlainFault(f"enrolment.external: {fault}; correct the files it names") from fault
    own = OwnAuthority(settings.authority)
    return Enrolment(settings, own, key, fingerprint(own.root), clock)
