"""The port that every channel passes: a letter in, an outcome out, whatever the other side does.

1. A try ends within the settings' time, whatever the other side does.
2. Where the other side knows a message by an id, the id is the same at every try: told twice, it is one.
3. An outcome never holds a secret: neither an address that is one, nor a password, nor what was signed.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from cloud.notification.settings import NotificationSettings
from cloud.notification.states import Result
from cloud.notification.words import Language, Notice
from cloud.webhooks.posting import Poster
from runtime.clock import Clock

ANSWER_LIMIT = 512
#: What is shorter guards nothing, and stands in many words by chance.
_SECRET_LENGTH = 6
#: How much of an answer is read for what it says.
ANSWER_BYTES = 4_096


@dataclass(frozen=True)
class Letter:
    """One message to one receiver, as it is tried now."""

    notification_id: int
    message_id: str
    #: A mail address or a phone; empty where the channel itself is the receiver.
    address: str
    language: Language
    notice: Notice
    #: When it was first taken in hand, ms UTC: the same at every try.
    sealed_at: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: Of a message for the page that speaks of several places: what each hears for itself.
    shares: tuple[Letter, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of one try."""

    result: Result
    answer: str = ""
    status: int | None = None
    took_ms: int = 0
    retry_after_s: float | None = None
    provider_id: str | None = None
    #: The whole channel rests so long: it has asked to be left alone, or it would lose what is sent.
    rest_s: float | None = None


class Channel(Protocol):
    """One way to tell."""

    #: Whether a letter sent twice under its id is one at the other side.
    idempotent: bool

    async def send(self, letter: Letter) -> Outcome:
        """Try once."""
        ...


@dataclass(frozen=True)
class Tools:
    """What adapters share: made once a process."""

    settings: NotificationSettings
    poster: Poster
    clock: Clock
    #: Authorities of mail relays; None: the system's.
    trust: ssl.SSLContext | None = None


def without(text: str, secrets: Mapping[str, str]) -> str:
    """A text of the other side without the secrets that it may have said back, cut to what is kept."""
    for secret in sorted(secrets.values(), key=len, reverse=True):
        if len(secret) >= _SECRET_LENGTH:
            text = text.replace(secret, "[withheld]")
    return text[:ANSWER_LIMIT]
