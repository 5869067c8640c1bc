"""Hand-over: what is open is frozen, two people sign it, and what is not done goes up."""

from __future__ import annotations

import json
from functools import partial

import pytest
from sqlalchemy import select

from cloud.audit.tables import AuditEntry
from cloud.duty import (
    entries,
    handover_repository,
    handovers,
    open_points,
    rota,
    rota_repository,
    watch,
)
from cloud.duty.days import HOUR_MS, MINUTE_MS
from cloud.duty.record_schemas import EntryIn
from cloud.duty.tables import DutyEscalation, DutyHandover
from cloud.errors import ApiError
from cloud.maintenance.tables import Maintenance
from cloud.people.asker import LOCAL
from cloud.registry.tables import Gateway
from cloud.shelving.tables import Shelf
from telemetry.event_kinds import EventKind
from tests.cloud.duty.conftest import MIDNIGHT, SETTINGS, Site, rota_told
from tests.cloud.duty.rows import add_alarm
from tests.cloud.said import NOW

EIGHT = MIDNIGHT + 8 * HOUR_MS


def two_shifts(site: Site) -> tuple[int, int]:
    return site.shift(-4, 8, *site.people[:2]), site.shift(8, 20, *site.people[2:4])


def offer(site: Site, person: int, now: int = EIGHT, notes: tuple[str, ...] = ()) -> DutyHandover:
    with site.database.write() as session:
        return handovers.offer(session, site.asker(person), site.room, list(notes), None, SETTINGS, now)


def confirm(site: Site, row: DutyHandover, person: int, digest: str = "", now: int = EIGHT) -> DutyHandover:
    with site.database.write() as session:
        return handovers.confirm(
            session, site.asker(person), row.id, digest or row.digest, "已核对", None, now
        )


def refusal(call: object, *told: object, **named: object) -> str:
    with pytest.raises(ApiError) as raised:
        call(*told, **named)  # type: ignore[operator]
    return raised.value.detail.code


def test_what_is_open_is_written_down_and_two_people_sign_it(site: Site) -> None:
    two_shifts(site)
    with site.database.write() as session:
        fire = add_alarm(session, site, EventKind.FIRE, NOW - HOUR_MS)
        add_alarm(session, site, EventKind.DISABLED, NOW - HOUR_MS)
        add_alarm(session, site, EventKind.FAULT, NOW - HOUR_MS, state="closed")
    row = offer(site, site.people[0], notes=("3 层检修,10 点恢复",))
    content = json.loads(row.content)
    assert [point["alarm"] for point in content["points"]["fires"]["items"]] == [fire]
    assert {name: points["total"] for name, points in content["points"].items() if points["total"]} == {
        "fires": 1,
        "disabled": 1,
    }
    assert content["notes"] == ["3 层检修,10 点恢复"]
    done = confirm(site, row, site.people[2])
    assert (done.state, done.left_by, done.confirmed_by) == ("confirmed", "p0 名", "p2 名")
    assert handovers.intact(done)
    with site.database.read() as session:
        sealed = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.action.startswith("duty-handover"))
            .order_by(AuditEntry.number)
        ).all()
    assert [json.loads(entry.after or "{}")["sha256"] for entry in sealed] == [row.digest, row.digest]


def test_the_record_does_not_follow_what_happens_afterwards(site: Site) -> None:
    two_shifts(site)
    row = offer(site, site.people[0])
    with site.database.write() as session:
        add_alarm(session, site, EventKind.FIRE, NOW)
    assert confirm(site, row, site.people[2]).content == row.content
    assert refusal(confirm, site, row, site.people[3]) == "confirmed"
    assert refusal(offer, site, site.people[1]) == "too-early"


def test_who_may_sign(site: Site) -> None:
    two_shifts(site)
    assert refusal(offer, site, site.people[5], EIGHT - MINUTE_MS) == "not-on-duty"
    row = offer(site, site.people[0], EIGHT - MINUTE_MS)
    assert refusal(confirm, site, row, site.people[0]) == "same-person"
    assert refusal(confirm, site, row, site.people[1]) == "not-on-duty"
    assert refusal(confirm, site, row, site.people[2], "0" * 64) == "digest-differs"
    confirm(site, row, site.people[3])


def test_a_shift_is_handed_over_at_its_end(site: Site) -> None:
    two_shifts(site)
    assert refusal(offer, site, site.people[0], EIGHT - 2 * HOUR_MS) == "too-early"
    offer(site, site.people[0], EIGHT - HOUR_MS)


def raised(site: Site, now: int) -> list[tuple[str, bool]]:
    with site.database.write() as session:
        watch.hand_overs(session, SETTINGS, now)
    with site.database.read() as session:
        rows = session.scalars(select(DutyEscalation).order_by(DutyEscalation.id))
        return [(row.kind, row.settled_at is not None) for row in rows]


def test_a_handover_that_nobody_makes_or_confirms_goes_up_until_it_is_done(site: Site) -> None:
    two_shifts(site)
    assert raised(site, EIGHT + 29 * MINUTE_MS) == []
    assert raised(site, EIGHT + 31 * MINUTE_MS) == [("handover-missing", False)]
    row = offer(site, site.people[0], EIGHT + 32 * MINUTE_MS)
    assert raised(site, EIGHT + 40 * MINUTE_MS) == [("handover-missing", True)]
    told = [("handover-missing", True), ("handover-unconfirmed", False)]
    assert raised(site, EIGHT + 48 * MINUTE_MS) == told
    assert raised(site, EIGHT + 49 * MINUTE_MS) == told
    confirm(site, row, site.people[2], now=EIGHT + 50 * MINUTE_MS)
    assert raised(site, EIGHT + 51 * MINUTE_MS) == [
        ("handover-missing", True),
        ("handover-unconfirmed", True),
    ]


def test_what_has_gone_up_already_hides_nothing_that_comes_after_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look that takes one row at a time comes to all of them."""
    for repository, find in (
        (handover_repository, "unconfirmed"),
        (rota_repository, "ended_without_handover"),
    ):
        monkeypatch.setattr(repository, find, partial(getattr(repository, find), limit=1))
    shifts = [site.shift(start, start + 4, *site.people[:2]) for start in (-12, -8, -4, 0)]
    with site.database.write() as session:
        for number in shifts[:2]:
            session.add(
                DutyHandover(
                    room_id=site.room, shift_id=number, state="offered", left_at=number, left_by="",
                    due_at=number, left_by_account=site.people[0], content="{}", digest="",
                )
            )  # fmt: skip
    for look in range(1, 3):
        assert [kind for kind, _ in raised(site, EIGHT)].count("handover-unconfirmed") == look
    assert [kind for kind, _ in raised(site, EIGHT)].count("handover-missing") == 2


def test_a_room_that_is_not_covered_goes_up_and_comes_down_when_it_is(site: Site) -> None:
    with site.database.write() as session:
        rota.put_rota(session, LOCAL, site.room, rota_told(site.people, 1), SETTINGS, NOW)

    def look(now: int) -> list[tuple[str, bool]]:
        with site.database.write() as session:
            watch.covered(session, [site.row(session)], SETTINGS, now)
        return raised(site, NOW)

    assert look(NOW + 1) == []
    (shift,) = (each for each in site.shifts() if each.start_at <= NOW + 1 < each.end_at)
    with site.database.write() as session:
        rota.remove_person(session, LOCAL, shift.id, site.people[0], NOW + 1)
    assert look(NOW + 2) == look(NOW + MINUTE_MS) == [("not-covered", False)]
    with site.database.write() as session:
        told = EntryIn(text="替班人员在途", person=site.people[1])
        entries.write(session, LOCAL, site.room, told, NOW)
        rota.add_person(session, LOCAL, shift.id, rota_told(site.people).teams[3].people[0], NOW + 3)
    assert look(NOW + 4) == [("not-covered", True)]


def test_a_panel_check_says_something_of_each_item(site: Site) -> None:
    told = EntryIn(kind="panel-check", items={"mute": "normal"}, person=site.people[0])
    with site.database.write() as session:
        with pytest.raises(ApiError) as fault:
            entries.write(session, LOCAL, site.room, told, NOW)
        assert "self-test" in fault.value.detail.message_en


def test_a_silent_gateway_is_an_open_point(site: Site) -> None:
    two_shifts(site)
    with site.database.write() as session:
        session.add(
            Gateway(
                gateway="gw-150102-0009",
                area="150102",
                organisation_id=site.organisation,
                link="silent",
                first_seen=NOW,
                last_seen=NOW,
            )
        )
    points = json.loads(offer(site, site.people[0]).content)["points"]
    assert points["silent-gateways"]["items"] == [{"gateway": "gw-150102-0009", "last_seen": NOW}]


def test_what_is_shelved_and_works_under_way_are_open_points(site: Site) -> None:
    scope = {"area": "150102", "organisation_id": site.organisation}
    shelved = {"gateway": "gw-150102-0001", "kind": "fault", "reason": "待换", "by": "王芳", "at": NOW}
    works = {"mode": "walk-test", "gateway": "gw-150102-0001", "parts": [], "by": "王芳", "reason": "步测"}
    with site.database.write() as session:
        session.add(Shelf(part="p1", until=NOW + HOUR_MS, **shelved, **scope))
        session.add(Shelf(part="p2", until=NOW, ended_at=NOW, **shelved, **scope))
        session.add(Shelf(part="p3", until=NOW + HOUR_MS, **shelved, area="150102", organisation_id=None))
        session.add(Maintenance(begun_at=NOW, until=NOW + HOUR_MS, **works, **scope))
        session.add(Maintenance(begun_at=NOW, until=NOW, ended_at=NOW, ended_by=None, **works, **scope))
    with site.database.read() as session:
        found = open_points.read(session, site.row(session))
    assert [(each["part"], each["reason"]) for each in found["shelved"].items] == [("p1", "待换")]
    assert [(each["mode"], each["until"]) for each in found["works"].items] == [("walk-test", NOW + HOUR_MS)]
    assert (found["shelved"].total, found["works"].total) == (1, 1)
