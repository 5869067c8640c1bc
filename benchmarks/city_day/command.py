"""`steppewatch city-day`: a day of a simulated city through a whole centre, and its figures."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.city_day.operators import Policy
from benchmarks.city_day.report import figures
from benchmarks.city_day.run import play
from benchmarks.figures import as_json, as_table
from runtime.faults import PlainFault, tell
from simulators.city_day.day import DAY_MS, HOUR_MS, Plan


def main(argv: Sequence[str] | None = None) -> int:
    """Play the day, print the table. 0; 1 when a fire was missed or hidden; 2 with a plain message."""
    options = _parser().parse_args(argv)
    plan = Plan(options.buildings, options.fires, options.flood, options.seed)
    try:
        _check(plan, options.seats)
    except PlainFault as fault:
        return tell(fault)
    policy = Policy(seats=options.seats)
    with tempfile.TemporaryDirectory(prefix="city-day-") as folder, _bar(options.json) as bar:
        task = bar.add_task("00:00", total=DAY_MS)

        def on_time(at: int) -> None:
            clock = f"{at // HOUR_MS:02}:{at % HOUR_MS // 60_000:02}"
            bar.update(task, completed=at, description=clock)

        played = play(Path(folder), plan, policy, on_time)
        try:
            found = figures(plan, policy, played)
        finally:
            played.centre.close()
        bar.update(task, completed=DAY_MS, description="24:00")
    title = "一座城市的一天 / a day of a city"
    sys.stdout.write((as_json(found) if options.json else as_table(title, found)) + "\n")
    fires = found["fires"]
    return 1 if fires["missed"] or fires["hidden from the top"] else 0


def _check(plan: Plan, seats: int) -> None:
    if not 10 <= plan.buildings <= 9_999:
        raise PlainFault("--buildings: between 10 and 9,999")
    if not 0 <= plan.fires <= plan.buildings // 2:
        raise PlainFault("--fires: from 0 to half as many as buildings")
    if not 0 <= plan.flood <= 20_000:
        raise PlainFault("--flood: from 0 to 20,000 alarms")
    if not 1 <= seats <= 50:
        raise PlainFault("--seats: between 1 and 50")


def _bar(quiet: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=quiet or not sys.stderr.isatty(),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="steppewatch city-day",
        description="模拟一座城市的一天并给出接警指标 / play a day of a city and print its figures",
    )
    parser.add_argument("--buildings", type=int, default=500, help="建筑数")
    parser.add_argument("--fires", type=int, default=6, help="real fires; one of them floods 真实火灾")
    parser.add_argument("--flood", type=int, default=1_000, help="alarms of the panel flood 报警洪峰")
    parser.add_argument("--seats", type=int, default=4, help="operators on duty 值班席位")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same day 随机种子")
    parser.add_argument("--json", action="store_true", help="one JSON object 以 JSON 输出")
    return parser
