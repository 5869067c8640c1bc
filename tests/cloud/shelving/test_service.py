from __future__ import annotations

import pytest

from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from cloud.shelving import repository, service
from cloud.shelving.tables import Shelf
from telemetry.event_kinds import FIRE_CLASS, EventKind
from tests.cloud.conftest import Stores
from tests.cloud.watching import Site


@pytest.fixture
def site(stores: Stores) -> Site:
    return Site(stores)


def shelve(site: Site, alarm_id: int, minutes: int = 30) -> Shelf:
    with site.stores.database.write() as session:
        return service.shelve(
            session,
            LOCAL,
            alarm_id,
            minutes=minutes,
            hours=24,
            reason="待换电池",
            by="王芳",
            now=site.clock.at,
        )


@pytest.mark.parametrize("kind", sorted(FIRE_CLASS))
def test_nothing_of_the_fire_class_is_ever_shelved(site: Site, kind: EventKind) -> None:
    site.ring(kind=kind)
    with pytest.raises(ApiError) as refused:
        shelve(site, 1)
    assert refused.value.detail.code == "fire-not-shelved"


def test_a_shelved_fault_lies_there_until_its_time_is_over(site: Site) -> None:
    site.ring(kind=EventKind.FAULT)
    row = shelve(site, 1)
    assert site.alarm(kind=EventKind.FAULT).shelved_until == row.until
    site.after(1_799)
    assert site.alarm(kind=EventKind.FAULT).shelved_until == row.until
    site.after(1)
    alarm = site.alarm(kind=EventKind.FAULT)
    assert alarm.shelved_until is None
    assert site.actions(alarm) == ["raise", "shelve", "unshelve"]


def test_the_next_alarm_of_a_shelved_part_lies_there_too_and_a_fire_of_it_does_not(site: Site) -> None:
    site.ring(kind=EventKind.TEST)
    shelve(site, 1)
    site.ring(kind=EventKind.TEST, active=False)
    site.ring(kind=EventKind.TEST)
    site.ring()
    site.after(1)
    assert [(alarm.kind, alarm.shelved_until is not None) for alarm in site.alarms()[1:]] == [
        ("test", True),
        ("fire", False),
    ]


def test_what_is_taken_off_early_counts_again(site: Site) -> None:
    site.ring(kind=EventKind.FAULT)
    row = shelve(site, 1)
    with pytest.raises(ApiError) as twice:
        shelve(site, 1)
    assert twice.value.detail.code == "shelved"
    with site.stores.database.write() as session:
        service.unshelve(session, LOCAL, row.id, by="王芳", now=site.clock.at)
    site.after(1)
    assert site.alarm(kind=EventKind.FAULT).shelved_until is None
    with site.stores.database.read() as session:
        assert [
            row.ended_by for row in repository.page(session, LOCAL, shelved=False, before=None, limit=9)
        ] == ["王芳"]


def test_nothing_is_shelved_for_longer_than_the_bound(site: Site) -> None:
    site.ring(kind=EventKind.FAULT)
    with pytest.raises(ApiError) as refused:
        shelve(site, 1, minutes=24 * 60 + 1)
    assert refused.value.detail.code == "too-long"
