"""The policy as an amqtt plugin: who may connect, and what each client may publish and receive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from amqtt.contexts import Action as AmqttAction
from amqtt.contexts import BaseContext
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session

from broker_plugins import credentials, policy
from broker_plugins.policy import Action, Identity
from runtime.logging import get_logger

log = get_logger("broker")

_IDENTITY = "steppewatch.identity"

_allowed = lru_cache(maxsize=8192)(policy.allowed)

_ACTIONS = {
    AmqttAction.PUBLISH: Action.PUBLISH,
    AmqttAction.SUBSCRIBE: Action.SUBSCRIBE,
    AmqttAction.RECEIVE: Action.RECEIVE,
}


class PolicyPlugin(BaseAuthPlugin, BaseTopicPlugin):
    """Authenticates against a credentials file and asks the policy for every topic. Anonymous: never."""

    @dataclass
    class Config:
        """The plugin's settings: the path of the credentials file."""

        credentials: str

    def __init__(self, context: BaseContext) -> None:
        super().__init__(context)
        self._file = CredentialsFile(Path(self.config.credentials))

    async def authenticate(self, *, session: Session) -> bool:
        """Whether user name and password are known; remembers in the session who it is."""
        session.attributes.pop(_IDENTITY, None)
        password, session.password = session.password, None  # nothing keeps it, so nothing can show it
        if session.username is None or password is None:
            return False
        entry = self._file.current().get(session.username)
        checked = entry.password_hash if entry else _nobody()
        right = await asyncio.to_thread(credentials.verify, checked, password)
        if entry is None or not right:
            return False
        session.attributes[_IDENTITY] = entry.identity
        return True

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


class CredentialsFile:
    """A credentials file, read again when it has changed; a broken new one is reported and the old stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._signature = self._sign()
        self._entries = credentials.read(path)

    def current(self) -> dict[str, credentials.Entry]:
        """The entries by user name."""
        signature = self._sign()
        if signature != self._signature:
            self._signature = signature
            try:
                self._entries = credentials.read(self._path)
                log.info("credentials read again", clients=len(self._entries))
            except credentials.CredentialsError as fault:
                log.error("the changed credentials file is not used", fault=str(fault))
        return self._entries

    def _sign(self) -> tuple[int, int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash no password has, checked for unknown names so that they take as long as known ones."""
    return credentials.hash_password(credentials.new_secret())
