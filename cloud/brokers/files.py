"""What the folder of a Mosquitto or a NATS server has of the policy, and how the server is told to read it.

By experiment with Mosquitto 2.0.11: SIGHUP makes it read its revocation list and its access files again. New
connections of the revoked are refused, and a `deny` line silences a name on connections that are open; but
those stay open, and a revoked certificate of a gateway that is not shut out would go on. So its sessions are
ended by taking them over (`sessions`). NATS 2.9 reads no revocation list, but ends the connections of users
that are gone from its file; there every certificate is a user of its own.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from broker_plugins import credentials
from broker_plugins.credentials import Entry
from broker_plugins.mosquitto import render_access, render_passwords
from broker_plugins.mosquitto_gateways import PID_FILE as MOSQUITTO_PID_FILE
from broker_plugins.mosquitto_gateways import render_gateway_access
from broker_plugins.nats import NatsUser, render_users
from broker_plugins.nats_node import PID_FILE as NATS_PID_FILE
from broker_plugins.policy import Identity, Role
from cloud.brokers.policy import Policy
from runtime.files import replace_file

#: What anybody on the host may read; everything else only the broker's user.
PUBLIC = frozenset({"trusted.pem", "revoked.pem"})


class Engine(StrEnum):
    """A server that is given files."""

    MOSQUITTO = "mosquitto"
    NATS = "nats"


class Form(NamedTuple):
    """How an engine is served."""

    #: Texts by file name.
    render: Callable[[Policy], dict[str, str]]
    #: As the system names its process.
    program: str
    #: Where in the folder it says which process it is, unless told otherwise.
    pid_file: str
    #: Every file that it may be given.
    names: frozenset[str]
    #: Whether it must know every certificate, of which there may be many.
    certificates: bool


def mosquitto(policy: Policy) -> dict[str, str]:
    """Its access files, passwords, authorities and revocation list."""
    certified = [Entry(identity, "") for identity in policy.certified]
    return _there_are(
        {
            "access-gateways": render_gateway_access(certified, policy.shut_out),
            "access-services": render_access(policy.entries),
            "passwords": render_passwords(policy.entries),
            "trusted.pem": policy.trusted,
            "revoked.pem": policy.revocation_list,
        }
    )


def nats(policy: Policy) -> dict[str, str]:
    """Its users, all by certificate (the server takes no hash that we have), and its authorities."""
    return _there_are({"users.conf": render_users(_nats_users(policy)), "trusted.pem": policy.trusted})


FORMS: Mapping[Engine, Form] = {
    Engine.MOSQUITTO: Form(
        mosquitto,
        "mosquitto",
        MOSQUITTO_PID_FILE,
        frozenset({"access-gateways", "access-services", "passwords", "trusted.pem", "revoked.pem"}),
        certificates=False,
    ),
    Engine.NATS: Form(
        nats, "nats-server", NATS_PID_FILE, frozenset({"users.conf", "trusted.pem"}), certificates=True
    ),
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Each at once: a reader sees the old one or the new one. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in files.items():
        if name in PUBLIC:
            replace_file(folder / name, text, 0o644)
        else:
            credentials.write_private(folder / name, text)


def remind(pid_file: Path, program: str) -> None:
    """SIGHUP to the process that the file names, if that is the broker: a file may outlive its process.

    Raises OSError, in words.
    """
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


def _there_are(told: Mapping[str, str | None]) -> dict[str, str]:
    return {name: text for name, text in told.items() if text is not None}


def _nats_users(policy: Policy) -> Iterable[NatsUser]:
    for identity in policy.certified:
        yield NatsUser(identity)
    told = set()
    for serial, name in policy.certificates:
        if policy.named or name not in told:
            told.add(name)
            identity = Identity(name.gateway, Role.GATEWAY, name.area)
            yield NatsUser(identity, serial=serial if policy.named else None)
