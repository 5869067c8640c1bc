"""`steppewatch tiles build --osm FILE --output FILE`: the region's map from an OpenStreetMap extract."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from runtime.faults import PlainFault, tell
from runtime.progress_bar import progress


def main(argv: Sequence[str] | None = None) -> int:
    """0: the file is there, whole; 2: what is given cannot be used, and the old file stands as it was."""
    parser = argparse.ArgumentParser(
        prog="steppewatch tiles", description="vector tiles of a region 地图瓦片"
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = verbs.add_parser("build", help="make a file of tiles from an extract 由 OSM 数据制作瓦片文件")
    making.add_argument(
        "--osm", type=Path, required=True, metavar="FILE", help="OpenStreetMap extract 路网文件"
    )
    making.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="an .mbtiles file; `[dispatch] tiles` names it 输出",
    )
    chosen = parser.parse_args(argv)
    # Geometry takes its time to load; a wrong option is told before it.
    from cloud.dispatch.tiles.building import build

    try:
        with progress() as say:
            count = build(chosen.osm, chosen.output, say)
    except PlainFault as fault:
        return tell(fault)
    print(f"{chosen.output}: {count} tiles 块瓦片, {chosen.output.stat().st_size / 1e6:.1f} MB")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
