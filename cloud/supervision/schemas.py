"""Silent organisations as the API shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class SilentOrganisationOut(BaseModel):
    """An organisation of which nobody is heard."""

    organisation_id: int
    name: str
    area: str
    silent_since: int = Field(description="The last sign of life of any of its gateways.")
    gateways: int = Field(description="How many of its gateways were ever heard.")


class SilentOrganisationList(BaseModel):
    """By id."""

    items: list[SilentOrganisationOut]
    more: bool


class OrganisationLinkOut(BaseModel):
    """How the link of an organisation stands: what is told as it falls silent and as it is heard again."""

    organisation_id: int
    name: str
    area: str
    link: Literal["online", "silent"]
    last_seen: int = Field(description="The last sign of life of any of its gateways.")
    silent_since: int | None
    gateways: int


class LimitIn(BaseModel):
    """How long an organisation may be silent."""

    silent_after_s: int = Field(ge=10, le=366 * 86_400, examples=[3600])


class LimitOut(BaseModel):
    """What holds for an organisation."""

    organisation_id: int
    own: bool = Field(description="Whether it was said for this organisation itself.")
    silent_after_s: int | None = Field(
        description="Silent when none of its gateways was heard so long; null: as soon as all of them are."
    )
