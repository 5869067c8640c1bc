"""A door for tests and benchmarks: one JSON object a line in, one a line out, on loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable

from pydantic import ValidationError

from runtime.clock import monotonic, now_ms
from runtime.faults import PlainFault
from runtime.process import open_listener
from runtime.settings import HostPort
from simulators.actions import Action, SerialMessage
from simulators.clock import time_of
from simulators.scenario import stray
from simulators.stage import Stage

MAX_LINE = 65_536
Answer = dict[str, object]


class ControlFault(ValueError):
    """A request that cannot be done; the text goes back to whoever asked."""


class Control:
    """Answers requests on the stage. Keys and meanings stand in `example.toml`."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._server: asyncio.Server | None = None

    async def open(self, listen: HostPort) -> int:
        """Open the door; returns the port. Raises PlainFault when it is taken."""
        self._server = await asyncio.start_server(
            self._serve, sock=open_listener(listen.host, listen.port), limit=MAX_LINE
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Close the door and every connection."""
        if self._server is not None:
            self._server.close()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(await self.answer(line), ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # gone, or a line longer than MAX_LINE
        finally:
            writer.close()

    async def answer(self, line: bytes) -> Answer:
        """One request's answer; a fault is an answer too."""
        try:
            asked = json.loads(line)
            if not isinstance(asked, dict):
                raise ControlFault("a request is a JSON object")
            return {"ok": True, **await self._do(asked)}
        except ValidationError as fault:
            first = fault.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            return {"ok": False, "error": f"{place}: {first['msg']}", "at": now_ms()}
        except (ValueError, TypeError, KeyError, PlainFault) as fault:
            return {"ok": False, "error": str(fault), "at": now_ms()}

    async def _do(self, asked: dict[str, object]) -> Answer:
        doers: dict[str, Callable[[dict[str, object]], Answer]] = {
            "set_register": self._set_register,
            "espa": self._espa,
            "detector": self._detector,
            "begin": self._begin,
            "state": self._state,
        }
        for key, do in doers.items():
            if key in asked:
                return do(asked)
        if "act" not in asked:
            raise ControlFault(f"say one of {', '.join((*doers, 'act'))}")
        action = Action.model_validate(asked["act"])
        fault = stray(action, self._stage.building)
        if fault:
            raise ControlFault(fault)
        await self._stage.perform(action)
        return {"at": now_ms()}

    def _set_register(self, asked: dict[str, object]) -> Answer:
        given = asked["set_register"]
        if not (isinstance(given, list) and len(given) == 2 and all(isinstance(n, int) for n in given)):
            raise ControlFault("set_register is [register, value]")
        panels = self._stage.modbus
        panel = panels.get(str(asked.get("panel", next(iter(panels), ""))))
        if panel is None:
            raise ControlFault(f"no such Modbus panel; there is {', '.join(panels) or 'none'}")
        panel.force(given[0], given[1])
        return {"at": now_ms()}

    def _espa(self, asked: dict[str, object]) -> Answer:
        message = SerialMessage(text=str(asked["espa"]), address=str(asked.get("address", "00000")))
        if not self._stage.espa:
            raise ControlFault("this building has no ESPA panel; set an [[espa]] table")
        self._stage.say_serial(message)
        return {"at": now_ms()}

    def _detector(self, asked: dict[str, object]) -> Answer:
        unit = self._stage.units.get(str(asked["detector"]))
        if unit is None:
            raise ControlFault(f"no such detector; there are {', '.join(self._stage.units)}")
        smoke = asked.get("smoke")
        if not (smoke is None or isinstance(smoke, bool)):
            raise ControlFault("smoke is true, false or null")
        unit.force(smoke)
        self._stage.speak(unit)
        return {"at": now_ms()}

    def _begin(self, asked: dict[str, object]) -> Answer:
        del asked
        self._stage.begun.set()
        return {"at": now_ms()}

    def _state(self, asked: dict[str, object]) -> Answer:
        del asked
        stage, now = self._stage, monotonic()
        return {
            "at": now_ms(),
            "scenario": {
                "time": time_of(stage.now_s),
                "begun": stage.begun.is_set(),
                "ended": stage.ended.is_set(),
            },
            "registers": {name: panel.registers() for name, panel in stage.modbus.items()},
            "espa": {
                name: [{"address": m.address, "text": m.text, "fire": m.fire} for m in panel.standing()]
                for name, panel in stage.espa.items()
            },
            "points": {
                point: state.name.lower()
                for logic in stage.logic.values()
                for point, state in logic.states().items()
                if state
            },
            "detectors": {name: unit.smoke for name, unit in stage.units.items()},
            "testing": [name for name, unit in stage.units.items() if now < unit.state.test_until],
            "dead": [name for name, unit in stage.units.items() if unit.state.dead],
            "lines": {
                **{
                    name: {"plugged": panel.plugged, "requests": panel.requests, "rejected": panel.rejected}
                    for name, panel in stage.modbus.items()
                },
                **{
                    name: {
                        "plugged": panel.plugged,
                        "sent": panel.sent,
                        "waiting": panel.waiting,
                        "naks": panel.naks,
                        "silences": panel.silences,
                        "dropped": panel.dropped,
                    }
                    for name, panel in stage.espa.items()
                },
            },
        }
