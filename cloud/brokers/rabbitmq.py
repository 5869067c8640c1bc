"""RabbitMQ with its MQTT plugin, asking at the centre's doors: its configuration. Pure.

- No AMQP listener: over AMQP a queue's owner can have what it discards published under any topic, unasked.
  The doors deny sessions that do not come over MQTT, should one be opened all the same.
- Gateways come in by certificate; the plugin then asks for the common name, without a password. Services come
  in by password, where nobody is believed without one.
- It asks about a topic once in a connection; so whoever is revoked goes on until the connection is closed.
  The centre does so at its management, on loopback, as a user who may enter no virtual host. Without it
  `closing` is what ends them: `rabbitmqctl close_all_user_connections` does not see MQTT.
- Queues are bounded by a policy that is read with the configuration; so nobody else is in the users' table.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from pathlib import Path

from broker_plugins.amqtt_connection import MAX_PACKET_BYTES
from broker_plugins.mosquitto_gateways import Files, Listeners
from broker_plugins.outbox import MAX_BYTES, MAX_MESSAGES, WINDOW
from cloud.brokers.doors import PREFIX
from cloud.brokers.rabbitmq_sessions import USERNAME
from runtime.settings import HostPort

_PLUGINS = ("rabbitmq_mqtt", "rabbitmq_auth_backend_http")
#: rabbitmq-env.conf of a node that stands alone: who reaches Erlang's own port with its cookie is its master.
ENVIRONMENT = """\
export ERL_EPMD_ADDRESS=127.0.0.1
SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
"""
_NAME = re.compile(r"([0-9]{6}/)?[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.ASCII)
_DAY_MS = 86_400_000
_QUESTIONS = ("user", "vhost", "resource", "topic")


def render_plugins(*, managed: bool) -> str:
    """enabled_plugins; `managed`: with the management, whose door the centre comes to."""
    return f"[{','.join((*_PLUGINS, 'rabbitmq_management') if managed else _PLUGINS)}].\n"


def render_configuration(
    listeners: Listeners,
    files: Files,
    folder: Path,
    centre: str,
    vhost: str,
    management: HostPort | None = None,
) -> str:
    """rabbitmq.conf; `centre` is the URL of the doors' centre, `folder` holds `definitions.json`."""
    paths = "".join(
        f"auth_http.{question}_path = {centre}{PREFIX}rabbitmq/{question}\n" for question in _QUESTIONS
    )
    services = (
        f"mqtt.listeners.tcp.1 = {listeners.services}" if listeners.services else "mqtt.listeners.tcp = none"
    )
    managed = (
        ""
        if management is None
        else f"""\
auth_backends.2 = internal
management.tcp.ip = {management.host}
management.tcp.port = {management.port}
"""
    )
    return f"""\
listeners.tcp = none
load_definitions = {folder / "definitions.json"}
max_message_size = {MAX_PACKET_BYTES}

auth_backends.1 = http
auth_http.http_method = post
{paths}{managed}
mqtt.vhost = {vhost}
mqtt.exchange = amq.topic
mqtt.allow_anonymous = false
mqtt.prefetch = {WINDOW}
mqtt.subscription_ttl = {_DAY_MS}
{services}
mqtt.listeners.ssl.1 = {listeners.gateways}
mqtt.ssl_cert_login = true
ssl_cert_login_from = common_name
ssl_options.cacertfile = {files.trusted}
ssl_options.certfile = {files.certificate}
ssl_options.keyfile = {files.key}
ssl_options.depth = 3
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = true
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2

log.file = false
log.console = true
log.console.level = warning
"""


def render_definitions(vhost: str, password: str | None = None) -> str:
    """The virtual host, the bounds of each session's queue there, and the management's user if it has one."""
    bounds = {"max-length": MAX_MESSAGES, "max-length-bytes": MAX_BYTES}
    policy = {
        "vhost": vhost,
        "name": "bounded-sessions",
        "pattern": "^mqtt-subscription-",
        "apply-to": "queues",
        "priority": 0,
        "definition": bounds,
    }
    told: dict[str, object] = {"vhosts": [{"name": vhost}], "policies": [policy]}
    if password is not None:
        told["users"] = [
            {
                "name": USERNAME,
                "password_hash": _hash(password),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": ["administrator"],
            }
        ]
    return json.dumps(told, indent=2) + "\n"


def _hash(password: str) -> str:
    """RabbitMQ's own form: four bytes of salt, and SHA-256 over them and the password."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def closing(username: str) -> str:
    """What `rabbitmqctl eval` is told to end this user's MQTT connections; the doors keep it out after.

    Raises ValueError for what is no user's and no gateway's name.
    """
    if _NAME.fullmatch(username) is None:
        raise ValueError(f"{username[:128]!r} is no name of a gateway or a user of the brokers")
    connection = "{tracked_connection,_,_,_,_,P,{'MQTT',_},_,_,_,<<\"" + username + '">>,_}'
    return f"[exit(P, revoked) || {connection} <- rabbit_connection_tracking:list()]."
