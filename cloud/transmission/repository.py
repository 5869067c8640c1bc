"""Queries of transmission devices, and of those that are not registered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.database.among import among
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.tables import Gateway
from cloud.transmission.tables import (
    TransmissionDevice,
    TransmissionFrame,
    TransmissionSpeaker,
)

_CHUNK = 500


def devices(
    session: Session,
    asker: Asker,
    *,
    organisation_id: int | None = None,
    search: str = "",
    after: int = 0,
    limit: int = 100,
) -> list[TransmissionDevice]:
    """A page of devices within the asker's scope, by number."""
    query = (
        select(TransmissionDevice)
        .where(
            TransmissionDevice.id > after,
            within(asker, TransmissionDevice.area, TransmissionDevice.organisation_id),
        )
        .order_by(TransmissionDevice.id)
        .limit(limit)
    )
    if organisation_id is not None:
        query = query.where(TransmissionDevice.organisation_id == organisation_id)
    if search:
        query = query.where(TransmissionDevice.address == search.lower())
    return list(session.scalars(query))


def device(session: Session, asker: Asker, number: int) -> TransmissionDevice | None:
    """One device; None: there is none within the asker's scope."""
    return session.scalar(
        select(TransmissionDevice).where(
            TransmissionDevice.id == number,
            within(asker, TransmissionDevice.area, TransmissionDevice.organisation_id),
        )
    )


def device_at(session: Session, address: str, host: str) -> TransmissionDevice | None:
    """The device of that address and host, whoever asks."""
    return session.scalar(
        select(TransmissionDevice).where(
            TransmissionDevice.address == address, TransmissionDevice.host == host
        )
    )


def gateway_taken(session: Session, gateway: str) -> bool:
    """Whether a device has this virtual gateway, whoever asks."""
    found = select(TransmissionDevice.id).where(TransmissionDevice.gateway == gateway)
    return session.scalar(found) is not None


def next_version(session: Session) -> int:
    """The version of a device that is changed now: handed out in the order of the commits.

    So a server that has read one has seen every lower one: see `cloud.database.counters`.
    """
    newest = select(func.coalesce(func.max(TransmissionDevice.version), 0)).scalar_subquery()
    return counters.advance(session, "transmission-device", begin=newest)


def changed_devices(session: Session, since: int, limit: int = 5_000) -> list[TransmissionDevice]:
    """Devices changed after that version, in the order of their versions."""
    return list(
        session.scalars(
            select(TransmissionDevice)
            .where(TransmissionDevice.version > since)
            .order_by(TransmissionDevice.version)
            .limit(limit)
        )
    )


def note_heard(session: Session, heard: Sequence[dict[str, object]]) -> set[str]:
    """Note when devices were last heard and by which process, and that their gateways are alive.

    What another process has noted meanwhile is later, and stays. Returns the gateways whose link is held for
    lost: a message must heal it.
    """
    connection = session.connection()
    connection.execute(_HEARD, [{f"its_{name}": value for name, value in row.items()} for row in heard])
    silent: set[str] = set()
    for first in range(0, len(heard), _CHUNK):
        chunk = [str(row["gateway"]) for row in heard[first : first + _CHUNK]]
        silent.update(
            session.scalars(
                select(Gateway.gateway).where(Gateway.gateway.in_(chunk), Gateway.link != "online")
            )
        )
    # Of a link that is held for lost only a message may say otherwise: it ends the alarm as well.
    alive = [
        {"its_gateway": row["gateway"], "its_last_heard": row["last_heard"]}
        for row in heard
        if row["gateway"] not in silent
    ]
    if alive:
        connection.execute(_SEEN, alive)
    return silent


_NOTED = ("last_heard", "last_host", "last_transport", "clock_offset_ms", "holder")
_HEARD = (
    update(TransmissionDevice)
    .where(
        TransmissionDevice.id == bindparam("its_id"),
        or_(
            TransmissionDevice.last_heard.is_(None),
            TransmissionDevice.last_heard <= bindparam("its_last_heard"),
        ),
    )
    .values({name: bindparam(f"its_{name}") for name in _NOTED})
)
_SEEN = (
    update(Gateway)
    .where(Gateway.gateway == bindparam("its_gateway"), Gateway.last_seen < bindparam("its_last_heard"))
    .values(last_seen=bindparam("its_last_heard"))
)


class LastSign(NamedTuple):
    """When a device was last heard by any process, ms UTC, as far as that is known; and who holds it."""

    at: int
    holder: str | None


def last_signs(session: Session, ids: Collection[int]) -> dict[int, LastSign]:
    """Of each device."""
    found: dict[int, LastSign] = {}
    numbers = sorted(ids)
    for first in range(0, len(numbers), _CHUNK):
        rows = session.execute(
            select(
                TransmissionDevice.id,
                TransmissionDevice.last_heard,
                Gateway.last_seen,
                TransmissionDevice.holder,
            )
            .join(Gateway, Gateway.gateway == TransmissionDevice.gateway)
            .where(TransmissionDevice.id.in_(numbers[first : first + _CHUNK]))
        )
        for number, heard, seen, holder in rows:
            found[number] = LastSign(max(heard or 0, seen), holder)
    return found


def speakers(session: Session, *, after: int = 0, limit: int = 100) -> list[TransmissionSpeaker]:
    """A page of those that spoke and are not registered, by number."""
    return list(
        session.scalars(
            select(TransmissionSpeaker)
            .where(TransmissionSpeaker.id > after)
            .order_by(TransmissionSpeaker.id)
            .limit(limit)
        )
    )


def speaker(session: Session, number: int) -> TransmissionSpeaker | None:
    """One of them."""
    return session.get(TransmissionSpeaker, number)


def speakers_at(
    session: Session, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], TransmissionSpeaker]:
    """Those of these addresses and hosts."""
    return {(row.address, row.host): row for row in speakers_of(session, {address for address, _ in keys})}


def speakers_of(session: Session, addresses: Collection[str]) -> list[TransmissionSpeaker]:
    """Those of these addresses, whatever host they spoke from."""
    wanted = sorted(addresses)
    found: list[TransmissionSpeaker] = []
    for first in range(0, len(wanted), _CHUNK):
        chunk = wanted[first : first + _CHUNK]
        found += session.scalars(select(TransmissionSpeaker).where(TransmissionSpeaker.address.in_(chunk)))
    return found


def registered(session: Session, keys: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these addresses and hosts that are a registered device's."""
    addresses = sorted({address for address, _ in keys})
    found: set[tuple[str, str]] = set()
    for first in range(0, len(addresses), _CHUNK):
        rows = session.execute(
            select(TransmissionDevice.address, TransmissionDevice.host).where(
                TransmissionDevice.address.in_(addresses[first : first + _CHUNK]), TransmissionDevice.enabled
            )
        )
        found.update((address, host) for address, host in rows)
    return {(address, host) for address, host in keys if {(address, host), (address, "")} & found}


def frame_counts(session: Session, ids: Collection[int]) -> dict[int, int]:
    """How many frames are kept of each."""
    rows = session.execute(
        select(TransmissionFrame.speaker_id, func.count())
        .where(TransmissionFrame.speaker_id.in_(sorted(ids)))
        .group_by(TransmissionFrame.speaker_id)
    )
    return {int(number): int(count) for number, count in rows}


def frames(session: Session, speakers: Collection[int], limit: int) -> list[TransmissionFrame]:
    """The first frames kept of these, in the order they came."""
    return list(
        session.scalars(
            select(TransmissionFrame)
            .where(among(session, TransmissionFrame.speaker_id, speakers))
            .order_by(TransmissionFrame.id)
            .limit(limit)
        )
    )


def forget_frames(session: Session, ids: Collection[int]) -> None:
    """They are kept no more."""
    session.execute(delete(TransmissionFrame).where(among(session, TransmissionFrame.id, ids)))


def forget_silent_speakers(session: Session, ids: Collection[int]) -> None:
    """Those of these of whom nothing is kept are listed no more."""
    kept = select(TransmissionFrame.id).where(TransmissionFrame.speaker_id == TransmissionSpeaker.id)
    session.execute(
        delete(TransmissionSpeaker).where(among(session, TransmissionSpeaker.id, ids), ~kept.exists())
    )


def trim_frames(session: Session, speaker_id: int, keep: int) -> int:
    """Push out the oldest of one's frames beyond the bound, fires last; returns how many."""
    count = frame_counts(session, [speaker_id]).get(speaker_id, 0)
    if count <= keep:
        return 0
    oldest = list(
        session.scalars(
            select(TransmissionFrame.id)
            .where(TransmissionFrame.speaker_id == speaker_id)
            .order_by(TransmissionFrame.fire, TransmissionFrame.id)
            .limit(count - keep)
        )
    )
    session.execute(delete(TransmissionFrame).where(TransmissionFrame.id.in_(oldest)))
    return len(oldest)


def trim_speakers(session: Session, keep: int) -> int:
    """Push out the longest unheard beyond the bound, those that told of a fire last."""
    count = int(session.scalar(select(func.count()).select_from(TransmissionSpeaker)) or 0)
    if count <= keep:
        return 0
    oldest = list(
        session.scalars(
            select(TransmissionSpeaker.id)
            .order_by(TransmissionSpeaker.fires > 0, TransmissionSpeaker.last_at)
            .limit(count - keep)
        )
    )
    forget_speakers(session, oldest)
    return len(oldest)


def forget_speakers(session: Session, ids: Sequence[int]) -> None:
    """They are listed no more, and neither are their frames."""
    session.execute(delete(TransmissionFrame).where(TransmissionFrame.speaker_id.in_(ids)))
    session.execute(delete(TransmissionSpeaker).where(TransmissionSpeaker.id.in_(ids)))
