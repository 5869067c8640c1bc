"""The bundle as one file: a tar that is the same bytes each time, and a reader that trusts none of them.

The reader knows ordinary files with POSIX headers and the extended header of a long name, and nothing else:
links, devices, sparse files and every other extension are refused unread. The signed manifest comes first, so
that nothing unsigned reaches the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from edge_agent.delivery import signing
from edge_agent.delivery.manifest import (
    FOLDER,
    MANIFEST,
    MAX_FILES,
    MAX_MANIFEST_BYTES,
    MAX_TOTAL_BYTES,
    SIGNATURE,
    BundledFile,
    BundleFault,
    Manifest,
    check_path,
    decode,
)

_BLOCK = tarfile.BLOCKSIZE
_CHUNK = 1 << 20
_MAX_EXTENDED_BYTES = 1024
_LONG_NAME = re.compile(rb"(\d{1,3}) path=([^\n]+)\n")


class Signed(NamedTuple):
    """A manifest that a trusted key signed, the bytes it was read from, and the signer."""

    manifest: Manifest
    data: bytes
    signature: bytes
    signer: Ed25519PublicKey


class Source(NamedTuple):
    """A file on its way into a bundle: its name there, where it is now, its rights."""

    path: str
    file: Path
    mode: int = 0o644


def describe(source: Source) -> BundledFile:
    """The manifest's line for a file."""
    check_path(source.path)
    digest, size = hashlib.sha256(), 0
    with source.file.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
            size += len(piece)
    return BundledFile(source.path, size, digest.hexdigest(), source.mode)


def write(
    target: BinaryIO, manifest: bytes, signature: bytes, sources: Iterable[Source], mtime_s: int
) -> None:
    """Write the bundle: manifest and signature first, then the files by name. Same input, same bytes."""
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in ((MANIFEST, manifest), (SIGNATURE, signature)):
            tar.addfile(_header(name, len(data), 0o644, mtime_s), io.BytesIO(data))
        for source in sorted(sources):
            with source.file.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                tar.addfile(_header(source.path, size, source.mode, mtime_s), file)


def _header(path: str, size: int, mode: int, mtime_s: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(f"{FOLDER}/{path}")
    header.size, header.mode, header.mtime = size, mode, mtime_s
    return header


def read_signed(bundle: BinaryIO, trusted: Iterable[Ed25519PublicKey]) -> Signed:
    """The manifest at the bundle's beginning, its signature checked. Raises BundleFault or SignatureFault."""
    data = b"".join(_pieces(bundle, _expect(bundle, MANIFEST, MAX_MANIFEST_BYTES)))
    signature = b"".join(_pieces(bundle, _expect(bundle, SIGNATURE, signing.SIGNATURE_BYTES)))
    signer = signing.check(data, signature, trusted)
    return Signed(decode(data), data, signature, signer)


def unpack(
    bundle: BinaryIO, manifest: Manifest, folder: Path, on_file: Callable[[BundledFile], None] | None = None
) -> None:
    """Write what follows the manifest into an empty folder, each file checked against the manifest.

    Raises BundleFault for a file that is not in the manifest, differs from it or is missing at the end; the
    caller throws the folder away then.
    """
    awaited = {file.path: file for file in manifest.files}
    while (header := _next_header(bundle)) is not None:
        path = _path(header)
        described = awaited.pop(path, None)
        if described is None or described.size != header.size:
            raise BundleFault(
                f"{path}: 不在签名清单中或大小不符 / not as the signed manifest has it; 重新传输 / "
                "transfer it anew"
            )
        _write_checked(bundle, header.size, described, folder / path)
        if on_file is not None:
            on_file(described)
    if awaited:
        raise BundleFault(
            f"缺少 {len(awaited)} 个文件 / {len(awaited)} files are missing, {min(awaited)} first; "
            "传输不完整,请重新传输 / the transfer was cut, transfer it anew"
        )


def check_file(file: Path, trusted: Iterable[Ed25519PublicKey]) -> Signed:
    """Read a bundle to its end without keeping anything. Raises BundleFault or SignatureFault."""
    with opened(file) as bundle, tempfile.TemporaryDirectory(prefix="steppewatch-check-") as folder:
        signed = read_signed(bundle, trusted)
        unpack(bundle, signed.manifest, Path(folder))
    return signed


@contextlib.contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """The bundle's file for reading. Raises BundleFault when it cannot be read."""
    try:
        bundle = file.open("rb")
    except OSError as fault:
        raise BundleFault(
            f"{file}: 无法读取 / cannot be read: {fault.strerror}; 检查路径 / check the path"
        ) from None
    with bundle:
        yield bundle


def check_folder(folder: Path, trusted: Iterable[Ed25519PublicKey]) -> Signed:
    """The same checks for a bundle that `tar` has unpacked already."""
    try:
        with (folder / MANIFEST).open("rb") as opened_manifest:
            data = opened_manifest.read(MAX_MANIFEST_BYTES + 1)
        with (folder / SIGNATURE).open("rb") as opened_signature:
            signature = opened_signature.read(signing.SIGNATURE_BYTES + 1)
    except OSError as fault:
        raise BundleFault(
            f"{fault.filename}: 无法读取 / cannot be read: {fault.strerror}; 这不是安装包目录 / this "
            "is no bundle's folder"
        ) from None
    signer = signing.check(data, signature, trusted)
    manifest = decode(data)
    for file in manifest.files:
        place = folder / file.path
        if (
            place.is_symlink()
            or not place.is_file()
            or describe(Source(file.path, place)).sha256 != file.sha256
        ):
            raise BundleFault(
                f"{place}: 缺失或与签名清单不符 / missing, or not as the signed manifest has it; "
                "重新解包 / unpack anew"
            )
    return Signed(manifest, data, signature, signer)


def _expect(bundle: BinaryIO, path: str, limit: int) -> int:
    header = _next_header(bundle)
    if header is None or _path(header) != path or header.size > limit:
        raise BundleFault(f"开头不是 {path} / does not begin with {path}; 这不是升级包 / this is no bundle")
    return header.size


def _next_header(bundle: BinaryIO) -> tarfile.TarInfo | None:
    """The next member's header, under its long name if it has one; None at the end of the archive."""
    header = _header_block(bundle)
    if header is None or header.type != tarfile.XHDTYPE:
        return header
    name = _long_name(bundle, header.size)
    header = _header_block(bundle)
    if header is None or header.type == tarfile.XHDTYPE:
        raise _no_ordinary(name)
    header.name = name
    return header


def _long_name(bundle: BinaryIO, size: int) -> str:
    if size > _MAX_EXTENDED_BYTES:
        raise _no_ordinary("././@PaxHeader")
    data = b"".join(_pieces(bundle, size))
    match = _LONG_NAME.fullmatch(data)
    if match is None or int(match[1]) != len(data) or not match[2].isascii():
        raise _no_ordinary("././@PaxHeader")
    return match[2].decode("ascii")


def _header_block(bundle: BinaryIO) -> tarfile.TarInfo | None:
    block = bundle.read(_BLOCK)
    if bundle.tell() > MAX_TOTAL_BYTES + MAX_FILES * 2 * _BLOCK + MAX_MANIFEST_BYTES:
        raise BundleFault("过大,拒绝 / larger than any bundle, refused")
    if block == bytes(_BLOCK):
        return None
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError):
        raise BundleFault(
            "不是升级包,或已损坏、不完整 / this is no bundle, or it is damaged or cut short; "
            "重新传输 / transfer it anew"
        ) from None
    known = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.XHDTYPE)
    if header.type not in known or not 0 <= header.size <= MAX_TOTAL_BYTES:
        raise _no_ordinary(header.name)
    return header


def _no_ordinary(name: str) -> BundleFault:
    return BundleFault(
        f"{name!r}: 不是普通文件,拒绝 / is no ordinary file, refused; "
        "用 `edge-agent bundle` 重新制作 / make the bundle anew with it"
    )


def _path(header: tarfile.TarInfo) -> str:
    folder, _, path = header.name.partition("/")
    if folder != FOLDER:
        path = header.name
    check_path(path)
    return path


def _pieces(bundle: BinaryIO, size: int) -> Iterable[bytes]:
    """A member's bytes; the padding after them is read and dropped."""
    left = size
    while left:
        piece = bundle.read(min(left, _CHUNK))
        if not piece:
            raise BundleFault("文件不完整 / the file is cut short; 重新传输 / transfer it anew")
        left -= len(piece)
        yield piece
    bundle.read(-size % _BLOCK)


def _write_checked(bundle: BinaryIO, size: int, described: BundledFile, place: Path) -> None:
    place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, described.mode & 0o755)
    with open(descriptor, "wb") as file:
        for piece in _pieces(bundle, size):
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != described.sha256:
        raise BundleFault(
            f"{described.path}: 内容与签名清单不符 / differs from the signed manifest; 重新传输 / "
            "transfer it anew"
        )
