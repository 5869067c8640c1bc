"""Notes are kept with the records they belong to: both or neither, and through a damaged file."""

import sqlite3
from pathlib import Path

import pytest

from edge_agent.spool.record import SpoolRefused
from edge_agent.spool.spool import Spool
from telemetry.messages import Stream
from tests.edge_agent.records import event, reading

LIMIT = 50_000_000


def published(spool: Spool) -> int:
    return next(count.published for count in spool.state.counts if count.stream is Stream.EVENT)


async def test_a_note_and_its_record_are_stored_together(tmp_path: Path) -> None:
    spool = Spool.open(tmp_path / "spool", LIMIT)
    await spool.append([event()], notes={"command/1": "accepted", "gone": "x"})
    await spool.append([], notes={"gone": None})
    assert spool.notes == {"command/1": "accepted"}
    await spool.close()
    again = Spool.open(tmp_path / "spool", LIMIT)
    assert again.notes == {"command/1": "accepted"}
    assert published(again) == 1
    await again.close()


async def test_a_refused_record_leaves_no_note(tmp_path: Path) -> None:
    spool = Spool.open(tmp_path / "spool", LIMIT)
    with pytest.raises(SpoolRefused):
        await spool.append([reading(200_000)], notes={"command/1": "accepted"})
    assert spool.notes == {}
    await spool.close()
    again = Spool.open(tmp_path / "spool", LIMIT)
    assert again.notes == {}
    await again.close()


async def test_notes_come_through_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "spool"
    spool = Spool.open(path, LIMIT)
    await spool.append([event() for _ in range(400)], notes={"command/1": "accepted"})
    await spool.close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'record'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    database.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * 200)
    again = Spool.open(path, LIMIT)
    assert again.state.damage
    assert again.notes == {"command/1": "accepted"}
    await again.close()


async def test_who_looks_on_sees_what_was_stored_and_can_spoil_nothing(tmp_path: Path) -> None:
    spool = Spool.open(tmp_path / "spool", LIMIT)
    seen: list[int] = []

    def broken(_messages: object) -> None:
        raise RuntimeError("a mistake of whoever looks on")

    spool.on_messages += [broken, lambda messages: seen.append(len(messages))]
    await spool.append([event(), event()])
    await spool.append([], notes={"n": "1"})
    assert seen == [2]
    await spool.close()
