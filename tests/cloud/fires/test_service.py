"""Fires that dispatch closed become rows once, and people complete them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cloud.database.engine import Database
from cloud.dispatch.incidents.tables import Incident
from cloud.errors import ApiError
from cloud.fires import repository, service
from cloud.fires.repository import Filters
from cloud.fires.schemas import FireChangeIn
from cloud.fires.tables import Fire
from cloud.people.asker import LOCAL, Asker, Permission
from tests.cloud.places import HOHHOT
from tests.cloud.said import NOW

OTHERS = Asker("包头", areas=("1502",), permissions=frozenset(Permission))


@pytest.fixture
def database(records_url: str) -> Database:
    return Database(records_url)


def incident(**changed: object) -> Incident:
    told = {
        "state": "closed", "type": "building-fire", "grade": 2, "answers": {}, "place": "海拉尔大街12号",
        "area": "150102", "opened_at": NOW - 7_200_000, "closed_at": NOW - 60_000, "outcome": "real",
        "cause": "electrical", "reasons": [], "changed_at": NOW,
    }  # fmt: skip
    return Incident(**told | changed)


def test_real_fires_that_were_closed_become_confirmed_ones_once(database: Database) -> None:
    with database.write() as session:
        session.add_all(
            [
                incident(),
                incident(outcome="false", cause="dust"),
                incident(type="lift-rescue", cause=None),
                incident(state="open", closed_at=None, outcome=None, cause=None),
            ]
        )
    for taken in (1, 0):
        with database.write() as session:
            assert service.take_over(session, 100, NOW) == taken
    with database.read() as session:
        fire = session.scalars(select(Fire)).one()
    assert (fire.number, fire.status, fire.cause, fire.source) == (
        "incident-1",
        "confirmed",
        "electrical",
        "dispatch",
    )
    assert (fire.at, fire.known_at, fire.dead) == (NOW - 7_200_000, NOW - 60_000, None)
    database.close()


def test_what_was_found_out_is_written_by_whom_it_concerns_and_only_on_what_they_saw(
    database: Database,
) -> None:
    with database.write() as session:
        session.add(incident())
        session.flush()
        service.take_over(session, 100, NOW)
        (fire,) = repository.page(session, HOHHOT, Filters(status="confirmed"), before=None, limit=5)
        told = FireChangeIn(version=1, status="refuted", injured=0)
        changed = service.change(session, HOHHOT, fire.id, told, NOW)
        assert (changed.status, changed.injured, changed.version) == ("refuted", 0, 2)
        assert changed.known_at == NOW
        more = FireChangeIn(version=2, injured=1)
        assert service.change(session, HOHHOT, fire.id, more, NOW + 1).known_at == NOW
        with pytest.raises(ApiError, match="changed meanwhile"):
            service.change(session, HOHHOT, fire.id, told, NOW)
        with pytest.raises(ApiError, match="no such fire"):
            service.found(session, OTHERS, fire.id)
        assert repository.page(session, LOCAL, Filters(status="confirmed"), before=None, limit=5) == []
    database.close()
