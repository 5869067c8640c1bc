"""A centre's records with alarms in them, the notifier over them, and a hand on the clock."""

from __future__ import annotations

import ssl
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cloud.alarms import repository as alarms
from cloud.alarms import service as decisions
from cloud.alarms.records import AlarmRecord
from cloud.alarms.state_table import Action, Outcome
from cloud.database.engine import Database
from cloud.live import changes
from cloud.live.classes import CLASSES
from cloud.notification import channel_service, recipient_service, rule_service
from cloud.notification.channels.choice import open_workshop
from cloud.notification.jobs import Notifier
from cloud.notification.schemas import ChannelIn, RecipientIn, RuleIn
from cloud.notification.settings import NotificationSettings
from cloud.notification.tables import Notification, NotificationChannel, NotificationRule
from cloud.people.asker import LOCAL, Asker
from cloud.registry.tables import Gateway
from cloud.renderers import renderers
from cloud.timeseries.latest import LatestReadings
from cloud.webhooks.keeping import SecretKeeper
from tests.hand_clock import HandClock

HERE = (ip_network("127.0.0.0/8"),)
NOW = 1_764_433_865_000  # 2025-11-30 00:31:05 in Shanghai
PAGE = 1


class Site:
    """Everything that a test of notification touches."""

    def __init__(self, folder: Path, url: str, trust: ssl.SSLContext | None = None, **changed: Any) -> None:
        self.database = Database(url)
        self.keeper = SecretKeeper(folder / "key")
        self.clock = HandClock(NOW)
        self.settings = NotificationSettings.model_validate(
            {"allow_networks": HERE, "file_folder": folder / "out", "timeout_s": 2} | changed
        )
        self.trust = trust
        told = renderers(LatestReadings())
        keep = dict.fromkeys(CLASSES, 100_000)
        self.database.before_commit = lambda session: changes.write(session, told, keep, self.clock.at)
        self._sequence = 0
        with self.database.write() as session:
            for rule in session.scalars(select(NotificationRule)):
                rule.enabled = False

    def channel(self, form: dict[str, Any], asker: Asker = LOCAL, **told: Any) -> int:
        entered = ChannelIn.model_validate({"name": form["kind"], "form": form, "areas": ["15"]} | told)
        with self.database.write() as session:
            row, _ = channel_service.add_channel(
                session, asker, entered, self.keeper, self.settings, self.clock.at
            )
            return row.id

    def file(self, **told: Any) -> int:
        """Text messages that go into a file."""
        return self.channel({"kind": "sms", "form": "file"}, **told)

    def person(self, **told: Any) -> int:
        entered = {"name": "王芳", "phone": "13904711234", "email": "wf@example.cn", "areas": ["15"]}
        with self.database.write() as session:
            row = recipient_service.add_recipient(
                session, LOCAL, RecipientIn.model_validate(entered | told), self.settings, self.clock.at
            )
            return row.id

    def rule(self, *steps: dict[str, Any], **told: Any) -> int:
        entered = {"name": "规则", "areas": ["15"], "steps": list(steps)}
        with self.database.write() as session:
            row = rule_service.add_rule(
                session, LOCAL, RuleIn.model_validate(entered | told), self.settings, self.clock.at
            )
            return row.id

    def gateway(self, name: str, area: str = "150102", **told: Any) -> None:
        with self.database.write() as session:
            if session.get(Gateway, name) is None:
                session.add(Gateway(gateway=name, area=area, first_seen=0, last_seen=0, **told))

    def raise_alarms(
        self,
        number: int = 1,
        kind: str = "fire",
        gateway: str = "gw-1",
        area: str = "150102",
        organisation_id: int | None = None,
    ) -> list[int]:
        """So many alarms in one transaction, as the ingest line raises them."""
        self.gateway(gateway, area, organisation_id=organisation_id)
        records = []
        for _ in range(number):
            self._sequence += 1
            records.append(
                AlarmRecord(
                    gateway=gateway,
                    part=f"panel-1/{self._sequence}",
                    kind=kind,
                    area=area,
                    organisation_id=organisation_id,
                    system_type=1,
                    component_type=42,
                    device_zh="感烟探测器",
                    device_en="smoke detector",
                    place_zh=f"三层{self._sequence}室",
                    place_en=f"room {self._sequence}, floor 3",
                    first_seq=self._sequence,
                    raised_at=self.clock.at,
                    rung_at=self.clock.at,
                    edges=1,
                    version=1,
                )
            )
        with self.database.write() as session:
            alarms.write(session, records)
            alarms.add_entries(session, [(record.id, self.clock.at, "raise") for record in records])
            for record in records:
                changes.note(session, changes.ALARM, record.id, record)
        return [record.id for record in records]

    def decide(self, alarm_id: int, action: Action, outcome: Outcome | None = None) -> None:
        with self.database.write() as session:
            decisions.decide(
                session,
                LOCAL,
                alarm_id,
                action,
                by="王芳",
                note="",
                now=self.clock.at,
                outcome=outcome,
            )

    def notifier(self) -> Notifier:
        workshop = open_workshop(self.database, self.settings, self.clock, self.trust)
        return Notifier(self.database, self.settings, lambda: self.keeper, workshop, self.clock)

    async def work(self, looks: int = 1) -> Notifier:
        """Look, and let every try end."""
        notifier = self.notifier()
        for _ in range(looks):
            await notifier.look()
            await notifier.settled()
        await notifier._workshop.close()
        return notifier

    async def pass_time(self, seconds: float, step_s: float = 5.0) -> None:
        """The clock goes on, and the notifier looks every few seconds of it."""
        notifier = self.notifier()
        end = self.clock.at + int(seconds * 1000)
        while self.clock.at < end:
            self.clock.at = min(end, self.clock.at + int(step_s * 1000))
            await notifier.look()
            await notifier.settled()
        await notifier._workshop.close()

    def messages(self, **only: Any) -> list[Notification]:
        with self.database.read() as session:
            query = select(Notification).filter_by(**only).order_by(Notification.id)
            return list(session.scalars(query))

    def stored_channel(self, id: int) -> NotificationChannel:
        with self.database.read() as session:
            return session.get_one(NotificationChannel, id)

    def lines(self, channel_id: int, kind: str = "sms") -> list[str]:
        """What a channel into a file has written."""
        path = self.settings.file_folder / f"{kind}-{channel_id}.jsonl"  # type: ignore[operator]
        return path.read_text().splitlines() if path.exists() else []

    def close(self) -> None:
        self.database.close()
