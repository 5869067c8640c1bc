"""`python -m benchmarks.travel_time --fires CSV [--train CSV] [--stations CSV]`: attendance foretold, judged.

The model learns from one file and is judged on another. Without `--train` it learns from the first two
thirds of the days of `--fires` and is judged on the rest. Without `--stations` each station is placed amid
its fires. With `--regions-apart 4` every fourth region is kept out of the training, and it alone is judged.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.travel_time.judging import apart, judged, split, unseen
from benchmarks.travel_time.report import show
from models.training.commands import plain
from models.travel_time import fires
from runtime.faults import PlainFault, tell


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 2 with a message where something given cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.travel_time",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--fires", type=Path, required=True, metavar="CSV", help="fires to be judged on 检验数据"
    )
    parser.add_argument("--train", type=Path, metavar="CSV", help="fires to learn from 训练数据")
    parser.add_argument("--stations", type=Path, metavar="CSV", help="where the stations stand 消防站位置")
    parser.add_argument(
        "--regions-apart",
        type=int,
        choices=range(2, 101),
        metavar="2-100",
        help="judge on every such region, and learn from the others 留出部分辖区检验",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object 以 JSON 输出")
    chosen = parser.parse_args(argv)
    try:
        told = fires.read(chosen.fires)
        train, told = (fires.read(chosen.train), told) if chosen.train else split(told)
        train = unseen(train, told)
        if chosen.regions_apart:
            train, told = apart(train, told, chosen.regions_apart)
        said = judged(train, told, fires.stations(chosen.stations) if chosen.stations else None)
    except PlainFault as fault:
        return tell(fault)
    if chosen.json:
        print(json.dumps(plain(said), ensure_ascii=False, allow_nan=False))
    else:
        show(said, Console())
    return 0


if __name__ == "__main__":
    sys.exit(main())
