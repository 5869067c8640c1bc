"""Whose a told object is: its gateway's area and organisation decide, which most objects name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.registry.tables import Gateway


class Owner(NamedTuple):
    """Area and organisation; both None: only who sees everything is told."""

    area: str | None = None
    organisation_id: int | None = None


NOBODY = Owner()


class _Named(msgspec.Struct):
    gateway: str | None = None


_named = msgspec.json.Decoder(_Named)


class _Organisation(msgspec.Struct):
    area: str
    organisation_id: int | None = None


_organisation = msgspec.json.Decoder(_Organisation)


def owner_named(payload: str) -> Owner:
    """Whose an object is that names area and organisation itself."""
    named = _organisation.decode(payload)
    return Owner(named.area, named.organisation_id)


def gateway_of(payload: str) -> str | None:
    """The gateway that a rendered object names."""
    return _named.decode(payload).gateway


def owners(session: Session, gateways: Collection[str]) -> dict[str, Owner]:
    """Whose these gateways are; those not known yet are left out."""
    if not gateways:
        return {}
    rows = session.execute(
        select(Gateway.gateway, Gateway.area, Gateway.organisation_id).where(
            among(session, Gateway.gateway, set(gateways))
        )
    )
    return {gateway: Owner(area, organisation) for gateway, area, organisation in rows}


def owners_of(session: Session, payloads: Iterable[str]) -> list[Owner]:
    """Whose each rendered object is, in their order."""
    named = [gateway_of(payload) for payload in payloads]
    known = owners(session, {name for name in named if name is not None})
    return [known.get(name, NOBODY) if name is not None else NOBODY for name in named]
