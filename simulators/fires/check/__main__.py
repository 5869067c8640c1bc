"""`python -m simulators.fires.check --data DIR`: the errors of the physics as a table, or `--json`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from simulators.fires.check import cfast, nist
from simulators.fires.check.compared import Compared, Summary, summed


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 when the data are not there."""
    parser = argparse.ArgumentParser(prog="python -m simulators.fires.check", description=__doc__)
    default = os.environ.get("STEPPEWATCH_DATA")
    parser.add_argument(
        "--data", type=Path, default=default, required=default is None, help="the data folder"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--all", action="store_true", help="every case, not only the summary")
    chosen = parser.parse_args(argv)
    wanted = [chosen.data / nist.FOLDER / "curves.csv", chosen.data / cfast.FOLDER / "manifest.csv"]
    for path in wanted:
        if not path.is_file():
            Console(stderr=True).print(
                f"{path}: is not there; --data must name the data folder", soft_wrap=True
            )
            return 2
    found = nist.compared(chosen.data) + cfast.compared(chosen.data)
    if chosen.json:
        print(json.dumps(as_data(found), indent=1))
        return 0
    console = Console()
    console.print(_summary(summed(found)))
    if chosen.all:
        console.print(_cases(found))
    return 0


def as_data(found: list[Compared]) -> dict[str, list[dict[str, object]]]:
    """Summary and cases as plain data; what is missing is null."""

    def plain(row: Compared | Summary) -> dict[str, object]:
        return {name: None if value != value else value for name, value in row._asdict().items()}

    return {"summary": [plain(row) for row in summed(found)], "cases": [plain(row) for row in found]}


def _summary(rows: list[Summary]) -> Table:
    table = Table(title="ours / theirs", caption="only: reached on one side alone")
    for name in ("beside", "quantity", "cases", "median", "10 %", "90 %", "only ours", "only theirs"):
        table.add_column(name, justify="left" if name in ("beside", "quantity") else "right")
    for row in rows:
        numbers = (f"{row.median:.2f}", f"{row.low:.2f}", f"{row.high:.2f}")
        table.add_row(
            row.source, row.quantity, f"{row.cases}", *numbers, f"{row.only_ours}", f"{row.only_theirs}"
        )
    return table


def _cases(found: list[Compared]) -> Table:
    table = Table("beside", "case", "quantity", "ours", "theirs", "ratio")
    for one in found:
        table.add_row(
            one.source, one.case, one.quantity, f"{one.ours:.3g}", f"{one.theirs:.3g}", f"{one.ratio:.2f}"
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
