"""The records with webhooks in them, the dispatcher over them, and a hand on the clock."""

from __future__ import annotations

import json
from ipaddress import ip_network
from pathlib import Path

from cloud.live import repository as change_log
from cloud.live.classes import ALARM, CLASSES, FIRE, REST
from cloud.live.ownership import Owner
from cloud.people.asker import LOCAL, Asker
from cloud.webhooks import repository, service
from cloud.webhooks.jobs import Dispatcher
from cloud.webhooks.keeping import SecretKeeper
from cloud.webhooks.schemas import WebhookIn
from cloud.webhooks.sender import Sender
from cloud.webhooks.settings import WebhookSettings
from cloud.webhooks.tables import Delivery
from tests.cloud.records import opened
from tests.hand_clock import HandClock

HERE = (ip_network("127.0.0.0/8"),)
SETTINGS = WebhookSettings(allow_networks=HERE)


class Site:
    """The records, the dispatcher, and a hand on the clock."""

    def __init__(self, folder: Path, settings: WebhookSettings = SETTINGS) -> None:
        self.database = opened(folder / "records.sqlite3")
        self.keeper = SecretKeeper(folder / "key")
        self.clock = HandClock(1_700_000_000_000)
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
