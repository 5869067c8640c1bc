"""The part of `install.sh` that needs our own code: trust, settings, identity, units, the first links.

It runs from the new release's own environment. Nothing that is there already is overwritten: neither settings
nor keys, and an installed gateway is changed by `edge-agent update` only.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from edge_agent.delivery import acceptance, archive, contents, proof, releases, signing, target
from edge_agent.delivery.archive import Signed
from edge_agent.delivery.layout import Layout, Release, write_durably
from edge_agent.delivery.manifest import MANIFEST, SIGNATURE, BundleFault, release_name
from edge_agent.delivery.restarter import install_units
from runtime.faults import PlainFault, tell

NOT_READY = 3
"""The exit code when everything is in place but the settings: install.sh starts nothing then."""


def main(argv: Sequence[str] | None = None) -> int:
    """Finish an installation; 0 ready to start, 2 refused, 3 installed but not to be started yet."""
    parser = argparse.ArgumentParser(prog="install.sh", description="安装草原哨网关代理 / install the agent")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--prefix", type=Path, default=Path("/"))
    parser.add_argument("--trust", type=Path)
    parser.add_argument("--owner")
    parser.add_argument("--replace", action="store_true")
    options = parser.parse_args(argv)
    layout = Layout(options.prefix.resolve())
    try:
        with layout.locked():
            return _install(layout, options)
    except PlainFault as fault:
        return tell(fault)
    except OSError as fault:
        return tell(BundleFault(f"{fault.filename}: {fault.strerror}; 以 root 运行 / run as root (sudo)"))


def _install(layout: Layout, options: argparse.Namespace) -> int:
    bundle: Path = options.bundle
    signed = archive.check_folder(bundle, _trusted(layout, options, bundle))
    _say(f"签名者 / signed by {signing.fingerprint(signed.signer)}")
    _judge(layout, signed, replace=options.replace)
    release = _complete(layout, signed, bundle)
    owner = pwd.getpwnam(options.owner) if options.owner else None
    layout.adopt_keys(bundle / "trust")
    _place_settings(layout, bundle, owner)
    install_units(release.folder / "systemd", layout.units)
    layout.point(layout.confirmed, release)
    layout.point(layout.current, release)
    _say(f"已安装 / installed {release.name}")
    return _check_settings(layout, release)


def _trusted(layout: Layout, options: argparse.Namespace, bundle: Path) -> list[Ed25519PublicKey]:
    """The keys of an earlier installation, else the one given, else, on first use, the bundle's own."""
    if layout.trust.is_dir() and any(layout.trust.iterdir()):
        return signing.trusted_keys(layout.trust)
    if options.trust:
        return signing.trusted_keys(options.trust)
    _say("首次安装,请向签发人核对指纹 / first installation: compare the fingerprint with the signer")
    return signing.trusted_keys(bundle / "trust")


def _judge(layout: Layout, signed: Signed, *, replace: bool) -> None:
    installed = layout.linked(layout.confirmed)
    if installed and installed.name != release_name(signed.manifest, signed.data) and not replace:
        raise BundleFault(
            f"已安装 / {installed.name} is installed; 升级请用 / to update: edge-agent update FILE; "
            "确要重装请加 / to install over it: --replace"
        )
    situation = acceptance.Situation(
        now=datetime.now(UTC),
        machine=target.here(),
        gateway=proof.gateway_of(layout.config),
        confirmed=None,
        # A gateway fresh from its box may not know the time yet; its engineer stands beside it.
        ignore_clock=datetime.now(UTC) < signed.manifest.created,
    )
    acceptance.accept(signed.manifest, situation)


def _complete(layout: Layout, signed: Signed, bundle: Path) -> Release:
    name = release_name(signed.manifest, signed.data)
    folder = layout.releases / name
    if layout.release(name) is None:
        shutil.copy(bundle / "requirements.txt", folder / "requirements.txt")
        shutil.copytree(bundle / contents.UNITS, folder / contents.UNITS, dirs_exist_ok=True)
        (folder / SIGNATURE).write_bytes(signed.signature)
        releases.finish(folder, (bundle / MANIFEST).read_bytes())
    return Release(name, folder, signed.manifest)


def _place_settings(layout: Layout, bundle: Path, owner: pwd.struct_passwd | None) -> None:
    """Folders with their rights, then settings and identity where there are none yet."""
    folders = (
        (layout.config_folder, 0o750),
        (layout.identity, 0o700),
        (layout.state, 0o750),
        (layout.incoming, 0o700),
    )
    for folder, mode in folders:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        _give(folder, owner, mode)
    placed = [(bundle / contents.CONFIG, layout.config, 0o640)]
    placed += [(file, layout.identity / file.name, 0o600) for file in _files(bundle / contents.IDENTITY)]
    own = layout.config_folder / "profiles"
    placed += [(file, own / file.name, 0o640) for file in _files(bundle / "config" / "profiles")]
    for source, place, mode in placed:
        if not source.is_file():
            continue
        if not place.parent.is_dir():
            place.parent.mkdir(mode=0o750)
            _give(place.parent, owner, 0o750)
        if place.exists() and place.read_bytes() != source.read_bytes():
            place = place.with_name(place.name + ".new")
            _say(f"已有同名文件,新文件放在 / there is one already, the bundle's lies beside it: {place}")
        if not place.exists() or place.read_bytes() != source.read_bytes():
            write_durably(place, source.read_bytes(), mode)
        _give(place, owner, mode)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _give(place: Path, owner: pwd.struct_passwd | None, mode: int) -> None:
    place.chmod(mode)
    if owner is not None:
        os.chown(place, owner.pw_uid, owner.pw_gid)


def _check_settings(layout: Layout, release: Release) -> int:
    if not layout.config.exists():
        _say(
            f"还没有配置 / no settings yet: {release.agent} init --output {layout.config}\n"
            f"密钥与密码放入 / keys and passwords go to {layout.identity}"
        )
        return NOT_READY
    lint = [str(release.agent), "lint", "--config", str(layout.config)]
    done = subprocess.run(lint, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        _say(f"{done.stderr.strip()}\n改正后运行 / correct it, then run: systemctl restart steppewatch-edge")
        return NOT_READY
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
