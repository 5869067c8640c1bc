"""What is not taken is tried again, and every trying ends."""

from __future__ import annotations

from typing import Any

from cloud.people.asker import LOCAL
from cloud.webhooks import repository, schedule, service
from tests.cloud.webhooks.receiver import Receiver
from tests.cloud.webhooks.site import SETTINGS, Site


async def test_a_refused_delivery_is_tried_again_under_the_same_id_until_it_is_taken(
    site: Site, partner: Receiver
) -> None:
    site.subscribe(partner.url)
    partner.answer(500, 302, 429)
    site.happens()
    await site.work()
    await site.work()
    assert len(partner.came) == 1, "not before its time"
    for pause_s in schedule.PAUSES_S[:3]:
        site.clock.at += pause_s * 1000
        await site.work()
    assert len(partner.came) == 4
    assert len({came.headers["webhook-id"] for came in partner.came}) == 1
    [delivery] = site.deliveries()
    assert (delivery.state, delivery.tries) == ("delivered", 4)


async def test_a_receiver_s_wish_to_wait_is_heeded(site: Site, partner: Receiver) -> None:
    site.subscribe(partner.url)
    partner.answer(503, retry_after="600")
    site.happens()
    await site.work()
    [delivery] = site.deliveries()
    assert delivery.next_at == site.clock.at + 600_000


async def test_what_nobody_takes_dies_is_shown_and_can_be_sent_again(site: Site, partner: Receiver) -> None:
    id, _ = site.subscribe("http://127.0.0.1:1/nobody")
    site.happens()
    for pause_s in (0, *schedule.PAUSES_S):
        site.clock.at += pause_s * 1000
        await site.work()
    [delivery] = site.deliveries()
    assert (delivery.state, delivery.tries, delivery.status) == ("dead", len(schedule.PAUSES_S) + 1, None)
    assert "onnect" in delivery.answer
    with site.database.write() as session:
        row = repository.by_id(session, id)
        assert row is not None
        assert row.failing_since is not None
        row.url = partner.url
        assert service.again(session, LOCAL, id, site.clock.now_ms()) == 1
    await site.work()
    assert len(partner.came) == 1
    with site.database.read() as session:
        row = repository.by_id(session, id)
        assert row is not None
        assert row.failing_since is None


async def test_a_receiver_that_is_gone_is_asked_no_more(site: Site, partner: Receiver) -> None:
    id, _ = site.subscribe(partner.url)
    partner.answer(410)
    site.happens()
    await site.work()
    site.happens()
    await site.work()
    assert len(partner.came) == 1
    with site.database.read() as session:
        row = repository.by_id(session, id)
        assert row is not None
        assert (row.enabled, row.ended) == (False, "410 Gone")


async def test_a_sender_that_died_with_a_delivery_in_hand_lets_go_of_it(
    site: Site, partner: Receiver
) -> None:
    id, _ = site.subscribe(partner.url)
    site.happens()
    with site.database.write() as session:
        service.queue(session, id, SETTINGS, site.clock.now_ms())
        assert len(service.take(session, id, site.clock.at, site.clock.at + 50_000, 4)) == 1
    await site.work()
    assert partner.came == []
    site.clock.at += 50_000
    await site.work()
    assert len(partner.came) == 1


async def test_a_try_that_raises_or_never_ends_is_counted_and_comes_to_an_end(
    site: Site, partner: Receiver
) -> None:
    site.subscribe(partner.url)
    site.happens()
    dispatcher = site.dispatcher()
    dispatcher.send = _raising  # type: ignore[method-assign]
    await dispatcher.look()
    await dispatcher.settled()
    [delivery] = site.deliveries()
    assert (delivery.state, delivery.tries, delivery.claimed_until) == ("waiting", 1, 0)
    assert delivery.answer == "the centre's own fault: SystemError"
    dispatcher.settle = _raising  # type: ignore[assignment]
    for _ in schedule.PAUSES_S:
        site.clock.at += 60_000
        await dispatcher.look()
        await dispatcher.settled()
    site.clock.at += 60_000
    await dispatcher.look()
    [delivery] = site.deliveries()
    assert (delivery.state, delivery.answer) == ("dead", "no try of it ever ended")
    await dispatcher.close()


def _raising(*_: object) -> Any:
    raise SystemError("cut off")


async def test_a_webhook_that_cannot_be_served_keeps_back_no_other(site: Site, partner: Receiver) -> None:
    broken, _ = site.subscribe(partner.url)
    site.subscribe(partner.url)
    with site.database.write() as session:
        row = repository.by_id(session, broken)
        assert row is not None
        row.areas = [7]
    site.happens()
    await site.work()
    assert len(partner.came) == 1


async def test_a_name_that_no_resolver_takes_is_given_up_like_any_other(
    site: Site, partner: Receiver
) -> None:
    id, _ = site.subscribe(partner.url)
    site.happens()
    with site.database.write() as session:
        row = repository.by_id(session, id)
        assert row is not None
        row.url = "https://a..b/written-down-before-it-was-refused"
    await site.work()
    [delivery] = site.deliveries()
    assert (delivery.tries, delivery.claimed_until, delivery.status) == (1, 0, None)
