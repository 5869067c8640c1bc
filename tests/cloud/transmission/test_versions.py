"""Changes to the registry, made at once: a server that looks at any time misses none."""

from __future__ import annotations

import threading

from sqlalchemy import select

from cloud.database.counters import Counter
from cloud.people.asker import LOCAL
from cloud.transmission import repository, service
from cloud.transmission.roster import Roster
from cloud.transmission.rows import entry_of
from cloud.transmission.schemas import DeviceIn
from tests.cloud.said import AREA, NOW
from tests.cloud.stores import Stores


def refresh(stores: Stores, roster: Roster) -> None:
    with stores.database.read() as session:
        roster.take(entry_of(row) for row in repository.changed_devices(session, roster.version))


def test_of_two_devices_registered_at_once_a_server_learns_of_both(stores: Stores) -> None:
    roster = Roster()
    done = threading.Event()

    def register(number: int, meanwhile: threading.Thread | None = None) -> None:
        told = DeviceIn.model_validate({"address": str(number), "area": AREA})
        with stores.database.write() as session:
            service.register(session, LOCAL, told, service.packed_address(told), "", NOW, 3.0)
            if meanwhile is not None:
                meanwhile.start()
                done.wait(0.3)
        refresh(stores, roster)
        done.set()

    second = threading.Thread(target=register, args=(882,))
    register(881, second)
    second.join()
    assert sorted(entry.gateway for entry in roster) == ["uitd-710300000000", "uitd-720300000000"]


def test_versions_go_on_behind_those_that_there_are(stores: Stores) -> None:
    def register(number: int) -> int:
        told = DeviceIn.model_validate({"address": str(number), "area": AREA})
        with stores.database.write() as session:
            row = service.register(session, LOCAL, told, service.packed_address(told), "", NOW, 3.0)
            return row.version

    register(1)
    with stores.database.write() as session:
        row = repository.device_at(session, (1).to_bytes(6, "little").hex(), "")
        assert row is not None
        row.version = 41
        session.delete(session.scalars(select(Counter).where(Counter.name == "transmission-device")).one())
    assert register(2) == 42
