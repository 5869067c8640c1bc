from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from cloud.access.hearing import Hearing
from cloud.access.sources.sharding import ALONE, Shard, owner
from cloud.alarms import views as alarm_views
from cloud.alarms.repository import page
from cloud.alarms.tables import Alarm
from cloud.live import repository as change_log
from cloud.people.asker import LOCAL
from cloud.registry import views
from cloud.registry.tables import Gateway
from cloud.supervision import organisation_links, repository
from cloud.supervision.deafness import SPANS
from cloud.supervision.links import LinkSupervision
from cloud.supervision.settings import SupervisionSettings
from cloud.supervision.tables import OrganisationLimit
from telemetry.event_kinds import EventKind
from tests.cloud.conftest import Stores
from tests.cloud.said import GATEWAY, NOW, arrival, event, health, snapshot


class Hands:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def now_ms(self) -> int:
        return self.now

    def monotonic(self) -> float:
        return self.now / 1000


@pytest.fixture
def clock() -> Hands:
    return Hands()


ALL = Hearing({"alarm": {ALONE}, "bulk": {ALONE}}, direct=True)
#: The broker is away: only what comes to the centre itself is heard.
NO_BROKER = Hearing({"alarm": {ALONE}, "bulk": ()}, direct=True)
NOBODY = Hearing({"alarm": (), "bulk": ()}, direct=False)
MINUTE_MS = 60_000


class Watch:
    """A supervision that looks every ten seconds as the clock goes on, and what it can hear."""

    def __init__(self, stores: Stores, clock: Hands, hearing: Hearing = ALL) -> None:
        self.hearing = hearing
        self._stores = stores
        self._clock = clock
        self.begin()

    def begin(self) -> list[str]:
        """The process starts, or starts again."""
        self._job = LinkSupervision(
            self._stores.database, SupervisionSettings(), self._clock, lambda: self.hearing
        )
        return self._job.look()

    def until(self, moment: int, every_ms: int = 10_000) -> list[str]:
        """Look until then; who fell silent."""
        fallen: list[str] = []
        while self._clock.now < moment:
            self._clock.now = min(moment, self._clock.now + every_ms)
            fallen += self._job.look()
        return fallen

    def hears(self, hearing: Hearing) -> None:
        """From the present moment on it hears this."""
        self.hearing = hearing
        self._job.look()


def supervise(stores: Stores, clock: Hands, hearing: Hearing = ALL) -> Watch:
    return Watch(stores, clock, hearing)


def gateway(stores: Stores) -> Any:
    with stores.database.read() as session:
        return views.gateways(session)[0]


def alarms(stores: Stores) -> list[Any]:
    with stores.database.read() as session:
        rows, _ = page(session, LOCAL, is_open=None, kind=None, gateway=None, before=None, limit=10)
        return alarm_views.newest_last(rows)


def test_a_gateway_silent_for_three_intervals_is_told_once(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    job = supervise(stores, clock)
    assert job.until(NOW + 15_000) == []
    assert job.until(NOW + 15_001) == [GATEWAY]
    assert job.until(NOW + 30_000) == []
    assert gateway(stores).link == "silent"
    (alarm,) = alarms(stores)
    assert (alarm.kind, alarm.part, alarm.component_type.code, alarm.level) == (
        "device-offline",
        "gateway",
        130,
        "active",
    )


def test_the_parts_of_a_silent_gateway_are_stale_never_normal(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1)), arrival(snapshot(1, {"p": []}))])
    job = supervise(stores, clock)
    job.until(NOW + 20_000)
    with stores.database.read() as session:
        found = {
            part.part: part.quality for part in views.parts_of_many(session, stores.latest, [GATEWAY], 100)
        }
    assert found == {"p": "stale", "gateway": "unknown"}


def test_any_message_brings_it_back_and_clears_the_alarm(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    job = supervise(stores, clock)
    job.until(NOW + 20_000)
    stores.ingest.store_arrivals([arrival(event(1))])
    assert gateway(stores).link == "online"
    assert {alarm.kind: alarm.level for alarm in alarms(stores)} == {
        "device-offline": "cleared",
        "fire": "active",
    }


def test_a_gateway_that_falls_silent_again_raises_the_same_alarm(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    job = supervise(stores, clock)
    for turn in (1, 2):
        assert job.until(NOW + turn * 50_000) == [GATEWAY]
        if turn == 1:
            stores.ingest.store_arrivals([arrival(health(2))])
    (alarm,) = alarms(stores)
    assert (alarm.level, alarm.occurrences) == ("active", 2)


def test_while_the_centre_hears_nobody_no_gateway_is_blamed(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    job = supervise(stores, clock, NOBODY)
    assert job.until(NOW + 600_000) == []
    job.hears(ALL)
    assert job.until(NOW + 615_000) == []
    assert job.until(NOW + 615_001) == [GATEWAY]


def test_who_was_about_to_be_overdue_when_the_broker_went_has_its_limit_again_to_speak(
    stores: Stores, clock: Hands
) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    job = supervise(stores, clock)
    job.until(NOW + 14_000)
    job.hears(NO_BROKER)
    job.until(NOW + 60_000)
    job.hears(ALL)
    assert job.until(NOW + 75_000) == []
    assert job.until(NOW + 75_001) == [GATEWAY]


def test_a_long_limit_ends_in_its_time_though_the_broker_blinks_within_it_again_and_again(
    stores: Stores, clock: Hands
) -> None:
    stores.ingest.store_arrivals([arrival(health(1, interval_s=1000))])
    job = supervise(stores, clock)
    for blink in (1, 2, 3):
        assert job.until(NOW + blink * 15 * MINUTE_MS, 30_000) == []
        job.hears(NO_BROKER)
        assert job.until(clock.now + 20_000) == []
        job.hears(ALL)
    assert job.until(NOW + 50 * MINUTE_MS + 60_000, 30_000) == []
    assert job.until(clock.now + 1) == [GATEWAY]


def test_a_restart_of_the_supervision_costs_no_more_than_the_time_it_was_away(
    stores: Stores, clock: Hands
) -> None:
    stores.ingest.store_arrivals([arrival(health(1, interval_s=300))])
    job = supervise(stores, clock)
    for minute in (5, 10):
        assert job.until(NOW + minute * MINUTE_MS, 30_000) == []
        clock.now += 60_000
        assert job.begin() == []
    assert job.until(NOW + 17 * MINUTE_MS, 30_000) == []
    assert job.until(clock.now + 1) == [GATEWAY]


def test_what_comes_to_the_centre_itself_needs_no_broker(stores: Stores, clock: Hands) -> None:
    other = "gw-150102-0002"
    stores.ingest.store_arrivals([arrival(health(1, gateway=other))])
    stores.ingest.store_arrivals([arrival(health(1))._replace(direct=True)])
    job = supervise(stores, clock)
    job.hears(NO_BROKER)
    assert job.until(NOW + 16_000) == [GATEWAY]
    job.hears(ALL)
    assert job.until(NOW + 32_000) == [other]


def test_while_nobody_takes_what_comes_to_the_centre_itself_nobody_is_blamed_for_it(
    stores: Stores, clock: Hands
) -> None:
    stores.ingest.store_arrivals([arrival(health(1))._replace(direct=True)])
    job = supervise(stores, clock)
    job.hears(Hearing(ALL.shares, direct=False))
    assert job.until(NOW + 2 * MINUTE_MS) == []


def test_the_dead_share_of_the_areas_is_not_called_silent_and_the_living_one_is(
    stores: Stores, clock: Hands
) -> None:
    areas = {owner(area, 2): area for area in ("150102", "150103", "150104", "150105", "150121")}
    assert len(areas) == 2
    for index, area in areas.items():
        stores.ingest.store_arrivals([arrival(health(1, gateway=f"gw-of-{index}"), area=area)])
    first = {Shard(1, 2)}
    job = supervise(stores, clock, Hearing({"alarm": {*first, Shard(2, 2)}, "bulk": first}, direct=True))
    assert job.until(NOW + 600_000) == ["gw-of-1"]
    job.hears(ALL)
    assert job.until(NOW + 615_000) == []
    assert job.until(NOW + 615_001) == ["gw-of-2"]


def test_the_book_of_deaf_times_is_bounded_and_keeps_how_long_they_were(stores: Stores, clock: Hands) -> None:
    stores.ingest.store_arrivals([arrival(health(1, interval_s=900))])
    job = supervise(stores, clock)
    for _ in range(SPANS + 8):
        job.until(clock.now + 20_000, 20_000)
        job.hears(NO_BROKER)
        job.until(clock.now + 10_000)
        job.hears(ALL)
    deaf_ms = (SPANS + 8) * 10_000
    with stores.database.read() as session:
        spans = repository.spans(session, "broker")
    assert len(spans) == SPANS
    assert sum(span.deaf_ms for span in spans) == deaf_ms
    assert job.until(NOW + 2_700_000 + deaf_ms, 30_000) == []
    assert job.until(clock.now + 1) == [GATEWAY]


def own(stores: Stores, *gateways: str) -> None:
    with stores.database.write() as session:
        for name in gateways:
            row = session.get(Gateway, name)
            assert row is not None
            row.organisation_id = 7


def silent_organisations(stores: Stores) -> list[int]:
    with stores.database.read() as session:
        return [
            row.organisation_id
            for row in organisation_links.silent_organisations(session, LOCAL, None, after=0, limit=10)
        ]


def heard_at(stores: Stores, name: str, moment: int) -> None:
    with stores.database.write() as session:
        row = session.get(Gateway, name)
        assert row is not None
        row.last_seen = moment


def newest_change(stores: Stores) -> int:
    with stores.database.read() as session:
        return change_log.cursor(session)


def organisation_changes(stores: Stores, cursor: int) -> list[change_log.ChangeRecord]:
    with stores.database.read() as session:
        found = change_log.after(session, cursor, 1000)
    return [change for change in found if change.kind == "organisation"]


def test_an_organisation_is_silent_when_the_last_of_its_gateways_is_and_heals_with_the_first(
    stores: Stores, clock: Hands
) -> None:
    second = "gw-150102-0002"
    stores.ingest.store_arrivals([arrival(health(1)), arrival(health(1, gateway=second, interval_s=60))])
    own(stores, GATEWAY, second)
    job = supervise(stores, clock)
    assert job.until(NOW + 16_000) == [GATEWAY]
    assert silent_organisations(stores) == []
    assert job.until(NOW + 181_000) == [second]
    assert silent_organisations(stores) == [7]
    stores.ingest.store_arrivals([arrival(health(2))])
    clock.now = NOW + 10_000
    job.hears(ALL)
    assert silent_organisations(stores) == []


def test_an_organisation_with_a_limit_of_its_own_is_silent_within_it_and_heals_by_itself(
    stores: Stores, clock: Hands
) -> None:
    second = "gw-150102-0002"
    said = [arrival(health(1, interval_s=3600)), arrival(health(1, gateway=second, interval_s=3600))]
    stores.ingest.store_arrivals(said)
    own(stores, GATEWAY, second)
    with stores.database.write() as session:
        session.add(OrganisationLimit(organisation_id=7, silent_after_s=60))
    job = supervise(stores, clock)
    assert job.until(NOW + 60_000) == []
    assert silent_organisations(stores) == []
    before = newest_change(stores)
    assert job.until(NOW + 60_001) == []
    assert silent_organisations(stores) == [7]
    [told] = organisation_changes(stores, before)
    assert (told.area, told.organisation_id) == ("150102", 7)
    assert json.loads(told.payload) == {
        "organisation_id": 7,
        "name": "",
        "area": "150102",
        "link": "silent",
        "last_seen": NOW,
        "silent_since": NOW,
        "gateways": 2,
    }
    job.hears(NO_BROKER)
    job.until(NOW + 80_000)
    assert silent_organisations(stores) == [7]
    heard_at(stores, second, NOW + 79_000)
    job.hears(ALL)
    assert silent_organisations(stores) == []
    *_, told = organisation_changes(stores, before)
    assert json.loads(told.payload)["link"] == "online"


def test_a_limit_longer_than_its_gateways_holds_the_organisation_for_online(
    stores: Stores, clock: Hands
) -> None:
    stores.ingest.store_arrivals([arrival(health(1))])
    own(stores, GATEWAY)
    with stores.database.write() as session:
        session.add(OrganisationLimit(organisation_id=7, silent_after_s=90))
    job = supervise(stores, clock)
    assert job.until(NOW + 90_000) == [GATEWAY]
    assert silent_organisations(stores) == []
    job.until(NOW + 90_001)
    assert silent_organisations(stores) == [7]


def test_the_time_in_which_nobody_could_hear_counts_against_no_organisation(
    stores: Stores, clock: Hands
) -> None:
    stores.ingest.store_arrivals([arrival(health(1, interval_s=3600))])
    own(stores, GATEWAY)
    with stores.database.write() as session:
        session.add(OrganisationLimit(organisation_id=7, silent_after_s=60))
    job = supervise(stores, clock)
    job.until(NOW + 30_000)
    job.hears(NO_BROKER)
    job.until(NOW + 330_000)
    job.hears(ALL)
    job.until(NOW + 390_000)
    assert silent_organisations(stores) == []
    job.until(NOW + 390_001)
    assert silent_organisations(stores) == [7]


def test_any_number_of_gateways_falls_silent_in_one_look_each_with_one_alarm(
    stores: Stores, clock: Hands
) -> None:
    names = [f"gw-150102-{number:04}" for number in range(450)]
    stores.ingest.store_arrivals([arrival(health(1, gateway=name)) for name in names])
    job = supervise(stores, clock)
    assert sorted(job.until(NOW + 16_000)) == names
    assert job.until(NOW + 30_000) == []
    with stores.database.read() as session:
        raised = session.scalars(select(Alarm.gateway)).all()
    assert sorted(raised) == names


def told_since(stores: Stores, cursor: int) -> dict[str, int]:
    with stores.database.read() as session:
        return dict(Counter(change.kind for change in change_log.after(session, cursor, 1000)))


def test_a_gateway_of_many_parts_falls_silent_and_comes_back_with_few_words(
    stores: Stores, clock: Hands
) -> None:
    parts: dict[str, list[EventKind]] = {f"p{number}": [] for number in range(50)}
    stores.ingest.store_arrivals([arrival(health(1)), arrival(snapshot(1, parts))])
    job = supervise(stores, clock)
    before = newest_change(stores)
    assert job.until(NOW + 16_000) == [GATEWAY]
    assert told_since(stores, before) == {"gateway": 1, "alarm": 1, "part": 1}
    before = newest_change(stores)
    stores.ingest.store_arrivals([arrival(health(2))])
    assert told_since(stores, before) == {"gateway": 1, "alarm": 1, "part": 1}
