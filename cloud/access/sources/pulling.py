"""What a JetStream consumer has been asked for and not yet sent: how much more may be asked, and when. Pure.

1. What is asked for and what waits unread together never exceed the window.
2. One request at a time: messages do not tell which request they answer. The gap between two is one round
   trip in a window's worth of messages.
3. A request ends when all of it has come, when the server says so, or when its time is over: a server
   that was killed says nothing any more.
"""

from __future__ import annotations

_LATE_S = 1.0


class Pulling:
    """The open request of one consumer."""

    def __init__(self, window: int, expires_s: float) -> None:
        self.window = window
        self.expires_s = expires_s
        #: How many messages may still come unasked.
        self.outstanding = 0
        self._serial = 0
        self._ends = 0.0

    def ask(self, waiting: int, now: float) -> tuple[str, int] | None:
        """The next request, token and size; None while one is under way, or too much waits unread."""
        if self.outstanding and now < self._ends:
            return None
        room = self.window - waiting
        if room < max(1, self.window // 4):
            return None
        self._serial += 1
        self.outstanding = room
        # The server ends the request itself; a little later it is given up here.
        self._ends = now + self.expires_s + _LATE_S
        return str(self._serial), room

    def came(self) -> bool:
        """A message came. True when it was the last of the request."""
        if self.outstanding:
            self.outstanding -= 1
        return not self.outstanding

    def ended(self, token: str) -> None:
        """The server has ended this request; the word on an earlier one changes nothing."""
        if token == str(self._serial):
            self.outstanding = 0
