"""A full table: nobody's letters make room for somebody else's flood, and fires make room last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cloud.access.examine import Arrival
from cloud.access.settings import QuarantineSettings
from cloud.dead_letters import repository
from cloud.dead_letters.repository import Wanted
from cloud.dead_letters.tables import DISMISSED, DeadLetter
from cloud.people.asker import LOCAL, Asker
from telemetry import encoding
from tests.cloud.said import AREA, GATEWAY, NOW, arrival, event, readings
from tests.cloud.stores import Stores, open_stores

FLOODING = "gw-flooding"


@pytest.fixture
def narrow(tmp_path: Path, records_url: str) -> Iterator[Stores]:
    stores = open_stores(tmp_path, QuarantineSettings(rows=20, rows_per_gateway=5), records_url)
    yield stores
    stores.close()


def broken(number: int, gateway: str = FLOODING, stream: str = "reading", area: str = AREA) -> Arrival:
    return Arrival(f"sw/1/{area}/{gateway}/{stream}", b"{broken %d" % number, NOW + number)


def broken_fire(number: int, gateway: str = FLOODING) -> Arrival:
    payload = encoding.encode(event(number, gateway=gateway)).replace(b'"bits_before"', b'"bits_befor"')
    return Arrival(f"sw/1/{AREA}/{gateway}/event", payload, NOW - 1_000_000 + number)


def letters(stores: Stores) -> list[DeadLetter]:
    with stores.database.read() as session:
        return repository.search(session, LOCAL, Wanted(), before=None, limit=100)


def from_gateway(stores: Stores, gateway: str) -> list[DeadLetter]:
    return [letter for letter in letters(stores) if letter.source == gateway]


def test_one_gateway_s_flood_pushes_out_nobody_else_s_letters(narrow: Stores) -> None:
    narrow.ingest.store_arrivals([broken(0, GATEWAY), broken(1, "gw-other")])
    for start in range(0, 90, 30):
        narrow.ingest.store_arrivals([broken(number) for number in range(start, start + 30)])
    assert len(from_gateway(narrow, GATEWAY)) == len(from_gateway(narrow, "gw-other")) == 1
    kept = from_gateway(narrow, FLOODING)
    assert [letter.last_at - NOW for letter in kept] == [85, 86, 87, 88, 89], "its newest are kept"


def test_what_was_not_kept_is_counted_for_whoever_sees_the_gateway(narrow: Stores) -> None:
    narrow.ingest.store_arrivals([arrival(readings(1, [1.0], gateway=FLOODING))])
    for start in range(0, 40, 20):
        narrow.ingest.store_arrivals([broken(number) for number in range(start, start + 20)])
    with narrow.database.read() as session:
        for asker in (LOCAL, Asker("王", areas=("1501",))):
            [row] = repository.overflows(session, asker, 10)
            assert (row.source, row.gateway, row.area, row.letters) == (FLOODING, FLOODING, AREA, 35)
            assert repository.overflow(session, asker) == 35
        elsewhere = Asker("李", areas=("1502",))
        assert repository.overflows(session, elsewhere, 10) == []
        assert repository.overflow(session, elsewhere) == 0


def test_of_one_gateway_s_letters_fires_go_last_and_settled_ones_first(narrow: Stores) -> None:
    narrow.ingest.store_arrivals([broken_fire(1), broken_fire(2)])
    narrow.ingest.store_arrivals([broken(number) for number in range(3)])
    with narrow.database.write() as session:
        newest = session.scalars(select(DeadLetter).order_by(DeadLetter.id.desc()).limit(1)).one()
        newest.state = DISMISSED
    narrow.ingest.store_arrivals([broken(number) for number in (10, 11)])
    kept = from_gateway(narrow, FLOODING)
    assert [letter.urgent for letter in kept] == [True, True, False, False, False]
    assert [letter.last_at - NOW for letter in kept[2:]] == [1, 10, 11]
    narrow.ingest.store_arrivals([broken(number) for number in range(20, 60)])
    assert sum(letter.urgent for letter in from_gateway(narrow, FLOODING)) == 2


def test_of_the_whole_table_fires_go_last(narrow: Stores) -> None:
    narrow.ingest.store_arrivals([broken_fire(1, GATEWAY)])
    for number in range(12):
        gateway = f"gw-{number}"
        narrow.ingest.store_arrivals([broken(number * 10 + more, gateway) for more in range(4)])
    assert len(letters(narrow)) == 20
    assert [letter.urgent for letter in from_gateway(narrow, GATEWAY)] == [True]


def test_a_letter_without_an_envelope_is_seen_by_whoever_sees_the_gateway_of_its_topic(
    stores: Stores,
) -> None:
    stores.ingest.store_arrivals([arrival(readings(1, [1.0])), broken(1, GATEWAY)])
    with stores.database.read() as session:
        local = Asker("王", areas=(AREA,))
        [letter] = repository.search(session, local, Wanted(gateway=GATEWAY), before=None, limit=10)
        assert (letter.area, letter.source) == (AREA, GATEWAY)
