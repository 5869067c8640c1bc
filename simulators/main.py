"""`steppewatch simulate --config FILE`: a building that speaks only over the wire, and its story."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path

from runtime import logging, settings
from runtime.clock import monotonic
from runtime.faults import PlainFault, tell
from runtime.process import ready_line, run_until_signalled
from simulators import building, documents, scenario
from simulators.building import Building
from simulators.control import Control
from simulators.detector_lines import ShellyLine, ZigbeeBridge
from simulators.panel_espa import EspaPanel
from simulators.panel_modbus import ModbusPanel
from simulators.scenario import Scenario
from simulators.settings import Account, SimulatorSettings
from simulators.stage import Stage
from simulators.story import Story


def main(argv: Sequence[str] | None = None) -> int:
    """Read the settings, start every device, play the scenario. Exit code 0, or 2 with a plain message."""
    parser = argparse.ArgumentParser(
        prog="steppewatch simulate", description="演示楼宇与场景 / a simulated building and its scenario"
    )
    parser.add_argument(
        "--config", type=Path, required=True, help="settings file (TOML); see simulators/example.toml"
    )
    config: Path = parser.parse_args(argv).config
    logging.configure()
    try:
        chosen = settings.load(config, SimulatorSettings)
        place = building.load(documents.find(chosen.building, "buildings", config.parent))
        file = documents.find(chosen.scenario, "scenarios", config.parent)
        played = scenario.load(file, place)
        check(chosen, place)
    except PlainFault as fault:
        return tell(fault)
    return run_until_signalled(lambda stop: run(chosen, place, played, file.parent, stop))


def check(chosen: SimulatorSettings, place: Building) -> None:
    """Refuse settings that name a panel or a detector which the building lacks."""
    lines = {panel.id: panel.line for panel in place.panels}
    wanted = [(table.panel, "modbus") for table in chosen.modbus] + [
        (table.panel, "espa") for table in chosen.espa
    ]
    for panel, line in wanted:
        if lines.get(panel) != line:
            known = ", ".join(name for name, spoken in lines.items() if spoken == line) or "none"
            raise PlainFault(
                f"[[{line}]] panel = {panel!r}: no such {line} panel in the building; it has {known}"
            )
    if chosen.detectors is not None:
        shellies = {entry.id for entry in place.detectors if entry.profile == "shelly-plus-smoke"}
        for account in chosen.detectors.shelly:
            if account.detector not in shellies:
                raise PlainFault(
                    f"[[detectors.shelly]] detector = {account.detector!r}: no such Shelly in the building; "
                    f"it has {', '.join(sorted(shellies)) or 'none'}"
                )


async def run(
    chosen: SimulatorSettings, place: Building, played: Scenario, folder: Path, stop: asyncio.Event
) -> None:
    """Live until `stop`, or until the story ends where the settings say so."""
    seed = played.seed if chosen.seed is None else chosen.seed
    stage = Stage(place, seed, Story(place), folder)
    control = Control(stage)
    living: list[asyncio.Task[None]] = []
    try:
        where = await _start(chosen, stage, control, living)
        ready_line(f"simulator {' '.join(where)}")
        living.append(asyncio.create_task(play(stage, played, chosen)))
        await _until(stop, living, stage if chosen.exit_at_end else None)
    finally:
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
        for panel in stage.modbus.values():
            await panel.unplug()
        await control.close()


async def _start(
    chosen: SimulatorSettings, stage: Stage, control: Control, living: list[asyncio.Task[None]]
) -> list[str]:
    """Open every line; returns where each one is."""
    where = []
    for modbus in chosen.modbus:
        panel = stage.modbus[modbus.panel] = ModbusPanel(stage.logic[modbus.panel], modbus.listen)
        await panel.plug()
        where.append(f"{modbus.panel}={panel.listen}")
    for espa in chosen.espa:
        caller = stage.espa[espa.panel] = EspaPanel(stage.logic[espa.panel], espa)
        caller.plug()
        living.append(asyncio.create_task(caller.run()))
        where.append(f"{espa.panel}={espa.link}")
    if chosen.detectors is not None:
        living += _detectors(chosen, stage)
        where.append(f"detectors={chosen.detectors.host}:{chosen.detectors.port}")
    if chosen.control is not None:
        where.append(f"control={chosen.control.host}:{await control.open(chosen.control)}")
    return where


def _detectors(chosen: SimulatorSettings, stage: Stage) -> list[asyncio.Task[None]]:
    broker = chosen.detectors
    if broker is None:
        return []
    zigbee = [unit for unit in stage.units.values() if unit.model.radio == "zigbee"]
    stage.bridge = ZigbeeBridge(broker.line("zigbee2mqtt", broker.bridge), zigbee, broker.report_s)
    accounts: dict[str, Account] = {account.detector: account for account in broker.shelly}
    for name, unit in stage.units.items():
        if unit.model.radio == "shelly":
            line = broker.line(unit.detector.topic, accounts.get(name, Account()))
            stage.shellies[name] = ShellyLine(line, unit, broker.report_s)
    lines = [asyncio.create_task(line.run()) for line in stage.shellies.values()]
    return [asyncio.create_task(stage.bridge.run()), *lines]


async def play(stage: Stage, played: Scenario, chosen: SimulatorSettings) -> None:
    """Let the clock run, act when it is time, and sense all along; after the end the devices live on."""
    clock = played.clock(chosen.speed)
    stage.tick(clock.scenario_s(0.0))
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stage.begun.wait(), chosen.begin_after_s)
    stage.begun.set()
    begun = monotonic()
    coming = list(played.timeline)
    while True:
        now_s = clock.scenario_s(monotonic() - begun)
        while coming and coming[0].at_s <= now_s:
            entry = coming.pop(0)
            stage.tick(max(stage.now_s, float(entry.at_s)))
            await stage.perform(entry)
        stage.tick(max(stage.now_s, now_s))
        await asyncio.sleep(chosen.tick_s)


async def _until(stop: asyncio.Event, living: list[asyncio.Task[None]], stage: Stage | None) -> None:
    """Return at the signal or at the story's end; a device that fails ends the process."""
    waiting = [asyncio.create_task(stop.wait())]
    if stage is not None:
        waiting.append(asyncio.create_task(stage.ended.wait()))
    try:
        done, _ = await asyncio.wait([*waiting, *living], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for waiter in waiting:
            waiter.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*waiting, return_exceptions=True)


if __name__ == "__main__":
    raise SystemExit(main())
