"""The spool's file: what is written, forgotten, evicted, and found again after a crash. No threads, no clock.

One SQLite file in WAL mode with synchronous = FULL, so that a commit that returned is on the disk. One
transaction takes a group of appends; within it each record gets its stream's next sequence number and is
encoded, and the part levels that the records rest on are written beside them. So after a crash at any moment
levels and records agree: no edge is told twice, none is lost.

The bytes are bounded. When a record does not fit, older ones go: health first, then readings, then snapshots,
then events that are no fire. Fire-class events never go, and never wait for room. Every eviction is counted
in the file: published = forgotten by receipt + spooled + evicted, for each stream, always.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

from device_profiles.level import Level
from edge_agent.spool.numbers import Numbers
from edge_agent.spool.record import (
    EVICTABLE,
    STREAM_OF,
    Append,
    Rank,
    SpoolError,
    SpoolFull,
    SpoolRefused,
    SpoolUnwritable,
    Stored,
    rank_of,
)
from telemetry.encoding import encode
from telemetry.errors import ContractError
from telemetry.messages import (
    UPLINK_STREAMS,
    StoredRange,
    Stream,
    StreamCount,
    UplinkMessage,
)

SCHEMA_VERSION = 1
#: What a record costs in the file beyond its own bytes: row, index entries, page fill.
OVERHEAD_BYTES = 96
#: Records looked at in one step of an eviction.
_PAGE = 256


_TABLES = """
CREATE TABLE IF NOT EXISTS record(
    rank INTEGER NOT NULL, seq INTEGER NOT NULL, stream TEXT NOT NULL, size INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY(rank, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS record_identity ON record(stream, seq);
CREATE TABLE IF NOT EXISTS book(
    stream TEXT PRIMARY KEY, published INTEGER NOT NULL, evicted INTEGER NOT NULL, forgotten INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS level(part TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_LEVEL = msgspec.msgpack.Encoder()
_LEVEL_BACK = msgspec.msgpack.Decoder(Level)
#: What cannot be bytes (half a surrogate pair, say) is refused alone, and takes no fire beside it along.
_UNENCODABLE = (ContractError, msgspec.MsgspecError, TypeError, ValueError, OverflowError)


@dataclass(slots=True)
class _Book:
    published: int = 0
    evicted: int = 0
    forgotten: int = 0
    spooled: int = 0


class SpoolStore:
    """The open file. One owner, one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, limit_bytes: int, numbers: Numbers) -> None:
        self._db = connection
        self._numbers = numbers
        self.limit_bytes = limit_bytes
        #: The file could not be read after a failure: what is in memory may not be what it holds.
        self._unread = False
        self._load()

    @classmethod
    def open(cls, path: Path, limit_bytes: int, busy_s: float = 1.0) -> SpoolStore:
        """Open or make the file. Raises sqlite3.DatabaseError when it is damaged or not a spool."""
        connection = sqlite3.connect(path, timeout=busy_s, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection)
            return cls(connection, limit_bytes, Numbers(path))
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Close the file; what was committed is safe with or without this."""
        self._db.close()

    @property
    def size(self) -> int:
        """What the spooled records take, overhead included."""
        return self._bytes

    def spooled(self, rank: Rank) -> int:
        """How many records of that rank wait."""
        return self._held[rank]

    def counts(self) -> list[StreamCount]:
        """Each stream's books."""
        return [
            StreamCount(stream, book.published, book.spooled, book.evicted)
            for stream, book in self._books.items()
        ]

    def forgotten(self, stream: Stream) -> int:
        """How many records of the stream went by receipt."""
        return self._books[stream].forgotten

    def levels(self) -> dict[str, Level]:
        """The stored level of every part."""
        return {
            part: _LEVEL_BACK.decode(data) for part, data in self._db.execute("SELECT part, data FROM level")
        }

    def write(
        self, appends: Iterable[Append], pinned: Collection[tuple[Stream, int]] = ()
    ) -> list[SpoolError | None]:
        """Store a group of appends in one transaction; for each, None or why it was refused.

        `pinned` names records that are on their way and may have arrived: they are not evicted, for a record
        that is stored in the cloud and counted as evicted here would be counted twice.
        Raises SpoolUnwritable when the transaction failed: then nothing of the group is stored.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._reread()
            verdicts = [self._append(append, pinned) for append in appends]
            self._numbers.reserve({stream: book.published for stream, book in self._books.items()})
            self._write_books()
            self._db.execute("COMMIT")
        except (sqlite3.Error, OSError) as fault:
            self._undo()
            raise SpoolUnwritable(f"{type(fault).__name__}: {fault}") from fault
        except BaseException:
            self._undo()
            raise
        return verdicts

    def forget(self, ranges: Iterable[StoredRange]) -> list[tuple[Stream, int]]:
        """Delete what a receipt names; gives the identities deleted. Numbers never given out are ignored."""
        gone: list[tuple[Stream, int]] = []
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._reread()
            for entry in ranges:
                rows = self._db.execute(
                    "DELETE FROM record WHERE stream = ? AND seq BETWEEN ? AND ? RETURNING rank, seq, size",
                    (entry.stream.value, entry.first, entry.last),
                ).fetchall()
                for rank, seq, size in rows:
                    self._dropped(Rank(rank), size)
                    self._books[entry.stream].forgotten += 1
                    gone.append((entry.stream, seq))
            self._write_books()
            self._db.execute("COMMIT")
        except sqlite3.Error as fault:
            self._undo()
            raise SpoolUnwritable(f"{type(fault).__name__}: {fault}") from fault
        return gone

    def fetch(self, rank: Rank, after: int, limit: int) -> list[Stored]:
        """The oldest records of the rank past sequence number `after`."""
        return fetch(self._db, rank, after, limit)

    def adopt(
        self,
        records: Iterable[Stored],
        levels: Mapping[str, bytes],
        books: Mapping[Stream, tuple[int, int, int]],
    ) -> None:
        """Take over what was saved of a damaged file; books are (published, evicted, forgotten) a stream.

        Numbers go on above everything ever given out, for a number used twice would be taken by the cloud for
        the same record told again. What is neither saved nor known as forgotten is counted as evicted.
        """
        self._db.execute("BEGIN IMMEDIATE")
        for stored in records:
            size = len(stored.data) + OVERHEAD_BYTES
            self._db.execute(
                "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?)",
                (stored.rank, stored.seq, stored.stream.value, size, stored.data),
            )
        self._db.executemany("INSERT OR REPLACE INTO level VALUES (?, ?)", levels.items())
        self._load()
        for stream, book in self._books.items():
            published, _, forgotten = books.get(stream, (0, 0, 0))
            book.published = max(published, self._numbers.ceiling(stream))
            book.forgotten = min(forgotten, book.published - book.spooled)
            book.evicted = book.published - book.spooled - book.forgotten
        self._write_books()
        self._db.execute("COMMIT")

    def check(self) -> str | None:
        """What is wrong with the file; None when nothing is."""
        (verdict,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        return None if verdict == "ok" else str(verdict)

    def note(self, name: str, value: str) -> None:
        """Keep a word beside the records."""
        self._keep(name, value)

    def notes(self) -> dict[str, str]:
        """The words kept."""
        return dict(self._db.execute("SELECT name, value FROM note"))

    def _keep(self, name: str, value: str | None) -> None:
        if value is None:
            self._db.execute("DELETE FROM note WHERE name = ?", (name,))
        else:
            self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def _load(self) -> None:
        books = {stream: _Book() for stream in UPLINK_STREAMS}
        for stream, published, evicted, forgotten in self._db.execute(
            "SELECT stream, published, evicted, forgotten FROM book"
        ):
            books[Stream(stream)] = _Book(published, evicted, forgotten)
        all_held, total = dict.fromkeys(Rank, 0), 0
        for rank, held, size in self._db.execute(
            "SELECT rank, count(*), sum(size) FROM record GROUP BY rank"
        ):
            all_held[Rank(rank)] = held
            books[STREAM_OF[Rank(rank)]].spooled += held
            total += size
        self._books, self._held, self._bytes = books, all_held, total
        self._unread = False

    def _reread(self) -> None:
        """Numbers given out by books that are not the file's would be used twice: read them first."""
        if self._unread:
            self._load()

    def _undo(self) -> None:
        """Back to what the file holds; when even that cannot be read, the next call begins with it."""
        self._unread = True
        try:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self._load()
        except sqlite3.Error:  # the disk went away between two statements
            return

    def _append(self, append: Append, pinned: Collection[tuple[Stream, int]]) -> SpoolError | None:
        ranks = [rank_of(message) for message in append.messages]
        urgent = any(rank in (Rank.FIRE, Rank.REPLY) for rank in ranks)
        before = {stream: book.published for stream, book in self._books.items()}
        try:
            levels = [(part, _LEVEL.encode(level)) for part, level in append.levels.items()]
            for rank, message in zip(ranks, append.messages, strict=True):
                self._insert(rank, message)
        except _UNENCODABLE as fault:
            self._take_back(before)
            return SpoolRefused(f"a message breaks the contract: {fault}")
        if ranks and self._bytes > self.limit_bytes and not self._make_room(pinned, ranks) and not urgent:
            self._take_back(before)
            return SpoolFull(
                f"{self._bytes} of {self.limit_bytes} bytes are held by records that may not be evicted"
            )
        self._db.executemany("INSERT OR REPLACE INTO level VALUES (?, ?)", levels)
        for name, value in append.notes.items():
            self._keep(name, value)
        return None

    def _insert(self, rank: Rank, message: UplinkMessage) -> int:
        book = self._books[STREAM_OF[rank]]
        data = encode(replace(message, seq=book.published + 1))
        size = len(data) + OVERHEAD_BYTES
        self._db.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
            (rank, book.published + 1, STREAM_OF[rank].value, size, data),
        )
        book.published += 1
        book.spooled += 1
        self._held[rank] += 1
        self._bytes += size
        return size

    def _take_back(self, published: Mapping[Stream, int]) -> None:
        """Undo the inserts of an append that is refused: their numbers are given out again."""
        for stream, last in published.items():
            rows = self._db.execute(
                "DELETE FROM record WHERE stream = ? AND seq > ? RETURNING rank, size", (stream.value, last)
            ).fetchall()
            for rank, size in rows:
                self._dropped(Rank(rank), size)
            self._books[stream].published = last

    def _make_room(self, pinned: Collection[tuple[Stream, int]], fresh: Sequence[Rank]) -> bool:
        """Evict until the limit holds, the least important first, the oldest of them first.

        The records just inserted stay: what is newest is worth more than what is older of its own class or
        of a lesser one. An append never pushes out a class more important than its own most important.
        """
        newest = dict.fromkeys(Rank, 0)
        for rank in fresh:
            newest[rank] += 1
        most_important = min(fresh)
        for rank in EVICTABLE:
            if rank < most_important:
                break
            while self._bytes > self.limit_bytes and self._held[rank] > newest[rank]:
                if not self._evict_page(rank, self._held[rank] - newest[rank], pinned):
                    break
        return self._bytes <= self.limit_bytes

    def _evict_page(self, rank: Rank, most: int, pinned: Collection[tuple[Stream, int]]) -> int:
        stream = STREAM_OF[rank]
        offset = sum(1 for pinned_stream, _ in pinned if pinned_stream is stream)
        rows = self._db.execute(
            "SELECT seq, size FROM record WHERE rank = ? ORDER BY seq LIMIT ?",
            (rank, min(most, _PAGE + offset)),
        ).fetchall()
        evicted = 0
        for seq, size in rows:
            if self._bytes <= self.limit_bytes:
                break
            if (stream, seq) in pinned:
                continue
            self._db.execute("DELETE FROM record WHERE rank = ? AND seq = ?", (rank, seq))
            self._dropped(rank, size)
            self._books[stream].evicted += 1
            evicted += 1
        return evicted

    def _dropped(self, rank: Rank, size: int) -> None:
        self._books[STREAM_OF[rank]].spooled -= 1
        self._held[rank] -= 1
        self._bytes -= size

    def _write_books(self) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO book VALUES (?, ?, ?, ?)",
            [
                (stream.value, book.published, book.evicted, book.forgotten)
                for stream, book in self._books.items()
            ],
        )


def _prepare(connection: sqlite3.Connection) -> None:
    """Set the file's modes and make its tables; a file of a later version is refused."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA journal_size_limit = 4194304")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise SpoolUnwritable(
            f"the spool is of version {version}, this agent knows {SCHEMA_VERSION}; run the newer agent again"
        )
    connection.executescript(_TABLES)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def readable_level(data: object) -> bool:
    """Whether stored bytes are a level."""
    try:
        _LEVEL_BACK.decode(data if isinstance(data, bytes) else b"")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def fetch(connection: sqlite3.Connection, rank: Rank, after: int, limit: int) -> list[Stored]:
    """The oldest records of the rank past sequence number `after`."""
    rows = connection.execute(
        "SELECT seq, data FROM record WHERE rank = ? AND seq > ? ORDER BY seq LIMIT ?", (rank, after, limit)
    )
    return [Stored(rank, seq, data) for seq, data in rows]
