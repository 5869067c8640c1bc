"""Deliveries through real transactions to a real receiver."""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cloud.errors import ApiError
from cloud.live import repository as change_log
from cloud.live.classes import ALARM, CLASSES, FIRE, REST
from cloud.live.ownership import Owner
from cloud.people.asker import LOCAL, Asker
from cloud.webhooks import repository, schedule, service
from cloud.webhooks.jobs import Dispatcher
from cloud.webhooks.keeping import SecretKeeper
from cloud.webhooks.schemas import WebhookIn
from cloud.webhooks.sender import Sender
from cloud.webhooks.settings import WebhookSettings
from cloud.webhooks.tables import Delivery
from tests.cloud.records import opened
from tests.cloud.webhooks.receiver import Receiver, receiving

HERE = (ip_network("127.0.0.0/8"),)
SETTINGS = WebhookSettings(allow_networks=HERE)


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = 1_700_000_000_000

    def now_ms(self) -> int:
        return self.at

    def monotonic(self) -> float:
        return self.at / 1000


class Site:
    """The records, the dispatcher, and a hand on the clock."""

    def __init__(self, folder: Path, settings: WebhookSettings = SETTINGS) -> None:
        self.database = opened(folder / "records.sqlite3")
        self.keeper = SecretKeeper(folder / "key")
        self.clock = Hand()
        self.settings = settings

    def subscribe(self, url: str, asker: Asker = LOCAL, **told: object) -> tuple[int, str]:
        entered = WebhookIn.model_validate({"name": "伙伴", "url": url, "areas": ["15"]} | told)
        with self.database.write() as session:
            row, secret = service.create(
                session, asker, entered, self.keeper, self.settings, self.clock.now_ms()
            )
            return row.id, secret

    def happens(
        self, kind: str = "fire", area: str = "150102", organisation: int | None = None, what: str = "alarm"
    ) -> None:
        with self.database.write() as session:
            number = change_log.cursor(session) + 1
            payload = json.dumps({"id": number, "kind": kind})
            told = change_log.Told(what, payload, Owner(area, organisation))
            change_log.append(session, [told], dict.fromkeys(CLASSES, 1_000), self.clock.now_ms())

    def floods(self, parts: int) -> None:
        """So many parts change in one transaction."""
        told = change_log.Told("part", "{}", Owner("150102"))
        with self.database.write() as session:
            keep = {FIRE: 1_000, ALARM: 1_000, REST: 1_000}
            change_log.append(session, [told] * parts, keep, self.clock.now_ms())

    def forgets(self, rank: int, number: int) -> None:
        """The oldest changes of a class leave the log."""
        with self.database.write() as session:
            change_log.let_go(session, rank, number)

    def dispatcher(self) -> Dispatcher:
        sender = Sender(self.settings, self.clock)
        return Dispatcher(self.database, self.settings, lambda: self.keeper, sender, self.clock)

    async def work(self) -> None:
        """Look once, and let every try end."""
        dispatcher = self.dispatcher()
        await dispatcher.look()
        await dispatcher.settled()
        await dispatcher._sender.close()

    def deliveries(self) -> list[Delivery]:
        with self.database.read() as session:
            return repository.deliveries(session, [1, 2, 3], state=None, before=None, limit=100)[::-1]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def partner() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


async def test_a_change_reaches_the_partner_once_signed_and_whole(site: Site, partner: Receiver) -> None:
    site.happens("fire")  # before the webhook was there
    _, secret = site.subscribe(partner.url)
    site.happens("fire")
    await site.work()
    await site.work()
    [came] = partner.came
    assert came.signed_with(secret, site.clock.now_ms() // 1000)
    told = json.loads(came.body)
    assert (told["type"], told["data"]) == ("alarm", {"id": 2, "kind": "fire"})
    assert told["id"] == came.headers["webhook-id"]
    [delivery] = site.deliveries()
    assert (delivery.state, delivery.status, delivery.answer) == ("delivered", 200, "ok")


async def test_a_look_with_nothing_to_do_takes_no_place_among_the_writers(
    site: Site, partner: Receiver
) -> None:
    site.subscribe(partner.url)
    dispatcher = site.dispatcher()
    writes: list[Session] = []
    await dispatcher.look()
    site.database.before_commit = writes.append
    await dispatcher.look()
    assert writes == []
    site.happens("", what="part")  # of no interest, but to be looked at
    happened = len(writes)
    await dispatcher.look()
    looked_at = len(writes)
    await dispatcher.look()
    assert happened < looked_at == len(writes)
    await dispatcher._sender.close()


async def test_only_what_was_subscribed_within_its_scope_is_told(site: Site, partner: Receiver) -> None:
    site.subscribe(partner.url, areas=["1502"], organisations=[7], event_kinds=["fire", "fault"])
    site.happens("fire", area="150102")
    site.happens("test", area="150202")
    site.happens("fault", area="150202")
    site.happens("fire", area="150102", organisation=7)
    site.happens("", area="150202", what="gateway")
    await site.work()
    assert [json.loads(came.body)["data"]["id"] for came in partner.came] in ([3, 4], [4, 3])


async def test_fire_goes_before_what_waits(tmp_path: Path, partner: Receiver) -> None:
    site = Site(tmp_path, WebhookSettings(parallel=1, allow_networks=HERE))
    site.subscribe(partner.url)
    for kind in ("fault", "fault", "fire"):
        site.happens(kind)
    for _ in range(3):
        await site.work()
    assert [json.loads(came.body)["data"]["kind"] for came in partner.came] == ["fire", "fault", "fault"]
    site.database.close()


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


async def test_a_place_that_has_left_the_log_is_counted_and_the_partner_told_to_read_anew(
    site: Site, partner: Receiver
) -> None:
    id, _ = site.subscribe(partner.url, kinds=["alarm", "gateway"])
    for kind in ("fault", "fault", "fault", "fault", "fault"):
        site.happens(kind)
        site.happens(what="gateway")
    site.forgets(ALARM, 3)
    site.forgets(REST, 1)
    await site.work()
    await site.work()
    await site.work()
    told = [json.loads(came.body) for came in partner.came]
    assert sorted(one["type"] for one in told) == ["alarm"] * 2 + ["gateway"] * 4 + ["resync"] * 2
    lost = [one["data"] for one in told if one["type"] == "resync"]
    assert sorted(one["of"] + str(one["missed"]) for one in lost) == ["alarm3", "rest1"]
    with site.database.read() as session:
        row = repository.by_id(session, id)
        assert row is not None
        assert (row.missed, row.missed_alarms) == (4, 3)


async def test_a_flood_of_parts_pushes_no_fire_out_of_the_log(site: Site, partner: Receiver) -> None:
    site.subscribe(partner.url)
    site.happens("fire")
    site.floods(3_000)
    await site.work()
    assert [json.loads(came.body)["data"]["id"] for came in partner.came] == [1]


async def test_parts_that_wait_keep_no_fire_out_of_the_queue(tmp_path: Path, partner: Receiver) -> None:
    site = Site(tmp_path, WebhookSettings(waiting=2, parallel=1, allow_networks=HERE))
    site.subscribe(partner.url, kinds=["part", "alarm"])
    site.floods(20)
    with site.database.write() as session:
        service.queue(session, 1, site.settings, site.clock.now_ms())
    site.happens("fire")
    await site.work()
    assert [json.loads(came.body)["type"] for came in partner.came] == ["alarm"]
    site.database.close()


async def test_a_loss_of_other_classes_is_none_for_who_wants_only_fires(
    site: Site, partner: Receiver
) -> None:
    id, _ = site.subscribe(partner.url)
    site.happens("fire")
    site.floods(5)
    site.forgets(REST, 5)
    await site.work()
    assert [json.loads(came.body)["type"] for came in partner.came] == ["alarm"]
    with site.database.read() as session:
        row = repository.by_id(session, id)
        assert row is not None
        assert row.missed == 0


async def test_a_replaced_secret_signs_beside_the_new_one_for_a_day(site: Site, partner: Receiver) -> None:
    id, old = site.subscribe(partner.url)
    with site.database.write() as session:
        _, new = service.replace_secret(session, LOCAL, id, site.keeper, site.clock.now_ms())
    site.happens()
    await site.work()
    site.clock.at += service.OVERLAP_MS
    site.happens()
    await site.work()
    first, second = partner.came
    now_s = site.clock.now_ms() // 1000
    assert first.signed_with(old, now_s - service.OVERLAP_MS // 1000)
    assert first.signed_with(new, now_s - service.OVERLAP_MS // 1000)
    assert second.signed_with(new, now_s)
    assert not second.signed_with(old, now_s)


async def test_the_log_itself_waits_where_a_webhook_s_queue_is_full(
    tmp_path: Path, partner: Receiver
) -> None:
    site = Site(tmp_path, WebhookSettings(waiting=1, parallel=1, allow_networks=HERE))
    site.subscribe(partner.url)
    for _ in range(3):
        partner.answer(500)
        site.happens("fault")
        await site.work()
    assert len(site.deliveries()) == 1
    partner.answers.clear()
    for _ in range(4):
        site.clock.at += 10_000_000
        await site.work()
    assert len({came.headers["webhook-id"] for came in partner.came}) == 3
    site.database.close()


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


def test_nobody_makes_the_centre_speak_to_what_stands_within(tmp_path: Path) -> None:
    site = Site(tmp_path, WebhookSettings())
    id, _ = site.subscribe("https://partner.example/")
    told = WebhookIn(name="伙伴", url="http://127.0.0.1:8428/api/v1/query", areas=["15"])
    with pytest.raises(ApiError) as refused, site.database.write() as session:
        service.change(session, LOCAL, id, told, site.settings)
    assert refused.value.detail.code == "bad-address"
    with pytest.raises(ApiError) as refused:
        site.subscribe(told.url)
    assert refused.value.detail.code == "bad-address"
    site.database.close()


def test_nobody_subscribes_to_what_they_may_not_see(site: Site) -> None:
    supervisor = Asker("王芳", areas=("1501",))
    site.subscribe("https://partner.example/", supervisor, areas=["150102"])
    for told in ({"areas": ["1502"]}, {"areas": ["15"]}, {"areas": [], "organisations": [7]}):
        with pytest.raises(ApiError) as refused:
            site.subscribe("https://partner.example/", supervisor, **told)
        assert refused.value.detail.code == "outside-scope"
    with site.database.read() as session:
        assert len(repository.webhooks(session, supervisor)) == 1
        assert repository.webhooks(session, Asker("李", areas=("1502",))) == []
