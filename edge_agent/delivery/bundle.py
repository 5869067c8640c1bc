"""`edge-agent bundle`: one signed file that installs or updates a gateway which never sees the internet.

edge-agent bundle --key KEY [--config FILE --identity FILE …]   make a bundle
edge-agent bundle keygen KEY                                    make the signing key pair
edge-agent bundle check BUNDLE --trust KEY.pub                  say what is in it, and whether it is whole
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from edge_agent.delivery import archive, contents, signing, target
from edge_agent.delivery.manifest import BundleFault
from edge_agent.plan import load_plan
from runtime.faults import PlainFault, tell
from runtime.progress_bar import progress

_CHECKOUT = Path(__file__).parents[2]
_DEFAULT_VALID_DAYS = 365
#: Where the service may write on a gateway (`StateDirectory` of its unit).
_STATE = Path("/var/lib/steppewatch")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("--key", type=Path, metavar="FILE", help="签名私钥 / the private signing key (bundle keygen)")
    add("--output", type=Path, default=Path("dist"), metavar="DIR", help="输出目录 / where the bundle goes")
    add(
        "--config",
        type=Path,
        metavar="FILE",
        help="网关配置 / the gateway's settings, checked before bundling",
    )
    add(
        "--identity",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="密钥、证书或密码文件,可重复 / a key, certificate or password file; may be repeated",
    )
    add(
        "--platform",
        metavar="TAG",
        help=f"网关平台 / the gateway's platform: {', '.join(target.ALIASES)}, manylinux…",
    )
    add("--python", metavar="X.Y", help="网关的 Python / the gateway's Python, as 3.11")
    add("--sequence", type=int, metavar="N", help="序号,只增不减 / only grows; default: the time in seconds")
    add(
        "--valid-days",
        type=int,
        default=_DEFAULT_VALID_DAYS,
        metavar="N",
        help="有效天数 / days until it expires",
    )
    add(
        "--trust",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="网关还应信任的公钥 / a further public key the gateway shall trust, for changing keys",
    )
    add(
        "--wheelhouse",
        type=Path,
        metavar="DIR",
        help="已下载的 wheel / keep and reuse downloaded wheels here",
    )
    add(
        "--source",
        type=Path,
        default=_CHECKOUT,
        metavar="DIR",
        help="源代码 / the checkout; default: this one",
    )
    add("--lock", type=Path, metavar="FILE", help="锁定文件 / default: requirements.lock of the checkout")
    add("--wheel", type=Path, metavar="FILE", help="已构建的 steppewatch wheel / a built wheel of the suite")
    _add_json(parser)
    actions = parser.add_subparsers(dest="action", metavar="keygen | check")
    keygen = actions.add_parser("keygen", help="生成签名密钥对 / make the signing key pair")
    keygen.add_argument(
        "file", type=Path, metavar="FILE", help="私钥文件 / the private key; FILE.pub is the public one"
    )
    check = actions.add_parser("check", help="检查安装包 / check a bundle and say what is in it")
    check.add_argument(
        "bundle", type=Path, metavar="BUNDLE", help="tar 文件或已解开的目录 / the tar or its folder"
    )
    check.add_argument(
        "--trust", dest="trusted", type=Path, required=True, metavar="FILE", help="公钥 / public key"
    )
    for action in (keygen, check):
        _add_json(action)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="机器可读 / for scripts"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command; 0 done, 2 could not, for the reason told."""
    action = {"keygen": _keygen, "check": _check}.get(options.action or "", _make)
    try:
        facts = action(options)
    except PlainFault as fault:
        return tell(fault)
    if getattr(options, "json", False):
        sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{name}: {value}\n" for name, value in facts.items()))
    return 0


def _make(options: argparse.Namespace) -> dict[str, Any]:
    if options.key is None:
        raise BundleFault(
            "--key: 缺少签名私钥 / the signing key is missing; 用 `edge-agent bundle keygen FILE` "
            "生成 / make one so"
        )
    try:
        from edge_agent.delivery import bundling
    except ImportError as fault:
        raise BundleFault(
            f"缺少制作工具 / {fault.name} is missing, which only the engineer's machine needs: "
            "pip install 'steppewatch[bundle]'"
        ) from None
    created = bundling.now()
    sequence = int(created.timestamp()) if options.sequence is None else options.sequence
    if sequence < 1:
        raise BundleFault(f"--sequence {sequence}: 至少为 1 / at least 1")
    if not 1 <= options.valid_days <= 3660:
        raise BundleFault(f"--valid-days {options.valid_days}: 1 至 3660 / between 1 and 3660")
    order = bundling.Order(
        source=options.source,
        lock=options.lock or options.source / "requirements.lock",
        wheelhouse=options.wheelhouse or options.output / "wheelhouse",
        output=options.output,
        target=target.parse(options.platform, options.python),
        key=signing.read_private(options.key),
        sequence=sequence,
        created=created,
        valid=timedelta(days=options.valid_days),
        config=options.config,
        profiles=_checked_profiles(options.config),
        identity=options.identity,
        trust=options.trust,
        suite_wheel=options.wheel,
    )
    with progress() as say:
        made = bundling.make(order, say)
    return {
        "bundle": str(made.file),
        "bytes": made.size,
        "version": made.manifest.version,
        "sequence": made.manifest.sequence,
        "platform": str(made.manifest.target),
        "gateway": made.manifest.gateway,
        "expires": made.manifest.expires.isoformat(),
        "packages": len(made.manifest.packages),
        "signed by": made.signer,
        **_left_to_place(options),
    }


def _checked_profiles(config: Path | None) -> list[Path]:
    """The settings are checked whole before they travel; their own profiles travel with them."""
    if config is None:
        return []
    folder = load_plan(config).settings.profiles
    _check_spool(config)
    if folder is None:
        return []
    if folder.resolve() != (config.parent / "profiles").resolve():
        raise BundleFault(
            f"{config}: profiles = {folder}: 自带档案须在配置旁的 profiles 目录 / own profiles must "
            "lie in the folder "
            '`profiles` beside the settings; 移动并写 profiles = "profiles" / move them there and write so'
        )
    return sorted(folder.glob("*.yaml"))


def _check_spool(config: Path) -> None:
    """A spool in a folder of this machine is one that the gateway does not have."""
    written = Path(tomllib.loads(config.read_text(encoding="utf-8"))["spool"]["path"])
    if written.is_absolute() and not written.is_relative_to(_STATE):
        raise BundleFault(
            f"{config}: spool.path = {written}: 网关上没有这个目录 / is no place on the gateway; "
            f'写 / write path = "{_STATE}/spool.sqlite3"'
        )


def _left_to_place(options: argparse.Namespace) -> dict[str, Any]:
    """The secrets that the settings name and the bundle lacks: someone must bring them by hand."""
    if options.config is None:
        return {}
    uplink = load_plan(options.config).settings.uplink
    wanted = [uplink.password_file, uplink.tls_ca, uplink.tls_cert, uplink.tls_key]
    given = {file.name for file in options.identity}
    missing = [path.name for path in wanted if path is not None and path.name not in given]
    place = f"/etc/steppewatch/{contents.IDENTITY}/"
    return {f"须人工放入 / to be placed by hand in {place}": ", ".join(missing)} if missing else {}


def _keygen(options: argparse.Namespace) -> dict[str, Any]:
    public = signing.make_pair(options.file)
    return {
        "private": str(options.file),
        "public": str(public),
        "fingerprint": signing.fingerprint(signing.read_public(public)),
    }


def _check(options: argparse.Namespace) -> dict[str, Any]:
    trusted = signing.trusted_keys(options.trusted)
    if options.bundle.is_dir():
        signed = archive.check_folder(options.bundle, trusted)
    else:
        signed = archive.check_file(options.bundle, trusted)
    manifest = signed.manifest
    return {
        "version": manifest.version,
        "sequence": manifest.sequence,
        "platform": str(manifest.target),
        "gateway": manifest.gateway,
        "created": manifest.created.isoformat(),
        "expires": manifest.expires.isoformat(),
        "packages": manifest.packages,
        "files": len(manifest.files),
        "signed by": signing.fingerprint(signed.signer),
    }
