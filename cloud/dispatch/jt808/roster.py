"""The registered terminals as the server knows them."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from cloud.device_roster import DeviceRoster


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the registry."""

    id: int
    phone: str
    name: str
    plate: str
    enabled: bool
    key_sha256: str | None
    registration_until: int
    version: int

    def is_key(self, code: str) -> bool:
        """Whether that is its authentication code."""
        known = self.key_sha256
        return known is not None and hmac.compare_digest(known, digest_of(code))


def digest_of(code: str) -> str:
    """What is kept of an authentication code. It is random, so one round of SHA-256 is enough."""
    return hashlib.sha256(code.encode("utf-8", "backslashreplace")).hexdigest()


def plain_phone(phone: str) -> str:
    """A phone number without the zeros that its edition fills it with."""
    return phone.lstrip("0") or "0"


class Roster(DeviceRoster[Entry, str]):
    """Who is registered, by phone number."""

    def __init__(self) -> None:
        super().__init__(lambda entry: entry.phone)

    def find(self, phone: str) -> Entry | None:
        """The terminal of that phone number, filled with zeros or not, if it may speak."""
        return self.speaking(plain_phone(phone))
