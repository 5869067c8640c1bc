"""What each model looks at on a gateway, and what its warnings are: one table. Pure.

Early warning speaks of fire and is `live` unless the site says otherwise. The other four were judged on
simulated series alone: they begin in `shadow`, where they score and note and raise nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.channel import ChannelSpec
from models.co_hazard import channels as of_co
from models.co_hazard.kinds import WORDS as CO_WORDS
from models.detector_health import channels as of_health
from models.detector_health.kinds import WORDS as HEALTH_WORDS
from models.early_warning import channels as of_fire
from models.early_warning.channels import SLOWEST_S
from models.early_warning.kinds import WORDS as FIRE_WORDS
from models.electrical_precursor import channels as of_circuit
from models.electrical_precursor.kinds import WORDS as CIRCUIT_WORDS
from models.water_supply import channels as of_water
from models.water_supply.kinds import WORDS as WATER_WORDS
from telemetry.messages import Part

_ALL = frozenset(range(256))
#: Component types (GB/T 26875.3 table 5) that hang in a room's air. A temperature of any other is that of a
#: cable, a cabinet or a pump.
_IN_AIR = frozenset({10, 11, 12, 13, 25, *range(30, 38), *range(40, 45), *range(50, 54), 74, 128, 129})
_SMOKE = frozenset({25, *range(40, 45), 50, 51, 53, 128})
_ELECTRICAL = frozenset({16, 17, 18})
#: System types (table 4) that live on fire water: hydrants, sprinklers, water spray, foam.
_WATER = frozenset({11, 12, 14, 15, 16})


@dataclass(frozen=True)
class Eye:
    """Which values count: all of a part of such a type, and of any other those in the columns `proof`.

    A part is looked at once it tells one of `keys`.
    """

    keys: frozenset[int]
    components: frozenset[int] = _ALL
    systems: frozenset[int] = _ALL
    proof: frozenset[int] = frozenset()

    def counts(self, part: Part, channel: int) -> bool:
        """Whether a value of the part in this column is one of what the model knows."""
        fits = part.component_type in self.components and part.system_type in self.systems
        return channel in self.proof or fits


@dataclass(frozen=True)
class Task:
    """A model's work on a gateway.

    `state` is what its warning sets of a part; `zh` and `en` name the warning, `of` its probability. Values
    count as absent after three of their usual intervals, within `stale_s` (seconds). Where a model
    `keeps_past`, it looks back over days, and a restart must not make its past unknown.
    """

    model: str
    state: str
    zh: str
    en: str
    of: tuple[str, str]
    channels: Sequence[ChannelSpec]
    words: Mapping[str, tuple[str, str]]
    eye: Eye
    stale_s: tuple[float, float] = (60.0, 900.0)
    #: Told less often than this, in seconds, is told too seldom for the model.
    seldom_s: float = 1.5 * SLOWEST_S
    #: The site may put one row together of several parts: a circuit's probes, the gauges of a water main.
    grouped: bool = False
    keeps_past: bool = False


FIRE = Task(
    "early_warning",
    "early-warning",
    "早期预警",
    "early warning",
    ("火灾概率", "probability of fire"),
    of_fire.CHANNELS,
    FIRE_WORDS,
    Eye(
        frozenset(range(len(of_fire.CHANNELS))),
        components=_IN_AIR,
        # What only burning and breathing bring into a room: whoever tells it hangs in the air.
        proof=frozenset({of_fire.SMOKE, of_fire.CO, of_fire.CO2}),
    ),
)
CO_HAZARD = Task(
    "co_hazard",
    "co-hazard",
    "一氧化碳危险",
    "carbon monoxide hazard",
    ("危险概率", "probability of danger"),
    of_co.CHANNELS,
    CO_WORDS,
    Eye(frozenset({of_co.CO})),
    seldom_s=450.0,
)
CIRCUIT = Task(
    "electrical_precursor",
    "electrical-precursor",
    "电气火灾前兆",
    "electrical fire precursor",
    ("异常概率", "probability of a defect"),
    of_circuit.CHANNELS,
    CIRCUIT_WORDS,
    Eye(
        frozenset({of_circuit.RESIDUAL, of_circuit.L1}),
        components=_ELECTRICAL,
        proof=frozenset({of_circuit.RESIDUAL}),
    ),
    stale_s=(360.0, 1800.0),
    seldom_s=900.0,
    grouped=True,
    keeps_past=True,
)
WATER = Task(
    "water_supply",
    "water-supply",
    "消防水源异常",
    "fire water in trouble",
    ("异常概率", "probability of trouble"),
    of_water.CHANNELS,
    WATER_WORDS,
    Eye(frozenset({of_water.PRESSURE, of_water.LEVEL}), systems=_WATER),
    stale_s=(180.0, 1800.0),
    seldom_s=900.0,
    grouped=True,
    keeps_past=True,
)
HEALTH = Task(
    "detector_health",
    "detector-health",
    "探测器需要维护",
    "detector needs a hand",
    ("需要维护的概率", "probability that it does"),
    of_health.CHANNELS,
    HEALTH_WORDS,
    Eye(frozenset({of_health.SMOKE}), components=_SMOKE),
    stale_s=(900.0, 14400.0),
    seldom_s=5400.0,
    keeps_past=True,
)
TASKS = {task.model: task for task in (FIRE, CO_HAZARD, CIRCUIT, WATER, HEALTH)}
