"""What the tables of every profile are made of: names, states, changes, and the types of their fields."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from device_profiles.conversions import CONVERSIONS
from device_profiles.finding import ALL_STATES, CONCLUDED, STATES
from telemetry.analog_types import BY_SLUG


def _state(name: str) -> str:
    told = [state for state in STATES if state not in CONCLUDED]
    if name not in told:
        raise ValueError(f"no such state {name!r}; choose from {', '.join(told)}")
    return name


def _analog(slug: str) -> str:
    if slug not in BY_SLUG:
        raise ValueError(f"no such analog type {slug!r}; choose from {', '.join(BY_SLUG)}")
    return slug


def _conversion(name: str) -> str:
    if name not in CONVERSIONS:
        raise ValueError(f"no such conversion {name!r}; choose from {', '.join(CONVERSIONS)}")
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as fault:
        raise ValueError(f"not a regular expression: {fault}") from None
    return text


State = Annotated[str, AfterValidator(_state)]
Analog = Annotated[str, AfterValidator(_analog)]
Conversion = Annotated[str, AfterValidator(_conversion)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Code = Annotated[int, Field(ge=0, le=255)]
Seconds = Annotated[float, Field(gt=0, le=604_800)]


class Record(BaseModel):
    """A table of a profile: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Names(Record):
    """A name in both languages."""

    zh: str = Field(min_length=1, max_length=128)
    en: str = Field(min_length=1, max_length=128)


class Change(Record):
    """States that a word of the device sets and clears. `clear: all` clears everything but `set`."""

    set: tuple[State, ...] = ()
    clear: tuple[State, ...] | Literal["all"] = ()

    @property
    def sets(self) -> frozenset[str]:
        """The states that are set."""
        return frozenset(self.set)

    @property
    def clears(self) -> frozenset[str]:
        """The states that are cleared."""
        return (ALL_STATES if self.clear == "all" else frozenset(self.clear)) - self.sets
