"""A bundle's manifest: what is in it, for which machine, until when; the one thing that is signed.

The signature is over the bytes of `manifest.json` as they stand, so nothing depends on how JSON is written.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated

import msgspec

from edge_agent.delivery.target import Target
from runtime.faults import PlainFault

FORMAT = 1
FOLDER = "steppewatch-edge"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MAX_MANIFEST_BYTES = 1_000_000
MAX_FILES = 2_000
MAX_FILE_BYTES = 400_000_000
MAX_TOTAL_BYTES = 1_500_000_000
_MAX_DEPTH = 4

Count = Annotated[int, msgspec.Meta(ge=0)]


class BundleFault(PlainFault):
    """A bundle that cannot be used, with the reason and the cure."""


class BundledFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the bundle; `path` is below the bundle's folder, `mode` its rights."""

    path: str
    size: Count
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    mode: Annotated[int, msgspec.Meta(ge=0, le=0o755)] = 0o644


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the signer vouches for.

    `sequence` only grows from one bundle to the next; `gateway` is set when the bundle holds one gateway's
    settings or identity; `packages` are the installed distributions with their versions.
    """

    version: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z.+!-]{1,64}$")]
    sequence: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    created: Annotated[datetime, msgspec.Meta(tz=True)]
    expires: Annotated[datetime, msgspec.Meta(tz=True)]
    target: Target
    packages: dict[str, str]
    files: Annotated[list[BundledFile], msgspec.Meta(max_length=MAX_FILES)]
    gateway: str | None = None
    format: int = FORMAT


def encode(manifest: Manifest) -> bytes:
    """The bytes that are signed."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def decode(data: bytes) -> Manifest:
    """Read and check a manifest. Raises BundleFault naming the field."""
    try:
        form = _form.decode(data).format
        if form != FORMAT:
            raise BundleFault(
                f"manifest.json: 格式 {form} 未知 / format {form} is unknown to this release, which "
                f"knows {FORMAT}; "
                "先升级到中间版本 / install an intermediate release first"
            )
        manifest = _manifest.decode(data)
    except msgspec.MsgspecError as fault:
        raise BundleFault(f"manifest.json: {fault}; 重新制作升级包 / make the bundle anew") from None
    seen: set[str] = set()
    for file in manifest.files:
        check_path(file.path)
        if file.path in seen or file.path in (MANIFEST, SIGNATURE):
            raise BundleFault(
                f"manifest.json: {file.path}: 重复 / named twice; 重新制作 / make the bundle anew"
            )
        seen.add(file.path)
        if file.size > MAX_FILE_BYTES:
            raise _too_large(file.path)
    if sum(file.size for file in manifest.files) > MAX_TOTAL_BYTES:
        raise _too_large(FOLDER)
    return manifest


class _Form(msgspec.Struct):
    format: int


_form, _manifest = msgspec.json.Decoder(_Form), msgspec.json.Decoder(Manifest)


def check_path(path: str) -> None:
    """Refuse a path that could lead out of the bundle's folder, or hide what it is. Raises BundleFault."""
    parts = path.split("/")
    if (
        not path.isprintable()
        or "\\" in path
        or any(part in ("", ".", "..") for part in parts)
        or len(parts) > _MAX_DEPTH
        or len(path) > 200
        or PurePosixPath(path).is_absolute()
    ):
        raise BundleFault(
            f"{path!r}: 包内路径不安全,拒绝 / an unsafe path in the bundle, refused; "
            "用 `edge-agent bundle` 重新制作 / make the bundle anew with it"
        )


def release_name(manifest: Manifest, data: bytes) -> str:
    """The folder a release lives in: its version and the first digits of its manifest's SHA-256."""
    return f"{manifest.version}-{hashlib.sha256(data).hexdigest()[:12]}"


def _too_large(what: str) -> BundleFault:
    return BundleFault(
        f"{what}: 过大,拒绝 / larger than any bundle, refused; 重新制作 / make the bundle anew"
    )
