"""`steppewatch simulate-province --to DIR`: import files of a simulated province, spread by population.

Everything in them is made from word tables by a seed: no organisation, person or number is real, and
each row's note says so. Category by category and county by county it is a believable load for the registry.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import math
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from runtime.faults import PlainFault, tell
from simulators import province_points
from simulators.province_words import (
    BRANDS,
    GIVEN,
    MAKINGS,
    MONGOLIAN,
    ROAD_KINDS,
    ROADS,
    SURNAMES,
    VILLAGES,
    Making,
)
from telemetry.areas import COUNTIES, LEAGUES

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "organisations": (
        "单位编号",
        "单位名称",
        "类别",
        "区划",
        "地址",
        "统一社会信用代码",
        "联系人",
        "联系电话",
        "人数",
        "备注",
    ),
    "buildings": (
        "单位编号",
        "建筑名称",
        "用途",
        "地址",
        "高度(米)",
        "地上层数",
        "建筑面积(平方米)",
        "经度",
        "纬度",
    ),
    "gateways": ("单位编号", "网关号", "网关名称", "建筑名称"),
    "points": (
        "单位编号",
        "网关号",
        "部件号",
        "点位名称",
        "系统类型码",
        "部件类型码",
        "建筑名称",
    ),
}
Key = TypeVar("Key")
_NOTE: Final = "模拟数据"
_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: Rough middles of the leagues, degrees east and north; buildings are scattered about them.
_MIDDLES: Final = {
    "1501": (111.67, 40.82), "1502": (109.84, 40.66), "1503": (106.80, 39.66), "1504": (118.89, 42.26),
    "1505": (122.26, 43.62), "1506": (109.78, 39.61), "1507": (119.77, 49.21), "1508": (107.39, 40.74),
    "1509": (113.13, 41.00), "1522": (122.04, 46.08), "1525": (116.05, 43.93), "1529": (105.73, 38.85),
}  # fmt: skip


@dataclass(frozen=True)
class Amounts:
    """How much is made."""

    organisations: int
    buildings: int
    gateways: int
    points: int


@dataclass(frozen=True)
class Made:
    """One organisation and what stands there."""

    number: str
    name: str
    making: Making
    area: str
    address: str
    buildings: int
    gateway: str | None
    points: int


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files; 0, or 2 with a plain message."""
    options = _parser().parse_args(argv)
    amounts = Amounts(options.organisations, options.buildings, options.gateways, options.points)
    try:
        if min(amounts.organisations, amounts.points) < 0 or amounts.organisations < 1:
            raise PlainFault("--organisations must be 1 or more, and no count below 0")
        if amounts.buildings < amounts.organisations or amounts.gateways > amounts.organisations:
            raise PlainFault("every organisation has a building, and at most one gateway; correct the counts")
        written = write(options.to, amounts, options.seed, excel=options.format == "xlsx")
    except PlainFault as fault:
        return tell(fault)
    except OSError as fault:
        return tell(PlainFault(f"{options.to}: cannot be written: {fault.strerror}; choose another folder"))
    sys.stdout.write("".join(f"{file} {rows}\n" for file, rows in written.items()))
    return 0


def write(
    folder: Path, amounts: Amounts, seed: int = 1, *, excel: bool = False, rows_a_file: int = 500_000
) -> dict[Path, int]:
    """Write one file of each kind, several where there are very many rows; gives the rows of each."""
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[Path, int] = {}
    for kind, rows in rows_of(amounts, seed).items():
        for at in itertools.count(1):
            piece = itertools.islice(rows(), (at - 1) * rows_a_file, at * rows_a_file)
            first = next(piece, None)
            if first is None:
                break
            file = folder / f"{kind}{'' if at == 1 else f'-{at}'}.{'xlsx' if excel else 'csv'}"
            writer = _write_excel if excel else _write_csv
            written[file] = writer(file, kind, itertools.chain([first], piece))
    return written


def rows_of(amounts: Amounts, seed: int) -> dict[str, Callable[[], Iterator[tuple[object, ...]]]]:
    """The rows of each kind, made anew at each call: nothing of two million points is held."""
    made = list(organisations(amounts, seed))
    return {
        "organisations": lambda: (_organisation(one, seed) for one in made),
        "buildings": lambda: (row for one in made for row in _buildings(one, seed)),
        "gateways": lambda: (
            (one.number, one.gateway, f"{one.name[:60]}网关", building_name(0))
            for one in made
            if one.gateway is not None
        ),
        "points": lambda: (row for one in made for row in province_points.points(one)),
    }


def organisations(amounts: Amounts, seed: int) -> Iterator[Made]:
    """Every organisation, county by county."""
    draw = random.Random(f"{seed} organisations")
    counties = {code: zh for code, zh, _, _ in COUNTIES}
    leagues = {code: zh for code, zh, _ in LEAGUES}
    chosen = [
        (area, making)
        for area, count in shares(
            {code: float(people) for code, _, _, people in COUNTIES}, amounts.organisations
        )
        for making in draw.choices(MAKINGS, [making.share for making in MAKINGS], k=count)
    ]
    extra = amounts.buildings - amounts.organisations
    room = [making.buildings[1] - 1 + 0.05 for _, making in chosen]
    buildings = [1 + count for _, count in shares(dict(enumerate(room)), extra)]
    weights = [making.weight * draw.uniform(0.5, 1.5) for _, making in chosen]
    with_gateway = set(draw.sample(range(len(chosen)), amounts.gateways))
    places = {at: weights[at] for at in sorted(with_gateway)}
    points = dict(shares(places, amounts.points)) if places else {}
    counted: dict[str, int] = {}
    for at, (area, making) in enumerate(chosen):
        counted[area] = counted.get(area, 0) + 1
        number = f"{area}-{counted[area]:06}"
        place = f"{leagues[area[:4]]}{counties[area]}"
        yield Made(
            number=number,
            name=name_of(draw, making, place),
            making=making,
            area=area,
            address=address_of(draw, making),
            buildings=buildings[at],
            gateway=f"gw-{number}" if at in with_gateway else None,
            points=points.get(at, 0),
        )


def shares(weights: dict[Key, float], whole: int) -> list[tuple[Key, int]]:
    """Whole numbers in proportion to the weights that sum up to `whole`: largest remainders first."""
    total = sum(weights.values())
    exact = {key: whole * weight / total for key, weight in weights.items()}
    given = {key: math.floor(share) for key, share in exact.items()}
    left = whole - sum(given.values())
    for key in sorted(exact, key=lambda one: given[one] - exact[one])[:left]:
        given[key] += 1
    return list(given.items())


def name_of(draw: random.Random, making: Making, place: str) -> str:
    """What an organisation of this category is called; a home bears its people's name."""
    if not making.endings:
        return f"{person(draw)}家"
    branch = draw.choice(("", "", "", "第一", "第二", "第三", "城南", "城北"))
    return f"{place}{draw.choice(BRANDS)}{branch}{draw.choice(making.endings)}{draw.choice(making.legal)}"


def address_of(draw: random.Random, making: Making) -> str:
    """A street and number, or a village and house."""
    if making.category == "herder-home":
        return f"{draw.choice(VILLAGES)}嘎查{draw.randint(1, 60)}号牧户"
    if making.category == "farm-home":
        return f"{draw.choice(VILLAGES)}村{draw.randint(1, 300)}号"
    street = f"{draw.choice(ROADS)}{draw.choice(ROAD_KINDS)}{draw.randint(1, 320)}号"
    if making.use != "住宅":
        return street
    return f"{street}{draw.choice(BRANDS)}小区{draw.randint(1, 30)}号楼{draw.randint(101, 2804)}室"


def person(draw: random.Random) -> str:
    """A name, Han or Mongolian."""
    return draw.choice(MONGOLIAN) if draw.random() < 0.2 else draw.choice(SURNAMES) + draw.choice(GIVEN)


def building_name(at: int) -> str:
    """The first is the main one."""
    return "主楼" if at == 0 else f"{at + 1}号楼"


def credit_code(draw: random.Random, area: str) -> str:
    """A made-up code with a check character that fits (GB 32100)."""
    body = f"9{draw.choice('123')}{area}" + "".join(draw.choices(_ALPHABET, k=9))
    total = sum(_ALPHABET.index(character) * pow(3, at, 31) for at, character in enumerate(body))
    return body + _ALPHABET[-total % 31]


def _organisation(one: Made, seed: int) -> tuple[object, ...]:
    draw = random.Random(f"{seed} {one.number}")
    least, most = one.making.persons
    return (
        one.number,
        one.name,
        one.making.category,
        one.area,
        one.address,
        credit_code(draw, one.area) if one.making.endings else "",
        person(draw),
        # No such number is given out: it begins with 100.
        f"100{draw.randrange(10**8):08}",
        round(math.exp(draw.uniform(math.log(least), math.log(most)))),
        _NOTE,
    )


def _buildings(one: Made, seed: int) -> Iterator[tuple[object, ...]]:
    draw = random.Random(f"{seed} {one.number} buildings")
    east, north = _MIDDLES[one.area[:4]]
    east, north = east + draw.gauss(0, 0.4), north + draw.gauss(0, 0.25)
    for at in range(one.buildings):
        storeys = draw.randint(*one.making.storeys)
        yield (
            one.number,
            building_name(at),
            one.making.use,
            one.address,
            round(storeys * 3.3 + 1, 1),
            storeys,
            storeys * draw.randint(60, 900),
            round(east + draw.gauss(0, 0.001), 6),
            round(north + draw.gauss(0, 0.001), 6),
        )


def _write_csv(file: Path, kind: str, rows: Iterable[tuple[object, ...]]) -> int:
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(HEADINGS[kind])
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _write_excel(file: Path, kind: str, rows: Iterable[tuple[object, ...]]) -> int:
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise PlainFault('openpyxl is missing; install "steppewatch[cloud]", or write --format csv') from None
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(kind)
    sheet.append(HEADINGS[kind])
    count = 0
    for row in rows:
        sheet.append(row)
        count += 1
    book.save(file)
    return count


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="steppewatch simulate-province",
        description="生成模拟全区的导入文件(虚构数据) / import files of a simulated province",
    )
    parser.add_argument("--to", type=Path, required=True, help="folder for the files 输出目录")
    parser.add_argument("--organisations", type=int, default=100_000, help="单位与住户")
    parser.add_argument("--buildings", type=int, default=300_000, help="建筑")
    parser.add_argument("--gateways", type=int, default=90_000, help="有网关的单位")
    parser.add_argument("--points", type=int, default=2_000_000, help="点位")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same province 随机种子")
    parser.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    return parser
