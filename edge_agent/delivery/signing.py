"""Ed25519 signatures over a bundle's manifest: key files, signing, and checking against trusted keys.

The private key stays on the engineer's machine, readable by its owner only. A gateway holds public keys in a
folder; any of them is trusted, so that a new key can be brought in before the old one is taken away.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from runtime.faults import PlainFault

SIGNATURE_BYTES = 64
_MAX_KEY_BYTES = 16_384


class SignatureFault(PlainFault):
    """A key that cannot be used, or a signature that no trusted key made."""


def make_pair(path: Path) -> Path:
    """Write a new private key (mode 0600) and its public key beside it; gives the public key's path.

    An existing key is never replaced: gateways in the field trust it.
    """
    public_path = path.with_name(path.name + ".pub")
    for taken in (path, public_path):
        if taken.exists():
            raise SignatureFault(f"{taken}: 已存在,换一个文件名 / exists already; give another file name")
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(private)
        public_path.write_bytes(public_pem(key.public_key()))
    except OSError as fault:
        raise SignatureFault(
            f"{fault.filename}: 无法写入 / cannot be written: {fault.strerror}; 检查目录 / check the folder"
        ) from None
    return public_path


def public_pem(key: Ed25519PublicKey) -> bytes:
    """The public key as a PEM file holds it."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PublicKey) -> str:
    """What two people compare over the telephone: SHA-256 of the raw key, 16 hexadecimal digits in fours."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    digits = hashlib.sha256(raw).hexdigest()[:16]
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


def read_private(path: Path) -> Ed25519PrivateKey:
    """The signing key. Raises SignatureFault when others may read it or it is no Ed25519 key."""
    data = _read(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SignatureFault(f"{path}: 他人可读 / others may read it; chmod 600 {path}")
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SignatureFault(
            f"{path}: 不是 Ed25519 私钥 / no Ed25519 private key; 用 `edge-agent bundle keygen` 生成 "
            "/ make one so"
        )
    return key


def read_public(path: Path) -> Ed25519PublicKey:
    """A public key from its PEM file. Raises SignatureFault."""
    try:
        key = serialization.load_pem_public_key(_read(path))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise SignatureFault(
            f"{path}: 不是 Ed25519 公钥 / no Ed25519 public key; 用密钥对中的 .pub 文件 / use the "
            "pair's .pub file"
        )
    return key


def trusted_keys(place: Path) -> list[Ed25519PublicKey]:
    """The keys of a file, or of every .pem and .pub file in a folder. Raises SignatureFault for none."""
    files = sorted([*place.glob("*.pem"), *place.glob("*.pub")]) if place.is_dir() else [place]
    keys = [read_public(file) for file in files]
    if not keys:
        raise SignatureFault(
            f"{place}: 没有受信任的公钥 / no trusted key here; 放入签名密钥的 .pub 文件 / put the "
            "signer's .pub there"
        )
    return keys


def check(data: bytes, signature: bytes, trusted: Iterable[Ed25519PublicKey]) -> Ed25519PublicKey:
    """The trusted key that signed the data. Raises SignatureFault when none did."""
    for key in trusted:
        try:
            key.verify(signature, data)
        except InvalidSignature:
            continue
        return key
    raise SignatureFault(
        "签名无效或签名者不受信任 / the signature is wrong, or its signer is not trusted here; "
        "向签发人核对指纹 / compare fingerprints with whoever made the bundle"
    )


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_KEY_BYTES)
    except OSError as fault:
        raise SignatureFault(
            f"{path}: 无法读取密钥 / the key cannot be read: {fault.strerror}; 检查路径与权限 / check "
            "path and rights"
        ) from None
