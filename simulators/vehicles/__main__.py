"""`python -m simulators.vehicles --centre 127.0.0.1:8808 --count 10`: engines that drive around Hohhot.

Their phone numbers must be entered at the centre. The codes that they are given are kept in a file, so that
the same engines can drive again. Exit code 0, 1 when positions were not answered, 2 on a wrong call.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter

from runtime.settings import HostPort, ListenAnywhere
from simulators.vehicles.fleet import CENTRE_OF_TOWN, Fleet
from simulators.vehicles.route import around
from simulators.vehicles.terminal import SimulatedTerminal, TerminalSettings

_PATIENCE_S = 10.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Drive, and print how many positions were answered."""
    parser = argparse.ArgumentParser(prog="python -m simulators.vehicles", description="模拟消防车 engines")
    parser.add_argument("--centre", default="127.0.0.1:8808", help="host:port 中心地址")
    parser.add_argument("--count", type=int, default=10, help="how many 车辆数")
    parser.add_argument("--first-phone", type=int, default=13_900_000_000, help="the first number 首个手机号")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long 时长")
    parser.add_argument("--interval", type=float, default=5.0, help="seconds between reports 汇报间隔")
    parser.add_argument("--break-every", type=float, default=0.0, help="a line breaks this often 断线间隔")
    parser.add_argument("--codes", type=Path, default=Path("vehicle-codes.json"), help="鉴权码文件")
    told = parser.parse_args(arguments)
    try:
        centre = TypeAdapter(ListenAnywhere).validate_python(told.centre)
    except ValueError:
        parser.error(f"--centre {told.centre}: write it as host:port")
    codes: dict[str, str] = json.loads(told.codes.read_text()) if told.codes.exists() else {}
    phones = [str(told.first_phone + place) for place in range(told.count)]
    fleet = Fleet([_terminal(place, phone, codes) for place, phone in enumerate(phones)])
    try:
        asyncio.run(_drive(fleet, centre, told))
    except OSError as fault:
        sys.stderr.write(f"{told.centre}: {fault.strerror or fault}; see that the centre listens there\n")
        return 1
    codes |= {one.settings.phone: one.code for one in fleet.terminals if one.code}
    told.codes.touch(0o600)
    told.codes.write_text(json.dumps(codes))
    answered = sum(one.answered for one in fleet.terminals)
    left = sum(one.unanswered for one in fleet.terminals)
    refused = sorted(one.settings.phone for one in fleet.terminals if one.refused)
    sys.stdout.write(json.dumps({"answered": answered, "unanswered": left, "refused": refused}) + "\n")
    return 1 if left or refused else 0


def _terminal(place: int, phone: str, codes: dict[str, str]) -> SimulatedTerminal:
    """Every other one of the 2019 edition."""
    settings = TerminalSettings(phone, 2019 if place % 2 else 2013)
    route = around(*CENTRE_OF_TOWN, random.Random(phone))
    return SimulatedTerminal(settings, route, code=codes.get(phone, ""))


async def _drive(fleet: Fleet, centre: HostPort, told: argparse.Namespace) -> None:
    await fleet.dial(centre)
    work = [fleet.drive(told.seconds, told.interval)]
    if told.break_every:
        work.append(fleet.come_and_go(centre, random.Random(), told.seconds, told.break_every))
    await asyncio.gather(*work)
    await fleet.dial(centre)
    with contextlib.suppress(TimeoutError):
        await fleet.all_answered(_PATIENCE_S)
    fleet.hang_up()
    await asyncio.sleep(0)


if __name__ == "__main__":
    raise SystemExit(main())
