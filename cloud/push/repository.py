"""Queries of integrations, their devices, and devices that nobody has registered."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.database.upsert import insert
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.push.tables import PushDevice, PushIntegration, PushPayload, PushSpeaker
from cloud.registry.tables import Gateway


def integration(session: Session, name: str) -> PushIntegration | None:
    """The integration of that name, whoever asks: the door finds its lock by it."""
    return session.scalar(select(PushIntegration).where(PushIntegration.name == name))


def integrations(
    session: Session, asker: Asker, *, after: int = 0, limit: int = 100
) -> list[PushIntegration]:
    """A page of integrations in the asker's scope."""
    return list(
        session.scalars(
            select(PushIntegration)
            .where(
                PushIntegration.id > after,
                within(asker, PushIntegration.area, PushIntegration.organisation_id),
            )
            .order_by(PushIntegration.id)
            .limit(limit)
        )
    )


def integration_of(session: Session, asker: Asker, number: int) -> PushIntegration | None:
    """One integration in the asker's scope."""
    return session.scalar(
        select(PushIntegration).where(
            PushIntegration.id == number,
            within(asker, PushIntegration.area, PushIntegration.organisation_id),
        )
    )


def subscribing(session: Session, kinds: Collection[str]) -> list[PushIntegration]:
    """Enabled integrations of these kinds."""
    return list(
        session.scalars(
            select(PushIntegration)
            .where(PushIntegration.kind.in_(sorted(kinds)), PushIntegration.enabled)
            .order_by(PushIntegration.id)
        )
    )


def next_version(session: Session) -> int:
    """The version of an integration that is changed now: no two changes have the same."""
    newest = select(func.coalesce(func.max(PushIntegration.version), 0)).scalar_subquery()
    return counters.advance(session, "push-integration", begin=newest)


def device_at(session: Session, integration_id: int, identity: str) -> PushDevice | None:
    """The device of that name behind an integration."""
    return session.scalar(
        select(PushDevice).where(PushDevice.integration_id == integration_id, PushDevice.identity == identity)
    )


def gateway_taken(session: Session, gateway: str) -> bool:
    """Whether a device has that virtual gateway already."""
    return session.scalar(select(PushDevice.id).where(PushDevice.gateway == gateway)) is not None


def devices(
    session: Session, asker: Asker, integration_id: int, *, after: int = 0, limit: int = 100
) -> list[PushDevice]:
    """A page of an integration's devices in the asker's scope."""
    return list(
        session.scalars(
            select(PushDevice)
            .where(
                PushDevice.integration_id == integration_id,
                PushDevice.id > after,
                within(asker, PushDevice.area, PushDevice.organisation_id),
            )
            .order_by(PushDevice.id)
            .limit(limit)
        )
    )


def last_heard(session: Session, gateways: Collection[str]) -> dict[str, int]:
    """When each of these virtual gateways was last heard; who never was is left out."""
    rows = session.execute(
        select(Gateway.gateway, Gateway.last_seen).where(
            # It stands in the registry from the moment that it was registered.
            Gateway.gateway.in_(sorted(gateways)),
            Gateway.last_seen > Gateway.first_seen,
        )
    )
    return {gateway: at for gateway, at in rows}


def note_unread(
    session: Session, what: type[PushIntegration] | type[PushDevice], number: int, why: str, now: int
) -> None:
    """A push of this integration, or of this device, could not be read."""
    session.execute(
        update(what)
        .where(what.id == number)
        .values(fault=why, fault_at=func.coalesce(what.fault_at, now), unread=what.unread + 1)
    )


def note_read(session: Session, what: type[PushIntegration] | type[PushDevice], number: int) -> None:
    """Its pushes can be read."""
    session.execute(update(what).where(what.id == number).values(fault=None, fault_at=None, unread=0))


def note_told(session: Session, device_id: int, profile: str, now: int) -> None:
    """The device has told something under this profile, which it may have changed since."""
    session.execute(
        update(PushDevice)
        .where(PushDevice.id == device_id, PushDevice.profile == profile, PushDevice.told_at.is_(None))
        .values(told_at=now)
    )


def unread_devices(session: Session, integrations: Collection[int]) -> dict[int, int]:
    """How many devices of each of these integrations push what cannot be read."""
    rows = session.execute(
        select(PushDevice.integration_id, func.count())
        .where(PushDevice.integration_id.in_(sorted(integrations)), PushDevice.fault.is_not(None))
        .group_by(PushDevice.integration_id)
    )
    return {number: count for number, count in rows}


def device(session: Session, asker: Asker, integration_id: int, number: int) -> PushDevice | None:
    """One device in the asker's scope."""
    return session.scalar(
        select(PushDevice).where(
            PushDevice.id == number,
            PushDevice.integration_id == integration_id,
            within(asker, PushDevice.area, PushDevice.organisation_id),
        )
    )


def speakers(session: Session, integration_id: int, *, after: int = 0, limit: int = 100) -> list[PushSpeaker]:
    """A page of the devices that nobody has registered."""
    return list(
        session.scalars(
            select(PushSpeaker)
            .where(PushSpeaker.integration_id == integration_id, PushSpeaker.id > after)
            .order_by(PushSpeaker.id)
            .limit(limit)
        )
    )


def speaker(session: Session, integration_id: int, number: int) -> PushSpeaker | None:
    """One of them."""
    return session.scalar(
        select(PushSpeaker).where(PushSpeaker.id == number, PushSpeaker.integration_id == integration_id)
    )


def speaker_at(session: Session, integration_id: int, identity: str) -> int | None:
    """The number under which a device was listed that nobody had registered; None: it was not."""
    return session.scalar(
        select(PushSpeaker.id).where(
            PushSpeaker.integration_id == integration_id, PushSpeaker.identity == identity
        )
    )


def note_speaker(session: Session, integration_id: int, identity: str, now: int) -> PushSpeaker:
    """The device that nobody has registered was heard."""
    statement = insert(session, PushSpeaker).values(
        integration_id=integration_id, identity=identity, first_at=now, last_at=now, pushes=1, evicted=0
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["integration_id", "identity"],
            set_={"last_at": now, "pushes": PushSpeaker.pushes + 1},
        )
    )
    return session.scalars(
        select(PushSpeaker)
        .where(PushSpeaker.integration_id == integration_id, PushSpeaker.identity == identity)
        .execution_options(populate_existing=True)
    ).one()


def keep_payload(session: Session, speaker_id: int, at: int, suffix: str, dedupe: str, data: bytes) -> None:
    """Keep what was pushed; the same push once."""
    statement = insert(session, PushPayload).values(
        speaker_id=speaker_id, at=at, suffix=suffix, dedupe=dedupe[:128], data=data
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["speaker_id", "dedupe"]))


def payloads(session: Session, speaker_id: int) -> list[PushPayload]:
    """What was pushed for one, in the order it came."""
    return list(
        session.scalars(
            select(PushPayload).where(PushPayload.speaker_id == speaker_id).order_by(PushPayload.id)
        )
    )


def forget_payload(session: Session, number: int) -> None:
    """One of them is kept no more."""
    session.execute(delete(PushPayload).where(PushPayload.id == number))


def forget_silent_speaker(session: Session, integration_id: int, identity: str) -> None:
    """A device of which nothing is kept is listed no more."""
    session.execute(
        delete(PushSpeaker).where(
            PushSpeaker.integration_id == integration_id,
            PushSpeaker.identity == identity,
            ~select(PushPayload.id).where(PushPayload.speaker_id == PushSpeaker.id).exists(),
        )
    )


def trim_payloads(session: Session, speaker_id: int, keep: int) -> int:
    """Push out the oldest beyond the bound."""
    bound = session.scalar(
        select(PushPayload.id)
        .where(PushPayload.speaker_id == speaker_id)
        .order_by(PushPayload.id.desc())
        .offset(keep)
        .limit(1)
    )
    if bound is None:
        return 0
    done = session.execute(
        delete(PushPayload).where(PushPayload.speaker_id == speaker_id, PushPayload.id <= bound)
    )
    return int(getattr(done, "rowcount", 0) or 0)


def trim_speakers(session: Session, keep: int) -> None:
    """Push out those longest unheard beyond the bound."""
    count = int(session.scalar(select(func.count()).select_from(PushSpeaker)) or 0)
    if count > keep:
        oldest = session.scalars(
            select(PushSpeaker.id).order_by(PushSpeaker.last_at).limit(count - keep)
        ).all()
        forget_speakers(session, oldest)


def forget_speakers(session: Session, ids: Sequence[int]) -> None:
    """They are listed no more."""
    session.execute(delete(PushPayload).where(PushPayload.speaker_id.in_(ids)))
    session.execute(delete(PushSpeaker).where(PushSpeaker.id.in_(ids)))
