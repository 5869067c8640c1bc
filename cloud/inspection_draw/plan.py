"""The plan of a draw (抽查计划): what law and policy say, as a table that everybody can read beforehand.

Rules are looked up by selectors. The first stratum whose selector takes a unit is the unit's; the first
frequency as well; the weights of all that take it are multiplied; any rule of certainty that takes it counts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from cloud.inspection_draw.canonical import Document
from cloud.inspection_draw.inclusion import BASIS_POINTS
from runtime import settings
from runtime.settings import Settings, SettingsPath

BEIJING: Final = timezone(timedelta(hours=8))
#: The sources together have at least this many outcomes; two national lotteries have.
LEAST_OUTCOMES: Final = 1 << 48


def _share(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?\s*[%\uFF05]", value.strip())
    if match is None:
        raise ValueError(f'{value!r} is no share; write it as "10%" or "2.5%", two decimals at most')
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def _plain_text(value: str) -> str:
    if not value.isprintable():
        raise ValueError("holds characters that cannot be shown; write plain text on one line")
    return unicodedata.normalize("NFC", value.strip())


def _in_beijing(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("has no time zone; write it as 2026-12-05T22:00:00+08:00")
    return value.astimezone(BEIJING).replace(microsecond=0)


_SHARE_SCHEMA: Final = {
    "anyOf": [
        {"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,2})?%$"},
        {"type": "integer", "minimum": 0, "maximum": BASIS_POINTS, "description": "basis points"},
    ]
}
Share = Annotated[
    int,
    BeforeValidator(_share),
    Field(ge=0, le=BASIS_POINTS, strict=True),
    WithJsonSchema(_SHARE_SCHEMA),
]
"""Basis points; written "10%"."""
Text = Annotated[str, AfterValidator(_plain_text), StringConstraints(min_length=1, max_length=200)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
AreaPrefix = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}){1,3}$")]
#: Ⅰ is the safest band, Ⅳ the most dangerous; empty: not yet scored.
Risk = Literal["", "I", "II", "III", "IV"]
Credit = Literal["", "A", "B", "C", "D"]
Days = Annotated[int, Field(ge=0, le=3_660, strict=True)]
Moment = Annotated[datetime, AfterValidator(_in_beijing)]
Positive = Annotated[int, Field(ge=1, le=1_000, strict=True)]


class Selector(Settings):
    """Which units a rule is for: of each list that is not empty, one entry must be the unit's own."""

    classes: tuple[Id, ...] = ()
    risk: tuple[Risk, ...] = ()
    credit: tuple[Credit, ...] = ()
    areas: tuple[AreaPrefix, ...] = ()

    def takes(self, unit_class: str, risk: str, credit: str, area: str) -> bool:
        """Whether the rule is for a unit with these values."""
        return (
            (not self.classes or unit_class in self.classes)
            and (not self.risk or risk in self.risk)
            and (not self.credit or credit in self.credit)
            and (not self.areas or area.startswith(self.areas))
        )


class UnitClass(Settings):
    """A class of units (单位类别), and the share of it that policy has inspected each month at least."""

    id: Id
    zh: Text
    en: Text
    floor: Share = 0


class Stratum(Selector):
    """Units that are drawn among themselves, and the share of them that is drawn each month."""

    id: Id
    zh: Text
    en: Text
    per_month: Share


class Weight(Selector):
    """How many times as likely a unit is drawn in its stratum."""

    times: Positive


class Frequency(Selector):
    """How soon a unit may, and how late it must, be inspected again; 0 days: no such limit."""

    rest_days: Days = 0
    due_days: Days = 0


class Certain(Selector):
    """Units that law has inspected whatever chance says (法定必查), and the text that says so."""

    basis: Text


class InspectorRules(Settings):
    """Who may not inspect what, beside the conflicts that are listed."""

    avoid_own_area: bool = True
    visits_at_most: Annotated[int, Field(ge=0, le=100, strict=True)] = 1
    visits_days: Days = 365


class Source(Settings):
    """A public source of chance: how many different whole numbers it gives, and between which bounds."""

    id: Id
    zh: Text
    en: Text
    numbers: Annotated[int, Field(ge=1, le=50, strict=True)] = 1
    least: Annotated[int, Field(ge=0, le=10**12, strict=True)]
    most: Annotated[int, Field(ge=0, le=10**12, strict=True)]

    @model_validator(mode="after")
    def _wide_enough(self) -> Self:
        if self.most - self.least + 1 < self.numbers:
            raise ValueError(
                f"source {self.id}: there are no {self.numbers} different numbers from {self.least}"
                f" to {self.most}; correct the bounds"
            )
        return self

    @property
    def outcomes(self) -> int:
        """How many results the source can have."""
        return math.comb(self.most - self.least + 1, self.numbers)


class Entropy(Settings):
    """Where chance comes from, named before it exists (RFC 3797), and when the sources speak."""

    not_before: Moment
    sources: tuple[Source, ...] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _enough(self) -> Self:
        _only_once("entropy source", [source.id for source in self.sources])
        if math.prod(source.outcomes for source in self.sources) < LEAST_OUTCOMES:
            raise ValueError("the sources have fewer than 2^48 outcomes together; name another source")
        return self


class Plan(Settings):
    """All of a draw's rules. It is published with the lists, before the sources speak."""

    format: Literal[1]
    number: Id
    title_zh: Text
    title_en: Text
    area: AreaPrefix
    date: date
    months: Annotated[int, Field(ge=1, le=12, strict=True)] = 1
    published_at: Text
    risk_blind_share: Share
    reserves: Annotated[int, Field(ge=0, le=1_000, strict=True)] = 0
    classes: tuple[UnitClass, ...] = Field(min_length=1, max_length=100)
    strata: tuple[Stratum, ...] = Field(min_length=1, max_length=1_000)
    weights: tuple[Weight, ...] = Field(default=(), max_length=100)
    frequency: tuple[Frequency, ...] = Field(default=(), max_length=100)
    certain: tuple[Certain, ...] = Field(default=(), max_length=100)
    inspectors: InspectorRules = InspectorRules()
    entropy: Entropy

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        _only_once("class", [entry.id for entry in self.classes])
        _only_once("stratum", [stratum.id for stratum in self.strata])
        known = {entry.id for entry in self.classes}
        for rule in (*self.strata, *self.weights, *self.frequency, *self.certain):
            for name in rule.classes:
                if name not in known:
                    raise ValueError(f"there is no class {name!r}; add it to [[classes]]")
        for entry in self.classes:
            _hold_floor(entry, self.strata)
        return self

    def document(self) -> Document:
        """The plan as it is published: no paths of this machine."""
        found: dict[str, Any] = self.model_dump(mode="json", exclude={"lists"})
        return found


class Lists(Settings):
    """The files beside the plan."""

    units: SettingsPath
    inspectors: SettingsPath
    conflicts: SettingsPath | None = None


class PlanFile(Plan):
    """A plan as it is written in TOML, with the files that belong to it."""

    lists: Lists


def load(path: Path) -> PlanFile:
    """The plan in a file. Raises SettingsError with file, line and key of every fault."""
    return settings.load(path, PlanFile)


def shown_share(basis_points: int) -> str:
    """Basis points as a person reads them."""
    return f"{basis_points / 100:g}%"


def _hold_floor(entry: UnitClass, strata: tuple[Stratum, ...]) -> None:
    """A share that policy demands of a class holds only where the class is drawn among itself, and enough."""
    for stratum in strata if entry.floor else ():
        if stratum.classes and entry.id not in stratum.classes:
            continue
        if stratum.classes != (entry.id,):
            raise ValueError(
                f"stratum {stratum.id}: class {entry.id} has a floor and must be in strata of its own;"
                f" name in each stratum the classes that it is for"
            )
        if stratum.per_month < entry.floor:
            raise ValueError(
                f"stratum {stratum.id}: {shown_share(stratum.per_month)} a month is below the"
                f" {shown_share(entry.floor)} that class {entry.id} must have; raise per_month"
            )


def _only_once(what: str, ids: list[str]) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise ValueError(f"{what} {name!r} is there twice; give each an id of its own")
