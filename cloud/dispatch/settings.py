"""`[dispatch]`: what the dispatch side of the centre hears, decides by itself, and tells."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cloud.dispatch.deciding.tiers import Costs, Limits, Tier
from cloud.dispatch.jt808.settings import Jt808Settings
from runtime.settings import SafeUrl, Settings, SettingsPath

TierName = Literal["notify", "micro-station", "one-pump", "full"]
_TIERS: dict[str, Tier] = dict(zip(("notify", "micro-station", "one-pump", "full"), Tier, strict=True))
_Amounts = Annotated[tuple[float, float, float, float], Field(description="One for each tier.")]


class CostSettings(Settings):
    """The cost matrix; `cloud.dispatch.deciding.tiers` says what each figure means."""

    false: _Amounts = (0.1, 1.0, 10.0, 30.0)
    late_s: _Amounts = (240.0, 180.0, 90.0, 0.0)
    missed: _Amounts = (0.05, 0.01, 0.0, 0.0)
    late: float = Field(default=0.5, ge=0)
    missed_cost: float = Field(default=20_000.0, ge=0)
    most_missed: float = Field(default=0.001, gt=0, le=0.05)

    @model_validator(mode="after")
    def _last_misses_nothing(self) -> Self:
        if self.missed[-1] > 0:
            raise ValueError("`missed` of the full force must be 0, or no tier would hold the constraint")
        if any(each < 0 for row in (self.false, self.late_s, self.missed) for each in row):
            raise ValueError("costs, times and chances are not negative")
        return self

    def matrix(self) -> Costs:
        """As the decision takes it."""
        false, late_s, missed = (
            dict(zip(Tier, row, strict=True)) for row in (self.false, self.late_s, self.missed)
        )
        return Costs(false, late_s, missed, self.late, self.missed_cost, self.most_missed)


class AreaPolicy(Settings):
    """What the centre may order by itself in some areas; of several that fit the longest code decides."""

    area: str = Field(default="15", pattern=r"^[0-9]{2,6}$")
    lowest: TierName = "notify"
    highest: TierName = "full"
    #: A person who is asked has so long; then the least goes that misses no fire.
    answer_s: float = Field(default=30.0, ge=0, le=120)
    #: An automatic order waits so long for somebody to stop it.
    stop_s: float = Field(default=0.0, ge=0, le=60)
    #: And may be reversed as such for so long.
    reverse_s: float = Field(default=120.0, ge=0, le=3_600)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if _TIERS[self.lowest] > _TIERS[self.highest]:
            raise ValueError(f"`lowest` ({self.lowest}) is above `highest` ({self.highest})")
        return self

    def limits(self) -> Limits:
        """As the decision takes them."""
        return Limits(_TIERS[self.lowest], _TIERS[self.highest], self.answer_s, self.stop_s, self.reverse_s)


class DispatchSettings(Settings):
    """Vehicle terminals, roads, run cards, and the policy of automatic orders."""

    jt808: Jt808Settings = Jt808Settings()
    #: Whether verified alarms become incidents and orders by themselves.
    automatic: bool = True
    #: How often what is due is looked at.
    every_s: float = Field(default=0.1, gt=0, le=2)
    #: Run cards of the region; None: those that come with the suite.
    run_cards: SettingsPath | None = None
    #: An OpenStreetMap extract; None: the distance curve, with its error.
    roads: SettingsPath | None = None
    #: Where graphs made of it are kept.
    roads_folder: SettingsPath | None = None
    #: Tiles of the map, made of the same extract (`steppewatch tiles build`); None: outlines only.
    tiles: SettingsPath | None = None
    #: A routing server in the place of `roads`.
    valhalla: SafeUrl | None = None
    osrm: SafeUrl | None = None
    #: An order that nobody has accepted by then is told to the desk.
    accept_s: float = Field(default=60.0, ge=5, le=600)
    #: A vehicle's, a station's or a commander's link ends by itself after so many days.
    link_days: int = Field(default=365, ge=1, le=1_100)
    #: The longest that one proposal may reckon.
    solve_s: float = Field(default=0.8, gt=0, le=10)
    #: An area is covered by a unit that is there within this time.
    cover_s: float = Field(default=300.0, gt=0, le=3_600)
    costs: CostSettings = CostSettings()
    policy: tuple[AreaPolicy, ...] = (AreaPolicy(),)

    @model_validator(mode="after")
    def _one_source_of_times(self) -> Self:
        if sum(each is not None for each in (self.roads, self.valhalla, self.osrm)) > 1:
            raise ValueError("name one of `roads`, `valhalla` and `osrm`")
        return self

    def limits(self, area: str) -> Limits:
        """The policy of an area; where none fits, nothing is limited."""
        fitting = [policy for policy in self.policy if area.startswith(policy.area)]
        return max(fitting, key=lambda policy: len(policy.area)).limits() if fitting else Limits()
