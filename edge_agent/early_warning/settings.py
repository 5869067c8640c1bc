"""The settings of early warning, `[early_warning]`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from edge_agent.site_terms import PartName
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


class EarlyWarningSettings(Settings):
    """What early warning does on this gateway."""

    #: `live` raises warnings; `shadow` only notes what it would have raised; `off` looks at nothing.
    mode: Mode = "live"
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
    def _model_with_its_hash(self) -> EarlyWarningSettings:
        if (self.model is None) is not (self.sha256 is None):
            missing, cure = (
                ("sha256", "write down what `sha256sum FILE` prints")
                if self.sha256 is None
                else ("model", "name the file it belongs to")
            )
            raise ValueError(f"`model` and `sha256` belong together, and `{missing}` is missing; {cure}")
        return self
