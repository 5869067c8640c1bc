"""What each broker on this host is given, and how it is told that something has changed.

By experiment with Mosquitto 2.0.11: SIGHUP makes it read its revocation list and its access files again. New
connections of the revoked are refused, and a `deny` line silences a name on connections that are open; but
those stay open, and a revoked certificate of a gateway that is not shut out would go on. So its sessions are
ended by taking them over: the client id is the common name, and the authority makes a certificate of that
name for five minutes. NATS 2.9 reads no revocation list, but ends the connections of users that are gone from
its file; there every certificate is a user of its own.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from broker_plugins import credentials
from broker_plugins.credentials import Entry
from broker_plugins.mosquitto import render_access, render_passwords
from broker_plugins.mosquitto_gateways import PID_FILE as MOSQUITTO_PID_FILE
from broker_plugins.mosquitto_gateways import render_gateway_access
from broker_plugins.nats import NatsUser, render_users
from broker_plugins.nats_node import PID_FILE as NATS_PID_FILE
from broker_plugins.policy import Identity, Role
from cloud.brokers.settings import MosquittoTarget, NatsTarget
from runtime.files import replace_file
from telemetry.gateway_identity import GatewayName


class GoodCertificate(NamedTuple):
    """A certificate that is to be believed."""

    serial: str
    name: GatewayName


class Policy(NamedTuple):
    """Everything that brokers are told, as of one revision."""

    revision: int
    at: dt.datetime
    #: Users with a password.
    entries: tuple[Entry, ...]
    #: Services that prove themselves by a certificate of their name.
    certified: tuple[Identity, ...]
    #: Every good certificate of a gateway.
    certificates: tuple[GoodCertificate, ...]
    #: Whether certificates name themselves by a URI, as ours do.
    named: bool
    shut_out: tuple[GatewayName, ...]
    revocation_list: str | None
    trusted: str | None


class Target(Protocol):
    """One broker's files."""

    @property
    def name(self) -> str:
        """As the state shows it."""
        ...

    def give(self, policy: Policy) -> None:
        """Write what is new and tell the broker. Raises OSError, PlainFault."""
        ...

    def remind(self) -> None:
        """Tell the broker once more: Mosquitto loses a SIGHUP that comes while it works on another."""
        ...


class CredentialsTarget:
    """`steppewatch broker`, which looks at its files by itself."""

    def __init__(self, file: Path | None, revocation_list: Path | None) -> None:
        self._file = file
        self._list = revocation_list

    @property
    def name(self) -> str:
        """The file."""
        return str(self._file or self._list)

    def remind(self) -> None:
        """It looks by itself."""

    def give(self, policy: Policy) -> None:
        """Both files."""
        if self._file is not None:
            credentials.write(self._file, policy.entries)
        if self._list is not None and policy.revocation_list is not None:
            replace_file(self._list, policy.revocation_list, 0o644)


class MosquittoFiles:
    """A Mosquitto with the configuration that `steppewatch broker-config mosquitto` writes."""

    def __init__(self, target: MosquittoTarget) -> None:
        self._target = target
        self._pid_file = target.pid_file or target.folder / MOSQUITTO_PID_FILE

    @property
    def name(self) -> str:
        """The folder."""
        return f"mosquitto {self._target.folder}"

    def remind(self) -> None:
        """SIGHUP."""
        _signal(self._pid_file, "mosquitto")

    def give(self, policy: Policy) -> None:
        """Lists, access, passwords; then SIGHUP."""
        folder = self._target.folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_mosquitto(folder, policy)
        _signal(self._pid_file, "mosquitto")


class NatsFiles:
    """A NATS server with the configuration that `steppewatch broker-config nats` writes."""

    def __init__(self, target: NatsTarget) -> None:
        self._target = target
        self._pid_file = target.pid_file or target.folder / NATS_PID_FILE

    @property
    def name(self) -> str:
        """The folder."""
        return f"nats {self._target.folder}"

    def remind(self) -> None:
        """SIGHUP."""
        _signal(self._pid_file, "nats-server")

    def give(self, policy: Policy) -> None:
        """Users; then SIGHUP."""
        folder = self._target.folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_nats(folder, policy)
        _signal(self._pid_file, "nats-server")


def write_mosquitto(folder: Path, policy: Policy) -> None:
    """What changes with the policy."""
    certified = [Entry(identity, "") for identity in policy.certified]
    access = render_gateway_access(certified, policy.shut_out)
    credentials.write_private(folder / "access-gateways", access)
    credentials.write_private(folder / "access-services", render_access(policy.entries))
    credentials.write_private(folder / "passwords", render_passwords(policy.entries))
    if policy.trusted is not None:
        replace_file(folder / "trusted.pem", policy.trusted, 0o644)
    if policy.revocation_list is not None:
        replace_file(folder / "revoked.pem", policy.revocation_list, 0o644)


def write_nats(folder: Path, policy: Policy) -> None:
    """What changes with the policy: users by certificate; the server takes no hash that we have."""
    credentials.write_private(folder / "users.conf", render_users(_nats_users(policy)))
    if policy.trusted is not None:
        replace_file(folder / "trusted.pem", policy.trusted, 0o644)


def _nats_users(policy: Policy) -> Iterable[NatsUser]:
    for identity in policy.certified:
        yield NatsUser(identity)
    told = set()
    for serial, name in policy.certificates:
        if policy.named or name not in told:
            told.add(name)
            identity = Identity(name.gateway, Role.GATEWAY, name.area)
            yield NatsUser(identity, serial=serial if policy.named else None)


def _signal(pid_file: Path, program: str) -> None:
    """SIGHUP to the process that the file names, if that is the broker: a file may outlive its process."""
    try:
        process = int(pid_file.read_text("ascii").strip())
        found = Path(f"/proc/{process}/comm").read_text("utf-8").strip()
    except ValueError as fault:
        raise OSError(f"{pid_file}: holds no process id") from fault
    except FileNotFoundError as fault:
        raise OSError(f"{pid_file}: no {program} says here that it runs; start it") from fault
    if found != program:
        raise OSError(f"{pid_file}: process {process} is {found}, not {program}; start {program}")
    os.kill(process, signal.SIGHUP)
