from __future__ import annotations

import pytest
from sqlalchemy import select

from cloud.access import repository as books
from cloud.access.examine import Arrival
from cloud.alarms.tables import Alarm
from cloud.audit import repository as audit
from cloud.budgets.settings import BudgetSettings
from cloud.budgets.warden import Warden
from cloud.dead_letters import repository, service
from cloud.dead_letters.repository import Wanted
from cloud.dead_letters.schemas import Repair
from cloud.dead_letters.tables import DeadLetter
from cloud.errors import ApiError
from cloud.organisations.tables import GatewayPlace
from cloud.people.asker import LOCAL, Asker
from cloud.registry.tables import Gateway
from telemetry import encoding
from tests.cloud.conftest import Running
from tests.cloud.places import add_organisation
from tests.cloud.said import GATEWAY, NOW, arrival, event, readings, topic_of
from tests.cloud.stores import Stores


def letters(stores: Stores, asker: Asker = LOCAL, **wanted: object) -> list[DeadLetter]:
    with stores.database.read() as session:
        return repository.search(session, asker, Wanted(**wanted), before=None, limit=100)


def replay(stores: Stores, id: int, asker: Asker = LOCAL, **repair: str) -> None:
    with stores.database.read() as session:
        letter = service.look(session, asker, id, Repair.model_validate(repair))
        prepared = service.prepare(session, asker, letter, NOW)
    service.replay(stores.ingest, asker, prepared, NOW)


def account(stores: Stores, stream: str) -> tuple[int, int, int]:
    """Stored, quarantined, received."""
    with stores.database.read() as session:
        held = books.accounts(session, {(GATEWAY, stream)})[GATEWAY, stream]
        return held.stored, held.quarantined, held.received


def broken_fire(seq: int) -> Arrival:
    """A fire with a field that the contract does not know; its envelope is sound."""
    payload = encoding.encode(event(seq)).replace(b'"bits_before"', b'"bits_befor"')
    return Arrival(topic_of(event(seq)), payload, NOW)


def test_a_repaired_fire_becomes_an_alarm_and_the_books_balance(stores: Stores) -> None:
    stores.ingest.store_arrivals([broken_fire(1)])
    assert account(stores, "event") == (0, 1, 1)
    [letter] = letters(stores)
    replay(stores, letter.id, payload_text=encoding.encode(event(1)).decode())
    assert account(stores, "event") == (1, 0, 1)
    with stores.database.read() as session:
        assert len(session.scalars(select(Alarm)).all()) == 1
    [letter] = letters(stores, state="stored")
    assert (letter.settled_by, letter.settled_at) == ("local", NOW)
    stores.ingest.store_arrivals([arrival(event(1))])
    assert account(stores, "event") == (1, 0, 2), "the gateway's own repetition is one"


def test_what_is_still_broken_says_where_and_changes_nothing(stores: Stores) -> None:
    stores.ingest.store_arrivals([broken_fire(1)])
    [letter] = letters(stores)
    with pytest.raises(ApiError) as refused:
        replay(stores, letter.id)
    assert (refused.value.status, refused.value.detail.code) == (422, "still-refused")
    assert account(stores, "event") == (0, 1, 1)
    assert letters(stores, state="open") != []


def test_a_letter_is_replayed_once(stores: Stores) -> None:
    stores.ingest.store_arrivals([broken_fire(1)])
    [letter] = letters(stores)
    whole = encoding.encode(event(1)).decode()
    replay(stores, letter.id, payload_text=whole)
    with pytest.raises(ApiError) as refused:
        replay(stores, letter.id, payload_text=whole)
    assert refused.value.detail.code == "letter-settled"
    assert account(stores, "event") == (1, 0, 1)


def test_a_number_that_is_stored_already_is_not_used_for_another_event(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(1))])
    stores.ingest.store_arrivals([arrival(event(1, text="another"))])
    [letter] = letters(stores)
    with pytest.raises(ApiError) as refused:
        replay(stores, letter.id)
    assert refused.value.detail.code == "not-taken"
    replay(stores, letter.id, payload_text=encoding.encode(event(2, text="another")).decode())
    assert account(stores, "event")[0] == 2


def test_a_letter_of_which_only_the_beginning_was_kept_asks_for_the_whole(stores: Stores) -> None:
    stores.ingest.store_arrivals([Arrival(topic_of(event(1)), b"x" * 100_000, NOW)])
    [letter] = letters(stores)
    with pytest.raises(ApiError) as refused:
        replay(stores, letter.id)
    assert refused.value.detail.code == "letter-cut"


def test_readings_that_a_budget_held_back_are_stored_once_it_was_raised(stores: Stores) -> None:
    stores.ingest.limits = Warden(BudgetSettings(messages_per_minute=1), lambda: 0.0)
    stores.ingest.store_arrivals([arrival(readings(seq, [1.0], at=NOW + seq)) for seq in (1, 2)])
    assert account(stores, "reading") == (1, 1, 2)
    [letter] = letters(stores)
    replay(stores, letter.id)
    assert account(stores, "reading") == (2, 0, 2)
    assert stores.count() == 2


def test_rows_that_a_budget_left_out_are_stored_beside_those_that_were_not(stores: Stores) -> None:
    stores.ingest.limits = Warden(BudgetSettings(series_per_day=1), lambda: 0.0)
    stores.ingest.store_arrivals([arrival(readings(1, [1.0], on="a"))])
    stores.ingest.store_arrivals([arrival(readings(2, [1.0, 2.0, 3.0], on="b"))])
    assert (account(stores, "reading"), stores.count()) == ((2, 0, 2), 1)
    [letter] = letters(stores)
    replay(stores, letter.id)
    assert (account(stores, "reading"), stores.count()) == ((2, 0, 2), 4)


def test_a_dismissed_letter_is_open_again_when_it_comes_again(stores: Stores) -> None:
    stores.ingest.store_arrivals([broken_fire(1)])
    [letter] = letters(stores)
    with stores.database.write() as session:
        service.dismiss(session, LOCAL, letter.id, NOW)
    assert letters(stores, state="open") == []
    stores.ingest.store_arrivals([broken_fire(1)])
    assert [one.times for one in letters(stores, state="open")] == [2]


def test_a_stored_letter_stays_so_when_the_broken_message_comes_again(stores: Stores) -> None:
    stores.ingest.store_arrivals([broken_fire(1)])
    [letter] = letters(stores)
    replay(stores, letter.id, payload_text=encoding.encode(event(1)).decode())
    stores.ingest.store_arrivals([broken_fire(1)])
    assert [one.state for one in letters(stores)] == ["stored"]
    assert account(stores, "event") == (1, 0, 2)


def test_letters_are_found_by_what_they_say_and_where_they_come_from(stores: Stores) -> None:
    stores.ingest.store_arrivals([broken_fire(1), Arrival("sw/1/150102/gw-x/event", b"100%_fire", NOW)])
    assert len(letters(stores, text="BITS_BEFOR")) == 1
    assert len(letters(stores, text="gw-x")) == 1
    assert letters(stores, text="%") == []
    assert len(letters(stores, gateway=GATEWAY)) == 1
    assert len(letters(stores, since=NOW, until=NOW + 1)) == 2
    assert letters(stores, until=NOW) == []


def test_who_does_not_see_a_gateway_neither_finds_nor_replays_its_letters(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(readings(1, [1.0])), broken_fire(1)])
    [letter] = letters(stores)
    elsewhere = Asker("李", areas=("1502",))
    assert letters(stores, elsewhere) == []
    with pytest.raises(ApiError) as refused:
        replay(stores, letter.id, elsewhere, payload_text=encoding.encode(event(1)).decode())
    assert refused.value.status == 404


ELSEWHERE = "150203"


def own(stores: Stores, gateway: str, organisation: int | None) -> None:
    """The gateway belongs to this organisation."""
    with stores.database.write() as session:
        row = session.get(Gateway, gateway)
        assert row is not None
        row.organisation_id = organisation


def moved_to(gateway: str, area: str) -> dict[str, str]:
    """The fire of `broken_fire`, repaired into one of another gateway."""
    message = event(1, gateway=gateway)
    return {"topic": topic_of(message, area), "payload_text": encoding.encode(message).decode()}


@pytest.mark.parametrize(
    ("asker", "gateway", "area"),
    [
        (Asker("王", areas=("150102",)), "gw-theirs", ELSEWHERE),
        (Asker("王", areas=("150102",)), "gw-theirs", "150102"),
        (Asker("王", areas=("150102",)), "gw-never-heard", ELSEWHERE),
        (Asker("李", organisations=(7,)), "gw-neighbour", "150102"),
        (Asker("李", organisations=(7,)), "gw-theirs", ELSEWHERE),
        (Asker("李", organisations=(7,)), "gw-never-heard", "150102"),
    ],
)
def test_a_letter_cannot_be_repaired_into_a_message_of_a_gateway_outside_the_scope(
    stores: Stores, asker: Asker, gateway: str, area: str
) -> None:
    stores.ingest.store_arrivals(
        [
            arrival(readings(1, [1.0])),
            arrival(readings(1, [1.0], gateway="gw-neighbour")),
            arrival(readings(1, [1.0], gateway="gw-theirs"), area=ELSEWHERE),
        ]
    )
    own(stores, GATEWAY, 7)
    stores.ingest.store_arrivals([broken_fire(1)])
    [letter] = letters(stores, asker)
    with pytest.raises(ApiError) as refused:
        replay(stores, letter.id, asker, **moved_to(gateway, area))
    assert (refused.value.status, refused.value.detail.code) == (403, "outside-scope")
    with stores.database.read() as session:
        assert session.scalars(select(Alarm)).all() == []
    assert [one.state for one in letters(stores)] == ["open"]
    replay(stores, letter.id, asker, **moved_to(GATEWAY, "150102"))


def test_a_gateway_that_was_bound_elsewhere_between_look_and_replay_is_not_spoken_for(stores: Stores) -> None:
    asker = Asker("李", organisations=(7,))
    stores.ingest.store_arrivals([arrival(readings(1, [1.0]))])
    own(stores, GATEWAY, 7)
    stores.ingest.store_arrivals([broken_fire(1)])
    [letter] = letters(stores, asker)
    repair = Repair(payload_text=encoding.encode(event(1)).decode())
    with stores.database.read() as session:
        prepared = service.prepare(session, asker, service.look(session, asker, letter.id, repair), NOW)
    own(stores, GATEWAY, 8)
    with pytest.raises(ApiError) as refused:
        service.replay(stores.ingest, asker, prepared, NOW)
    assert refused.value.status == 403
    with stores.database.read() as session:
        assert session.scalars(select(Alarm)).all() == []


def test_a_planned_gateway_is_spoken_for_within_the_scope_of_its_organisation(stores: Stores) -> None:
    with stores.database.write() as session:
        theirs = add_organisation(session, area=ELSEWHERE)
        session.add(GatewayPlace(gateway="gw-planned", organisation_id=theirs.id, changed_at=NOW))
    stores.ingest.store_arrivals([arrival(readings(1, [1.0])), broken_fire(1)])
    [letter] = letters(stores)
    with pytest.raises(ApiError) as refused:
        replay(stores, letter.id, Asker("王", areas=("150102",)), **moved_to("gw-planned", "150102"))
    assert refused.value.detail.code == "outside-scope"
    replay(stores, letter.id, Asker("王", areas=("1501", "1502")), **moved_to("gw-planned", ELSEWHERE))


def test_a_replay_is_in_the_audit_log_with_what_it_stored(stores: Stores) -> None:
    stores.ingest.store_arrivals([broken_fire(1)])
    [letter] = letters(stores)
    replay(stores, letter.id, payload_text=encoding.encode(event(1)).decode())
    with stores.database.read() as session:
        assert audit.head(session).number == 1


async def test_a_nul_that_no_database_takes_is_refused_before_one_is_asked(running: Running) -> None:
    for name in ("text", "gateway"):
        answer = await running.http.get("/api/v1/dead-letters", params={name: "a\x00b"})
        assert answer.status_code == 422
        answer = await running.http.post("/api/v1/dead-letters/replay", json={name: "a\x00b"})
        assert answer.status_code == 422
