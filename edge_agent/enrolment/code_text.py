"""What an installer types or scans: a one-time code, or the text of the QR code that carries more. Pure."""

from __future__ import annotations

from typing import NamedTuple

from runtime.faults import PlainFault

_QR_HEAD = "STEPPEWATCH-ENROL"
_FINGERPRINT_SIGNS = 64


class Given(NamedTuple):
    """A code, and, from paper, where to take it and whom to believe there (SHA-256 of the root, hex)."""

    code: str
    centre: str | None = None
    fingerprint: str | None = None


def read(text: str) -> Given:
    """Take it apart. The code itself is checked by the centre. Raises PlainFault."""
    text = text.strip()
    if not text.startswith(_QR_HEAD):
        return Given(text)
    parts = text.split("|")
    if len(parts) != 4 or len(parts[3]) not in (0, _FINGERPRINT_SIGNS):
        raise PlainFault(
            "二维码内容不完整 / the QR code's text is not whole; "
            "重新扫描或手工输入 / scan it again, or type the code"
        )
    return Given(parts[2], parts[1], parts[3].lower() or None)
