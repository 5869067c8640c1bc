"""Deliveries through real transactions to a real receiver: signed, once, the fires first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from cloud.errors import ApiError
from cloud.people.asker import LOCAL, Asker
from cloud.webhooks import repository, service
from cloud.webhooks.schemas import WebhookIn
from cloud.webhooks.settings import WebhookSettings
from tests.cloud.webhooks.receiver import Receiver
from tests.cloud.webhooks.site import HERE, Site


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
