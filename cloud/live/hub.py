"""Who watches, and how a commit reaches them: at once, in order, without a poll and without a queue a client.

1. A commit rings the hub. The hub reads the log on from where it stands, keeps the newest changes in memory,
   and rings its clients. The log's numbers rise in the order of the commits, so nothing is skipped.
2. A client reads at its own pace from its own cursor: from memory, or from the log when it has fallen behind,
   or is told to start anew when even the log does not go back so far. Memory does not grow with slow clients.
3. Readings and signs of life are not kept: each client has a small buffer, whose oldest entries are dropped.
4. A client is told only of what lies in its asker's scope. A change carries whose it is; of what passes, the
   owner is looked up as it passes, and only while somebody watches who does not see everything.
5. A client may ask for some kinds only. Such ones are bounded by themselves: they take nobody's place who
   watches everything. So are those who are no people with a scope, and are let in otherwise (`admit`).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from cloud.database.engine import Database
from cloud.live import changes, repository
from cloud.live.changes import Noted, Renderer, Written
from cloud.live.ownership import NOBODY, Owner, owners_of
from cloud.live.repository import ChangeRecord
from cloud.live.settings import LiveSettings
from cloud.people.asker import LOCAL, Asker
from cloud.people.scope import sees
from cloud.timeseries.port import Latest
from cloud.timeseries.schemas import LiveReadings, reading
from runtime.logging import get_logger

log = get_logger("live")

_TAIL = 2_000
_PAGE = 500
_RETRY_S = 0.5
#: What passes by: new samples of a part.
_READING = "reading"


class Passing(NamedTuple):
    """Something told once and not kept."""

    event: str
    payload: str
    owner: Owner = NOBODY


def event(name: str, data: str, number: int | None = None) -> bytes:
    """One event in the wire form. JSON holds no line ends, so the data is one line."""
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {data}\n\n".encode()


class TooManyClients(Exception):
    """The bound on clients is reached."""


class Client:
    """One who watches: its cursor and its buffer of what passes."""

    def __init__(
        self, cursor: int, buffer: int, asker: Asker = LOCAL, only: frozenset[str] | None = None
    ) -> None:
        self.cursor = cursor
        self.asker = asker
        #: The kinds that it asks for; None: everything.
        self.only = only
        #: Those of one group share a bound.
        self.groups = ["everything" if only is None else "some"]
        self.passing: deque[Passing] = deque(maxlen=buffer)
        self.woken = asyncio.Event()

    def ring(self) -> None:
        """There is something to fetch."""
        self.woken.set()

    def takes(self, kind: str, payload: str, owner: Owner) -> bool:
        """Whether it has asked for this kind, and a thing of this owner is in the asker's scope."""
        return (self.only is None or kind in self.only) and sees(self.asker, *owner)

    def told(self, change: ChangeRecord) -> bytes:
        """A change in the wire form."""
        return event(change.kind, change.payload, change.id)

    def passed(self, passing: Passing) -> bytes:
        """What passes in the wire form."""
        return event(passing.event, passing.payload)


class Hub:
    """Carries commits to clients. `run` until cancelled; everything but `committed` belongs to the loop."""

    def __init__(self, database: Database, renderers: Mapping[str, Renderer], settings: LiveSettings) -> None:
        self.dropped = 0
        self._database = database
        self._renderers = renderers
        self._settings = settings
        self._clients: set[Client] = set()
        self._tail: deque[ChangeRecord] = deque(maxlen=_TAIL)
        self._cursor = 0
        self._rung = asyncio.Event()
        self._signs: Noted = {}
        self._signs_rung = asyncio.Event()
        self._readings: deque[Passing] = deque(maxlen=settings.buffer)
        self._readings_rung = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    @property
    def clients(self) -> int:
        """How many watch."""
        return len(self._clients)

    def committed(self, written: Written) -> None:
        """Told by any thread after each commit."""
        if written.last is not None or written.signs:
            self._loop.call_soon_threadsafe(self._ring, written)

    def look(self) -> None:
        """Another process may have committed: read the log on."""
        self._rung.set()

    def pass_readings(self, readings: Mapping[tuple[str, str], list[Latest]]) -> None:
        """New samples by part, for whoever watches now."""
        if not self._wanted(_READING):
            return
        for (gateway, part), samples in readings.items():
            told = LiveReadings(gateway=gateway, part=part, readings=[reading(sample) for sample in samples])
            passing = Passing(_READING, told.model_dump_json())
            if all(client.asker.everything for client in self._clients):
                self._pass(passing)
            else:
                self.dropped += len(self._readings) == self._readings.maxlen
                self._readings.append(passing)
                self._readings_rung.set()

    def join(self, cursor: int, asker: Asker = LOCAL, only: frozenset[str] | None = None) -> Client:
        """Begin to watch after `cursor`, as far as the asker may; `only`: nothing but these kinds."""
        most = self._settings.clients
        return self.admit(
            Client(cursor, self._settings.buffer, asker, only), {"everything": most, "some": most}
        )

    def admit(self, client: Client, most: Mapping[str, int]) -> Client:
        """Have a client watch, where each of its groups has room for one more. Raises TooManyClients."""
        for group in client.groups:
            if sum(group in one.groups for one in self._clients) >= most[group]:
                raise TooManyClients
        self._clients.add(client)
        client.ring()
        return client

    def leave(self, client: Client) -> None:
        """Watch no more."""
        self._clients.discard(client)

    async def run(self) -> None:
        """Carry on until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._carry_changes())
            tasks.create_task(self._carry_signs())
            tasks.create_task(self._carry_readings())

    async def fetch(self, client: Client) -> list[ChangeRecord] | None:
        """The next changes that a client may see; None when the log does not go back to its cursor."""
        while client.cursor != self._cursor:
            found = await self._next(client)
            if found is None:
                return None
            if not found:
                break
            seen = [
                change
                for change in found
                if client.takes(change.kind, change.payload, Owner(change.area, change.organisation_id))
            ]
            if seen:
                return seen
        return []

    async def _next(self, client: Client) -> list[ChangeRecord] | None:
        if self._tail and self._tail[0].id <= client.cursor + 1 <= self._cursor:
            behind = self._cursor - client.cursor
            start = max(0, len(self._tail) - behind)
            found = [self._tail[index] for index in range(start, min(len(self._tail), start + _PAGE))]
        else:
            fetched = await asyncio.to_thread(self._fetch, client.cursor)
            if fetched is None:
                return None
            found = fetched
        if found:
            client.cursor = found[-1].id
        return found

    def _fetch(self, cursor: int) -> list[ChangeRecord] | None:
        with self._database.read() as session:
            newest = repository.cursor(session)
            if not repository.gone(session) <= cursor <= newest:
                return None
            return repository.after(session, cursor, _PAGE)

    def resync(self, client: Client) -> None:
        """The client reads everything anew; it goes on from now."""
        client.cursor = self._cursor

    async def _carry_changes(self) -> None:
        self._cursor = await asyncio.to_thread(self._newest)
        self._wake_all()
        while True:
            await self._rung.wait()
            self._rung.clear()
            try:
                while (found := await asyncio.to_thread(self._read_on)) != []:
                    if found is None:
                        # The log has left us behind: so has it every client, who reads everything anew.
                        self._tail.clear()
                        self._cursor = await asyncio.to_thread(self._newest)
                    else:
                        self._tail.extend(found)
                        self._cursor = found[-1].id
                    self._wake_all()
            except Exception:
                log.exception("the change log cannot be read")
                await asyncio.sleep(_RETRY_S)
                self._rung.set()

    async def _carry_signs(self) -> None:
        while True:
            await self._signs_rung.wait()
            self._signs_rung.clear()
            signs, self._signs = self._signs, {}
            if not self._clients:
                continue
            try:
                for passing in await asyncio.to_thread(self._render, signs):
                    self._pass(passing)
            except Exception:
                log.exception("signs of life could not be told")

    async def _carry_readings(self) -> None:
        while True:
            await self._readings_rung.wait()
            self._readings_rung.clear()
            waiting = list(self._readings)
            self._readings.clear()
            try:
                for passing in await asyncio.to_thread(self._owned, waiting):
                    self._pass(passing)
            except Exception:
                log.exception("readings could not be told")

    def _owned(self, waiting: list[Passing]) -> list[Passing]:
        with self._database.read() as session:
            found = owners_of(session, (passing.payload for passing in waiting))
        return [passing._replace(owner=owner) for passing, owner in zip(waiting, found, strict=True)]

    def _ring(self, written: Written) -> None:
        if written.last is not None:
            self._rung.set()
        signs = {kind: keys for kind, keys in written.signs.items() if self._wanted(kind)}
        if signs:
            for kind, keys in signs.items():
                self._signs.setdefault(kind, {}).update(keys)
            self._signs_rung.set()

    def _wanted(self, kind: str) -> bool:
        """Whether anybody who watches now has asked for this kind."""
        return any(client.only is None or kind in client.only for client in self._clients)

    def _pass(self, passing: Passing) -> None:
        for client in self._clients:
            if not client.takes(passing.event, passing.payload, passing.owner):
                continue
            self.dropped += len(client.passing) == client.passing.maxlen
            client.passing.append(passing)
            client.ring()

    def _wake_all(self) -> None:
        for client in self._clients:
            client.ring()

    def _newest(self) -> int:
        with self._database.read() as session:
            return repository.cursor(session)

    def _read_on(self) -> list[ChangeRecord] | None:
        """What follows; None: some of it is gone."""
        with self._database.read() as session:
            if self._cursor < repository.gone(session):
                return None
            return repository.after(session, self._cursor, _PAGE)

    def _render(self, signs: Noted) -> list[Passing]:
        with self._database.read() as session:
            found = [
                Passing(kind, payload)
                for kind in changes.KINDS
                if signs.get(kind)
                for payload in self._renderers[kind](session, signs[kind])
            ]
            owners = owners_of(session, (passing.payload for passing in found))
        return [passing._replace(owner=owner) for passing, owner in zip(found, owners, strict=True)]
