"""Quality as the API shows it."""

from __future__ import annotations

from pydantic import BaseModel

from cloud.fleet.schemas import FleetOrganisationOut, QualityShares
from cloud.vocabulary import LabelOut


class FormulaOut(LabelOut):
    """What a share means, and where its records are."""

    share: str
    over: LabelOut
    under: LabelOut


class QualityStep(BaseModel):
    """The shares of one hour or day."""

    at: int
    quality: QualityShares


class QualityGateway(BaseModel):
    """The shares of one gateway in the last 24 hours."""

    gateway: str
    quality: QualityShares


class QualityDetail(BaseModel):
    """One organisation's quality: the last 24 hours, by gateway, by hour and by day."""

    organisation: FleetOrganisationOut
    gateways: list[QualityGateway]
    hours: list[QualityStep]
    days: list[QualityStep]


class QualityList(BaseModel):
    """A page of organisations, the worst first by the share asked for, and what the shares mean."""

    formulas: list[FormulaOut]
    items: list[FleetOrganisationOut]
    next: str | None
