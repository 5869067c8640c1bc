"""OneNET's HTTP push: the signature over token, nonce and message, and the message's encryption. Pure.

The platform's own receiver examples define it. Its address check asks `GET ?msg=&nonce=&signature=` and wants
`msg` back. A push is a JSON object with `msg`, `nonce` and `signature` (`msg_signature` in the older form;
`enc_msg` where that is encrypted). The signature is base64(MD5(token + nonce + msg)); of a `msg` that is an
object, its text as it stands in the body.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 16
#: The older form fills the message with sixteen random bytes and its length before it.
_FILLING = 16
_LENGTH = 4


class NotSigned(Exception):
    """The push does not prove that it is the platform's."""


class NotReadable(Exception):
    """It is the platform's, and cannot be read; the text says why."""


class Push(NamedTuple):
    """A verified push: the message's JSON, and what tells it from others."""

    message: bytes
    mark: str


class _Envelope(msgspec.Struct):
    msg: msgspec.Raw = msgspec.Raw(b"")
    enc_msg: str = ""
    nonce: str = ""
    signature: str = ""
    msg_signature: str = ""
    id: str | int = ""
    time: int | str = 0


_envelope = msgspec.json.Decoder(_Envelope)
_text = msgspec.json.Decoder(str)


def signature(token: str, nonce: str, message: bytes) -> str:
    """The signature of a message."""
    digest = hashlib.md5(token.encode() + nonce.encode() + message, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def checked(token: str, nonce: str, message: str, given: str) -> bool:
    """Whether the signature is the platform's; a `+` that became a space on its way is one again."""
    expected = signature(token, nonce, message.encode())
    return hmac.compare_digest(expected.encode(), given.replace(" ", "+").encode("utf-8", "replace"))


def opened(body: bytes, token: str, key: str | None) -> Push:
    """The message of a push. Raises NotSigned, or NotReadable."""
    try:
        envelope = _envelope.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotSigned(str(fault)) from None
    signed = envelope.enc_msg.encode() or _text_of(bytes(envelope.msg))
    given = envelope.signature or envelope.msg_signature
    expected = signature(token, envelope.nonce, signed)
    if not signed or not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise NotSigned("the signature is not that of the token")
    mark = f"{envelope.id}" if envelope.id else f"{envelope.nonce}:{given}"
    encrypted = bool(envelope.enc_msg) or (key is not None and not signed.lstrip().startswith(b"{"))
    if not encrypted:
        return Push(signed, mark)
    if key is None:
        raise NotReadable("the message is encrypted, and the integration has no key; give it one")
    return Push(decrypted(signed, key), mark)


def decrypted(message: bytes, key: str) -> bytes:
    """AES-CBC with the key as initial vector, PKCS#7: a key of 16 characters, or one of 43 in base64.

    Raises NotReadable.
    """
    try:
        secret, filled = _key_of(key)
        data = base64.b64decode(message, validate=True)
        decryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:_BLOCK])).decryptor()
        plain = _unpadded(decryptor.update(data) + decryptor.finalize())
    except (ValueError, binascii.Error) as fault:
        raise NotReadable(f"the message cannot be decrypted: {fault}; compare the key") from None
    if not filled:
        return plain
    length = int.from_bytes(plain[_FILLING : _FILLING + _LENGTH], "big")
    return plain[_FILLING + _LENGTH :][:length]


def _key_of(key: str) -> tuple[bytes, bool]:
    if len(key) == _BLOCK:
        return key.encode("ascii"), False
    secret = base64.b64decode(key + "=")
    if len(secret) != 2 * _BLOCK:
        raise ValueError(f"a key of {len(key)} characters; one has 16, or 43 in the older form")
    return secret, True


def _unpadded(plain: bytes) -> bytes:
    count = plain[-1] if plain else 0
    if not 1 <= count <= _BLOCK or plain[-count:] != bytes((count,)) * count:
        raise ValueError("wrong padding")
    return plain[:-count]


def _text_of(raw: bytes) -> bytes:
    """What is signed: the characters of a string, the text of an object."""
    if raw.lstrip().startswith(b'"'):
        try:
            return _text.decode(raw).encode()
        except (msgspec.DecodeError, UnicodeError):
            return b""
    return raw
