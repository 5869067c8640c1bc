"""Which adapter a channel's form asks for."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any, Final

from cloud.database.engine import Database
from cloud.lookups import Lookups
from cloud.notification import forms
from cloud.notification.channels.cap import CapChannel
from cloud.notification.channels.email import SETTING, EmailChannel
from cloud.notification.channels.page import PageChannel
from cloud.notification.channels.phone import FilePhone, HttpPhone
from cloud.notification.channels.port import Channel, Tools
from cloud.notification.channels.robots import RobotChannel
from cloud.notification.channels.webhook import WebhookChannel
from cloud.notification.settings import NotificationSettings
from cloud.webhooks.posting import Poster
from runtime.clock import Clock


class Workshop:
    """Makes adapters from what is stored."""

    def __init__(self, database: Database, tools: Tools) -> None:
        self._database = database
        self.tools = tools
        self._lookups = Lookups()

    def channel(self, channel_id: int, form: dict[str, Any], secrets: dict[str, str]) -> Channel:
        """The adapter of a stored channel."""
        told = forms.read(form)
        if isinstance(told, forms.SmsForm | forms.VoiceForm):
            signature = told.signature if isinstance(told, forms.SmsForm) else ""
            if told.form == "file":
                return FilePhone(told.kind, signature, channel_id, self.tools)
            return HttpPhone(told.kind, signature, secrets, self.tools)
        return _MAKERS[told.kind](self, told, secrets)

    async def close(self) -> None:
        """Close every connection."""
        self._lookups.close()
        await self.tools.poster.close()

    def email(self, told: Any, secrets: dict[str, str]) -> Channel:
        """A mail relay."""
        return EmailChannel(told, secrets, self.tools, self._lookups)

    def page(self) -> Channel:
        """The page."""
        return PageChannel(self._database, self.tools)


def open_workshop(
    database: Database, settings: NotificationSettings, clock: Clock, trust: ssl.SSLContext | None = None
) -> Workshop:
    """A workshop with connections of its own. `trust`: authorities of all it meets; None: the system's."""
    poster = Poster(
        settings.allow_networks,
        settings.timeout_s,
        clock,
        setting=SETTING,
        parallel=settings.parallel,
        trust=trust,
    )
    return Workshop(database, Tools(settings, poster, clock, trust))


_MAKERS: Final[dict[str, Callable[[Workshop, Any, dict[str, str]], Channel]]] = {
    "page": lambda shop, _told, _secrets: shop.page(),
    "webhook": lambda shop, _told, secrets: WebhookChannel(secrets, shop.tools),
    "email": lambda shop, told, secrets: shop.email(told, secrets),
    "cap": lambda shop, told, secrets: CapChannel(told, secrets, shop.tools),
    "wecom": lambda shop, told, secrets: RobotChannel(told.kind, secrets, shop.tools),
    "dingtalk": lambda shop, told, secrets: RobotChannel(told.kind, secrets, shop.tools),
}
