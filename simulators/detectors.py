"""Stand-alone smoke detectors: what they sense, when they sound, and exactly what they say. No I/O.

A detector is judged on the smoke inside its chamber in dB/m, the unit of EN 54-7, EN 14604 and GB 20517. The
models and the topics they speak on follow Zigbee2MQTT's converters and Shelly's own documentation.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulators.building import Detector

Payload = dict[str, object]

#: Aqara's density steps, dB/m: step 1 from 0.085 dB/m on, step 10 from 0.125.
AQARA_STEPS = (0.085, 0.088, 0.093, 0.095, 0.100, 0.105, 0.110, 0.115, 0.120, 0.125)
#: What the fields of a multi-criteria detector mean, as an installer writes it down for its profile.
GIVEN_STATES = {"alarm": "fire"}
GIVEN_READINGS = {"smoke_percent_m": "obscuration", "temperature": "temperature", "co": "co"}
#: Spread of its readings of CO (ppm) and temperature (K).
_CO_NOISE, _HEAT_NOISE = 0.4, 0.03
#: How long a self-test sounds, and a hush lasts (EN 14604: at most 15 minutes), seconds.
TEST_S = 10.0
HUSH_S = 600.0
#: Clean air as a chamber reads it, and the spread of its readings, dB/m.
BACKGROUND = 0.01
NOISE = 0.002
#: Changes that are no alarm are reported no more often than this, seconds.
PACE_S = 1.0


#: Fields whose change is told at once, and fields that wait for the periodic report.
_AT_ONCE = frozenset({"smoke", "alarm", "test", "self_test", "mute", "silence", "buzzer_manual_mute"})
_LATER = frozenset({"battery", "linkquality", "voltage", "smoke_concentration"})


class Sensitivity(NamedTuple):
    """Smoke at which a model sounds and at which it falls silent again, dB/m."""

    alarm: float
    clear: float


@dataclass
class State:
    """One detector as it is now. `smoke` is its own decision; `test` sounds it without smoke."""

    smoke: bool = False
    density_db_m: float = 0.0
    temperature_c: float = 21.0
    co_ppm: float = 0.0
    battery: float = 98.0
    test_until: float = -1.0
    hush_until: float = -1.0
    dead: bool = False
    #: Set from outside (a test of ours): overrides what is sensed until the control says otherwise.
    forced: bool | None = None


@dataclass(frozen=True)
class Model:
    """A make of detector: when it sounds, and how it writes its state."""

    sensitivity: Sensitivity
    payload: Callable[[State, float, float], Payload]
    radio: str


def aqara_step(density_db_m: float) -> int:
    """Aqara's smoke_density, 0 to 10."""
    return sum(1 for step in AQARA_STEPS if density_db_m >= step)


def _aqara(state: State, now: float, link: float) -> Payload:
    step = aqara_step(state.density_db_m)
    testing = now < state.test_until
    return {
        "battery": round(state.battery),
        "buzzer_manual_mute": now < state.hush_until,
        "linkquality": round(link),
        "smoke": state.smoke or testing,
        "smoke_density": step,
        "smoke_density_dbm": AQARA_STEPS[step - 1] if step else 0,
        "test": testing,
        "voltage": round(2400 + 6 * state.battery),
    }


def _heiman(state: State, now: float, link: float) -> Payload:
    testing = now < state.test_until
    return {
        "battery": round(state.battery),
        "battery_low": state.battery < 10,
        "linkquality": round(link),
        "smoke": state.smoke or testing,
        "test": testing,
    }


def _tuya(state: State, now: float, link: float) -> Payload:
    testing = now < state.test_until
    return {
        "battery": round(state.battery),
        "battery_state": "low" if state.battery < 10 else "high",
        "fault_alarm": False,
        "linkquality": round(link),
        "self_test": testing,
        "silence": now < state.hush_until,
        "smoke": state.smoke or testing,
        "smoke_concentration": round(max(state.density_db_m - BACKGROUND, 0.0) * 2000),
        "tamper": False,
    }


def _multi(state: State, now: float, link: float) -> Payload:
    """A multi-criteria detector that tells what it measures: light loss %/m, °C, ppm of CO."""
    loss = 100.0 * (1.0 - 10.0 ** (-state.density_db_m / 10.0))
    return {
        "alarm": state.smoke or now < state.test_until,
        "battery": round(state.battery),
        "co": round(state.co_ppm, 1),
        "linkquality": round(link),
        "smoke_percent_m": round(loss, 2),
        "temperature": round(state.temperature_c, 1),
    }


def _shelly(state: State, now: float, link: float) -> Payload:
    del link
    return {"id": 0, "alarm": state.smoke or now < state.test_until, "mute": now < state.hush_until}


MODELS = {
    "aqara-jy-gz-01aq": Model(Sensitivity(0.120, 0.085), _aqara, "zigbee"),
    "heiman-smoke": Model(Sensitivity(0.130, 0.09), _heiman, "zigbee"),
    "tuya-ts0601-smoke": Model(Sensitivity(0.140, 0.10), _tuya, "zigbee"),
    "generic-json": Model(Sensitivity(0.150, 0.10), _multi, "zigbee"),
    "shelly-plus-smoke": Model(Sensitivity(0.125, 0.09), _shelly, "shelly"),
}


class Unit:
    """One detector of the building. `sense` returns True when it has something to say at once."""

    def __init__(self, detector: Detector, generator: np.random.Generator) -> None:
        if detector.profile not in MODELS:
            raise ValueError(
                f"{detector.id}: no such model {detector.profile!r}; there are {', '.join(MODELS)}"
            )
        self.detector = detector
        self.model = MODELS[detector.profile]
        self.state = State(battery=float(generator.uniform(80, 100)))
        self._generator = generator
        self._link = float(generator.uniform(70, 200))
        self._said: Payload = {}
        self._said_at = float("-inf")

    @property
    def smoke(self) -> bool:
        """Whether it is in alarm (not merely under test)."""
        return self.state.smoke

    def sense(self, smoke_db_m: float, now: float, temperature_c: float = 21.0, co_ppm: float = 0.0) -> bool:
        """Take what is in the chamber; whether the report would differ in anything that is sent at once."""
        state = self.state
        if state.dead:
            return False
        state.temperature_c = temperature_c + float(self._generator.normal(0.0, _HEAT_NOISE))
        state.co_ppm = max(co_ppm + float(self._generator.normal(0.0, _CO_NOISE)), 0.0)
        read = BACKGROUND + smoke_db_m + float(self._generator.normal(0.0, NOISE + 0.02 * smoke_db_m))
        state.density_db_m = max(read, 0.0)
        limit = self.model.sensitivity.clear if state.smoke else self.model.sensitivity.alarm
        state.smoke = state.density_db_m >= limit if state.forced is None else state.forced
        return self._differs(now)

    def force(self, smoke: bool | None) -> None:
        """Set the decision from outside, or give it back to the chamber (None)."""
        self.state.forced = smoke
        if smoke is not None:
            self.state.smoke = smoke

    def test(self, now: float) -> None:
        """The test button."""
        self.state.test_until = now + TEST_S

    def hush(self, now: float) -> None:
        """The hush button."""
        self.state.hush_until = now + HUSH_S

    def report(self, now: float) -> Payload:
        """What it says now."""
        self._said_at = now
        self._said = self.model.payload(self.state, now, self._link)
        return self._said

    def _differs(self, now: float) -> bool:
        """Alarms and tests are reported at once, steps at a pace; battery and signal wait for the period."""
        fresh = self.model.payload(self.state, now, self._link)
        changed = {key for key in fresh if fresh[key] != self._said.get(key)}
        return bool(changed & _AT_ONCE) or bool(changed - _LATER and now - self._said_at >= PACE_S)


def shelly_status(topic: str, method: str, status: Payload, battery: float, unix_s: float) -> bytes:
    """A Shelly's notification on `<id>/events/rpc`; a full one adds battery and system."""
    params: Payload = {"ts": round(unix_s, 2), "smoke:0": status}
    if method == "NotifyFullStatus":
        volts = round(2.4 + 0.006 * battery, 2)
        params["devicepower:0"] = {
            "id": 0,
            "battery": {"V": volts, "percent": round(battery)},
            "external": {"present": False},
        }
        params["sys"] = {"mac": topic.rpartition("-")[2].upper(), "uptime": 3, "wakeup_period": 43200}
    return as_json({"src": topic, "dst": f"{topic}/events", "method": method, "params": params})


def as_json(payload: object) -> bytes:
    """The bytes on the wire."""
    return json.dumps(payload, separators=(",", ":")).encode()
