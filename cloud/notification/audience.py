"""Whom a rule's step means, for one occurrence: channels that receive themselves, and people by address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.duty.on_shift import RoomNow, rooms_now
from cloud.notification import repository, shift
from cloud.notification.forms import ADDRESS_OF
from cloud.notification.matching import Occurrence, Reason, Step
from cloud.notification.shift import Holder
from cloud.notification.tables import NotificationChannel, NotificationRecipient
from cloud.notification.words import Language
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.duties import DUTIES, Duty
from cloud.people.scope import sees
from cloud.people.tables import DutyGrant

#: The receiver is the channel itself.
ITSELF = "channel"
#: What else a target begins with.
_PERSON, _CONTACT = "person", "contact"
_NOT_DIALLED = re.compile(r"[\s()\-./]")
_PHONE = re.compile(r"\+?[0-9]{5,19}")


class Receiver(NamedTuple):
    """Somebody told: the target as it is stored, and how they are shown."""

    channel_id: int
    target: str
    name: str
    address: str = ""
    language: Language = "both"


class Meant(NamedTuple):
    """The receivers of a step; who of those meant cannot be told, or is told beside the shift, and why."""

    receivers: list[Receiver]
    gaps: list[Reason]


class Audience:
    """Everybody who can be told, read once for many occurrences."""

    def __init__(
        self,
        channels: Mapping[int, NotificationChannel],
        people: Mapping[int, NotificationRecipient],
        duties: Iterable[tuple[int, DutyGrant]],
        organisations: Mapping[int, Organisation],
        rooms: Sequence[RoomNow] = (),
    ) -> None:
        self.channels = channels
        self._people = people
        self._organisations = organisations
        self._rooms = rooms
        self._duties: dict[str, list[Holder]] = {}
        for person, grant in duties:
            holder = Holder(person, grant.account_id, tuple(grant.areas), tuple(grant.organisations))
            self._duties.setdefault(grant.duty, []).append(holder)

    def of(self, step: Step, seen: Occurrence) -> Meant:
        """Whom a step means."""
        meant = Meant([], [])
        for id in step.channels:
            channel = self.channels.get(id)
            if channel is None or not channel.enabled:
                name = channel.name if channel is not None else str(id)
                meant.gaps.append(Reason(f"通道“{name}”已停用", f"the channel {name} is off"))
            elif channel.kind not in ADDRESS_OF:
                meant.receivers.append(Receiver(id, ITSELF, channel.name))
            else:
                self._people_of(channel, step, seen, meant)
        return meant

    def _people_of(self, channel: NotificationChannel, step: Step, seen: Occurrence, meant: Meant) -> None:
        for id in self._persons(channel.kind, step, seen, meant):
            person = self._people[id]
            address = address_for(channel.kind, person)
            if not address:
                meant.gaps.append(_without_address(person.name, channel.kind))
                continue
            language: Language = person.language  # type: ignore[assignment]
            meant.receivers.append(Receiver(channel.id, f"person/{id}", person.name, address, language))
        owner = self._organisations.get(seen.organisation_id or 0)
        if step.contacts and owner is None:
            meant.gaps.append(Reason("警情不属于任何单位,无联系人", "no organisation, so no contacts"))
        if step.contacts and owner is not None and ADDRESS_OF[channel.kind] == "phone":
            meant.receivers.extend(_contacts(channel.id, owner))

    def _persons(self, kind: str, step: Step, seen: Occurrence, meant: Meant) -> list[int]:
        found = dict.fromkeys(id for id in step.people if id in self._people)
        missing = [id for id in step.people if id not in self._people]
        meant.gaps.extend(Reason(f"人员 {id} 已停用", f"person {id} is off") for id in missing)
        for duty in step.duties:
            holders = [
                one
                for one in self._duties.get(duty, ())
                if sees(
                    Asker("duty", areas=one.areas, organisations=one.organisations),
                    seen.area,
                    seen.organisation_id,
                )
            ]
            if not holders:
                entry = DUTIES[Duty(duty)]
                meant.gaps.append(Reason(f"无人担任“{entry.zh}”", f"nobody is {entry.en} here"))
            found |= dict.fromkeys(self._narrowed(kind, duty, holders, seen, meant))
        return list(found)

    def _narrowed(
        self, kind: str, duty: str, holders: list[Holder], seen: Occurrence, meant: Meant
    ) -> list[int]:
        if seen.persons is not None:
            concerned = [one.person for one in holders if one.account in seen.persons]
            if holders and not concerned:
                entry = DUTIES[Duty(duty)]
                meant.gaps.append(Reason(f"目前不由“{entry.zh}”办理", f"it is not with {entry.en} now"))
            return concerned
        if duty != Duty.CONTROL_ROOM or seen.matter_id is not None:
            return [one.person for one in holders]
        rooms = [
            room
            for room in self._rooms
            if room.looks_after(seen.area, seen.organisation_id, seen.building_id)
        ]
        able = frozenset(one.person for one in holders if address_for(kind, self._people[one.person]))
        narrowed = shift.on_shift(holders, rooms, able)
        meant.gaps.extend(reason for reason in narrowed.reasons if reason not in meant.gaps)
        return narrowed.people


def read(
    session: Session, organisation_ids: Iterable[int], now: int, shift_at: int | None = None
) -> Audience:
    """Everybody who can be told now, with the contacts of these organisations.

    `shift_at`: the moment whose shifts count; None: now.
    """
    owners = set(organisation_ids)
    return Audience(
        repository.channels(session),
        repository.people(session),
        repository.duties(session, now),
        repository.organisations(session, owners),
        rooms_now(session, owners, now if shift_at is None else shift_at),
    )


def resolve(session: Session, channel: NotificationChannel, target: str) -> Receiver | None:
    """A stored target as it is now; None: it can be told no more."""
    return resolve_all(session, [(channel, target)]).get((channel.id, target))


def resolve_all(
    session: Session, stored: Iterable[tuple[NotificationChannel, str]]
) -> dict[tuple[int, str], Receiver]:
    """Stored targets as they are now, two queries for all of them; who can be told no more is left out."""
    wanted = {(channel.id, target): channel for channel, target in stored}
    named: dict[str, set[int]] = {_PERSON: set(), _CONTACT: set()}
    for _, target in wanted:
        if target != ITSELF:
            kind, _, rest = target.partition("/")
            named[kind].add(int(rest.partition("/")[0]))
    people = repository.people(session, named[_PERSON])
    contacts = {
        one.target: one
        for owner in repository.organisations(session, named[_CONTACT]).values()
        for one in _contacts(0, owner)
    }
    found: dict[tuple[int, str], Receiver] = {}
    for (channel_id, target), channel in wanted.items():
        if target == ITSELF:
            found[channel_id, target] = Receiver(channel_id, target, channel.name)
        elif target in contacts:
            found[channel_id, target] = contacts[target]._replace(channel_id=channel_id)
        elif target.startswith(f"{_PERSON}/"):
            person = people.get(int(target.removeprefix(f"{_PERSON}/")))
            address = address_for(channel.kind, person) if person is not None else ""
            if person is not None and address:
                language: Language = person.language  # type: ignore[assignment]
                found[channel_id, target] = Receiver(channel_id, target, person.name, address, language)
    return found


def address_for(kind: str, person: NotificationRecipient) -> str:
    """A person's address for a kind of channel; empty: they have none."""
    return person.email if ADDRESS_OF[kind] == "email" else person.phone


def masked(address: str) -> str:
    """An address by which its owner knows it, and nobody else uses it."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    return f"{address[:3]}****{address[-2:]}" if len(address) > 6 else "****"


def _contacts(channel_id: int, owner: Organisation) -> list[Receiver]:
    found = []
    for contact in owner.contacts:
        phone = _NOT_DIALLED.sub("", str(contact.get("phone") or ""))
        if _PHONE.fullmatch(phone):
            digest = hashlib.sha256(phone.encode()).hexdigest()[:16]
            target = f"contact/{owner.id}/{digest}"
            found.append(Receiver(channel_id, target, str(contact.get("name") or ""), phone, "zh"))
    return list({one.target: one for one in found}.values())


def _without_address(name: str, kind: str) -> Reason:
    if ADDRESS_OF[kind] == "email":
        return Reason(f"{name}未登记邮箱", f"{name} has no mail address")
    return Reason(f"{name}未登记电话", f"{name} has no phone")
