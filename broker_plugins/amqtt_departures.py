"""Looking again at clients that are in: amqtt asks who somebody is only when they come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from amqtt.session import Session

from runtime.logging import get_logger

log = get_logger("broker")

_LOOK_S = 1.0


async def watch(
    sessions: Mapping[str, tuple[Session, Any]],
    still_good: Callable[[Session], bool],
    send_away: Callable[[str, Session, Any], Awaitable[None]],
) -> None:
    """Send away who is not good any longer, connected or not, until cancelled."""
    while True:
        await asyncio.sleep(_LOOK_S)
        for client_id, (session, handler) in list(sessions.items()):
            try:
                if not still_good(session):
                    await send_away(client_id, session, handler)
            except Exception:
                log.exception("a client that is in could not be looked at")
