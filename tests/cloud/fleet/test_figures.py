from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from benchmarks.operator.seed import Region
from cloud.access.tables import Ledger
from cloud.database.engine import Database
from cloud.dead_letters.tables import DeadLetter
from cloud.events.tables import EventRow
from cloud.fleet import lists, repository, service
from cloud.fleet.figures import FleetFigures
from cloud.fleet.orders import ORGANISATION_ORDERS
from cloud.fleet.settings import FleetSettings
from cloud.fleet.tables import FleetArea, FleetGateway, FleetHistory, FleetOrganisation, PartEvents
from cloud.overview import room
from cloud.people.asker import LOCAL, Asker
from cloud.quality.tables import QualityCount
from cloud.registry.tables import Gateway
from tests.cloud.fleet.conftest import MINUTE
from tests.cloud.said import NOW
from tests.hand_clock import HandClock

LEAGUE = Asker("盟", areas=("1504",))


def count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Gateway).where(condition)) or 0


def test_the_region_is_the_sum_of_its_leagues_and_each_number_is_its_records(
    database: Database, figures: FleetFigures
) -> None:
    figures.look()
    with database.read() as session:
        region = service.summary(session, LOCAL, "15", NOW).figures
        leagues = service.below(session, LOCAL, "15", False).items
        counties = service.below(session, LOCAL, "15", True).items
        for name in ("gateways", "online", "silent", "never", "organisations", "dead_letters", "enrolled"):
            assert getattr(region, name) == sum(getattr(each, name) for each in leagues), name
            assert getattr(region, name) == sum(getattr(each, name) for each in counties), name
        assert (len(leagues), len(counties)) == (12, 103)
        assert region.online == count(session, Gateway.link == "online")
        assert region.silent == count(session, Gateway.link == "silent")
        assert region.gateways == 120
        assert region.organisations == 120
        assert region.dead_letters == session.scalar(select(func.count()).select_from(DeadLetter))


def test_every_number_of_an_area_leads_to_a_list_of_as_many(
    database: Database, figures: FleetFigures
) -> None:
    figures.look()
    filters: dict[str, dict[str, Any]] = {
        "online": {"link": "online"},
        "silent": {"link": "silent"},
        "never": {"link": "never"},
        "gateways": {},
        "enrolled": {"enrolled": True},
        "clock_faults": {"clock_fault": True},
        "certificates_ending": {"ends_before": NOW + 30 * 86_400_000},
        "unbound": {"unbound": True},
    }
    with database.read() as session:
        for area in ("15", "1504", "150402"):
            told = service.summary(session, LOCAL, area, NOW).figures
            for name, chosen in filters.items():
                wanted = lists.GatewayFilter(area=area, **chosen)
                found = lists.gateways(session, LOCAL, wanted, None, 500)
                assert len(found) == getattr(told, name), (area, name)


def test_messages_per_second_are_the_ledgers_difference_over_the_time_between(
    database: Database, figures: FleetFigures, region: Region, clock: HandClock
) -> None:
    figures.look()
    clock.go(MINUTE)
    with database.write() as session:
        session.execute(update(Ledger).values(received=Ledger.received + 6, shed=Ledger.shed + 1))
        rows = session.scalar(select(func.count()).select_from(Ledger)) or 0
    figures.look()
    with database.read() as session:
        told = service.summary(session, LOCAL, "15", clock.at).figures
    assert told.messages_per_s == pytest.approx(rows * 6 / 60, abs=0.01)
    assert told.shed_day == rows


def test_the_first_look_tells_no_flow_though_the_books_are_full(
    database: Database, figures: FleetFigures
) -> None:
    figures.look()
    with database.read() as session:
        assert service.summary(session, LOCAL, "15", NOW).figures.messages_per_s == 0


def test_the_lag_is_of_events_whose_clock_can_be_believed(database: Database, figures: FleetFigures) -> None:
    with database.write() as session:
        session.execute(update(EventRow).values(ts_gateway=EventRow.ts_cloud - 400))
        session.execute(
            update(EventRow).where(EventRow.id % 2 == 0).values(ts_gateway=0, clock_doubtful=True)
        )
    figures.look()
    with database.read() as session:
        told = service.summary(session, LOCAL, "15", NOW).figures
    assert (told.lag_p50_ms, told.lag_p99_ms) == (500, 500)


def test_an_event_is_counted_once_however_often_one_looks(database: Database, figures: FleetFigures) -> None:
    for _ in range(3):
        figures.look()
    with database.read() as session:
        events = session.scalar(select(func.count()).select_from(EventRow))
        assert session.scalar(select(func.sum(PartEvents.events))) == events


def test_a_link_that_changes_stands_in_the_list_at_the_next_look(
    database: Database, clock: HandClock
) -> None:
    small = FleetFigures(database, FleetSettings(scan=100), clock)
    for _ in range(3):
        small.look()
    with database.write() as session:
        last = session.scalars(select(Gateway).order_by(Gateway.gateway.desc()).limit(1)).one()
        last.link = "silent" if last.link == "online" else "online"
        name, link = last.gateway, last.link
    small.look()
    with database.read() as session:
        row = session.get(FleetGateway, name)
        assert row is not None
        assert row.link == link


def test_a_gateway_with_a_certificate_that_never_spoke_is_listed_until_it_does(
    database: Database, figures: FleetFigures, region: Region
) -> None:
    figures.look()
    name = region.gateway(11)
    with database.write() as session:
        row = session.get(FleetGateway, name)
        assert row is not None
        assert (row.link, row.enrolled) == ("never", True)
        session.add(
            Gateway(gateway=name, area=region.county(11), first_seen=NOW, last_seen=NOW, organisation_id=11)
        )
    figures.look()
    with database.read() as session:
        row = session.get(FleetGateway, name)
        assert row is not None
        assert row.link == "online"


def test_quality_is_what_came_between_two_scans_with_its_counts(
    database: Database, figures: FleetFigures, region: Region, clock: HandClock
) -> None:
    figures.look()
    clock.go(MINUTE)
    with database.write() as session:
        region.live(session, range(1, 121), 60)
    figures.look()
    with database.read() as session:
        lossy = session.get(FleetOrganisation, 17)
        whole = session.get(FleetOrganisation, 18)
        assert lossy is not None
        assert whole is not None
        assert (lossy.held, lossy.owed) == (177, 180)
        assert lossy.completeness_share == 983_333
        assert (whole.held, whole.owed, whole.completeness_share) == (180, 180, 1_000_000)
        worst = lists.organisations(
            session, LOCAL, area=None, organisation_id=None, sort="completeness", after=None, limit=3
        )
        assert {row.organisation_id % 17 for _, row in worst} == {0}


def test_organisations_come_page_by_page_each_once(database: Database, figures: FleetFigures) -> None:
    figures.look()
    seen: list[int] = []
    after = None
    with database.read() as session:
        while True:
            page = lists.organisations(
                session, LOCAL, area=None, organisation_id=None, sort="validity", after=after, limit=7
            )
            if not page:
                break
            seen += [row.organisation_id for _, row in page]
            after = (page[-1][0], page[-1][1].organisation_id)
        everyone = session.scalars(select(FleetOrganisation.organisation_id)).all()
    assert len(seen) == len(set(seen))
    assert set(seen) == set(everyone)


def test_who_sees_a_league_sees_its_gateways_and_no_others(database: Database, figures: FleetFigures) -> None:
    figures.look()
    with database.read() as session:
        found = lists.gateways(session, LEAGUE, lists.GatewayFilter(), None, 500)
        assert found
        assert {row.area[:4] for row in found} == {"1504"}
        assert service.home(LEAGUE) == "1504"
        below = service.below(session, LEAGUE, "15", False).items
        assert [each.area for each in below] == ["1504"]


def test_what_is_old_is_forgotten(database: Database, figures: FleetFigures, clock: HandClock) -> None:
    figures.look()
    clock.go(MINUTE)
    figures.look()
    clock.go(400 * 86_400_000)
    with database.write() as session:
        session.execute(delete(EventRow))
    figures.look()
    with database.read() as session:
        assert session.scalar(select(func.min(FleetHistory.at))) >= NOW + 86_400_000
        assert session.scalar(select(func.count()).select_from(PartEvents)) == 0
        oldest = session.scalar(select(func.min(QualityCount.at))) or clock.at
        assert oldest > NOW + 86_400_000


def test_a_county_that_empties_keeps_no_figures(
    database: Database, figures: FleetFigures, region: Region
) -> None:
    figures.look()
    county = region.county(18)
    with database.write() as session:
        session.execute(update(Gateway).values(area="150102"))
    figures.look()
    with database.read() as session:
        row = repository.areas(session, [county])[0]
    assert row.online == 0 or county == "150102"


@pytest.mark.parametrize("sort", ORGANISATION_ORDERS)
def test_pages_of_organisations_follow_each_other_in_every_order(
    database: Database, figures: FleetFigures, sort: str
) -> None:
    figures.look()
    seen: list[tuple[int, int]] = []
    with database.read() as session:
        after = None
        while found := lists.organisations(
            session, LOCAL, area="15", organisation_id=None, sort=sort, after=after, limit=9
        ):
            seen += [(value, row.organisation_id) for value, row in found]
            after = seen[-1]
        everybody = set(session.scalars(select(FleetOrganisation.organisation_id)))
    assert seen == sorted(seen, reverse=ORGANISATION_ORDERS[sort].descending)
    assert {key for _, key in seen} == everybody
    assert len(seen) == len(everybody)


def test_a_room_that_does_not_hold_all_tells_of_how_many_as_the_areas_do(
    database: Database, figures: FleetFigures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "GATEWAYS", 5)
    both = Asker("盟旗", areas=("1504", "150402"))

    def totals() -> list[int]:
        with database.read() as session:
            return [room.look(session, asker, None, None, []).total for asker in (LOCAL, LEAGUE, both)]

    counted = totals()
    figures.look()
    assert totals() == counted
    with database.write() as session:
        session.execute(update(FleetArea).values(online=FleetArea.online + 7))
    assert totals() == [each + 7 for each in counted]
