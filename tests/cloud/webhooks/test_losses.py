"""What leaves the log before it is told is counted, and a flood takes no fire with it."""

from __future__ import annotations

import json
from pathlib import Path

from cloud.live.classes import ALARM, REST
from cloud.webhooks import repository, service
from cloud.webhooks.settings import WebhookSettings
from tests.cloud.webhooks.receiver import Receiver
from tests.cloud.webhooks.site import HERE, Site


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
