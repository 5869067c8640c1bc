"""Writers of one file, each in turn."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """A lock that whoever has waited longest gets next.

    A plain lock goes to whoever asks at the right moment: a job that writes again and again could keep a
    dispatcher waiting without end.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                # Handed over as it is: nobody comes in between.
                self._waiting.popleft().release()
            else:
                self._held = False
