"""Many terminals whose lines come and go: each position arrives once."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from simulators.vehicles.fleet import Fleet
from tests.cloud.dispatch.jt808.site import serving, vehicle
from tests.services import until


async def test_a_fleet_of_both_editions_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path, frames_per_s=1_000) as site:
        fleet = Fleet([vehicle(str(13_900_000_000 + place), 2013 + place % 2 * 6) for place in range(12)])
        for terminal in fleet.terminals:
            await site.enter(terminal.settings.phone)
        await fleet.dial(site.place)
        await until(lambda: all(terminal.logged_in for terminal in fleet.terminals))
        breaking = fleet.come_and_go(site.place, random.Random(3), 2.0, 0.05)
        await asyncio.gather(fleet.drive(2.0, 1.0), breaking)
        await fleet.dial(site.place)
        await until(lambda: not any(terminal.unanswered for terminal in fleet.terminals))
        fleet.hang_up()
        await until(lambda: not any(terminal.connected for terminal in fleet.terminals))
        assert len(site.track.rows) == fleet.reports
