"""Certificate requests (PKCS#10) as they come from outside: hostile until read. Pure.

Only the key is taken from a request. Its subject and its extensions are never looked at: who the gateway is,
the registry says.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from telemetry.gateway_identity import renewal_proof

MAX_PEM = 8_192
_CURVES = (ec.SECP256R1, ec.SECP384R1)
_RSA_BITS = range(2048, 4097)

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey


class BadRequest(ValueError):
    """A request that cannot be used; the words say why."""


@dataclass(frozen=True)
class KeyRequest:
    """A request whose sender has proved to hold the key."""

    der: bytes
    key: PublicKey

    @property
    def key_digest(self) -> str:
        """SHA-256 of the key: what makes two requests the same."""
        return key_digest(self.key)


def key_digest(key: PublicKey) -> str:
    """SHA-256 of a public key's SubjectPublicKeyInfo, hex."""
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return hashlib.sha256(key.public_bytes(*form)).hexdigest()


def read_request(pem: str) -> KeyRequest:
    """A PEM request, its signature checked. Raises BadRequest."""
    if len(pem) > MAX_PEM:
        raise BadRequest(f"longer than {MAX_PEM} characters")
    try:
        request = x509.load_pem_x509_csr(pem.encode("ascii"))
        signed = request.is_signature_valid
        key = request.public_key()
    except (ValueError, UnsupportedAlgorithm, TypeError) as fault:
        raise BadRequest("no PKCS#10 request in PEM") from fault
    if not signed:
        raise BadRequest("its signature is not by its own key")
    return KeyRequest(request.public_bytes(serialization.Encoding.DER), _strong(key))


def proves_renewal(old: x509.Certificate, nonce: str, request: KeyRequest, signature: bytes) -> bool:
    """Whether the old certificate's key has signed this renewal."""
    key = old.public_key()
    said = renewal_proof(nonce, hashlib.sha256(request.der).digest())
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, said, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, said)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, said, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _strong(key: object) -> PublicKey:
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES):
        return key
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    if isinstance(key, rsa.RSAPublicKey) and key.key_size in _RSA_BITS and key.public_numbers().e == 65537:
        return key
    raise BadRequest("its key must be P-256, P-384, Ed25519, or RSA of 2048 to 4096 bits")
