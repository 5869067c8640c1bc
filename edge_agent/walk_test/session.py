"""A walk test in progress: edges from the running agent onto the sheet, and the sheet onto the disk.

The sheet is written after every piece of news, so that a cut line, a closed laptop or a restarted agent loses
nothing but what happened meanwhile; that is counted, and what still stands is taken from the agent's state.
The agent's walk-test mode is renewed while the session lives and ends by itself after it.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from edge_agent.local.client import DoorClient
from edge_agent.walk_test import sheet as walk_test
from edge_agent.walk_test.sheet import Sheet
from runtime.backoff import Backoff
from runtime.clock import monotonic, now_ms
from runtime.faults import PlainFault

#: The agent's mode outlives a lost session by this long; it is renewed three times as often.
LEASE_S = 900.0
_QUEUE = 10_000
_sheet = msgspec.json.Decoder(Sheet)


def load(path: Path) -> Sheet:
    """A sheet from its file. Raises PlainFault."""
    try:
        return _sheet.decode(path.read_bytes())
    except OSError as fault:
        raise PlainFault(f"{path}: 无法读取 / cannot be read: {fault.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise PlainFault(
            f"{path}: 不是巡测记录 / is no walk test: {fault}; 移走它再开始 / move it away and begin anew"
        ) from None


def save(path: Path, sheet: Sheet) -> None:
    """Write the sheet whole or not at all. Raises PlainFault."""
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(sheet), indent=1) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as fault:
        raise PlainFault(
            f"{path}: 无法写入 / cannot be written: {fault.strerror}; 清理磁盘或用 --out 换目录 / "
            "make room, or choose another folder with --out"
        ) from None


class Session:
    """One sitting of a walk test. `poll` takes what was heard; leave the block to end it."""

    def __init__(self, sheet: Sheet, path: Path, spool: Path) -> None:
        self.sheet = sheet
        #: Why the agent is not heard at present; empty while it is.
        self.trouble = ""
        self._path = path
        self._spool = spool
        self._told: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue(_QUEUE)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="walk-test", daemon=True)
        self._renew_at = 0.0

    def __enter__(self) -> Session:
        self._renew()
        save(self._path, self.sheet)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with contextlib.suppress(PlainFault):
            DoorClient(self._spool, timeout_s=5.0).post("/walk-test", {"on": False})
        save(self._path, self.sheet)

    def poll(self, within_s: float) -> list[str]:
        """The parts that were news since the last poll, waiting for the first so long. Saves what is new."""
        if monotonic() >= self._renew_at:
            with contextlib.suppress(PlainFault):  # the listening thread tells what is wrong
                self._renew()
        news: list[str] = []
        with contextlib.suppress(queue.Empty):
            what, told = self._told.get(timeout=within_s) if within_s > 0 else self._told.get_nowait()
            while True:
                news += self._take(what, told)
                what, told = self._told.get_nowait()
        if news:
            save(self._path, self.sheet)
        return list(dict.fromkeys(news))

    def _take(self, what: str, told: dict[str, Any]) -> Iterator[str]:
        if what == "edge":
            with contextlib.suppress(ValueError):
                edge = walk_test.edge_of(told)
                if walk_test.take(self.sheet, edge):
                    yield edge.part
        elif what == "dropped":
            self.sheet.missed += int(told.get("count", 0))
        elif what == "status":
            states = {part["part"]: part["active"] for part in told["parts"]}
            self.sheet.clock_synced &= bool(told["clock"].get("synced"))
            yield from walk_test.after_a_gap(self.sheet, states, told["now"] or now_ms())
        elif what == "lost":
            self.sheet.interruptions += 1

    def _renew(self) -> None:
        door = DoorClient(self._spool, timeout_s=5.0)
        door.post("/walk-test", {"seconds": LEASE_S, "who": self.sheet.who[:64]})
        self._renew_at = monotonic() + LEASE_S / 3

    def _listen(self) -> None:
        """Keep listening until the end: what is first, then every edge; again after a cut."""
        backoff = Backoff(first_s=0.2, factor=2.0, limit_s=5.0, jitter=0.2)
        while not self._stopping.is_set():
            try:
                door = DoorClient(self._spool)
                with door.watch() as edges:
                    # Edges are heard from here on: none falls between the state and the first of them.
                    next(edges, None)
                    self._put("status", door.get("/status"))
                    self.trouble = ""
                    self._renew_at = 0.0
                    backoff.reset()
                    for what, told in edges:
                        if self._stopping.is_set():
                            return
                        if what == "full":
                            raise PlainFault(f"{told.get('zh')} / {told.get('en')}")
                        if what:
                            self._put(what, told)
                fault = "代理关闭了连接 / the agent closed the connection"
            except PlainFault as error:
                fault = str(error)
            if not self.trouble and not self._stopping.is_set():
                self._put("lost", {})
            self.trouble = fault
            self._stopping.wait(backoff.next())

    def _put(self, what: str, told: dict[str, Any]) -> None:
        try:
            self._told.put_nowait((what, told))
        except queue.Full:
            self.sheet.missed += 1
