"""`steppewatch bench ingest`: durable values a second, on real servers, with everything on this machine.

1. Gateways keep a window of messages without a receipt (`closed_loop`): the rate is what the line sustains.
2. A value counts when the receipt for its message has come back to its gateway, within the measured time.
3. Afterwards both ends' books are held against each other and against the engine's own count. A run whose
   books do not agree is a fault and gives no figures.
4. Fires are mixed in from a process of their own, twenty a second; their time is from publish to receipt.
5. Then faults alone, as many as are taken, and the same fires among them: a storm of events.
6. The cost of a stage is the processor time of its processes in the measured time, by value.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Figures
from benchmarks.ingest import bare, processes, services, stores
from benchmarks.ingest.closed_loop import make_speakers
from benchmarks.ingest.stack import (
    EMBEDDED_GATEWAYS,
    FIRES_FIRST_AREA,
    STACKS,
    Stack,
    known_numbers,
    make,
    with_prefix,
)
from runtime.faults import PlainFault

#: What ThingsBoard publishes for two cores: data points a second.
THINGSBOARD_VALUES_PER_S = 15_000
#: The bar that this line is held to, on two cores.
BAR_VALUES_PER_S = 50_000
FIRES_PER_S = 20.0
GATEWAYS = 200
_IN_THE_ENGINE_WITHIN_S = 120.0
_SERIES = {"duckdb": "duckdb", "victoriametrics": "victoriametrics"}


def run(
    seconds: float,
    *,
    engines: Sequence[str] = (),
    workers: Sequence[int] = (),
    values: int = 100,
    quick: bool = False,
) -> dict[str, Any]:
    """Figures of every combination of engines, under its name; engines that are missing are named."""
    names = list(engines) or list(STACKS)
    counts = list(workers) or ([1] if quick else [1, 2, 3])
    seconds = min(seconds, 3.0) if quick else seconds
    found: dict[str, Any] = {"values_a_message": values, "bar_values_per_s": BAR_VALUES_PER_S}
    missing: list[PlainFault] = []
    for name in names:
        try:
            found[name] = measure(name, seconds, counts, values)
        except PlainFault as fault:
            if engines or "missing" not in str(fault):
                raise
            missing.append(fault)
            found[name] = {"missing": str(fault)}
    if len(missing) == len(names):
        raise missing[0]
    return found


def measure(name: str, seconds: float, workers: Sequence[int], values: int) -> Figures:
    """One combination: its parts alone, then the line with each number of workers; the best one's figures."""
    with tempfile.TemporaryDirectory(prefix="bench-ingest-") as folder:
        alone = _alone(name, Path(folder), seconds, values)
    by_workers: dict[int, Figures] = {}
    for count in workers:
        with tempfile.TemporaryDirectory(prefix="bench-ingest-") as folder:
            stack = make(name, Path(folder))
            if count > 1 and stack.one_process:
                continue
            by_workers[count] = _line(stack, count, seconds, values)
    with tempfile.TemporaryDirectory(prefix="bench-ingest-") as folder:
        storm = _storm(make(name, Path(folder)), seconds)
    best = max(by_workers, key=lambda count: float(by_workers[count]["values_per_s"]))
    return {
        **by_workers[best],
        **alone,
        **storm,
        "workers": best,
        "times_thingsboard": float(by_workers[best]["values_per_s"]) / THINGSBOARD_VALUES_PER_S,
        **{
            f"workers_{count}_{key}": figures[key]
            for count, figures in by_workers.items()
            for key in ("values_per_s", "fire_p99_ms", "rss_mb")
        },
    }


def _alone(name: str, folder: Path, seconds: float, values: int) -> Figures:
    """The broker, bare paho, bare store writes and decoding, each by itself."""
    stack = make(name, folder)
    gateways = EMBEDDED_GATEWAYS if stack.secrets else GATEWAYS
    speakers = make_speakers("load", gateways, "reading", values)
    hears = bare.Login()
    speaks = bare.Login()
    if stack.secrets:
        speakers = speakers[:1]
        speaks = bare.Login(speakers[0].name, stack.secrets[speakers[0].name])
        hears = bare.Login("cloud", stack.secrets["cloud"])
    under_way = 100 if stack.secrets else 1_000
    with services.running(stack.brokers):
        port = stack.ports[0]
        through = bare.pass_through(port, speakers, seconds, speaks, hears, under_way)
        taken, taken_us = bare.paho_receive(port, len(speakers), values, seconds, speaks, hears)
    store = stores.bare_store_write(_SERIES[name.split("+")[1]], seconds)
    return {
        "broker_values_per_s": through * values,
        "broker_messages_per_s": through,
        "bare_paho_messages_per_s": taken,
        "bare_paho_us_per_value": taken_us / values,
        "store_values_per_s": store["values_per_s"],
        "decode_us_per_value": bare.examine_us(speakers) / values,
    }


def _line(stack: Stack, workers: int, seconds: float, values: int) -> Figures:
    with services.running(stack.services), stack.working(workers, "shed_after_s = 0", apart=True) as pids:
        load = gateways(stack, "load", ["--values", str(values), "--seconds", str(seconds), "--warm", "2"])
        fire = ["--stream", "event", "--rate", str(FIRES_PER_S), "--first-area", str(FIRES_FIRST_AREA)]
        fires = gateways(stack, "fire", [*fire, "--window", "1000", "--seconds", str(seconds + 2)])
        figures = _measured(stack, load, pids, values)
        began = time.monotonic()
        books = finished(load)
        until(fires, b"WARM")
        until(fires, b"DONE")
        fired = finished(fires)
        if not stack.one_process:
            in_engine_s = wait_for_engine(stack, books["receipted"] * values, began)
            _check(stack, books, fired, values)
    if stack.one_process:  # the embedded engine is asked once its process has ended
        with services.running(stack.services), stack.working(1, "shed_after_s = 0"):
            while stack.waiting_rows():
                time.sleep(0.05)
        in_engine_s = 0.0
        _check(stack, books, fired, values)
    rate = books["measured"] / books["seconds"]
    if not books["measured"]:
        raise PlainFault(f"nothing was receipted in {books['seconds']:.0f} s: measure for longer")
    costs = _costs(figures, books["measured"] * values)
    return {
        "values_per_s": rate * values,
        "messages_per_s": rate,
        "fire_p99_ms": fired["p99_ms"],
        "fire_p50_ms": fired["p50_ms"],
        "reading_p99_ms": books["p99_ms"],
        **figures,
        **costs,
        "in_the_engine_after_s": in_engine_s,
        "sent_again": books["again"],
        "values_checked": books["receipted"] * values,
    }


def _storm(stack: Stack, seconds: float) -> Figures:
    """Events a second that one worker takes, and how long fires take among them."""
    with services.running(stack.services), stack.working(1, "shed_after_s = 0", apart=True):
        storm = gateways(stack, "load", ["--stream", "fault", "--seconds", str(seconds), "--warm", "2"])
        fire = ["--stream", "event", "--rate", str(FIRES_PER_S), "--first-area", str(FIRES_FIRST_AREA)]
        fires = gateways(stack, "fire", [*fire, "--window", "1000", "--seconds", str(seconds + 2)])
        for told in (storm, fires):
            until(told, b"WARM")
        for told in (storm, fires):
            until(told, b"DONE")
        stormed, fired = finished(storm), finished(fires)
    if stormed["unreceipted"] or fired["unreceipted"]:
        lost = len(stormed["unreceipted"]) + len(fired["unreceipted"])
        raise PlainFault(f"{lost} events of a storm have no receipt")
    return {
        "events_per_s": stormed["measured"] / stormed["seconds"],
        "storm_fire_p99_ms": fired["p99_ms"],
    }


def gateways(stack: Stack, name: str, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Gateways as a process; a broker that asks for names has each on a connection of its own."""
    many = EMBEDDED_GATEWAYS if stack.secrets or name == "fire" else GATEWAYS
    arguments = ["--name", name, "--gateways", str(many), *arguments]
    if stack.secrets:
        arguments += ["--connections", str(many), "--window", "20"]
        arguments += ["--secrets", json.dumps(stack.secrets)]
    for port in stack.ports:
        arguments += ["--port", str(port)]
    with (stack.folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.ingest.closed_loop", *arguments],
            stdout=subprocess.PIPE,
            stderr=log,
        )


def _measured(stack: Stack, load: subprocess.Popen[bytes], pids: Sequence[int], values: int) -> Figures:
    """Processor time of every stage between the load's two words, and memory at the end."""
    until(load, b"WARM")
    before = _used(stack, load.pid, pids)
    began = time.monotonic()
    until(load, b"DONE")
    after = _used(stack, load.pid, pids)
    lasted = time.monotonic() - began
    memory = [processes.rss_mb(pid) for pid in pids]
    everything = [*pids, *(one.pid for one in stack.services)]
    return {
        **{f"{stage}_cpu_s": after[stage] - before[stage] for stage in after},
        "cores_used": sum(after[stage] - before[stage] for stage in after if stage != "receive") / lasted,
        "rss_mb": max(memory),
        "rss_sum_mb": sum(processes.own_mb(pid) for pid in everything),
        "load_average": processes.load(),
    }


def _used(stack: Stack, load: int, pids: Sequence[int]) -> dict[str, float]:
    def of(beginning: str) -> float:
        return sum(processes.cpu_s(one.pid) for one in stack.service(beginning))

    return {
        "generator": processes.cpu_s(load),
        "broker": sum(processes.cpu_s(one.pid) for one in stack.brokers),
        "workers": sum(processes.cpu_s(pid) for pid in pids),
        "receive": sum(processes.main_thread_cpu_s(pid) for pid in pids),
        "records": of("postgresql"),
        "engine": of("victoria"),
    }


def _costs(figures: Figures, values: int) -> Figures:
    """µs of processor a value, by stage; `receive` is the part of the workers that is their event loop."""
    stages = [name for name in figures if name.endswith("_cpu_s")]
    costs = {name.removesuffix("_cpu_s") + "_us_per_value": float(figures.pop(name)) for name in stages}
    return {name: used / values * 1e6 for name, used in costs.items()}


def until(load: subprocess.Popen[bytes], word: bytes) -> None:
    """Wait until these gateways say this word. Raises PlainFault when they end first."""
    assert load.stdout is not None
    if load.stdout.readline().strip() != word:
        raise PlainFault("the load ended before its time; see load.log in the folder of the run")


def finished(load: subprocess.Popen[bytes]) -> dict[str, Any]:
    """The books of gateways that have said both words, once they end."""
    assert load.stdout is not None
    with load.stdout as output:
        books: dict[str, Any] = json.loads(output.read())
    load.wait()
    return books


def wait_for_engine(stack: Stack, expected: int, began: float) -> float:
    """Seconds until the engine itself counts what was receipted. Raises PlainFault."""
    while (found := stack.values()) != expected:
        if time.monotonic() - began > _IN_THE_ENGINE_WITHIN_S or found > expected:
            raise PlainFault(f"{expected} values were receipted, and the engine counts {found}")
        time.sleep(0.2)
    return time.monotonic() - began


def _check(stack: Stack, books: dict[str, Any], fired: dict[str, Any], values: int) -> None:
    """Sent, receipted, booked and counted by the engine must be one number."""
    readings = with_prefix(stack.books(), "load")
    known = sum(known_numbers(account) for account in readings)
    booked = sum(account.values_stored for account in readings)
    counted = stack.values()
    told_of = {
        "unreceipted": len(books["unreceipted"]) + len(fired["unreceipted"]),
        "messages": (books["sent"], books["receipted"], known),
        "values": (books["receipted"] * values, booked, counted),
        "shed": sum(account.shed for account in readings),
        "quarantined": sum(account.quarantined for account in readings),
    }
    sound = not told_of["unreceipted"] and not told_of["shed"] and not told_of["quarantined"]
    if not sound or len({books["sent"], books["receipted"], known}) > 1:
        raise PlainFault(f"the books do not agree: {told_of}")
    if len({books["receipted"] * values, booked, counted}) > 1:
        raise PlainFault(f"the books do not agree: {told_of}")
