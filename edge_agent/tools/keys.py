"""Single keys from a terminal, without echo and without waiting; nothing where there is no terminal."""

from __future__ import annotations

import contextlib
import os
import re
import select
import sys
import termios
import tty
from collections.abc import Iterator

#: What a terminal sends for arrows, function keys and pasting.
_SEQUENCES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z~]|O[A-Z])")


class Keys:
    """The keys that were pressed since the last look."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        self._waiting = ""

    def pressed(self, within_s: float = 0.0) -> str:
        """The next key, empty when none was pressed in time. Arrows and the like are no keys of ours."""
        if self._descriptor is None:
            if within_s:
                select.select([], [], [], within_s)
            return ""
        ready, _, _ = select.select([self._descriptor], [], [], 0.0 if self._waiting else within_s)
        if ready:
            typed = os.read(self._descriptor, 256).decode(errors="replace")
            self._waiting += _SEQUENCES.sub("", typed)
        key, self._waiting = self._waiting[:1], self._waiting[1:]
        return key


@contextlib.contextmanager
def keys() -> Iterator[Keys]:
    """Take keys one by one until the end of the block; then the terminal is as before."""
    if not sys.stdin.isatty():
        yield Keys(None)
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield Keys(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextlib.contextmanager
def lines() -> Iterator[None]:
    """Within `keys`: take whole lines with echo for a while, as for a note."""
    if not sys.stdin.isatty():
        yield
        return
    descriptor = sys.stdin.fileno()
    now = termios.tcgetattr(descriptor)
    usual = [*now[:3], now[3] | termios.ICANON | termios.ECHO, *now[4:]]
    try:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, usual)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, now)
