"""What can happen in a building: one record an action, for scenario files and the control door alike.

An action is written as one key with its fields: `fire: {room: office-302, fuel: foam}`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulators import fires
from simulators.building import Name, Spot
from simulators.documents import Record

Minutes = Annotated[float, Field(gt=0, le=600)]


class StartFire(Record):
    """A fire begins. Times in scenario minutes; `name` is how `fight` speaks of it."""

    room: str
    name: str = "fire"
    at: Spot | None = None
    fuel: Literal["wood", "paper", "foam", "furniture", "pvc cable", "heptane"] = "wood"
    growth: Literal["slow", "medium", "fast", "ultra-fast"] = "medium"
    peak_kw: Annotated[float, Field(gt=0, le=50_000)] = 500.0
    smoulder_minutes: Annotated[float, Field(ge=0, le=120)] = 0.0
    smoulder_scale: Annotated[float, Field(gt=0, le=100)] = 1.0
    steady_minutes: Annotated[float, Field(ge=0, le=240)] = 5.0
    base_m: Annotated[float, Field(ge=0, le=20)] = 0.5

    def fire(self, extinguished_s: float | None = None) -> fires.Fire:
        """The physics behind it."""
        return fires.Fire(
            fuel=self.fuel,
            growth=self.growth,
            peak_kw=self.peak_kw,
            smoulder_s=self.smoulder_minutes * 60,
            smoulder_scale=self.smoulder_scale,
            steady_s=self.steady_minutes * 60,
            extinguished_s=extinguished_s,
            base_m=self.base_m,
        )


class FightFire(Record):
    """The brigade has the fire and airs the building."""

    name: str = "fire"


class Nuisance(Record):
    """Toast or steam in a room: smoke enough for a detector near by, no fire."""

    room: str
    kind: Literal["toast", "steam"] = "toast"
    at: Spot | None = None
    minutes: Minutes = 6.0
    #: The most that a detector right above would see, dB/m.
    peak_db_m: Annotated[float, Field(gt=0, le=5)] = 0.3


class Replay(Record):
    """A measured curve, played to every sensing thing of a room."""

    room: str
    curve: str
    speed: Annotated[float, Field(gt=0, le=1000)] = 1.0


class SetPoint(Record):
    """A panel's point changes by itself: a fault, an isolation, a started fan, a pressed call point."""

    point: str
    state: Literal["fire", "fault", "restore", "isolate", "release", "start", "stop", "action"]


class CallPoint(Record):
    """Somebody presses a manual call point (手动报警按钮)."""

    point: str


class OperatePanel(Record):
    """Somebody at the panel, or somebody at its plug."""

    panel: str
    do: Literal["reset", "silence", "unplug", "plug", "mains-fail", "mains-restore"]


class OperateDetector(Record):
    """What befalls one stand-alone detector."""

    id: str
    do: Literal["test", "hush", "battery-low", "battery-new", "die", "revive"]


class SerialMessage(Record):
    """A text the ESPA panel sends as it is, e.g. `FIRE ZONE 03 DET 017 4F STORE`."""

    text: str = Field(min_length=1, max_length=128, pattern=r"^[ -~]+$")
    address: str = Field(default="00000", max_length=16, pattern=r"^[0-9A-Za-z]+$")


class Action(Record):
    """Exactly one of these."""

    fire: StartFire | None = None
    fight: FightFire | None = None
    nuisance: Nuisance | None = None
    replay: Replay | None = None
    point: SetPoint | None = None
    call_point: CallPoint | None = None
    panel: OperatePanel | None = None
    detector: OperateDetector | None = None
    serial: SerialMessage | None = None
    end: Literal[True] | None = None
    #: What a person watching reads; without it the action is told in plain words.
    say: Name | None = None

    @property
    def kind(self) -> str:
        """Which of them it is; `say` when it only speaks."""
        return next((name for name in KINDS if getattr(self, name) is not None), "say")

    @model_validator(mode="after")
    def _one_only(self) -> Self:
        named = [name for name in KINDS if getattr(self, name) is not None]
        if len(named) > 1 or (not named and self.say is None):
            raise ValueError(f"one action an entry, not {', '.join(named) or 'none'}; split it in two")
        return self


KINDS = tuple(name for name in Action.model_fields if name != "say")
