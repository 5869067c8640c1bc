"""`steppewatch bench kills`: everything that can die does, at random, while messages flow; then the books.

Workers, the broker (of a NATS cluster one node at a time), PostgreSQL and VictoriaMetrics are ended by
SIGKILL and started again. Gateways send again what has no receipt. At the end the identities that were sent
must be those that are stored, shed or quarantined, one by one, and the engine must count the readings' values
exactly.
"""

from __future__ import annotations

import random
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.figures import Figures
from benchmarks.ingest import processes, rates, services
from benchmarks.ingest.stack import FIRES_FIRST_AREA, Stack, known_numbers, make, with_prefix
from runtime.faults import PlainFault

#: One in so many messages is a fire.
FIRE_SHARE = 20
VALUES = 5
WORKERS = 2
BETWEEN_S = 4.0
_SETTLED_WITHIN_S = 180.0


def run(seconds: float, *, messages: int = 20_000, quick: bool = False) -> dict[str, Any]:
    """Figures of a round on Mosquitto and one on three NATS nodes, each with half of the messages."""
    half = (3_000 if quick else messages) // 2
    between_s, within_s = (1.0, 15.0) if quick else (BETWEEN_S, 0.0)
    found: dict[str, Any] = {}
    for name in ("postgresql+victoriametrics+mosquitto", "postgresql+victoriametrics+nats3"):
        with tempfile.TemporaryDirectory(prefix="bench-kills-") as folder:
            found[name] = killed(name, Path(folder), half, between_s, half, within_s)
    return found


def killed(
    name: str, folder: Path, messages: int, between_s: float, seed: int, within_s: float = 0.0
) -> Figures:
    """One round, spread over `within_s` seconds where that is given.

    Raises PlainFault, with the differences, when a message is lost or doubled.
    """
    stack = make(name, folder)
    began = time.monotonic()
    with services.running(stack.services), stack.working(WORKERS, "shed_after_s = 0"):
        fires = messages // FIRE_SHARE
        kinds = {
            "load": (messages - fires, ["--values", str(VALUES)]),
            "fire": (fires, ["--stream", "event", "--first-area", str(FIRES_FIRST_AREA)]),
        }
        loads = {
            who: _sender(stack, who, count, [*more, "--rate", str(count / within_s if within_s else 0)])
            for who, (count, more) in kinds.items()
        }
        killer = _Killer(stack, between_s, seed)
        killer.start()
        try:
            books = {who: _books(process) for who, process in loads.items()}
        finally:
            killer.end()
            for process in loads.values():
                process.kill()
                process.wait()
        lasted = time.monotonic() - began
        found = _account(stack, books)
        memory = max(processes.rss_mb(process.pid) for process in stack.workers.values())
    return {
        **found,
        **{f"killed_{victim}": count for victim, count in sorted(killer.killed.items())},
        "seconds": lasted,
        "messages_per_s": messages / lasted,
        "rss_mb": memory,
    }


class _Killer(threading.Thread):
    """Kills something, waits, brings it back, until it is ended; then everything is up."""

    def __init__(self, stack: Stack, between_s: float, seed: int) -> None:
        super().__init__(name="killer")
        self.killed: Counter[str] = Counter()
        self.fault: Exception | None = None
        self._stack = stack
        self._between_s = between_s
        self._draw = random.Random(seed)
        self._ending = threading.Event()

    def run(self) -> None:
        """Every victim in turn, in an order that chance gives, again and again."""
        try:
            while True:
                victims = self._victims()
                self._draw.shuffle(victims)
                for name, kill, revive in victims:
                    if self._ending.wait(self._draw.uniform(0.5, 1.5) * self._between_s):
                        return
                    kill()
                    self.killed[name] += 1
                    self._ending.wait(self._draw.uniform(0.0, 0.5) * self._between_s)
                    revive()
        except Exception as fault:  # told by `end`
            self.fault = fault

    def end(self) -> None:
        """Stop killing; whatever kept it from it is raised here."""
        self._ending.set()
        self.join()
        if self.fault is not None:
            raise PlainFault(f"what was killed did not come back: {self.fault}") from self.fault

    def _victims(self) -> list[tuple[str, Callable[[], None], Callable[[], None]]]:
        stack = self._stack
        found = [(one.name, one.kill, one.start) for one in stack.services]
        for number in range(1, WORKERS + 1):
            found.append((f"worker-{number}", self._worker(number), self._back(number)))
        return found

    def _worker(self, number: int) -> Callable[[], None]:
        return lambda: self._stack.kill_worker(number)

    def _back(self, number: int) -> Callable[[], None]:
        def again() -> None:
            self._stack.start_worker(number, "shed_after_s = 0")

        return again


def _sender(stack: Stack, name: str, messages: int, more: list[str]) -> subprocess.Popen[bytes]:
    arguments = [*more, "--messages", str(messages)]
    return rates.gateways(stack, name, [*arguments, "--resend", "5", "--patience", "300"])


def _books(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    rates.until(process, b"WARM")
    rates.until(process, b"DONE")
    return rates.finished(process)


def _account(stack: Stack, books: dict[str, dict[str, Any]]) -> Figures:
    """Hold both ends against each other, number by number."""
    ledger = stack.books()
    kept = stored = shed = quarantined = sent = 0
    for who, told in books.items():
        if told["unreceipted"]:
            raise PlainFault(f"{len(told['unreceipted'])} messages of {who} never got a receipt")
        accounts = {one.gateway: one for one in with_prefix(ledger, who) if one.stream == told["stream"]}
        for gateway, highest in told["highest"].items():
            sent += highest
            account = accounts.get(gateway)
            known = account.known if account is not None else []
            if known != ([(1, highest)] if highest else []):
                raise PlainFault(f"{gateway} has sent 1 to {highest}, and the centre knows {known}")
            if account is not None:
                kept += known_numbers(account)
                stored += account.stored
                shed += account.shed
                quarantined += account.quarantined
    if not sent == kept == stored + shed + quarantined:
        raise PlainFault(f"{sent} sent; {stored} stored, {shed} shed, {quarantined} quarantined")
    events = int(str(stack.query("SELECT count(*) FROM event_log")[0][0]))
    if events != books["fire"]["sent"]:
        raise PlainFault(f"{books['fire']['sent']} events were sent, and the log holds {events}")
    expected = sum(account.values_stored for account in with_prefix(ledger, "load"))
    if expected != (books["load"]["sent"] - shed - quarantined) * VALUES:
        raise PlainFault(f"{books['load']['sent']} readings of {VALUES} values, and {expected} values booked")
    return {
        "sent": sent,
        "stored": stored,
        "shed": shed,
        "quarantined": quarantined,
        "sent_again": sum(told["again"] for told in books.values()),
        "reconnects": sum(told["reconnects"] for told in books.values()),
        "values_counted": _values(stack, expected),
        "settled_after_s": _settled(stack),
    }


def _values(stack: Stack, expected: int) -> int:
    deadline = time.monotonic() + _SETTLED_WITHIN_S
    while (found := stack.values()) != expected:
        if time.monotonic() > deadline or found > expected:
            raise PlainFault(f"{expected} values are booked, and the engine counts {found}")
        time.sleep(0.5)
    return found


def _settled(stack: Stack) -> float:
    """Seconds until nothing waits in the journal, rows of workers that died included."""
    began = time.monotonic()
    while rows := stack.waiting_rows():
        if time.monotonic() - began > _SETTLED_WITHIN_S:
            raise PlainFault(f"{rows} rows of the journal are shipped by nobody")
        time.sleep(0.5)
    return time.monotonic() - began
