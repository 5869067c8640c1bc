"""The same policy for a NATS server with its MQTT listener: users with subject permissions, in one account.

An MQTT topic `a/b/+/#` is the subjects `a.b.*.>` and `a.b.*`. What the server does within, and this answers:
- A list `allow` that is empty allows everything: who may publish nothing is denied `>`.
- A subscription at QoS 1 is delivered on `$MQTT.sub.…`, which therefore must be allowed; over MQTT nobody can
  subscribe there, but a NATS client could and would read everybody's. So users of MQTT may speak only MQTT.
- `verify_and_map` looks for a user by a certificate's alternative names first, then by its subject (`CN=…`).
  The server reads no revocation list: so each good certificate of a gateway is a user, by the URI in it, and
  a revoked one is gone. Only a certificate of another authority, without such a URI, is known by its subject.
- The centre's workers pull from the stream in which MQTT keeps messages, as NATS clients, and put receipts
  and commands there. They may receive everything as it is; of JetStream they may use what that takes. They
  come by certificate: the server knows no hash of a password that we have.
- A session is whose client id is shown, within the account, and an account for each gateway would be as many
  sets of streams: nothing here keeps one gateway from ending another's session (2.10 has callouts that would
  be told the client id). It reads nothing there, as its own permissions are looked at; and a client id that
  nobody can guess, which `edge-agent enrol` makes, is not shown.
- Levels with a full stop in them are other subjects; such names are refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from broker_plugins import policy
from broker_plugins.policy import Identity, Role
from runtime.faults import PlainFault
from telemetry.gateway_identity import GatewayName, certificate_uri

ACCOUNT = "STEPPEWATCH"
STREAM = "$MQTT_msgs"
"""Where the server's MQTT listener keeps messages of QoS 1."""

_DELIVERY = "$MQTT.sub.>"
_KEPT = "$MQTT.msgs."


class NatsUser(NamedTuple):
    """A client: by certificate, or, with a password, by user name."""

    identity: Identity
    password: str | None = None
    #: Serial number (hex) of the certificate, where it names itself by a URI.
    serial: str | None = None

    @property
    def name(self) -> str:
        """As the server knows it."""
        if self.password is not None:
            return self.identity.username
        if self.serial is not None:
            return certificate_uri(self.serial)
        if self.identity.role is Role.GATEWAY and self.identity.area is not None:
            return f"CN={GatewayName(self.identity.area, self.identity.username)}"
        return f"CN={self.identity.username}"


def subjects(filter_: str) -> list[str]:
    """The subjects of one MQTT filter. Raises PlainFault for what has none."""
    levels = filter_.split("/")
    if any("." in level or " " in level or not level for level in levels):
        raise PlainFault(
            f"{filter_!r} has no NATS subject: a level is empty or holds a full stop; rename that user"
        )
    translated = [{"+": "*"}.get(level, level) for level in levels]
    if translated[-1] != "#":
        return [".".join(translated)]
    parent = ".".join(translated[:-1])
    return [f"{parent}.>", parent]


def permissions(identity: Identity) -> dict[str, dict[str, list[str]]]:
    """What the server is told of one client that speaks MQTT."""
    publish = [subject for rule in policy.publish_filters(identity) for subject in subjects(rule)]
    receive = [subject for rule in policy.subscribe_filters(identity) for subject in subjects(rule)]
    return {
        "publish": {"allow": publish} if publish else {"deny": [">"]},
        "subscribe": {"allow": [*receive, _DELIVERY]} if receive else {"deny": [">"]},
    }


def worker_permissions(identity: Identity) -> dict[str, dict[str, list[str]]]:
    """The same for one of the centre's workers, which may also pull from the stream and store into it."""
    told = permissions(identity)
    stored = [_KEPT + subject for rule in policy.publish_filters(identity) for subject in subjects(rule)]
    told["publish"]["allow"] += [
        *stored,
        f"$JS.API.CONSUMER.DURABLE.CREATE.{STREAM}.*",
        f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.*",
        f"$JS.ACK.{STREAM}.>",
    ]
    told["subscribe"]["allow"].append("_INBOX.>")
    return told


def render_users(users: Iterable[NatsUser]) -> str:
    """The account with its users, for `include`; the server reads it again on SIGHUP."""
    lines = []
    for user in users:
        told: dict[str, object] = {"user": user.name}
        if user.password is not None:
            told["password"] = user.password
        works = user.identity.role is Role.CLOUD and user.password is None
        told["permissions"] = (worker_permissions if works else permissions)(user.identity)
        told["allowed_connection_types"] = ["MQTT", "STANDARD"] if works else ["MQTT"]
        lines.append(f"      {json.dumps(told, ensure_ascii=False)}\n")
    return (
        "accounts {\n"
        f"  {ACCOUNT} {{\n    jetstream: enabled\n    users: [\n{''.join(lines)}    ]\n  }}\n"
        "}\n"
    )
