"""A NATS server's file: MQTT for gateways, JetStream for what MQTT keeps, a client port for the centre's
workers, and, where there are several nodes, the cluster. No other port is open.

- Everything but loopback has TLS; whoever comes in shows a certificate of ours and is a user by it.
- A gateway has such a certificate too. So a node proves itself to another by a secret of the cluster besides:
  whoever is taken for a node receives everything and says anything.
- Nodes show their certificate both as servers and as clients: `steppewatch ca server --peer`.
- JetStream has each message of QoS 1 on as many nodes as there are replicas before there is a PUBACK.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from broker_plugins.mosquitto_gateways import Files
from runtime.settings import HostPort

CLUSTER = "steppewatch"
PID_FILE = "nats.pid"
"""Where in its folder the server says which process it is, unless told otherwise."""

_ROUTE_USER = "node"


class Cluster(NamedTuple):
    """What a node knows of the others; `routes` may name itself."""

    listen: HostPort
    routes: tuple[HostPort, ...]
    secret: str
    replicas: int


class Node(NamedTuple):
    """One server."""

    name: str
    mqtt: HostPort
    #: Where the centre's workers come in; None: any free port of loopback.
    clients: HostPort | None = None
    cluster: Cluster | None = None


def render_configuration(node: Node, folder: Path, files: Files | None, pid_file: Path | None = None) -> str:
    """nats.conf in this folder; without files there is no TLS and no certificate, which is for tests."""
    secured = "" if files is None else f"tls {_tls(files, {'verify_and_map': True})}\n"
    mqtt = [f"listen: {_text(node.mqtt)}", secured.rstrip()]
    if node.cluster is not None:
        mqtt.append(f"stream_replicas: {node.cluster.replicas}")
    return f"""\
server_name: {_text(node.name)}
pid_file: {_text(pid_file or folder / PID_FILE)}
listen: {_text(node.clients or "127.0.0.1:-1")}
{secured}jetstream {{ store_dir: {_text(folder / "jetstream")} }}
mqtt {{
{_lines(mqtt)}}}
{_cluster(node.cluster, files)}include "users.conf"
"""


def _cluster(cluster: Cluster | None, files: Files | None) -> str:
    if cluster is None:
        return ""
    routes = [f"nats://{_ROUTE_USER}:{quote(cluster.secret, safe='')}@{route}" for route in cluster.routes]
    lines = [
        f"name: {_text(CLUSTER)}",
        f"listen: {_text(cluster.listen)}",
        f"authorization {json.dumps({'user': _ROUTE_USER, 'password': cluster.secret, 'timeout': 5})}",
        "" if files is None else f"tls {_tls(files, {'verify': True, 'timeout': 5})}",
        f"routes: {json.dumps(routes)}",
    ]
    return f"cluster {{\n{_lines(lines)}}}\n"


def _tls(files: Files, more: dict[str, object]) -> str:
    told: dict[str, object] = {
        "cert_file": str(files.certificate),
        "key_file": str(files.key),
        "ca_file": str(files.trusted),
    }
    return json.dumps(told | more)


def _lines(lines: list[str]) -> str:
    return "".join(f"  {line}\n" for line in lines if line)


def _text(value: object) -> str:
    return json.dumps(str(value))
