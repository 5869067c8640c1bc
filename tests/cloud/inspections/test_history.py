from __future__ import annotations

import pytest

from cloud.duty.days import DAY_MS
from cloud.hazards.state_table import Action
from cloud.inspections import history
from cloud.inspections.history import Row
from cloud.patrols.tables import Patrol
from cloud.people.asker import LOCAL, Asker
from tests.cloud.inspections.site import Site, finding
from tests.cloud.stores import Stores


@pytest.fixture
def site(stores: Stores) -> Site:
    return Site(stores)


def known(site: Site, at: int, asker: Asker = LOCAL) -> Row | None:
    with site.database.read() as session:
        rows = history.upto(session, asker, at, after=0, limit=10)
    return rows[0] if rows else None


def row_at(site: Site, at: int) -> Row:
    found = known(site, at)
    assert found is not None
    return found


def test_only_what_was_known_by_the_moment_counts(site: Site) -> None:
    before = site.now
    site.pass_days(10)
    row = site.report(deadline=site.day(5), found_at=before)
    told = site.now
    assert known(site, told - 1) is None
    assert row_at(site, told).hazards_open == 1
    site.pass_days(6)
    overdue = site.now
    site.pass_days(1)
    site.act(row.id, Action.PASS)
    closed = site.now
    assert row_at(site, told).hazards_overdue == 0
    assert (row_at(site, overdue).hazards_open, row_at(site, overdue).hazards_overdue) == (1, 1)
    after = row_at(site, closed)
    assert (after.hazards_open, after.hazards_overdue, after.days_to_rectify) == (0, 0, 17.0)
    site.pass_days(1)
    site.act(row.id, Action.REOPEN, note="又上锁", deadline=site.day(1))
    assert row_at(site, closed) == after
    assert row_at(site, site.now).hazards_open == 1


def test_inspections_repeats_extensions_and_failures_are_counted(site: Site) -> None:
    site.inspected(finding("finding-0001", deadline=str(site.day(5))))
    first = site.hazards()[0].id
    site.act(first, Action.ASK_EXTENSION, deadline=site.day(9))
    site.act(first, Action.GRANT_EXTENSION)
    site.act(first, Action.FAIL, deadline=site.day(12))
    site.report("hazard-0002", item="escape.clear")
    site.pass_days(400)
    found = row_at(site, site.now)
    assert (found.inspections_1y, found.days_since_inspection) == (0, 400)
    assert (found.hazards_1y, found.hazards_3y, found.major_3y) == (0, 2, 2)
    assert (found.failed_rechecks_3y, found.extensions_3y, found.repeated_items_3y) == (1, 1, 1)
    assert (found.hazards_open, found.hazards_overdue) == (2, 1)


def test_a_request_for_more_time_moves_no_deadline_in_the_past_either(site: Site) -> None:
    row = site.report(deadline=site.day(2))
    site.act(row.id, Action.ASK_EXTENSION, deadline=site.day(30))
    site.pass_days(3)
    assert row_at(site, site.now).hazards_overdue == 1


def test_patrols_of_the_last_quarter_and_their_share(site: Site) -> None:
    with site.database.write() as session:
        for n, days in enumerate((1, 2, 120)):
            session.add(
                Patrol(
                    organisation_id=site.owner,
                    area="150102",
                    number=f"p-{n}",
                    at=site.now - days * DAY_MS,
                    items=10,
                    abnormal=n,
                    known_at=site.now,
                )
            )
    found = row_at(site, site.now)
    assert (found.patrols_90d, found.patrol_abnormal_share) == (2, 0.05)


def test_nobody_reads_what_lies_outside_their_scope(site: Site) -> None:
    site.report()
    assert known(site, site.now, Asker("x", areas=("1502",))) is None
