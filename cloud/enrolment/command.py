"""`steppewatch ca`: our own certificate authority, made and used at the centre's machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from broker_plugins.policy import Identity, Role
from cloud.enrolment import own_authority
from cloud.enrolment.authority import Issued
from cloud.enrolment.own_authority import OwnAuthority, fingerprint, key_pem, pem
from cloud.settings import CloudSettings
from runtime import settings
from runtime.faults import PlainFault, tell
from runtime.files import replace_file


def main(argv: Sequence[str] | None = None) -> int:
    """0: done; 2: not, with a plain message."""
    options = _parser().parse_args(argv)
    try:
        folder = settings.load(options.config, CloudSettings).enrolment.authority
        if folder is None:
            raise PlainFault(
                f"{options.config}: no `authority` under [enrolment]; name there the folder it is to live in"
            )
        act: Callable[[Path, argparse.Namespace], list[str]] = options.act
        for line in act(folder, options):
            sys.stdout.write(line + "\n")
    except PlainFault as fault:
        return tell(fault)
    return 0


def _init(folder: Path, options: argparse.Namespace) -> list[str]:
    own_authority.make(folder, options.organisation)
    return [
        f"{folder}: 根证书与中间证书已生成 / root and intermediate are made",
        f"SHA-256: {fingerprint(OwnAuthority(folder).root)}",
        f"请将 {folder / 'root.key'} 移到离线介质,五年后签发下一张中间证书时才需要 / "
        "take it away to an offline place; it is needed again in five years, for the next intermediate",
    ]


def _renew(folder: Path, options: argparse.Namespace) -> list[str]:
    own_authority.renew_intermediate(folder, options.root_key, options.organisation)
    return [f"{folder}: 中间证书已更换,请重启中心 / the intermediate is new; restart the centre"]


def _server(folder: Path, options: argparse.Namespace) -> list[str]:
    key = ec.generate_private_key(ec.SECP256R1())
    issued = OwnAuthority(folder).issue_server(
        key.public_key(), options.name, options.san, options.days, peer=options.peer
    )
    return _written(options.output / (options.file or options.name), key, issued)


def _client(folder: Path, options: argparse.Namespace) -> list[str]:
    try:
        Identity(options.name, Role.CLOUD)
    except ValueError as fault:
        raise PlainFault(str(fault)) from None
    key = ec.generate_private_key(ec.SECP256R1())
    issued = OwnAuthority(folder).issue_client(key.public_key(), options.name, options.days)
    return _written(options.output / options.name, key, issued)


def _written(path: Path, key: ec.EllipticCurvePrivateKey, issued: Issued) -> list[str]:
    certificate, private = Path(f"{path}.pem"), Path(f"{path}.key")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(private, key_pem(key), 0o600)
        replace_file(certificate, "".join(pem(one) for one in (issued.certificate, *issued.chain)), 0o644)
    except OSError as fault:
        raise PlainFault(
            f"{fault.filename}: cannot be written: {fault.strerror}; check `--output`"
        ) from fault
    ends = issued.certificate.not_valid_after_utc
    return [
        f"{certificate}: 证书与证书链,有效至 / certificate and chain, good until {ends:%Y-%m-%d}",
        f"{private}: 私钥,仅属主可读 / its key, for its owner only",
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="steppewatch ca", description="本中心的证书机构 / the centre's own certificate authority"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, act: Callable[[Path, argparse.Namespace], list[str]], words: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=words, description=words)
        command.add_argument(
            "--config", type=Path, required=True, metavar="FILE", help="the centre's TOML file"
        )
        command.set_defaults(act=act)
        return command

    for name, act, words in (
        ("init", _init, "新建证书机构 / make a new authority"),
        ("renew-intermediate", _renew, "更换中间证书 / a new intermediate under the same root"),
    ):
        command = add(name, act, words)
        command.add_argument("--organisation", default="Steppewatch", metavar="TEXT", help="in the names")
        if act is _renew:
            command.add_argument(
                "--root-key", type=Path, required=True, metavar="FILE", help="where it is kept"
            )
    server = add("server", _server, "为代理服务器或中心签发证书 / a certificate for a broker or the centre")
    server.add_argument(
        "--san", action="append", default=[], metavar="NAME", help="其他名称或地址 / more names"
    )
    server.add_argument(
        "--peer", action="store_true", help="集群节点 / of a cluster's node, which shows it to the others too"
    )
    client = add("client", _client, "为平台服务签发客户端证书 / for a service that speaks to a broker")
    server.add_argument("--file", metavar="NAME", help="文件名,缺省为主机名 / of the files, without .pem")
    for command, days in ((server, own_authority.SERVER_DAYS), (client, own_authority.SERVER_DAYS)):
        command.add_argument("name", metavar="NAME", help="主机名或用户名 / host or user name")
        command.add_argument("--days", type=int, default=days, choices=range(1, 826), metavar="N")
        command.add_argument("--output", type=Path, default=Path(), metavar="DIR", help="写到哪里 / where to")
    return parser
