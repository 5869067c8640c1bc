"""`python -m simulators.city_history --output DIR`: years of simulated records of cities, with their truth.

Buildings and residential communities, inspections, hazards and their rectification, patrols, signals of
equipment, works, fires and weather, from hidden hazards whose true rates are written beside. Nothing in it is
real, and it says so. The same options give the same bytes; a city's history does not depend on the others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.console import Console

from runtime.faults import PlainFault, tell
from simulators.city_history import folder
from simulators.city_history.history import Wish, history
from simulators.series_folder import bar
from telemetry.areas import LEAGUES

_CITIES = tuple(code for code, _, _ in LEAGUES)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the histories cannot be written."""
    parser = argparse.ArgumentParser(prog="python -m simulators.city_history", description=__doc__)
    parser.add_argument("--output", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--cities", nargs="+", choices=_CITIES, default=["1501"], help="codes of leagues")
    parser.add_argument("--buildings", type=int, default=10_000, help="buildings a city")
    parser.add_argument("--communities", type=int, default=1_000, help="residential communities a city")
    parser.add_argument("--first", type=date.fromisoformat, default=date(2017, 1, 2), help="the first day")
    parser.add_argument("--weeks", type=int, default=469, help="how long the history is")
    parser.add_argument("--form", choices=("npz", "csv"), default="npz", help="arrays, or text for imports")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    chosen = parser.parse_args(argv)
    wish = Wish(chosen.buildings, chosen.communities, chosen.first, chosen.weeks)
    try:
        if (
            min(wish.buildings, wish.communities) < 0
            or wish.buildings + wish.communities < 1
            or wish.weeks < 1
        ):
            raise PlainFault(
                "nothing to make; ask for --buildings or --communities, and --weeks of 1 or more"
            )
        if not date(2016, 3, 1) <= wish.first <= date(2026, 1, 1):
            raise PlainFault(
                f"--first {wish.first}: the lunar calendar is known from 2016-03-01 to 2026-01-01"
            )
        with bar() as progress:
            cities = progress.track(sorted(set(chosen.cities)), description="making")
            made = (history(city, wish, chosen.seed) for city in cities)
            count = folder.write(chosen.output, made, chosen.form, chosen.seed)
    except PlainFault as fault:
        return tell(fault)
    Console(stderr=True).print(f"{chosen.output}: {count} simulated sites", soft_wrap=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
