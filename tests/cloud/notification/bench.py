"""A channel of any kind, its other side on loopback, and a letter for it."""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest

from cloud.database.engine import sqlite_url
from cloud.live import repository as change_log
from cloud.notification.channels.choice import Workshop, open_workshop
from cloud.notification.channels.port import Channel, Letter
from cloud.notification.forms import ChannelKind
from cloud.notification.settings import NotificationSettings
from cloud.notification.tables import Notification
from runtime import logging as ours
from runtime.clock import SystemClock
from tests.cloud.notification import servers
from tests.cloud.notification.servers import Other, Relay, other, relay
from tests.cloud.notification.site import HERE, PAGE, Site
from tests.cloud.notification.test_words import AT, FIRE
from tests.cloud.records import make_empty

Contexts = tuple[ssl.SSLContext, ssl.SSLContext]
KINDS: tuple[str, ...] = get_args(ChannelKind)
BY_HTTP = ("webhook", "sms", "voice", "cap", "wecom", "dingtalk")
JUDGES = {
    "webhook": servers.judge_platform,
    "sms": servers.judge_provider,
    "voice": servers.judge_provider,
    "cap": servers.judge_cap,
    "wecom": servers.judge_wecom,
    "dingtalk": servers.judge_dingtalk,
}
PATHS = {
    "wecom": f"/cgi-bin/webhook/send?key={servers.WECOM_KEY}",
    "dingtalk": f"/robot/send?access_token={servers.DINGTALK_TOKEN}",
}
SECRETS: dict[str, dict[str, str]] = {
    "webhook": {"secret": servers.WEBHOOK_SECRET},
    "sms": {"token": servers.PROVIDER_TOKEN},
    "voice": {"token": servers.PROVIDER_TOKEN},
    "dingtalk": {"sign": servers.DINGTALK_SECRET},
    "email": {"password": servers.RELAY_PASSWORD},
}
FORMS: dict[str, dict[str, Any]] = {
    "cap": {"kind": "cap", "sender": "centre@fire.example.cn"},
    "email": {"kind": "email", "host": "127.0.0.1", "sender": "alarm@fire.example.cn", "username": "alarm"},
}


@dataclass
class Bench:
    """A channel, its other side, and a letter for it."""

    kind: str
    site: Site
    make: Callable[..., Channel]
    far: Other | Relay | None
    letter: Letter

    def said(self) -> list[str]:
        """What has come, as text."""
        if isinstance(self.far, Relay):
            return [mail.as_string() + mail.get_content() for mail in self.far.mails]
        if isinstance(self.far, Other):
            return [
                json.dumps(json.loads(one.body), ensure_ascii=False)
                if self.kind != "cap"
                else one.body.decode()
                for one in self.far.came
            ]
        with self.site.database.read() as session:
            changes = change_log.after(session, 0, 100)
            return [change.payload for change in changes if change.kind == "notification"]


@asynccontextmanager
async def bench_of(kind: str, tmp_path: Path, contexts: Contexts) -> AsyncIterator[Bench]:
    make_empty(tmp_path / "cloud.sqlite3")
    site = Site(tmp_path, sqlite_url(tmp_path / "cloud.sqlite3"))
    settings = NotificationSettings(allow_networks=HERE, timeout_s=4.0)
    shops: list[Workshop] = []
    with ExitStack() as held:
        far: Other | Relay | None = None
        if kind in JUDGES:
            far = held.enter_context(other(JUDGES[kind], PATHS.get(kind, "/take")))
        elif kind == "email":
            far = held.enter_context(relay(contexts[0]))

        def make(**changed: Any) -> Channel:
            form = FORMS.get(kind, {"kind": kind}) | ({"port": far.port} if isinstance(far, Relay) else {})
            secrets = SECRETS.get(kind, {}) | ({"url": far.url} if isinstance(far, Other) else {})
            form |= {name: value for name, value in changed.items() if name not in ("url", "password")}
            secrets |= {name: value for name, value in changed.items() if name in ("url", "password")}
            shop = open_workshop(site.database, settings, SystemClock(), contexts[1])
            shops.append(shop)
            return shop.channel(PAGE, form, secrets)

        address = {"email": "wf@example.cn", "sms": "13904711234", "voice": "13904711234"}.get(kind, "")
        with site.database.write() as session:
            row = _row()
            session.add(row)
            session.flush()
            letter = Letter(row.id, row.message_id, address, "both", FIRE, AT, {"area": "150102"})
        yield Bench(kind, site, make, far, letter)
        for shop in shops:
            await shop.close()
    site.close()


def _row() -> Notification:
    return Notification(
        message_id="ntf_7",
        channel_id=PAGE,
        target="channel",
        rank=0,
        kind="fire",
        moment="raised",
        gathers="x",
        area="150102",
        at=AT,
        state="queued",
        created_at=AT,
        due_at=AT,
        next_at=AT,
    )


def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """The levels that every process sets, and everything else down to the least."""
    for name, level in ours._QUIET.items():
        logging.getLogger(name).setLevel(level)
    caplog.set_level(logging.DEBUG)


def holds_no_secret(text: str) -> None:
    for secret in (
        servers.WECOM_KEY,
        servers.DINGTALK_TOKEN,
        servers.DINGTALK_SECRET,
        servers.PROVIDER_TOKEN,
        servers.WEBHOOK_SECRET,
        servers.RELAY_PASSWORD,
    ):
        assert secret not in text
