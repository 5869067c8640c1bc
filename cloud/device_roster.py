"""The registered devices as a server that they speak to knows them: the newest rows, by number and by key."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, Protocol, TypeVar


class Row(Protocol):
    """What every row of a registry has."""

    @property
    def id(self) -> int:
        """Its number, which stays."""
        ...

    @property
    def version(self) -> int:
        """Rises with every change of any row."""
        ...

    @property
    def enabled(self) -> bool:
        """Whether the device may speak."""
        ...


Entry = TypeVar("Entry", bound=Row)
Key = TypeVar("Key", bound=Hashable)


class DeviceRoster(Generic[Entry, Key]):
    """Who is registered. `key` is what a device names itself by; a row may change it."""

    def __init__(self, key: Callable[[Entry], Key]) -> None:
        self._key = key
        self._by_key: dict[Key, Entry] = {}
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
                if self._by_key.get(self._key(before)) is before:
                    del self._by_key[self._key(before)]
                replaced.append(entry)
            self._by_id[entry.id] = self._by_key[self._key(entry)] = entry
            self.version = max(self.version, entry.version)
        return replaced

    def speaking(self, *keys: Key) -> Entry | None:
        """The row of the first of these keys that is known, if it may speak."""
        found = next((self._by_key[key] for key in keys if key in self._by_key), None)
        return found if found is not None and found.enabled else None

    def by_id(self, number: int) -> Entry | None:
        """The row of that number."""
        return self._by_id.get(number)
