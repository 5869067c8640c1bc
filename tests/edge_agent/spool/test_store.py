"""The spool's file: numbers without gaps, room by class, books that add up, and what survives damage."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from device_profiles.level import Level
from edge_agent.spool.numbers import Numbers
from edge_agent.spool.record import Append, Rank, SpoolFull, SpoolRefused, SpoolUnwritable
from edge_agent.spool.rescue import open_store
from edge_agent.spool.store import OVERHEAD_BYTES, SpoolStore
from telemetry.encoding import decode_uplink
from telemetry.event_kinds import EventKind
from telemetry.messages import (
    UPLINK_STREAMS,
    StoredRange,
    Stream,
    UplinkMessage,
)
from tests.edge_agent.records import event, health, reading, reply, snapshot

PLENTY = 10_000_000


MAKE = {
    Rank.FIRE: event,
    Rank.REPLY: reply,
    Rank.EVENT: lambda: event(EventKind.FAULT),
    Rank.SNAPSHOT: snapshot,
    Rank.READING: reading,
    Rank.HEALTH: health,
}


@contextmanager
def opened(path: Path, limit: int = PLENTY) -> Iterator[SpoolStore]:
    with closing(SpoolStore.open(path, limit)) as store:
        yield store


def put(store: SpoolStore, *messages: UplinkMessage) -> None:
    assert store.write([Append(list(messages))]) == [None]


def numbers(store: SpoolStore, rank: Rank) -> list[int]:
    return [stored.seq for stored in store.fetch(rank, 0, 1_000_000)]


def assert_books_add_up(store: SpoolStore) -> None:
    for count in store.counts():
        assert count.published == store.forgotten(count.stream) + count.spooled + count.evicted, count


def test_each_stream_counts_by_itself_and_without_gaps(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        put(store, event(), event(EventKind.FAULT), reading(), snapshot())
        put(store, event(), reading(), health())
        assert numbers(store, Rank.FIRE) == [1, 4]
        assert numbers(store, Rank.EVENT) == [2]
        assert numbers(store, Rank.SNAPSHOT) == [3]
        assert numbers(store, Rank.READING) == [1, 2]
        assert numbers(store, Rank.HEALTH) == [1]


def test_what_is_stored_is_a_valid_message_with_its_own_number(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        put(store, event(), event())
        for stored in store.fetch(Rank.FIRE, 0, 10):
            assert decode_uplink("sw/1/150102/gw-1/event", stored.data).seq == stored.seq


def test_numbers_and_levels_outlive_the_process(tmp_path: Path) -> None:
    level = Level(states=frozenset({"fire"}), last_heard=5)
    with opened(tmp_path / "s") as store:
        store.write([Append([event()], {"panel-1/1-023": level})])
        store.forget([StoredRange(Stream.EVENT, 1, 1)])
    with opened(tmp_path / "s") as store:
        put(store, event())
        assert numbers(store, Rank.FIRE) == [2]
        assert store.levels() == {"panel-1/1-023": level}


def test_a_receipt_deletes_exactly_what_it_names(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        put(store, *[event() for _ in range(10)], reading())
        store.forget([StoredRange(Stream.EVENT, 2, 4), StoredRange(Stream.EVENT, 9, 9_000)])
        assert numbers(store, Rank.FIRE) == [1, 5, 6, 7, 8]
        assert numbers(store, Rank.READING) == [1]
        assert_books_add_up(store)


def test_a_receipt_told_twice_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        put(store, event(), event())
        for _ in range(2):
            store.forget([StoredRange(Stream.EVENT, 1, 1)])
        assert store.forgotten(Stream.EVENT) == 1
        assert_books_add_up(store)


def test_room_is_made_by_health_first_then_readings_then_snapshots_then_events(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        for make in (health, reading, snapshot, lambda: event(EventKind.FAULT)):
            put(store, *[make() for _ in range(3)])
        gone = []
        while any(store.spooled(rank) for rank in (Rank.HEALTH, Rank.READING, Rank.SNAPSHOT, Rank.EVENT)):
            before = {rank: store.spooled(rank) for rank in Rank}
            store.limit_bytes = store.size - 1
            put(store, event())
            gone += [rank for rank in reversed(Rank) for _ in range(before[rank] - store.spooled(rank))]
            assert_books_add_up(store)
        assert gone == [Rank.HEALTH] * 3 + [Rank.READING] * 3 + [Rank.SNAPSHOT] * 3 + [Rank.EVENT] * 3


def test_the_oldest_of_a_class_go_first(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        put(store, *[reading() for _ in range(10)])
        store.limit_bytes = store.size + 10
        put(store, reading())
        assert numbers(store, Rank.READING) == list(range(2, 12))


def test_fires_are_never_evicted_and_go_past_the_limit(tmp_path: Path) -> None:
    with opened(tmp_path / "s", limit=2_000) as store:
        put(store, *[event() for _ in range(50)])
        assert store.size > 2_000
        assert numbers(store, Rank.FIRE) == list(range(1, 51))


def test_what_is_no_fire_is_refused_when_nothing_may_go(tmp_path: Path) -> None:
    with opened(tmp_path / "s", limit=2_000) as store:
        put(store, *[event() for _ in range(50)])
        fault = Append([event(EventKind.FAULT)], {"p": Level(states=frozenset({"fault"}))})
        (verdict,) = store.write([fault])
        assert isinstance(verdict, SpoolFull)
        assert "p" not in store.levels()
        put(store, event())
        assert numbers(store, Rank.FIRE)[-1] == 51, "the refused record's number was given out again"
        assert_books_add_up(store)


def test_a_refusal_does_not_touch_its_neighbours_in_the_group(tmp_path: Path) -> None:
    with opened(tmp_path / "s", limit=2_000) as store:
        put(store, *[event() for _ in range(50)])
        verdicts = store.write([Append([event()]), Append([reading()]), Append([event()])])
        assert [verdict is None for verdict in verdicts] == [True, False, True]
        assert store.spooled(Rank.FIRE) == 52


def test_a_message_past_the_contracts_size_is_refused_alone(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        verdicts = store.write([Append([event()]), Append([event(), reading(40_000)]), Append([event()])])
        assert verdicts[0] is None
        assert isinstance(verdicts[1], SpoolRefused)
        assert verdicts[2] is None
        assert numbers(store, Rank.FIRE) == [1, 2]


def test_a_record_on_its_way_is_not_evicted(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        put(store, *[reading() for _ in range(5)])
        store.limit_bytes = store.size
        store.write([Append([reading()])], pinned={(Stream.READING, 1), (Stream.READING, 2)})
        assert numbers(store, Rank.READING) == [1, 2, 4, 5, 6]


def test_a_full_disk_stores_nothing_and_says_so_and_heals(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        put(store, event())
        (pages,) = store._db.execute("PRAGMA page_count").fetchone()
        store._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(SpoolUnwritable, match="full"):
            store.write([Append([event() for _ in range(200)], {"p": Level()})])
        assert numbers(store, Rank.FIRE) == [1]
        assert store.levels() == {}
        assert_books_add_up(store)
        store._db.execute("PRAGMA max_page_count = 100000")
        put(store, *[event() for _ in range(200)])
        assert numbers(store, Rank.FIRE) == list(range(1, 202))


def test_a_locked_file_stores_nothing_and_says_so_and_heals(tmp_path: Path) -> None:
    with closing(SpoolStore.open(tmp_path / "s", PLENTY, busy_s=0.01)) as store:
        with closing(sqlite3.connect(tmp_path / "s", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(SpoolUnwritable, match="locked"):
                store.write([Append([event()])])
        put(store, event())
        assert numbers(store, Rank.FIRE) == [1]


def test_a_damaged_file_is_moved_aside_and_numbers_go_on(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with opened(path) as store:
        put(store, *[event() for _ in range(300)])
    path.write_bytes(b"this is no database, whatever it was before" * 100)
    with closing(open_store(path, PLENTY)) as store:
        assert (tmp_path / "s.damaged-1").exists()
        assert "damage" in store.notes()
        put(store, event())
        assert numbers(store, Rank.FIRE)[-1] > 300
        assert_books_add_up(store)


def test_what_can_be_read_of_a_damaged_file_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with opened(path) as store:
        store.write([Append([event() for _ in range(400)], {"p": Level(states=frozenset({"fire"}))})])
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 & ~4095
    data[middle : middle + 8192] = b"\xee" * 8192
    path.write_bytes(data)
    with closing(open_store(path, PLENTY)) as store:
        saved = numbers(store, Rank.FIRE)
        assert 0 < len(saved) < 400
        assert store.levels()["p"].states == {"fire"}
        put(store, event())
        assert numbers(store, Rank.FIRE)[-1] > 400
        assert_books_add_up(store)


def test_a_deleted_file_does_not_start_the_numbers_again(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with opened(path) as store:
        put(store, *[event() for _ in range(10)])
    path.unlink()
    with closing(open_store(path, PLENTY)) as store:
        put(store, event())
        assert numbers(store, Rank.FIRE)[0] > 10


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "s")) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(SpoolUnwritable, match="newer agent"):
        open_store(tmp_path / "s", PLENTY)


def test_the_ceilings_are_never_below_what_was_given_out(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        for _ in range(600):
            put(store, event())
            assert Numbers(tmp_path / "s").ceiling(Stream.EVENT) >= store.counts()[0].published


class SpoolAgainstAModel(RuleBasedStateMachine):
    """Any mix of appends, receipts, limits and reopenings keeps the books and loses no fire."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "s"
        self.limit = PLENTY
        self.store = SpoolStore.open(self.path, self.limit)
        self.published = dict.fromkeys(UPLINK_STREAMS, 0)
        self.fires: set[int] = set()
        self.receipted = dict.fromkeys(UPLINK_STREAMS, 0)

    @rule(group=st.lists(st.lists(st.sampled_from(list(Rank)), max_size=4), min_size=1, max_size=4))
    def append(self, group: list[list[Rank]]) -> None:
        verdicts = self.store.write([Append([MAKE[rank]() for rank in ranks]) for ranks in group])
        for ranks, verdict in zip(group, verdicts, strict=True):
            if verdict is not None:
                assert Rank.FIRE not in ranks
                continue
            for rank in ranks:
                stream = self.stream(rank)
                self.published[stream] += 1
                if rank is Rank.FIRE:
                    self.fires.add(self.published[stream])

    @rule(stream=st.sampled_from(UPLINK_STREAMS), first=st.integers(1, 60), length=st.integers(0, 30))
    def receipt(self, stream: Stream, first: int, length: int) -> None:
        gone = self.store.forget([StoredRange(stream, first, first + length)])
        self.receipted[stream] += len(gone)
        if stream is Stream.EVENT:
            self.fires -= set(range(first, first + length + 1))

    @rule(records=st.integers(0, 12))
    def set_limit(self, records: int) -> None:
        self.limit = self.store.limit_bytes = 100 + records * (OVERHEAD_BYTES + 400)

    @precondition(lambda self: self.store is not None)
    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = SpoolStore.open(self.path, self.limit)

    @staticmethod
    def stream(rank: Rank) -> Stream:
        from edge_agent.spool.record import STREAM_OF

        return STREAM_OF[rank]

    @invariant()
    def fires_are_all_there(self) -> None:
        assert set(numbers(self.store, Rank.FIRE)) == self.fires

    @invariant()
    def books_agree(self) -> None:
        assert_books_add_up(self.store)
        for count in self.store.counts():
            assert count.published == self.published[count.stream]
            assert self.store.forgotten(count.stream) == self.receipted[count.stream]

    @invariant()
    def sizes_agree(self) -> None:
        held = [stored for rank in Rank for stored in self.store.fetch(rank, 0, 1_000_000)]
        assert self.store.size == sum(len(stored.data) + OVERHEAD_BYTES for stored in held)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestSpoolAgainstAModel = SpoolAgainstAModel.TestCase
TestSpoolAgainstAModel.settings = settings(
    max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_what_cannot_be_encoded_is_refused_alone(tmp_path: Path) -> None:
    broken = replace(event(), text="\ud800")
    level = Level(states=frozenset({"fault"}), codes={"text": "\udfff"})
    with opened(tmp_path / "s") as store:
        appends = [Append([event()]), Append([broken]), Append([event()], {"p": level}), Append([event()])]
        verdicts = store.write(appends)
        assert [type(verdict) for verdict in verdicts] == [
            type(None),
            SpoolRefused,
            SpoolRefused,
            type(None),
        ]
        assert numbers(store, Rank.FIRE) == [1, 2]
        assert_books_add_up(store)


class Sick(sqlite3.Connection):
    """A disk that fails for a while: commits and reads alike."""

    sick = False

    def execute(self, sql: str, *arguments: object) -> sqlite3.Cursor:
        if self.sick and sql.startswith(("COMMIT", "SELECT")):
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *arguments)  # type: ignore[arg-type]


def test_no_number_is_used_twice_after_a_disk_that_could_not_even_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: connect(*args, factory=Sick, **more))
    with opened(tmp_path / "s") as store:
        put(store, *[event() for _ in range(5)])
        store.forget([StoredRange(Stream.EVENT, 1, 5)])
        store._db.sick = True  # type: ignore[attr-defined]
        with pytest.raises(SpoolUnwritable, match="I/O"):
            store.write([Append([event()])])
        store._db.sick = False  # type: ignore[attr-defined]
        put(store, event())
        assert numbers(store, Rank.FIRE) == [6]
        assert_books_add_up(store)
