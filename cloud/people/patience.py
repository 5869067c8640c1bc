"""Growing delays after failed logins, and a bucket for requests without a name. Memory is bounded.

A delay hits guessing, not people: it never locks for good, it is the same whether the account exists or not,
and one success ends it. An attempt counts as failed before its password is looked at, so that a hundred
attempts at once are a hundred failures.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from typing import NamedTuple

from runtime.clock import Clock


class Limits(NamedTuple):
    """How patient to be with one key."""

    free: int
    first_s: float
    longest_s: float
    forget_s: float


#: By account: 5 attempts are free, then 1, 2, 4 … 300 s.
ACCOUNT = Limits(free=5, first_s=1.0, longest_s=300.0, forget_s=3600.0)
#: By address, behind which a whole office may sit.
ADDRESS = Limits(free=30, first_s=1.0, longest_s=300.0, forget_s=3600.0)
_KEYS = 20_000


class _Failures(NamedTuple):
    times: int
    last: float


class Patience:
    """Failures by key; the least recently failed key is forgotten first when there are too many."""

    def __init__(self, clock: Clock, limits: Limits, keys: int = _KEYS) -> None:
        self._clock = clock
        self._limits = limits
        self._keys = keys
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._lock = threading.Lock()

    def attempt(self, key: str) -> float:
        """Begin an attempt, counted as failed; returns the seconds to wait when it is too early, else 0."""
        now = self._clock.monotonic()
        with self._lock:
            held = self._failures.get(key)
            if held is not None and now - held.last > self._limits.forget_s:
                held = None
            count = held.times if held is not None else 0
            if held is not None and count >= self._limits.free:
                delay = min(
                    self._limits.first_s * 2.0 ** min(count - self._limits.free, 30), self._limits.longest_s
                )
                left = held.last + delay - now
                if left > 0:
                    return left
            self._failures[key] = _Failures(count + 1, now)
            self._failures.move_to_end(key)
            while len(self._failures) > self._keys:
                self._failures.popitem(last=False)
            return 0.0

    def succeeded(self, key: str) -> None:
        """The attempt was right: forget the failures."""
        with self._lock:
            self._failures.pop(key, None)

    def taken_back(self, key: str) -> None:
        """The attempt was not one: the count goes back by one."""
        with self._lock:
            held = self._failures.get(key)
            if held is not None and held.times > 1:
                self._failures[key] = held._replace(times=held.times - 1)
            else:
                self._failures.pop(key, None)

    def __len__(self) -> int:
        return len(self._failures)


class Bucket:
    """So many requests a second by key, and a burst."""

    def __init__(self, clock: Clock, per_s: float, burst: int, keys: int = _KEYS) -> None:
        self._clock = clock
        self._per_s = per_s
        self._burst = burst
        self._keys = keys
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> bool:
        """Whether one more is let through."""
        now = self._clock.monotonic()
        with self._lock:
            level, at = self._levels.get(key, (float(self._burst), now))
            level = min(float(self._burst), level + (now - at) * self._per_s)
            taken = level >= 1.0
            self._levels[key] = (level - 1.0 if taken else level, now)
            self._levels.move_to_end(key)
            while len(self._levels) > self._keys:
                self._levels.popitem(last=False)
            return taken


def address_key(address: str) -> str:
    """What counts as one address: an IPv4 address, or the 64-bit network of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
