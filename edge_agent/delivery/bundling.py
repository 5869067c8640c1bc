"""Making a bundle on the engineer's machine: wheels gathered, manifest signed, one tar written."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename

from edge_agent.delivery import archive, contents, lock, signing, wheels
from edge_agent.delivery.archive import Source
from edge_agent.delivery.manifest import BundleFault, Manifest, encode
from edge_agent.delivery.target import Target
from runtime.faults import PlainFault
from runtime.progress_bar import Say

DISTRIBUTION = "steppewatch"
EXTRA = "edge"
_BUILD_S = 300


@dataclass(frozen=True)
class Order:
    """What to bundle. `created` is in whole seconds UTC; the bytes of the bundle follow from all of this."""

    source: Path
    lock: Path
    wheelhouse: Path
    output: Path
    target: Target
    key: Ed25519PrivateKey
    sequence: int
    created: datetime
    valid: timedelta
    config: Path | None = None
    profiles: list[Path] = field(default_factory=list)
    identity: list[Path] = field(default_factory=list)
    trust: list[Path] = field(default_factory=list)
    suite_wheel: Path | None = None


@dataclass(frozen=True)
class Made:
    """The bundle that came of it."""

    file: Path
    manifest: Manifest
    size: int
    signer: str


def make(order: Order, say: Say, fetch: wheels.Fetch | None = None) -> Made:
    """Make the bundle. Raises PlainFault; the output is whole or not there at all."""
    try:
        order.wheelhouse.mkdir(parents=True, exist_ok=True)
        order.output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="steppewatch-bundle-") as scratch:
            return _make(order, say, fetch or wheels.pip_fetch(order.target), Path(scratch))
    except OSError as fault:
        raise BundleFault(
            f"{fault.filename or order.output}: {fault.strerror}; 检查权限与空间 / check rights and "
            "free space"
        ) from fault


def _make(order: Order, say: Say, fetch: wheels.Fetch, scratch: Path) -> Made:
    say("构建 / build steppewatch", 0, 1)
    suite = order.suite_wheel or build_suite(order.source, scratch, order.created)
    say("构建 / build steppewatch", 1, 1)
    version = str(parse_wheel_filename(suite.name)[1])
    pins = lock.read(order.lock, order.target.marker_environment())
    gathered = wheels.gather(
        [*wheels.requires(suite), Requirement("pip")],
        pins,
        order.target,
        order.wheelhouse,
        fetch,
        lambda done, known: say("依赖 / dependencies", done, known),
        [EXTRA],
    )
    sources = _sources(order, suite, gathered, version, scratch)
    files = []
    for number, source in enumerate(sorted(sources), start=1):
        files.append(archive.describe(source))
        say("校验和 / checksums", number, len(sources))
    manifest = Manifest(
        version=version,
        sequence=order.sequence,
        created=order.created,
        expires=order.created + order.valid,
        target=order.target,
        packages={DISTRIBUTION: version}
        | {wheel.pin.name: wheel.pin.version for wheel in gathered if wheel.pin.name != "pip"},
        files=files,
        gateway=None if order.config is None else contents.gateway_of(order.config),
    )
    data = encode(manifest)
    name = f"steppewatch-edge-{version}-{order.sequence}-{order.target}.tar"
    say("写入 / write", 0, 1)
    size = _write(order, order.output / name, data, sources)
    say("写入 / write", 1, 1)
    return Made(order.output / name, manifest, size, signing.fingerprint(order.key.public_key()))


def build_suite(source: Path, folder: Path, created: datetime) -> Path:
    """The suite's own wheel, built from the checkout without asking any index."""
    if not (source / "pyproject.toml").is_file():
        raise BundleFault(
            f"{source}: 没有 pyproject.toml / has none; 用 --source 指明源代码,或用 --wheel 给出 wheel / "
            "name the checkout with --source or give its wheel with --wheel"
        )
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index"]
    command += ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(created.timestamp()))}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_BUILD_S, check=False, env=environment
    )
    built = sorted(folder.glob(f"{DISTRIBUTION}-*.whl"))
    if done.returncode != 0 or len(built) != 1:
        said = "\n".join(f"  pip: {line}" for line in done.stderr.strip().splitlines()[-5:])
        raise BundleFault(
            f"{source}: 无法构建 / cannot be built:\n{said}\n安装 bundle 附加依赖 / install the "
            "bundle extra: "
            f"pip install '{DISTRIBUTION}[bundle]'"
        )
    return built[0]


def _sources(
    order: Order, suite: Path, gathered: list[wheels.Wheel], version: str, scratch: Path
) -> list[Source]:
    texts = {
        "requirements.txt": _requirements(suite, gathered, version),
        "bundle.env": _shell_facts(order.target, version),
    }
    sources = [
        Source(f"wheels/{suite.name}", suite),
        *(Source(f"wheels/{wheel.file.name}", wheel.file) for wheel in gathered),
        *contents.units(order.source / "deploy" / "systemd"),
        *contents.identity(order.identity),
        Source("install.sh", contents.INSTALLER, 0o755),
    ]
    if order.config is not None:
        sources += contents.settings(order.config, order.profiles)
    keys = [order.key.public_key(), *(signing.read_public(path) for path in order.trust)]
    for key in keys:
        texts[f"trust/{signing.fingerprint(key)}.pem"] = signing.public_pem(key).decode("ascii")
    for path, text in texts.items():
        file = scratch / path.replace("/", "_")
        file.write_text(text, encoding="utf-8")
        sources.append(Source(path, file))
    sums = "".join(f"{archive.describe(source).sha256}  {source.path}\n" for source in sorted(sources))
    listing = scratch / "SHA256SUMS"
    listing.write_text(sums, encoding="utf-8")
    return [*sources, Source("SHA256SUMS", listing)]


def _requirements(suite: Path, gathered: list[wheels.Wheel], version: str) -> str:
    """What pip installs on the gateway: exactly these files and no other."""
    lines = {DISTRIBUTION: (version, suite)}
    lines |= {
        wheel.pin.name: (wheel.pin.version, wheel.file) for wheel in gathered if wheel.pin.name != "pip"
    }
    return "".join(
        f"{name}{f'[{EXTRA}]' if name == DISTRIBUTION else ''}=={version} "
        f"--hash=sha256:{archive.describe(Source(file.name, file)).sha256}\n"
        for name, (version, file) in sorted(lines.items())
    )


def _shell_facts(target: Target, version: str) -> str:
    """What install.sh must know before there is a Python of ours to ask."""
    return f"VERSION={version}\nPYTHON={target.python}\nMACHINE={target.machine}\n"


def _write(order: Order, path: Path, manifest: bytes, sources: list[Source]) -> int:
    """The bundle; readable by its owner only when it carries an identity."""
    mode = 0o600 if order.identity else 0o644
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode), "w+b") as file:
            archive.write(file, manifest, order.key.sign(manifest), sources, int(order.created.timestamp()))
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            _read_back(file, order.key)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path.stat().st_size


def _read_back(file: BinaryIO, key: Ed25519PrivateKey) -> None:
    """Read what was written as a gateway would: a bundle that no gateway takes must not leave the house."""
    signed = archive.read_signed(file, [key.public_key()])
    with tempfile.TemporaryDirectory(prefix="steppewatch-check-") as folder:
        archive.unpack(file, signed.manifest, Path(folder))


def now() -> datetime:
    """The time of making: SOURCE_DATE_EPOCH where a build is to be repeated, else now."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return datetime.now(UTC).replace(microsecond=0)
    if not fixed.isdigit():
        raise PlainFault(
            f"SOURCE_DATE_EPOCH={fixed}: 不是秒数 / not a number of seconds; 改正或取消 / correct or unset it"
        )
    return datetime.fromtimestamp(int(fixed), UTC)
