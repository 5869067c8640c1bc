"""Whose a gateway is, and whether it may become whose somebody says. Theory of operation:

1. The registries say whose a gateway is: that of places, and that of gateways that were heard. Of one that
   neither knows its last certificate says it, or a code that could still be used, or that it is shut out.
2. Whoever does not see a gateway by each of these does not find it: no code, no registration, no revocation.
3. In the registries a gateway keeps its area, and its organisation until it is released there.
4. An organisation lies in the area that is named with it, unless the gateway is its own already: it may have
   moved since. A building is one of the organisation's.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.enrolment import repository
from cloud.enrolment.refusals import Refusals
from cloud.enrolment.tables import EnrolmentCode
from cloud.errors import not_found
from cloud.organisations import progress
from cloud.organisations import repository as places
from cloud.organisations import service as organisations
from cloud.organisations.tables import Building
from cloud.people.asker import Asker
from cloud.people.scope import sees


class Claim(NamedTuple):
    """What one record says of whose a gateway is."""

    area: str
    organisation_id: int | None


class Home(NamedTuple):
    """Whose a gateway is to be; what somebody names."""

    area: str
    organisation_id: int | None
    building_id: int | None


def claims(session: Session, gateway: str, now: int) -> list[Claim]:
    """Every claim on a gateway (rule 1); the last one has the area that binds. Empty: it is nobody's."""
    return registered(session, gateway) or _given(session, gateway, now)


def registered(session: Session, gateway: str) -> list[Claim]:
    """The claims of the registries."""
    found: list[Claim] = []
    owner = None
    place = places.gateway_place(session, gateway)
    if place is not None:
        owner = place.organisation_id
        found.append(Claim(repository.area_of(session, owner) or "", owner))
    heard = repository.gateway(session, gateway)
    if heard is not None:
        found.append(Claim(heard.area, owner if heard.organisation_id is None else heard.organisation_id))
    return found


def found_by(session: Session, asker: Asker, gateway: str, now: int, where: str) -> list[Claim]:
    """The claims on a gateway, all of which the asker sees. Raises ApiError 404."""
    found = claims(session, gateway, now)
    if not all(sees(asker, claim.area, claim.organisation_id) for claim in found):
        raise not_found("网关", "gateway", where)
    return found


def may_become(
    session: Session, asker: Asker, gateway: str, home: Home, now: int, where: str = "body.gateway"
) -> None:
    """Whether the asker may give the gateway this home. Raises ApiError; `where` the gateway was named."""
    found_by(session, asker, gateway, now, where)
    fits(session, gateway, home, where)


def fits(session: Session, gateway: str, home: Home, where: str | None = None, *, hold: bool = True) -> None:
    """Whether a gateway as it is registered now can have this home. Raises ApiError.

    Where `hold`, the organisation stays as it is until the transaction ends.
    """
    held = registered(session, gateway)
    if held and held[-1].area != home.area:
        raise Refusals.other_area(gateway, held[-1].area, where)
    owners = {claim.organisation_id for claim in held} - {None}
    if home.organisation_id is not None and owners - {home.organisation_id}:
        raise Refusals.other_organisation(gateway, where)
    check_home(session, home, own=home.organisation_id in owners, hold=hold)


def check_home(session: Session, home: Home, *, own: bool = False, hold: bool = True) -> None:
    """Rule 4; `own`: the gateway is the organisation's already. Raises ApiError."""
    if home.organisation_id is None:
        if home.building_id is not None:
            raise Refusals.not_its_building(home.building_id)
        return
    area = repository.area_of(session, home.organisation_id, for_update=hold)
    if area is None or (area != home.area and not own):
        raise Refusals.not_in_area(home.organisation_id, home.area)
    if home.building_id is not None and not places.belongs(
        session, Building, home.building_id, home.organisation_id
    ):
        raise Refusals.not_its_building(home.building_id)


def bind(session: Session, code: EnrolmentCode, now: int) -> None:
    """The registries of places and of gateways learn whose the gateway is that used this code."""
    if code.organisation_id is None:
        return
    progress.enrolled(session, code.gateway, code.organisation_id, code.building_id, now)
    place = places.gateway_place(session, code.gateway)
    if place is not None:
        organisations.own(session, place)


def _given(session: Session, gateway: str, now: int) -> list[Claim]:
    """The claim of what was given to a gateway that no registry knows, or of its being shut out."""
    given = repository.last_given(session, gateway, now)
    if given is not None:
        return [Claim(given.area, given.organisation_id)]
    shut = repository.shut_out(session, gateway)
    return [Claim(shut.area, None)] if shut is not None else []
