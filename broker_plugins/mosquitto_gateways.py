"""Mosquitto for a hundred thousand gateways: certificates name them, patterns stand for all of them.

The common name `{area}/{gateway}` becomes the user name, so `%u` in a pattern is two levels of the topic.
There is no line for any gateway but those that are shut out: theirs denies everything, on open connections
too. The client id is the user name, so that nobody can end another's session by taking its id.

Patterns speak for every user of a listener; so services and bridges with passwords have a listener and an
access file of their own, where no pattern stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from broker_plugins import policy
from broker_plugins.amqtt_connection import MAX_PACKET_BYTES
from broker_plugins.credentials import Entry
from broker_plugins.mosquitto import render_access
from broker_plugins.outbox import MAX_BYTES, MAX_MESSAGES, WINDOW
from broker_plugins.policy import Role
from runtime.settings import HostPort
from telemetry.gateway_identity import GatewayName

_NAME_LEVELS = "{area}/{username}"

PID_FILE = "mosquitto.pid"
"""Where in its folder the broker says which process it is, unless told otherwise."""


class Listeners(NamedTuple):
    """Where gateways come in by certificate, and services by password."""

    gateways: HostPort
    services: HostPort | None


class Files(NamedTuple):
    """What a TLS listener needs; all PEM."""

    certificate: Path
    key: Path
    trusted: Path
    revocation_list: Path | None


def patterns() -> list[str]:
    """The policy's rules for a gateway, with the user name in place of its two levels."""
    rules = [("write", rule) for rule in policy.PUBLISH[Role.GATEWAY]]
    rules += [("read", rule) for rule in policy.SUBSCRIBE[Role.GATEWAY]]
    lines = [f"pattern {access} {rule.replace(_NAME_LEVELS, '%u')}" for access, rule in rules]
    if any("{" in line for line in lines):
        raise ValueError("the policy has a rule for gateways that names them otherwise than by area and name")
    return lines


def render_gateway_access(users: Iterable[Entry], shut_out: Iterable[GatewayName]) -> str:
    """The access file of the certificates' listener; `users` are services that show one of their name."""
    lines = patterns()
    for name in shut_out:
        lines += [f"user {name}", "topic deny #"]
    services = [one for one in users if one.identity.role is not Role.GATEWAY]
    return "".join(f"{line}\n" for line in lines) + render_access(services)


def render_configuration(
    listeners: Listeners, files: Files, folder: Path, user: str, pid_file: Path | None = None
) -> str:
    """mosquitto.conf: nothing anonymous, nothing on disk, every queue bounded."""
    crl = f"crlfile {files.revocation_list}\n" if files.revocation_list is not None else ""
    services = ""
    if listeners.services is not None:
        services = f"""
listener {listeners.services.port} {listeners.services.host}
allow_anonymous false
password_file {folder / "passwords"}
acl_file {folder / "access-services"}
"""
    return f"""\
per_listener_settings true
user {user}
pid_file {pid_file or folder / PID_FILE}
persistence false
message_size_limit {MAX_PACKET_BYTES}
max_packet_size {MAX_PACKET_BYTES}
max_queued_messages {MAX_MESSAGES}
max_queued_bytes {MAX_BYTES}
max_inflight_messages {WINDOW}
persistent_client_expiration 1d
set_tcp_nodelay true
log_dest stderr
log_type error
log_type warning
connection_messages false

listener {listeners.gateways.port} {listeners.gateways.host}
allow_anonymous false
acl_file {folder / "access-gateways"}
cafile {files.trusted}
certfile {files.certificate}
keyfile {files.key}
{crl}tls_version tlsv1.2
require_certificate true
use_identity_as_username true
use_username_as_clientid true
{services}"""
