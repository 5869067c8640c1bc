"""The control room's page: a change in the log that its live stream follows, with a sound.

1. The change and the end of the message are one transaction: it is told exactly once, whatever dies when.
2. A message that speaks of several places is a change for each of them, which only those see who may see that
   place, and which tells of no other. All bear the message's id: whoever sees several rings once.
"""

from __future__ import annotations

import asyncio

import msgspec

from cloud.database.engine import Database
from cloud.live import changes
from cloud.notification.channels.port import Letter, Outcome, Tools
from cloud.notification.channels.webhook import told
from cloud.notification.states import Result, State
from cloud.notification.tables import Notification


class PageChannel:
    """Writes to the change log."""

    idempotent = True

    def __init__(self, database: Database, tools: Tools) -> None:
        self._database = database
        self._tools = tools

    async def send(self, letter: Letter) -> Outcome:
        """Tell it, unless it has been told."""
        await asyncio.to_thread(self._tell, letter)
        return Outcome(Result.DELIVERED)

    def _tell(self, letter: Letter) -> None:
        with self._database.write() as session:
            row = session.get(Notification, letter.notification_id, with_for_update=True)
            if row is None or row.state != State.QUEUED:
                return
            for number, one in enumerate(letter.shares or (letter,)):
                payload = msgspec.json.encode(told(one, self._tools.settings.zone)).decode()
                changes.note(session, changes.NOTIFICATION, (row.id, number), payload)
            row.state, row.ended_at = State.DELIVERED, self._tools.clock.now_ms()
            row.tries, row.claimed_until = row.tries + 1, 0
