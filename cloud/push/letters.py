"""Pushes that nobody could read, as dead letters: under which topic they lie, and what it tells. Pure.

`push/INTEGRATION/DEVICE?event=EVENT`. Under a device lies the message as it was taken apart; without one, the
body as the platform sent it. The event is what the address or the topic said beside the content.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_ROOT: Final = "push/"
_EVENT: Final = "?event="
#: So that a topic is never cut.
_LONGEST_EVENT: Final = 100


class Address(NamedTuple):
    """What a letter's topic tells. `identity` is empty where nobody could say whose push it is."""

    integration: str
    identity: str
    event: str

    def __str__(self) -> str:
        device = f"/{self.identity}" if self.identity else ""
        event = f"{_EVENT}{self.event[:_LONGEST_EVENT]}" if self.event else ""
        return f"{_ROOT}{self.integration}{device}{event}"


def address_of(topic: str) -> Address | None:
    """What a topic tells; None: it is no push's."""
    if not topic.startswith(_ROOT):
        return None
    path, _, event = topic.removeprefix(_ROOT).partition(_EVENT)
    integration, _, identity = path.partition("/")
    return Address(integration, identity, event)
