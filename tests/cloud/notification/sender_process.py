"""A process that plans and sends messages until it is killed."""

from __future__ import annotations

import asyncio
import sys
from ipaddress import ip_network
from pathlib import Path

from cloud.database.engine import Database
from cloud.live import changes
from cloud.live.classes import CLASSES
from cloud.notification.channels.choice import open_workshop
from cloud.notification.jobs import Notifier
from cloud.notification.settings import NotificationSettings
from cloud.renderers import renderers
from cloud.timeseries.latest import LatestReadings
from cloud.webhooks.keeping import SecretKeeper
from runtime import clock


class Ahead:
    """The machine's clock and so many milliseconds more."""

    def __init__(self, ms: int) -> None:
        self._ms = ms

    def now_ms(self) -> int:
        return clock.now_ms() + self._ms

    def monotonic(self) -> float:
        return clock.monotonic()


async def work(url: str, folder: Path, ahead_ms: int) -> None:
    database = Database(url)
    told = renderers(LatestReadings())
    now = Ahead(ahead_ms)
    keep = dict.fromkeys(CLASSES, 100_000)
    database.before_commit = lambda session: changes.write(session, told, keep, now.now_ms())
    settings = NotificationSettings(
        allow_networks=(ip_network("127.0.0.0/8"),), every_s=0.02, timeout_s=20, fire_burst=1_000
    )
    keeper = SecretKeeper(folder / "key")
    workshop = open_workshop(database, settings, now)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await Notifier(database, settings, lambda: keeper, workshop, now).run()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
