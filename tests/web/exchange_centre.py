"""What the pages of the exchange show: letters of every sort, a partner, deliveries given up, budgets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from benchmarks.operator.seed import Region
from cloud.access import journal
from cloud.budgets.tables import BudgetUse
from cloud.centre import Centre
from cloud.database import bulk
from cloud.dead_letters.tables import DeadLetter
from cloud.live.classes import REST
from cloud.people.asker import LOCAL
from cloud.supervision import organisation_links as supervision
from cloud.webhooks import repository as webhooks
from cloud.webhooks import schedule, service
from cloud.webhooks.schemas import WebhookIn
from cloud.webhooks.selection import body
from cloud.webhooks.tables import Webhook

_DAY_MS = 86_400_000
ORGANISATIONS = 40
TOPIC = "sw/1/150402/gw-150402-0001/event"
#: An event that keeps the contract but for its number.
EVENT: dict[str, Any] = {
    "type": "event",
    "gateway": "gw-150402-0001",
    "ts": 1_790_000_000_000,
    "kind": "fire",
    "part": "1-1-1",
    "active": True,
}
#: What the engine said of batches that it took not.
REFUSALS = ("EngineRefused: 400: no such field", "cannot be read: form 2, not 1")


@dataclass(frozen=True)
class Seeded:
    """Numbers of what was written."""

    webhook: int
    failing: int


def fill_exchange(centre: Centre, url: str) -> Seeded:
    """Write it all down; `url` is a partner that answers."""
    now = centre.clock.now_ms()
    Region(ORGANISATIONS, now).write(centre.database)
    with centre.database.write() as session:
        bulk.insert(session, DeadLetter, [_letter(at, now) for at in range(12)])
        bulk.insert(session, BudgetUse, _use(now))
        for reason in REFUSALS:
            row = journal.put(session, "another", now, 240, b"of another version")
            journal.set_aside(session, row, reason)
        supervision.write_silent(session, range(1, ORGANISATIONS + 1))
    with centre.database.write() as session:
        good = _webhook(session, centre, {"name": "自治区应急管理厅", "event_kinds": ["fire"]}, url)
        told = {"name": "赤峰市住建局", "kinds": ["gateway"], "areas": ["1504"], "organisations": [1, 2]}
        failing = _webhook(session, centre, told, url)
        failing.failing_since, failing.missed = now - 7_200_000, 12
        webhooks.add(session, [_delivery(failing.id, number, now) for number in range(6)])
        return Seeded(good.id, failing.id)


def _webhook(session: Session, centre: Centre, told: dict[str, Any], url: str) -> Webhook:
    entered = WebhookIn.model_validate({"url": url, "areas": ["15"], **told})
    keeper, settings = centre.webhook_keeper(), centre.settings.webhooks
    row, _ = service.create(session, LOCAL, entered, keeper, settings, centre.clock.now_ms())
    return row


def _delivery(webhook: int, number: int, now: int) -> dict[str, Any]:
    """One that was taken, or one that was given up after every try."""
    message = f"chg_{webhook}_{number}"
    payload = msgspec.json.encode({"gateway": f"gw-150402-{number:06}", "link": "silent"}).decode()
    taken = number < 2
    return {
        "webhook_id": webhook,
        "message_id": message,
        "kind": "gateway",
        "body": body(message, "gateway", now - number * 60_000, payload),
        "rank": REST,
        "state": "delivered" if taken else "dead",
        "tries": 1 if taken else len(schedule.PAUSES_S) + 1,
        "created_at": now - 80_000_000 - number * 60_000,
        "next_at": now,
        "ended_at": now - number * 60_000,
        "status": 200 if taken else 503,
        "answer": "ok" if taken else "Service Unavailable: the platform is being maintained until Monday",
        "took_ms": 31 + number,
    }


def _letter(at: int, now: int) -> dict[str, Any]:
    payload = _payload(at)
    return {
        "first_at": now - at * 90_000 - 600_000,
        "last_at": now - at * 90_000,
        "topic": TOPIC if at % 4 else "sw/1/150402/unknown/readings/extra/step",
        "place": ("$.seq", "$.parts[1].value", "topic", "")[at % 4],
        "reason": (
            "Expected `int`, got `str` - at `$.seq`",
            "Expected `float`, got `str` - at `$.parts[1].value`",
            "a topic of the contract has five steps; this one has seven",
            "invalid MessagePack: unexpected end",
        )[at % 4],
        "size": len(payload) if at != 6 else len(payload) * 40,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "payload": payload,
        "times": at + 1,
        "gateway": "gw-150402-0001" if at % 4 else None,
        "stream": "event" if at % 4 else None,
        "area": "150402",
        "organisation_id": 1,
        "state": "open" if at < 10 else "dismissed",
        "held": "nothing",
        "settled_at": None if at < 10 else now,
        "settled_by": None if at < 10 else "赵敏",
    }


def _payload(at: int) -> bytes:
    if at % 4 == 3:
        return msgspec.msgpack.encode({"seq": at, **EVENT})[:-3] + b"\xff\xfe\x00"
    if at % 4 == 2:
        return b'{"type":"event","seq":%d,"parts":[1,2' % at
    parts = [{"part": f"1-1-{number}", "value": 1.5 if number != 1 else "x"} for number in range(3)]
    return msgspec.json.encode({**EVENT, "seq": f"many {at}", "parts": parts})


def _use(now: int) -> list[dict[str, Any]]:
    return [
        {
            "owner": f"organisation/{number}" if number < 12 else f"gateway/gw-150402-9{number:03}",
            "day": now // _DAY_MS - back,
            "area": "150402",
            "organisation_id": number if number < 12 else None,
            "new_series": 40 * number,
            "refused_series": 12 * (number % 3),
            "refused_values": 900 * (number % 3),
            "refused_messages": 70 * (number % 4),
            "letters": 5,
        }
        for number in range(1, 14)
        for back in (0, 3)
    ]
