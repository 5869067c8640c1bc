"""What each kind of command comes to on this gateway: one table. The fire panel is read, never commanded."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from edge_agent import self_report
from edge_agent.control.command_memory import Remembered
from edge_agent.control.commands import Done, Work
from edge_agent.drivers import driver as hooks
from telemetry.messages import Command, CommandKind

if TYPE_CHECKING:
    from edge_agent.agent import Agent

SetClock = Callable[[float], None]


def set_system_clock(seconds: float) -> None:
    """Set the wall clock, seconds since 1970 UTC. Raises PermissionError without CAP_SYS_TIME."""
    time.clock_settime(time.CLOCK_REALTIME, seconds)


def works(agent: Agent, set_clock: SetClock = set_system_clock) -> Mapping[CommandKind, Work]:
    """The table for a running agent."""

    async def read_back(_command: Remembered) -> Done:
        """Every part and its level, told anew."""
        agent.intake.snapshot()
        pages = self_report.inventory(agent.plan, agent.stamp())
        parts = len(agent.plan.watched)
        text = f"已重新上报 {parts} 个部件 / {parts} parts and their levels are told anew"
        return Done(True, text, {"parts": float(parts), "config": agent.plan.mark}, pages)

    async def configure(command: Remembered) -> Done:
        outcome = await agent.reconfiguration.configure(str(command.arguments["toml"]))
        return Done(outcome.ok, outcome.text, {"config": outcome.mark})

    async def clock(command: Remembered) -> Done:
        details: dict[str, str | float | bool | None] = {"synced": agent.stamp().synced}
        for name, driver in list(agent.buses.drivers.items())[:64]:
            offset = hooks.clock_offset_ms(driver)
            if offset is not None:
                details[f"bus {name}"[:128]] = round(offset, 1)
        found = agent.clock_offset()
        if found is None:
            text = "时钟偏差未知：尚无回执 / the clock's offset is unknown: no receipt has come yet"
            return Done(command.arguments.get("set") is not True, f"{text}; ask again later", details)
        details |= {"offset_ms": round(found.ms, 1), "error_ms": round(found.error_ms, 1)}
        text = f"中心时间减本机时间 / centre minus gateway: {found.ms:+.0f} ms ± {found.error_ms:.0f} ms"
        if command.arguments.get("set") is not True:
            return Done(True, text, details)
        try:
            set_clock((agent.clock.now_ms() + found.ms) / 1000)
        except OSError as fault:
            cure = "give the process CAP_SYS_TIME, or let chrony or timesyncd keep the clock"
            return Done(False, f"{text}; 无法校时 / it could not be set: {fault.strerror}; {cure}", details)
        return Done(True, f"{text}; 已校时 / it was set", details)

    return {
        CommandKind.DUTY_CHECK: Work(_never, None),
        CommandKind.READ_BACK: Work(_never, read_back),
        CommandKind.CONFIGURE: Work(lambda command: _cannot_configure(agent, command), configure),
        CommandKind.CLOCK: Work(lambda command: _cannot_set_clock(agent, command), clock),
        CommandKind.UPDATE: Work(_cannot_update, _nothing),
    }


def _never(_command: Command) -> str:
    return ""


async def _nothing(_command: Remembered) -> Done:
    raise TypeError("an update is refused when it arrives")


def _cannot_configure(agent: Agent, command: Command) -> str:
    if not agent.plan.settings.commands.configure:
        return "本网关不接受远程配置 / this gateway takes no settings from afar: `configure` in [commands]"
    text = command.arguments.get("toml")
    if not isinstance(text, str) or not text.strip():
        return "缺少参数 toml / the argument `toml` is missing: the whole settings file as text"
    return ""


def _cannot_set_clock(agent: Agent, command: Command) -> str:
    if command.arguments.get("set") is True and not agent.plan.settings.commands.set_clock:
        return "本网关不接受远程校时 / this gateway's clock is not set from afar: `set_clock` in [commands]"
    return ""


def _cannot_update(_command: Command) -> str:
    return (
        "升级须在现场进行 / updates are put in place on site: bring the signed bundle and run "
        "`edge-agent update FILE`"
    )
