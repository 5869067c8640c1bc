"""The registered terminals as the server knows them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


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


class Roster:
    """Who is registered, by phone number."""

    def __init__(self) -> None:
        self._by_phone: dict[str, Entry] = {}
        self._by_id: dict[int, Entry] = {}
        self.version = 0

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._by_id.values()))

    def take(self, entries: Iterable[Entry]) -> list[Entry]:
        """Take changed rows in; gives back those of which an earlier version was known."""
        replaced = []
        for entry in entries:
            before = self._by_id.get(entry.id)
            if before is not None:
                if before.version >= entry.version:
                    continue
                self._by_phone.pop(before.phone, None)
                replaced.append(entry)
            self._by_id[entry.id] = self._by_phone[entry.phone] = entry
            self.version = max(self.version, entry.version)
        return replaced

    def find(self, phone: str) -> Entry | None:
        """The terminal of that phone number, filled with zeros or not, if it may speak."""
        found = self._by_phone.get(plain_phone(phone))
        return found if found is not None and found.enabled else None

    def by_id(self, number: int) -> Entry | None:
        """The entry of that number."""
        return self._by_id.get(number)
