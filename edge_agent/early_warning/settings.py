"""The settings of the models: `[early_warning]`, and `[models.NAME]` of every other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from edge_agent.site_terms import PartName
from models.channel import ChannelSpec
from models.electrical_precursor import channels as of_circuit
from models.water_supply import channels as of_water
from runtime.settings import Settings, SettingsPath

Probability = Annotated[float, Field(gt=0, lt=1)]
Ticks = Annotated[int, Field(ge=1, le=3600)]
Mode = Literal["live", "shadow", "off"]
TradeOff = Literal["cautious", "balanced", "early"]


class LimitSettings(Settings):
    """When a warning is raised and when it ends: probabilities, and numbers of ticks in a row."""

    on: Probability
    sure: Probability
    off: Probability
    confirm: Ticks
    calm: Ticks
    #: Enough where a fixed threshold (12 %/m, 57 °C) rings on the same values; None: it makes no difference.
    beside: Probability | None = None

    @model_validator(mode="after")
    def _in_order(self) -> LimitSettings:
        if not self.off < self.on <= self.sure:
            raise ValueError(
                f"off {self.off:g}, on {self.on:g}, sure {self.sure:g} are out of order; "
                "make `off` less than `on`, and `sure` at least `on`"
            )
        if self.beside is not None and not self.off < self.beside <= self.sure:
            raise ValueError(
                f"beside {self.beside:g} is not between off {self.off:g} and sure {self.sure:g}; "
                "make `beside` more than `off` and at most `sure`, or leave it out"
            )
        return self


class ModelSettings(Settings):
    """What a model does on this gateway."""

    #: `live` raises warnings; `shadow` only notes what it would have raised; `off` looks at nothing.
    mode: Mode = "shadow"
    #: The site's trade-off between false warnings and minutes won, or limits of its own.
    limits: TradeOff | LimitSettings = "balanced"
    #: A model of the site's own, and the SHA-256 that it must have.
    model: SettingsPath | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{64}$")] | None = None
    #: Seconds after which a value counts as absent; None: three of the detector's own usual intervals.
    stale_after_s: Annotated[float, Field(ge=2, le=3600)] | None = None
    #: Parts that are never looked at.
    leave_out: tuple[PartName, ...] = Field(default=(), max_length=1024)

    @model_validator(mode="after")
    def _model_with_its_hash(self) -> Self:
        if (self.model is None) is not (self.sha256 is None):
            missing, cure = (
                ("sha256", "write down what `sha256sum FILE` prints")
                if self.sha256 is None
                else ("model", "name the file it belongs to")
            )
            raise ValueError(f"`model` and `sha256` belong together, and `{missing}` is missing; {cure}")
        return self


class EarlyWarningSettings(ModelSettings):
    """What early warning does on this gateway: it is live."""

    mode: Mode = "live"


class GroupSettings(Settings):
    """A row of several parts: a circuit and its probes, a water main and its gauges."""

    #: The part that warnings are told of.
    part: PartName
    #: By the model's channel, the part that tells it.
    sources: dict[str, PartName] = Field(min_length=1)


class GroupedSettings(ModelSettings):
    """What a model does that may be given several parts as one row."""

    channels: ClassVar[Sequence[ChannelSpec]]
    group: tuple[GroupSettings, ...] = Field(default=(), max_length=1024)

    @model_validator(mode="after")
    def _groups_fit(self) -> Self:
        known = [channel.name for channel in self.channels]
        for group in self.group:
            for name in group.sources:
                if name not in known:
                    raise ValueError(
                        f"group of {group.part}: the model has no channel {name!r}; it has {', '.join(known)}"
                    )
        parts = [group.part for group in self.group]
        twice = sorted({part for part in parts if parts.count(part) > 1})
        if twice:
            raise ValueError(f"two groups are of part {twice[0]}; make one of them, or name another part")
        return self


class CircuitSettings(GroupedSettings):
    """What the model of electrical fire precursors does."""

    channels = of_circuit.CHANNELS


class WaterSettings(GroupedSettings):
    """What the model of fire water does."""

    channels = of_water.CHANNELS


class ModelsSettings(Settings):
    """The models beside early warning. All were judged on simulated series alone: they begin in shadow."""

    co_hazard: ModelSettings = ModelSettings()
    electrical_precursor: CircuitSettings = CircuitSettings()
    water_supply: WaterSettings = WaterSettings()
    detector_health: ModelSettings = ModelSettings()
