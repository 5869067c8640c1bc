"""The buses that are served now: one driver each, kept up under the bus's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from edge_agent.drivers import driver as hooks
from edge_agent.drivers.driver import Driver, Observe
from edge_agent.drivers.families import serve
from edge_agent.planning import BusPlan
from edge_agent.supervision import Supervisor
from telemetry.messages import BusHealth


class Buses:
    """Starts and stops drivers. `drivers` is in the order in which they were started."""

    def __init__(self, observe: Observe, supervisor: Supervisor, on_parts: Callable[[], None]) -> None:
        self._observe = observe
        self._supervisor = supervisor
        self._on_parts = on_parts
        self._drivers: dict[str, Driver] = {}

    @property
    def drivers(self) -> Mapping[str, Driver]:
        """The drivers by their buses' names."""
        return self._drivers

    def start(self, plans: Iterable[BusPlan]) -> None:
        """Serve these buses from now on."""
        for plan in plans:
            self._drivers[plan.name] = driver = serve(plan, self._observe)
            hooks.take_parts(driver, self._on_parts)
            self._supervisor.start(part_name(plan.name), driver.run)

    async def stop(self, names: Iterable[str]) -> None:
        """Serve these no longer."""
        names = [name for name in names if name in self._drivers]
        await self._supervisor.stop(*map(part_name, names))
        for name in names:
            del self._drivers[name]

    def health(self) -> list[BusHealth]:
        """How every bus does, and each device on those that tell them apart."""
        rows = []
        for driver in self._drivers.values():
            offset = hooks.clock_offset_ms(driver)
            first, *units = hooks.health_rows(driver)
            rows += [with_clock(first, offset), *units]
        return rows


def part_name(bus: str) -> str:
    """Under which name a bus's driver is kept up."""
    return f"bus {bus}"


def with_clock(row: BusHealth, offset_ms: float | None) -> BusHealth:
    """The row with the clock of the bus's device, unless it has one."""
    if offset_ms is None or row.clock_offset_ms is not None:
        return row
    return replace(row, clock_offset_ms=offset_ms)
