"""`steppewatch bench overload`: many times what the line sustains, for as long as asked; fires among it.

First the sustained rate is found with gateways that wait for receipts: what is stored of it, should some be
shed already. Then as many gateways send that many times as much without waiting. Readings must be shed and
counted, fires be receipted in time, the books of both ends agree, the engine count exactly what was stored,
and no process grow.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.ingest import processes, rates, services
from benchmarks.ingest.stack import FIRES_FIRST_AREA, Stack, known_numbers, make, with_prefix
from runtime.faults import PlainFault

ENGINES = "postgresql+victoriametrics+mosquitto"
#: Values of a message: as much as ten times the load comes to then passes the broker on two cores.
VALUES = 300
#: Messages of a gateway under way while the sustained rate is sought, so that few are old enough to be shed.
CALM_WINDOW = 2
#: Until the engine knows every series, which costs it more than their values do.
WARM_S = 12.0
#: Messages that a gateway sends without waiting for a receipt; all together about what the broker holds.
WINDOW = 60
SHED_AFTER_S = 2.0
#: Points of a series that is printed.
_POINTS = 12


def run(seconds: float, *, factor: float = 10.0, quick: bool = False) -> Figures:
    """Figures of an overload of so many seconds, `factor` times what is sustained."""
    seconds = 15.0 if quick else max(seconds, 30.0)
    with tempfile.TemporaryDirectory(prefix="bench-overload-") as folder:
        return overload(make(ENGINES, Path(folder)), seconds, factor)


def overload(stack: Stack, seconds: float, factor: float) -> Figures:
    """Find what is sustained, send `factor` times as much, and hold the books against each other."""
    with services.running(stack.services), stack.working(2, f"shed_after_s = {SHED_AFTER_S}", apart=True):
        values = ["--values", str(VALUES)]
        window = ["--window", str(CALM_WINDOW)]
        calm = rates.gateways(stack, "calm", [*values, *window, "--warm", str(WARM_S), "--seconds", "10"])
        rates.until(calm, b"WARM")
        rates.until(calm, b"DONE")
        before = rates.finished(calm)
        sustained = before["measured"] / before["seconds"] * _stored_share(stack, "calm")
        flood = ["--rate", str(factor * sustained), "--window", str(WINDOW), "--seconds", str(seconds)]
        fire = ["--stream", "event", "--rate", str(rates.FIRES_PER_S), "--window", "1000"]
        memory = Memory(_processes(stack))
        memory.start()
        load = rates.gateways(stack, "load", [*values, *flood])
        fires = rates.gateways(
            stack, "fire", [*fire, "--first-area", str(FIRES_FIRST_AREA), "--seconds", str(seconds)]
        )
        for told in (load, fires):
            rates.until(told, b"WARM")
        for told in (load, fires):
            rates.until(told, b"DONE")
        memory.end()
        loads, fired = rates.finished(load), rates.finished(fires)
        figures = _account(stack, {"load": loads, "fire": fired, "calm": before})
    return {
        "values_a_message": VALUES,
        "sustained_messages_per_s": sustained,
        "sustained_values_per_s": sustained * VALUES,
        "sent_messages_per_s": loads["sent"] / loads["seconds"],
        "sent_values_per_s": loads["sent"] / loads["seconds"] * VALUES,
        "factor": loads["sent"] / loads["seconds"] / sustained,
        "seconds": loads["seconds"],
        "fires": fired["sent"],
        "fire_p50_ms": fired["p50_ms"],
        "fire_p99_ms": fired["p99_ms"],
        "fires_sent_again": fired["again"],
        **figures,
        **memory.told(),
        "load_average": processes.load(),
    }


class Memory(threading.Thread):
    """The memory that is each process's own, once a second; PostgreSQL's shared buffers are not counted."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        super().__init__(name="memory")
        self._series: dict[str, list[float]] = {name: [] for name in pids}
        self._pids = pids
        self._ending = threading.Event()

    def run(self) -> None:
        """Look until ended."""
        while True:
            for name, pid in self._pids.items():
                self._series[name].append(processes.own_mb(pid))
            if self._ending.wait(1.0):
                return

    def end(self) -> None:
        """Look no more."""
        self._ending.set()
        self.join()

    def told(self) -> Figures:
        """By process: a dozen points of its series, and the most of each half, in MB."""
        found: Figures = {}
        for name, series in self._series.items():
            step = max(1, len(series) // _POINTS)
            half = max(1, len(series) // 2)
            found[f"{name}_mb"] = " ".join(f"{value:.0f}" for value in series[::step])
            found[f"{name}_first_half_mb"] = max(series[:half])
            found[f"{name}_second_half_mb"] = max(series[half:], default=0.0)
        return found


def _processes(stack: Stack) -> dict[str, int]:
    found = {service.name: service.pid for service in stack.services}
    names = {0: "pages_and_jobs", 1: "alarm_worker", 2: "bulk_worker"}
    return found | {names[number]: process.pid for number, process in stack.workers.items()}


def _stored_share(stack: Stack, who: str) -> float:
    accounts = with_prefix(stack.books(), who)
    return sum(one.stored for one in accounts) / sum(map(known_numbers, accounts))


def _account(stack: Stack, told: dict[str, dict[str, object]]) -> Figures:
    """What became of everything that was sent. Raises PlainFault where the books do not agree."""
    ledger = stack.books()
    shed = stored = values = 0
    for who, books in told.items():
        accounts = with_prefix(ledger, who)
        known = sum(map(known_numbers, accounts))
        if books["unreceipted"] or known != books["sent"]:
            unreceipted = len(list(books["unreceipted"]))  # type: ignore[call-overload]
            raise PlainFault(f"{who}: {books['sent']} sent, {known} known, {unreceipted} without a receipt")
        given_up = sum(one.shed for one in accounts), sum(one.quarantined for one in accounts)
        if given_up[1] or (who == "fire" and any(given_up)):
            raise PlainFault("{}: {} shed, {} quarantined of {}".format(who, *given_up, known))
        if sum(one.stored + one.shed + one.quarantined for one in accounts) != known:
            raise PlainFault(f"{who}: stored, shed and quarantined are not the {known} that are known")
        values += sum(account.values_stored for account in accounts)
        if who == "load":
            shed, stored = sum(one.shed for one in accounts), sum(one.stored for one in accounts)
    began = time.monotonic()
    rates.wait_for_engine(stack, values, began)
    return {"stored": stored, "shed": shed, "values_in_the_engine": values}
