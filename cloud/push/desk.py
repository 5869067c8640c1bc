"""Where pushes arrive: each proves itself, is taken apart, and is answered once it is committed.

1. What does not prove itself is refused without a reason, and counted.
2. What the platform sent and nobody can read becomes a dead letter; the platform is told that it arrived. Of
   a registered device it is a fault as well, which stands until a push of it is read again.
3. What is of a device that nobody has registered is kept with it, bounded, and listed.
4. All else is answered after the commit; when that cannot be had, the platform is told to try again.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.access.examine import Arrival, Examined, Refused
from cloud.database.engine import Database
from cloud.direct.line import DirectLine, Indigestible, LineFull, NotStored, ReadingsLeft
from cloud.direct.speech import Speech, Word
from cloud.push import health, onenet, repository, secrets
from cloud.push.kept import KeptPushes, ReadingsKept, TryAgain
from cloud.push.kinds import Kind, Message, Unreadable, take_apart
from cloud.push.letters import Address
from cloud.push.reading import Readers, may_be_fire, tells
from cloud.push.secrets import SecretFolder
from cloud.push.settings import PushSettings
from cloud.push.tables import PushDevice, PushIntegration
from device_profiles.finding import ReportError
from device_profiles.loader import ProfileError
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.messages import Label

log = get_logger("push")

_TOKEN_HEADER = "x-steppewatch-token"  # noqa: S105 - a header's name
_TTS_HEADER = "x-downlink-apikey"
_REASON = 512


class NotAuthentic(Exception):
    """The push does not prove that it is the platform's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an HTTP request says beside its body; header names in small letters."""

    headers: Mapping[str, str]
    query: Mapping[str, str]


class Opened(NamedTuple):
    """A push that proved itself: whose it is, what it says, and the device it is of."""

    integration: PushIntegration
    message: Message | None
    device: PushDevice | None
    event: str = ""
    fault: str = ""
    #: Something is kept of it from before it was registered.
    kept: bool = False


class PushDesk:
    """Takes pushes, over HTTP and MQTT alike."""

    def __init__(
        self,
        settings: PushSettings,
        database: Database,
        line: DirectLine,
        store: Callable[[Sequence[Examined]], object],
        clock: Clock,
    ) -> None:
        self.settings = settings
        self.folder = SecretFolder(settings.secrets)
        self.readers = Readers()
        #: By the integration's name.
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        #: When each was last heard by this process, by its name.
        self.last: dict[str, int] = {}
        self._database = database
        self._line = line
        self._store = store
        self._clock = clock
        self.kept = KeptPushes(database, self.tell, self.put_away)

    async def receive(self, name: str, asked: Asked, body: bytes) -> Kind:
        """Take a push over HTTP; returns its kind. Raises NotAuthentic or TryAgain."""
        opened = await asyncio.to_thread(self._open, name, asked, body)
        await self._take(opened, body)
        return Kind(opened.integration.kind)

    async def receive_mqtt(self, integration: PushIntegration, payload: bytes, event: str) -> None:
        """Take a message of a network server's broker. Raises TryAgain."""
        opened = await asyncio.to_thread(self._look_anew, integration, payload, event)
        await self._take(opened, payload)

    async def shake_hands(self, name: str, query: Mapping[str, str]) -> str:
        """OneNET's check of the address: gives back what it asks for. Raises NotAuthentic."""

        def check() -> str:
            integration = self._integration(name)
            if integration.kind != Kind.ONENET or integration.secret_file is None:
                raise NotAuthentic
            token = self.folder.read(integration.secret_file)
            message = query.get("msg", "")
            if not onenet.checked(token, query.get("nonce", ""), message, query.get("signature", "")):
                self.counts[name]["not_signed"] += 1
                raise NotAuthentic
            return message

        return await asyncio.to_thread(check)

    def _integration(self, name: str) -> PushIntegration:
        with self._database.read() as session:
            found = repository.integration(session, name)
        if found is None or not found.enabled:
            self.counts[""]["no_such_integration"] += 1
            raise NotAuthentic
        return found

    def _open(self, name: str, asked: Asked, body: bytes) -> Opened:
        integration = self._integration(name)
        counts = self.counts[name]
        if integration.kind == Kind.ONENET:
            try:
                push = self._onenet(integration, body)
            except onenet.NotSigned:
                counts["not_signed"] += 1
                raise NotAuthentic from None
            except onenet.NotReadable as fault:
                return Opened(integration, None, None, fault=str(fault))
            return self._look(integration, push.message, push.mark)
        if not _proves(integration, asked):
            counts["not_signed"] += 1
            raise NotAuthentic
        return self._look(integration, body, asked.query.get("event", "")[:32])

    def _onenet(self, integration: PushIntegration, body: bytes) -> onenet.Push:
        if integration.secret_file is None:
            raise onenet.NotSigned("the integration has no secret")
        token = self.folder.read(integration.secret_file)
        key = self.folder.read(integration.key_file) if integration.key_file is not None else None
        return onenet.opened(body, token, key)

    def _look_anew(self, integration: PushIntegration, payload: bytes, event: str) -> Opened:
        """For a line that holds its integration for long: how that stands now."""
        with self._database.read() as session:
            now = repository.integration(session, integration.name)
        return self._look(now or integration, payload, event)

    def _look(self, integration: PushIntegration, payload: bytes, event: str) -> Opened:
        try:
            message = take_apart(Kind(integration.kind), payload, event)
        except Unreadable as fault:
            return Opened(integration, None, None, event, str(fault))
        with self._database.read() as session:
            device = repository.device_at(session, integration.id, message.identity)
            kept = repository.speaker_at(session, integration.id, message.identity) is not None
        return Opened(integration, message, device, event, kept=kept)

    async def _take(self, opened: Opened, body: bytes) -> None:
        integration, message, device = opened.integration, opened.message, opened.device
        counts = self.counts[integration.name]
        counts["received"] += 1
        self.last[integration.name] = self._clock.now_ms()
        if message is None:
            await self.put_away(integration, opened.event, opened.fault, body)
            return
        if integration.fault is not None:
            await self._write(lambda session: repository.note_read(session, PushIntegration, integration.id))
        if message.suffix is None:
            counts["said_nothing"] += 1
        elif device is None:
            await asyncio.to_thread(self._keep, integration, message)
            counts["unregistered"] += 1
        elif not device.enabled:
            counts["disabled"] += 1
        else:
            if opened.kept and (await self.kept.take_in(integration, device)).stopped:
                raise TryAgain("what was pushed before it was registered has yet to be stored")
            await self.tell(integration, device, message, self._clock.now_ms(), opened.event)

    async def tell(
        self, integration: PushIntegration, device: PushDevice, message: Message, at: int, event: str = ""
    ) -> bool:
        """Store what a push says of a device, as heard at that time. Raises TryAgain.

        False: nobody can read it, and it is a dead letter.
        """
        try:
            await self.tell_again(integration, device, message, at)
        except (ReportError, ProfileError) as fault:
            await self._unread(integration, device, message, event, str(fault), at)
            return False
        except Indigestible as fault:
            address = Address(integration.name, device.identity, event)
            await self._put_away(address, f"internal: {fault}", message.payload, device)
            return False
        return True

    async def tell_again(
        self, integration: PushIntegration, device: PushDevice, message: Message, at: int
    ) -> None:
        """The same, without a dead letter.

        Raises TryAgain; ReportError, ProfileError or Indigestible where nobody can read it.
        """
        words = self.readers.words(
            device.gateway,
            device.profile,
            message,
            Label(device.place_zh, device.place_en),
            Label(device.name_zh, device.name_en),
            proven=device.told_at is not None,
        )
        await self._say(integration, device, words, at, dedupe=message.dedupe, urgent=may_be_fire(words))
        self.counts[integration.name]["stored"] += 1
        now = self._clock.now_ms()
        if device.fault is not None:
            # By itself: a repetition, whose key is known, is told no more.
            await self._say(integration, device, (health.readable(device),), now, urgent=False)
            await self._write(lambda session: repository.note_read(session, PushDevice, device.id))
        if device.told_at is None and tells(words):
            await self._write(lambda session: repository.note_told(session, device.id, device.profile, now))

    def take_apart_again(
        self, integration: PushIntegration, address: Address, payload: bytes, *, repaired: bool
    ) -> Message:
        """A dead letter's push, or what somebody has made of it. Raises Unreadable.

        What OneNET sent lies as it came where nobody could say whose it is: signed, and perhaps encrypted.
        """
        if integration.kind != Kind.ONENET or address.identity or repaired:
            return take_apart(Kind(integration.kind), payload, address.event)
        try:
            push = self._onenet(integration, payload)
        except (onenet.NotSigned, onenet.NotReadable) as fault:
            raise Unreadable(str(fault)) from None
        return take_apart(Kind.ONENET, push.message, push.mark)

    async def _say(
        self,
        integration: PushIntegration,
        device: PushDevice,
        words: tuple[Word, ...],
        at: int,
        *,
        dedupe: str = "",
        urgent: bool,
    ) -> None:
        speech = Speech(device.gateway, device.area, at, words, dedupe=dedupe, urgent=urgent)
        try:
            async with asyncio.timeout(self.settings.patience_s):
                await asyncio.shield(self._line.say(speech))
        except Indigestible:
            raise
        except ReadingsLeft as fault:
            raise ReadingsKept(str(fault)) from None
        except (NotStored, LineFull, TimeoutError) as fault:
            self.counts[integration.name]["try_again"] += 1
            raise TryAgain(str(fault)) from None

    async def _unread(
        self,
        integration: PushIntegration,
        device: PushDevice,
        message: Message,
        event: str,
        why: str,
        at: int,
    ) -> None:
        address = Address(integration.name, device.identity, event)
        await self._put_away(address, why, message.payload, device)
        if device.fault is None:
            await self._say(integration, device, (health.unreadable(device, why),), at, urgent=True)
        now = self._clock.now_ms()
        await self._write(
            lambda session: repository.note_unread(session, PushDevice, device.id, why[:_REASON], now)
        )

    def _keep(self, integration: PushIntegration, message: Message) -> None:
        now = self._clock.now_ms()
        with self._database.write() as session:
            row = repository.note_speaker(session, integration.id, message.identity, now)
            repository.keep_payload(
                session, row.id, now, message.suffix or "", message.dedupe, message.payload
            )
            session.flush()
            row.evicted += repository.trim_payloads(session, row.id, self.settings.payloads_kept)
            session.flush()
            repository.trim_speakers(session, self.settings.speakers_kept)

    async def put_away(self, integration: PushIntegration, event: str, why: str, body: bytes) -> None:
        """Keep what nobody can say whose it is as a dead letter of its integration. Raises TryAgain."""
        await self._put_away(Address(integration.name, "", event), why, body, integration)
        now = self._clock.now_ms()
        await self._write(
            lambda session: repository.note_unread(
                session, PushIntegration, integration.id, why[:_REASON], now
            )
        )

    async def _put_away(
        self, address: Address, why: str, payload: bytes, whose: PushDevice | PushIntegration
    ) -> None:
        self.counts[address.integration]["unreadable"] += 1
        letter = Refused(
            Arrival(str(address), payload, self._clock.now_ms()),
            "push",
            why,
            speaker=whose.gateway if isinstance(whose, PushDevice) else None,
            owner=(whose.area, whose.organisation_id),
        )
        try:
            await asyncio.to_thread(self._store, [letter])
        except Exception as fault:
            log.error("a dead letter could not be kept", integration=address.integration, fault=str(fault))
            raise TryAgain(str(fault)) from None

    async def _write(self, change: Callable[[Session], None]) -> None:
        """Raises TryAgain."""

        def write() -> None:
            with self._database.write() as session:
                change(session)

        try:
            await asyncio.to_thread(write)
        except Exception as fault:
            log.error("what became of a push could not be noted", fault=str(fault))
            raise TryAgain(str(fault)) from None


def _proves(integration: PushIntegration, asked: Asked) -> bool:
    """Whether the request carries the integration's secret, where its platform can put one."""
    given = [asked.headers.get(_TOKEN_HEADER)]
    if integration.kind == Kind.TTS:
        given.append(asked.headers.get(_TTS_HEADER))
    if integration.kind == Kind.CTWING:
        given.append(asked.query.get("token"))  # its subscriptions are addresses without headers
    return any(secrets.same(one, integration.secret_sha256) for one in given if one)
