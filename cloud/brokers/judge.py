"""What a broker asked, answered by the keeper."""

from __future__ import annotations

import re

from broker_plugins.policy import Identity, Role
from cloud.brokers.forms import CertificateLogin, Login, Never, Question, Queue, Use, Vhost
from cloud.brokers.keeper import Keeper
from cloud.brokers.settings import BrokersSettings
from telemetry.gateway_identity import parse_common_name

_EXCHANGE = "amq.topic"
#: RabbitMQ's queues of an MQTT session, by client id.
_SESSION_QUEUE = re.compile(r"mqtt-(?:subscription|will)-(?P<client>.+?)(?:qos[01])?", re.DOTALL)


async def judge(keeper: Keeper, settings: BrokersSettings, question: Question) -> bool:
    """Whether it is allowed."""
    match question:
        case CertificateLogin(username):
            known = settings.rabbitmq_certificates and parse_common_name(username) is not None
            return known and await keeper.authenticate(username, None, username)
        case Login(username, password, common_name, client_id):
            # The password first: a name that nobody has takes as long as another.
            right = await keeper.authenticate(username, password, common_name)
            if client_id is None or not right:
                return right
            identity = await keeper.identity(username)
            return identity is not None and _own_session(identity, client_id)
        case Use(username, actions, topic):
            return all([await keeper.may(username, action, topic) for action in actions])
        case Vhost(username, client_id, vhost):
            identity = await keeper.identity(username)
            right = vhost == settings.rabbitmq_vhost
            return right and identity is not None and _own_session(identity, client_id)
        case Queue(username, client_id, kind, name, permission):
            identity = await keeper.identity(username)
            return identity is not None and _own(identity, client_id, kind, name, permission)
        case Never():
            return False


def _own_session(identity: Identity, client_id: str) -> bool:
    """Whose session a client id names: RabbitMQ and EMQX end the one that it takes the place of, whose it is.

    The client's name, or its name and a colon before whatever it likes: no name holds a colon. The centre's
    own lines add a hyphen and theirs; it receives from all as it is.
    """
    name = client_id.partition(":")[0]
    if name in (identity.username, f"{identity.area}/{identity.username}"):
        return True
    return identity.role is Role.CLOUD and name.startswith(f"{identity.username}-")


def _own(identity: Identity, client_id: str, kind: str, name: str, permission: str) -> bool:
    """The topic exchange is for all; a queue is its own session's: whoever reads it reads the session."""
    if kind == "exchange":
        return name == _EXCHANGE and permission in ("read", "write")
    match = _SESSION_QUEUE.fullmatch(name) if kind == "queue" else None
    return (
        match is not None
        and permission in ("configure", "read", "write")
        and match["client"] == client_id
        and _own_session(identity, client_id)
    )
