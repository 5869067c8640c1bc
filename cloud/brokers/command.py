"""`steppewatch broker-config`: a broker's configuration, written from the registry."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from broker_plugins import credentials
from broker_plugins.mosquitto_gateways import Files, Listeners, render_configuration
from broker_plugins.nats_node import Cluster, Node
from broker_plugins.nats_node import render_configuration as render_nats
from cloud.brokers import files, rabbitmq
from cloud.brokers.desk import BrokerDesk
from cloud.brokers.policy import Policy
from cloud.brokers.settings import BrokersSettings
from cloud.database import migrate
from cloud.enrolment.opening import open_enrolment
from cloud.settings import CloudSettings
from runtime import settings
from runtime.arguments import place, port_number
from runtime.clock import SystemClock
from runtime.faults import PlainFault, tell
from runtime.settings import HostPort


def main(argv: Sequence[str] | None = None) -> int:
    """0: written; 2: not, with a plain message."""
    options = _parser().parse_args(argv)
    try:
        loaded = settings.load(options.config, CloudSettings)
        folder: Path = options.output.absolute()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        policy = _policy(loaded)
        _ENGINES[options.engine](folder, policy, options, loaded.brokers)
    except PlainFault as fault:
        return tell(fault)
    except OSError as fault:
        return tell(PlainFault(f"{fault.filename}: cannot be written: {fault.strerror}; check `--output`"))
    counts = len(policy.certificates), len(policy.entries), len(policy.shut_out)
    told = "{} certificates, {} users, {} gateways shut out".format(*counts)
    sys.stdout.write(
        f"{folder}: 已写入 / written: {told}\n"
        f"证书与私钥请放入 / put the broker's certificate and key there: {folder}/server.pem, server.key "
        "(steppewatch ca server)\n"
    )
    return 0


def _policy(loaded: CloudSettings) -> Policy:
    clock = SystemClock()
    database = loaded.database.open()
    try:
        migrate.upgrade(database.engine)
        enrolment = open_enrolment(loaded.enrolment, clock)
        return BrokerDesk(database, loaded.brokers, clock, lambda: enrolment).policy()
    finally:
        database.close()


def _trusted(policy: Policy) -> str:
    if policy.trusted is None:
        raise PlainFault(
            "gateways are known by certificate there; set up [enrolment] first, with `steppewatch ca init`"
        )
    return policy.trusted


def _files(folder: Path, policy: Policy) -> Files:
    return Files(
        folder / "server.pem",
        folder / "server.key",
        folder / "trusted.pem",
        folder / "revoked.pem" if policy.revocation_list is not None else None,
    )


def _listeners(options: argparse.Namespace) -> Listeners:
    return Listeners(HostPort(options.host, options.port), HostPort("127.0.0.1", options.services_port))


def _mosquitto(folder: Path, policy: Policy, options: argparse.Namespace, _: BrokersSettings) -> None:
    _trusted(policy)
    files.write(folder, files.mosquitto(policy))
    home = _home(folder, options)
    text = render_configuration(
        _listeners(options), _files(home, policy), home, options.user, _pid_file(options)
    )
    credentials.write_private(folder / "mosquitto.conf", text)


def _rabbitmq(folder: Path, policy: Policy, options: argparse.Namespace, brokers: BrokersSettings) -> None:
    """It asks at the doors: nothing here changes with the registry."""
    if brokers.secret_file is not None:
        raise PlainFault("RabbitMQ shows no secret; leave out `secret_file` under [brokers]")
    if not brokers.rabbitmq_certificates:
        raise PlainFault(
            "gateways come in by certificate; set `rabbitmq_certificates = true` under [brokers]"
        )
    vhost, target, home = brokers.rabbitmq_vhost, brokers.rabbitmq, _home(folder, options)
    management = None if target is None else target.management
    password = None if target is None else _password(target.password_file)
    written = {
        "trusted.pem": _trusted(policy),
        "definitions.json": rabbitmq.render_definitions(vhost, password),
        "enabled_plugins": rabbitmq.render_plugins(managed=target is not None),
        "rabbitmq-env.conf": rabbitmq.ENVIRONMENT,
        "rabbitmq.conf": rabbitmq.render_configuration(
            _listeners(options), _files(home, policy), home, options.centre, vhost, management
        ),
    }
    for name, text in written.items():
        credentials.write_private(folder / name, text)


def _password(file: Path) -> str:
    """A secret in a file; it is made where there is none yet."""
    if not file.exists():
        credentials.write_private(file, credentials.new_secret() + "\n")
    return file.read_text("utf-8").strip()


def _nats(folder: Path, policy: Policy, options: argparse.Namespace, _: BrokersSettings) -> None:
    _trusted(policy)
    files.write(folder, files.nats(policy))
    cluster = _cluster(folder, options) if options.cluster_listen else None
    node = Node(options.name, HostPort(options.host, options.port), options.clients, cluster)
    home = _home(folder, options)
    text = render_nats(node, home, _files(home, policy), _pid_file(options))
    credentials.write_private(folder / "nats.conf", text)


def _cluster(folder: Path, options: argparse.Namespace) -> Cluster:
    routes: tuple[HostPort, ...] = tuple(options.route)
    if len(routes) < options.replicas:
        raise PlainFault(
            f"{options.replicas} replicas need as many nodes; name each by `--route`, this one too"
        )
    secret = _password(options.cluster_secret or folder / "cluster.secret")
    return Cluster(options.cluster_listen, routes, secret, options.replicas)


def _home(folder: Path, options: argparse.Namespace) -> Path:
    """Where the folder lies on the broker's own host."""
    installed: Path | None = options.installed
    return folder if installed is None else installed


def _pid_file(options: argparse.Namespace) -> Path | None:
    return options.pid_file.absolute() if options.pid_file else None


_ENGINES = {"mosquitto": _mosquitto, "nats": _nats, "rabbitmq": _rabbitmq}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="steppewatch broker-config",
        description="由登记册写出代理服务器配置 / a broker's configuration from the registry",
    )
    parser.add_argument("engine", choices=tuple(_ENGINES))
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the centre's TOML file")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="写到哪里 / where to")
    parser.add_argument(
        "--installed",
        type=Path,
        metavar="DIR",
        help="该目录在代理服务器主机上的路径 / where the folder will lie on the broker's own host",
    )
    parser.add_argument("--host", required=True, help="网关接入地址 / where gateways come in")
    parser.add_argument("--port", type=port_number, default=8883)
    parser.add_argument(
        "--services-port",
        type=port_number,
        default=1883,
        help="mosquitto, rabbitmq: 本机服务 / services, loopback",
    )
    parser.add_argument("--user", default=getpass.getuser(), help="mosquitto: 运行用户 / the user it runs as")
    parser.add_argument(
        "--centre",
        default="http://127.0.0.1:8080",
        help="rabbitmq: 本机的中心 / the centre, on this machine",
    )
    parser.add_argument(
        "--pid-file",
        type=Path,
        metavar="FILE",
        help="mosquitto, nats: 进程号文件 / where it says its process id (by itself: in DIR)",
    )
    nats = parser.add_argument_group("nats")
    nats.add_argument("--name", default="steppewatch-1", help="节点名称,各不相同 / the node's, each another")
    nats.add_argument(
        "--clients",
        type=place,
        default=HostPort("127.0.0.1", 4222),
        metavar="HOST:PORT",
        help="平台接入进程从何处拉取 / where the centre's workers come in, by certificate",
    )
    nats.add_argument(
        "--cluster-listen", type=place, metavar="HOST:PORT", help="集群监听 / where other nodes come in"
    )
    nats.add_argument(
        "--route",
        type=place,
        action="append",
        default=[],
        metavar="HOST:PORT",
        help="各节点的集群地址,含本节点 / every node's, this one's too",
    )
    nats.add_argument(
        "--cluster-secret",
        type=Path,
        metavar="FILE",
        help="各节点相同,缺省为目录中的 cluster.secret / the same on every node; made where there is none",
    )
    nats.add_argument("--replicas", type=int, choices=(1, 3, 5), default=3, help="副本数 / of each message")
    return parser
