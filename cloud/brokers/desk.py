"""The brokers' desk: the keeper of the doors, the users, and the files that brokers are given.

Every few seconds, and at once when something changes here, the policy's revision is compared with what each
broker was last given. A broker that could not be given is tried again at the next look.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from broker_plugins import credentials
from broker_plugins.credentials import Entry
from broker_plugins.policy import Identity, Role
from cloud.audit import service as audit
from cloud.brokers import repository
from cloud.brokers.elsewhere import Elsewhere
from cloud.brokers.emqx_sessions import EmqxSessions
from cloud.brokers.files import Engine
from cloud.brokers.keeper import Keeper
from cloud.brokers.lock import Lock
from cloud.brokers.managed_sessions import ManagedSessions
from cloud.brokers.policy import GoodCertificate, Policy
from cloud.brokers.rabbitmq_sessions import RabbitMqSessions
from cloud.brokers.schemas import BrokerState, NewUser, TargetState
from cloud.brokers.sessions import end_sessions
from cloud.brokers.settings import BrokersSettings, MosquittoTarget
from cloud.brokers.tables import BrokerUser
from cloud.brokers.targets import CredentialsTarget, FolderTarget, Target
from cloud.database.engine import Database
from cloud.enrolment import repository as enrolment
from cloud.enrolment.own_authority import OwnAuthority
from cloud.enrolment.service import Enrolment
from cloud.enrolment.shut_out import ShutOutGateways
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from runtime.clock import Clock
from runtime.faults import PlainFault
from runtime.logging import get_logger
from runtime.waker import Waker
from telemetry.gateway_identity import GatewayName

log = get_logger("brokers")

_PAGE = 5_000
#: A revocation list has a term; the files are written anew well before it.
_RENEW_S = 43_200.0
#: Whose sessions are ended: who was revoked no longer ago, or could not be reached since.
_FRESH_MS = 600_000


class BrokerDesk:
    """See the module. `policy_changed` may be called from any thread."""

    def __init__(
        self,
        database: Database,
        settings: BrokersSettings,
        clock: Clock,
        authority: Callable[[], Enrolment | None],
    ) -> None:
        self.settings = settings
        self.keeper = Keeper(database, settings, clock)
        self.lock = Lock(settings.secret_file)
        self.shut_out = ShutOutGateways()
        self._database = database
        self._clock = clock
        self._enrolment = authority
        self._targets = _targets(settings)
        self._asking = _asking(settings, clock)
        self._given: dict[str, TargetState] = {}
        self._written: dict[str, float] = {}
        self._seen_revision: int | None = None
        self._ended: set[str] = set()
        #: Whoever was revoked before had their sessions ended, on every broker.
        self._all_ended_ms = clock.now_ms() - _FRESH_MS
        self._told: list[Target] = []
        self.elsewhere = Elsewhere(database, settings.elsewhere, clock, self.policy)
        self._behind_elsewhere = self.elsewhere.has_sessions
        self._waker = Waker()

    # Users

    def make_user(self, session: Session, asker: Asker, asked: NewUser) -> tuple[BrokerUser, str | None]:
        """Make it, or give it a new password; the second value is shown once."""
        try:
            identity = Identity(asked.username, asked.role, asked.area)
        except ValueError as fault:
            raise ApiError(
                422, "bad-user", f"用户无效:{fault}", f"No such user can be: {fault}.", "body"
            ) from None
        if identity.area is not None and identity.role is not Role.GATEWAY:
            raise ApiError(
                422, "bad-user", "只有网关带地区代码。", "Only gateways have an area.", "body.area"
            )
        secret = credentials.new_secret() if asked.password else None
        before = repository.user(session, asked.username)
        if before is not None and before.revoked_at is None and before.role != asked.role.value:
            raise ApiError(
                409,
                "user-has-another-role",
                f"该用户的角色是 {before.role};请先吊销。",
                f"This user's role is {before.role}. Revoke it first.",
                "body.role",
            )
        row = before or BrokerUser(username=asked.username)
        row.role, row.area = asked.role.value, asked.area
        row.password_hash = None if secret is None else credentials.hash_password(secret)
        row.made_by, row.made_at, row.revoked_at = asker.name[:128], self._clock.now_ms(), None
        session.add(row)
        enrolment.policy_changed(session)
        told = {"role": row.role, "area": row.area, "has_password": secret is not None}
        audit.record(session, asker, "broker-user.make", f"broker-user/{row.username}", None, told)
        return row, secret

    def revoke_user(self, session: Session, asker: Asker, username: str) -> BrokerUser:
        """It may connect no longer."""
        row = repository.user(session, username)
        if row is None:
            raise not_found("用户", "user of the brokers", "path.username")
        if row.revoked_at is None:
            row.revoked_at = self._clock.now_ms()
            enrolment.policy_changed(session)
            audit.record(session, asker, "broker-user.revoke", f"broker-user/{username}", {"role": row.role})
        return row

    def state(self, session: Session) -> BrokerState:
        """How far everything is."""
        return BrokerState(
            revision=enrolment.policy_revision(session),
            targets=[
                *(
                    self._given.get(name, TargetState(name=name, revision=None, at=None, fault=""))
                    for name in self._names()
                ),
                *self.elsewhere.states(session),
            ],
            checks=self.keeper.checks,
            denied=self.keeper.denied,
            overloaded=self.keeper.overloaded,
            shut_out=len(self.shut_out.names),
        )

    # Files

    def policy_changed(self) -> None:
        """Something was committed that brokers must hear of. The doors know it from now on."""
        self.keeper.forget()
        self._waker.wake()

    async def run(self) -> None:
        """Keep everything up with the policy, until cancelled."""
        try:
            while True:
                try:
                    await self.look()
                except Exception:
                    log.exception("the brokers' policy could not be looked at and is tried again")
                await self._waker.wait(self.settings.every_s)
        finally:
            self.keeper.close()

    async def look(self) -> None:
        """One look at the policy's revision, and what follows from it.

        Whose sessions are to end is asked first: what is given afterwards surely refuses them. A broker may
        lose a signal while it works on another; so at the next look it is told again, and sessions are ended
        again, until a look in which nothing was given.
        """
        at = self._clock.now_ms()
        fresh = await asyncio.to_thread(self._freshly_revoked) if self._can_end_sessions() else {}
        revision = await asyncio.to_thread(self._learn)
        if revision != self._seen_revision:
            self.keeper.forget()
        self._seen_revision = revision
        now = self._clock.monotonic()
        for target in self._told:
            with contextlib.suppress(OSError):  # it is behind then, or its files are there when it comes back
                await asyncio.to_thread(target.remind)
        behind = self._told = [target for target in self._targets if self._is_behind(target, revision, now)]
        if behind:
            policy = await asyncio.to_thread(self.policy, certificates=bool(self.settings.nats))
            for target in behind:
                await asyncio.to_thread(self._give, target, policy, now)
        if fresh:
            await self._end_sessions(fresh, revision, last=not behind)
        else:
            self._all_ended_ms = at
        for broker in self._asking:
            await self._end_managed(broker, revision)

    def _names(self) -> list[str]:
        return [target.name for target in self._targets] + [broker.name for broker in self._asking]

    def _learn(self) -> int:
        with self._database.read() as session:
            revision = enrolment.policy_revision(session)
            if revision != self._seen_revision:
                self.shut_out.look(session)
            return revision

    def _is_behind(self, target: Target, revision: int, now: float) -> bool:
        given = self._given.get(target.name)
        return (
            given is None
            or given.revision != revision
            or bool(given.fault)
            or now - self._written.get(target.name, now) > _RENEW_S
        )

    def policy(self, *, certificates: bool = True) -> Policy:
        """Everything that brokers are told now; the certificates, which may be many, only where one asks."""
        now = self._clock.now_ms()
        at = dt.datetime.fromtimestamp(now / 1000, dt.UTC)
        signer = self._enrolment()
        with self._database.read() as session:
            rows = repository.good_users(session)
            shut_out = tuple(GatewayName(row.area, row.gateway) for row in enrolment.all_shut_out(session))
            good: list[GoodCertificate] = []
            last = 0
            while certificates and (page := enrolment.good_certificates(session, now, last, _PAGE)):
                good += [GoodCertificate(row.serial, GatewayName(row.area, row.gateway)) for row in page]
                last = page[-1].id
            return Policy(
                revision=enrolment.policy_revision(session),
                at=at,
                entries=tuple(
                    Entry(Identity(row.username, Role(row.role), row.area), row.password_hash)
                    for row in rows
                    if row.password_hash is not None
                ),
                certified=tuple(
                    Identity(row.username, Role(row.role))
                    for row in rows
                    if row.password_hash is None and row.role != Role.GATEWAY
                ),
                certificates=tuple(good),
                named=signer is not None and isinstance(signer.authority, OwnAuthority),
                shut_out=shut_out,
                revocation_list=None if signer is None else signer.signed_list(session, at),
                trusted=None if signer is None else signer.authority.trusted_pem(),
            )

    def _give(self, target: Target, policy: Policy, now: float) -> None:
        fault = ""
        try:
            target.give(policy)
        except (OSError, PlainFault) as found:
            fault = str(found)[:500]
            log.error("a broker could not be given its files", broker=target.name, fault=fault)
        else:
            log.info("a broker was given its files", broker=target.name, revision=policy.revision)
        self._written[target.name] = now
        self._given[target.name] = TargetState(
            name=target.name, revision=policy.revision, at=self._clock.now_ms(), fault=fault
        )

    def _can_end_sessions(self) -> bool:
        signer = self._enrolment()
        return signer is not None and isinstance(signer.authority, OwnAuthority)

    async def _end_sessions(self, fresh: dict[str, GatewayName], revision: int, *, last: bool) -> None:
        signer = self._enrolment()
        if signer is None or not isinstance(signer.authority, OwnAuthority):
            return
        missed: set[GatewayName] = set()
        given = [
            (target.sessions, self._given.get(_mosquitto(target).name)) for target in self.settings.mosquitto
        ]
        there = await asyncio.to_thread(self.elsewhere.with_sessions)
        behind = [state for _, state in there if state.revision != revision or state.fault]
        for sessions, state in (*given, *there):
            if sessions is None:
                continue
            if state is None or state.fault or state in behind:
                missed |= set(fresh.values())  # it would let them in again; the next look tries both
                continue
            missed |= set(await end_sessions(signer.authority, sessions, fresh.values(), self.shut_out))
        # What was asked for after the last look is told of by now, but was not when sessions were ended then.
        before, self._behind_elsewhere = self._behind_elsewhere, bool(behind)
        if last and not behind and not before:
            self._ended |= {serial for serial, name in fresh.items() if name not in missed}

    async def _end_managed(self, broker: ManagedSessions, revision: int) -> None:
        """It asks at the doors; so what it is given is that the connections of the revoked end."""
        now = self._clock.now_ms()
        fault = await broker.end(await asyncio.to_thread(self._gone, now - _FRESH_MS))
        before = self._given.get(broker.name)
        if fault and (before is None or before.fault != fault):
            log.error("the sessions of the revoked could not be ended", broker=broker.name, fault=fault)
        if before is None or (before.revision, before.fault) != (revision, fault):
            told = TargetState(name=broker.name, revision=revision, at=now, fault=fault)
            self._given[broker.name] = told

    def _gone(self, since: int) -> dict[str, int]:
        with self._database.read() as session:
            return repository.gone_since(session, since)

    def _freshly_revoked(self) -> dict[str, GatewayName]:
        """By serial: whose certificates were revoked of late, and whose sessions have not been ended."""
        since = min(self._clock.now_ms() - _FRESH_MS, self._all_ended_ms)
        with self._database.read() as session:
            found = enrolment.revoked_since(session, since)
        self._ended &= {serial for serial, _, _ in found}
        return {
            serial: GatewayName(area, gateway) for serial, area, gateway in found if serial not in self._ended
        }


def _asking(settings: BrokersSettings, clock: Clock) -> list[ManagedSessions]:
    """The brokers that ask at the doors, as far as the centre reaches their management."""
    found: list[ManagedSessions] = []
    if settings.rabbitmq is not None:
        found.append(RabbitMqSessions(settings.rabbitmq, settings.remember_s, clock))
    if settings.emqx is not None:
        found.append(EmqxSessions(settings.emqx, settings.remember_s, clock))
    return found


def _targets(settings: BrokersSettings) -> list[Target]:
    targets: list[Target] = []
    if settings.credentials is not None or settings.revocation_list is not None:
        targets.append(CredentialsTarget(settings.credentials, settings.revocation_list))
    targets += [_mosquitto(target) for target in settings.mosquitto]
    targets += [FolderTarget(Engine.NATS, target.folder, target.pid_file) for target in settings.nats]
    return targets


def _mosquitto(target: MosquittoTarget) -> FolderTarget:
    return FolderTarget(Engine.MOSQUITTO, target.folder, target.pid_file)
