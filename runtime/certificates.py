"""How long a certificate still holds."""

from __future__ import annotations

from pathlib import Path

_DAY_MS = 86_400_000


def ends_ms(path: Path) -> int:
    """When the first certificate of a PEM file ends, ms UTC. Raises OSError; ValueError for another file."""
    from cryptography import x509  # 10 MB that a gateway without a certificate need not spend

    return int(x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc.timestamp() * 1000)


def days_left(path: Path, now_ms: int) -> float:
    """Days until it ends; negative after it. Raises as `ends_ms`."""
    return (ends_ms(path) - now_ms) / _DAY_MS
