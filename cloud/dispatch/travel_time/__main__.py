"""`python -m cloud.dispatch.travel_time --osm FILE --from LAT,LON --to LAT,LON [--json]`: one unit's way."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from cloud.dispatch.travel_time.curve import DistanceCurve
from cloud.dispatch.travel_time.port import Place
from runtime.faults import PlainFault, tell


def main(argv: Sequence[str] | None = None) -> int:
    """Print seconds, metres and way ids; 1 where no way leads there, 2 when what is given cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m cloud.dispatch.travel_time",
        description="how long a fire engine takes from one place to another 消防车行车时间",
    )
    parser.add_argument(
        "--osm",
        type=Path,
        metavar="FILE",
        help="OpenStreetMap extract; without it the distance curve 路网文件",
    )
    parser.add_argument("--from", dest="start", required=True, metavar="LAT,LON", help="the unit 出发点")
    parser.add_argument("--to", dest="end", required=True, metavar="LAT,LON", help="the incident 目的地")
    parser.add_argument(
        "--hour", type=int, choices=range(24), metavar="0-23", help="local hour; without it no traffic 时段"
    )
    parser.add_argument(
        "--data", type=Path, default=Path("var/roads"), metavar="DIR", help="where graphs are kept 缓存目录"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object 以 JSON 输出")
    # A latitude south of the equator begins with a dash, which argparse would take for an option.
    chosen = parser.parse_args(_joined(sys.argv[1:] if argv is None else argv))
    try:
        said = _answer(chosen)
    except PlainFault as fault:
        return tell(fault)
    if said is None:
        sys.stderr.write("no way leads there 无路可达\n")
        return 1
    if chosen.json:
        print(json.dumps(said))
    else:
        for name, value in said.items():
            print(f"{name:<8}", " ".join(map(str, value)) if isinstance(value, list) else value)
    return 0


def _answer(chosen: argparse.Namespace) -> dict[str, object] | None:
    start, end = _place("--from", chosen.start), _place("--to", chosen.end)
    if chosen.osm is None:
        estimate = DistanceCurve().arrivals([start], end, chosen.hour)[0]
        if estimate is None:
            return None
        return {
            "seconds": round(estimate.seconds, 3),
            "metres": round(estimate.metres, 1),
            "way_ids": [],
            "error_s": round(estimate.error_s or 0.0, 1),
        }
    from cloud.dispatch.travel_time.cache import road_graph
    from cloud.dispatch.travel_time.router import RoadRouter

    route = RoadRouter(road_graph(chosen.osm, chosen.data)).route(start, end, chosen.hour)
    if route is None:
        return None
    return {
        "seconds": round(route.seconds, 6),
        "metres": round(route.metres, 3),
        "way_ids": route.way_ids,
    }


def _joined(argv: Sequence[str]) -> list[str]:
    said: list[str] = []
    for word in argv:
        if said and said[-1] in ("--from", "--to") and word[:1] == "-" and "," in word:
            said[-1] += f"={word}"
        else:
            said.append(word)
    return said


def _place(option: str, text: str) -> Place:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError as error:
        raise PlainFault(
            f"{option}: {text!r} is no place; give LAT,LON in degrees, like 40.84,111.75"
        ) from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise PlainFault(f"{option}: {text} is not on the earth; latitude comes first, then longitude")
    return Place(lat, lon)


if __name__ == "__main__":
    sys.exit(main())
