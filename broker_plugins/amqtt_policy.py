"""The policy as an amqtt plugin: who may connect, and what each client may publish and receive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from amqtt.contexts import Action as AmqttAction
from amqtt.contexts import BaseContext, BrokerConfig, ListenerConfig
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session

from broker_plugins import credentials, policy
from broker_plugins.certificates import ClientCertificate, RevocationList
from broker_plugins.policy import Action, Identity
from runtime.clock import now_ms
from runtime.files import stamp
from runtime.logging import get_logger
from runtime.settings import HostPort

log = get_logger("broker")

_SESSION_EXPIRY_S = 86_400
_IDENTITY = "steppewatch.identity"
_PROOF = "steppewatch.proof"
CERTIFICATE = "steppewatch.certificate"
"""Where the broker leaves the certificate (DER) that a client has shown."""

_allowed = lru_cache(maxsize=8192)(policy.allowed)

_ACTIONS = {
    AmqttAction.PUBLISH: Action.PUBLISH,
    AmqttAction.SUBSCRIBE: Action.SUBSCRIBE,
    AmqttAction.RECEIVE: Action.RECEIVE,
}


class PolicyPlugin(BaseAuthPlugin, BaseTopicPlugin):
    """Authenticates by certificate or by a credentials file, and asks the policy for every topic.

    A certificate speaks for itself where it names a gateway; another name must stand in the credentials file,
    which gives it its role. Anonymous: never. Who has been let in stays in only while the same would let him
    in again: see `still_good`.
    """

    @dataclass
    class Config:
        """The plugin's settings: the paths of the credentials file and of the revocation list."""

        credentials: str
        revocation_list: str | None = None

    def __init__(self, context: BaseContext) -> None:
        super().__init__(context)
        self._file = CredentialsFile(Path(self.config.credentials))
        listed = self.config.revocation_list
        self._revoked = None if listed is None else RevocationList(Path(listed))

    async def authenticate(self, *, session: Session) -> bool:
        """Whether the certificate, or user name and password, are known; the session remembers who it is."""
        session.attributes.pop(_IDENTITY, None)
        password, session.password = session.password, None  # nothing keeps it, so nothing can show it
        shown = session.attributes.get(CERTIFICATE)
        if shown is not None:
            return self._by_certificate(session, ClientCertificate(shown))
        if session.username is None or password is None:
            return False
        entry = self._file.current().get(session.username)
        checked = entry.password_hash if entry else credentials.nobodys_hash()
        right = await asyncio.to_thread(credentials.verify, checked, password)
        if entry is None or not right:
            return False
        session.attributes[_IDENTITY] = entry.identity
        session.attributes[_PROOF] = entry
        return True

    def _by_certificate(self, session: Session, certificate: ClientCertificate) -> bool:
        entry = self._file.current().get(certificate.common_name)
        identity = certificate.gateway() or (entry.identity if entry is not None else None)
        if identity is None or self._is_revoked(certificate):
            return False
        session.username = certificate.common_name  # whatever it calls itself
        session.attributes[_IDENTITY] = identity
        session.attributes[_PROOF] = certificate
        return True

    def _is_revoked(self, certificate: ClientCertificate) -> bool:
        return certificate.ends_ms < now_ms() or (
            self._revoked is not None and certificate.serial in self._revoked.current()
        )

    def still_good(self, session: Session) -> bool:
        """Whether who was let in would be let in now."""
        proof = session.attributes.get(_PROOF)
        if isinstance(proof, ClientCertificate):
            entry = self._file.current().get(proof.common_name)
            identity = proof.gateway() or (entry.identity if entry is not None else None)
            return identity == session.attributes.get(_IDENTITY) and not self._is_revoked(proof)
        return proof is not None and self._file.current().get(session.username or "") == proof

    async def topic_filtering(
        self, *, session: Session | None = None, topic: str | None = None, action: AmqttAction | None = None
    ) -> bool:
        """amqtt's question, answered by `may`."""
        if session is None or topic is None or action is None:
            return False
        return self.may(session, _ACTIONS[action], topic)

    def may(self, session: Session, action: Action, topic: str) -> bool:
        """Whether this client may do this. Answers are remembered: the same few topics come all day."""
        identity: Identity | None = session.attributes.get(_IDENTITY)
        return (
            identity is not None
            and len(topic) <= policy.MAX_TOPIC_BYTES
            and _allowed(identity, action, topic)
        )


def configuration(
    credentials_file: Path, listen: HostPort, revocation_list: Path | None = None
) -> BrokerConfig:
    """amqtt's configuration: one TCP listener, and the policy as its only plugin."""
    plugin = f"{PolicyPlugin.__module__}.{PolicyPlugin.__qualname__}"
    return BrokerConfig(
        listeners={"default": ListenerConfig(bind=str(listen))},
        session_expiry_interval=_SESSION_EXPIRY_S,
        plugins={
            plugin: {
                "credentials": str(credentials_file),
                "revocation_list": None if revocation_list is None else str(revocation_list),
            }
        },
    )


class CredentialsFile:
    """A credentials file, read again when it has changed; a broken new one is reported and the old stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._signature = stamp(self._path)
        self._entries = credentials.read(path)

    def current(self) -> dict[str, credentials.Entry]:
        """The entries by user name."""
        signature = stamp(self._path)
        if signature != self._signature:
            self._signature = signature
            try:
                self._entries = credentials.read(self._path)
                log.info("credentials read again", clients=len(self._entries))
            except credentials.CredentialsError as fault:
                log.error("the changed credentials file is not used", fault=str(fault))
        return self._entries
