"""What enrolment says and hears over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cloud.enrolment.requests import MAX_PEM
from telemetry.gateway_identity import MAX_GATEWAY

Area = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="Six-digit administrative code.")]
GatewayId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=MAX_GATEWAY)]
CodeState = Literal["open", "used", "withdrawn", "ended"]
CertificateState = Literal["current", "followed", "ended", "revoked"]


class NewCode(BaseModel):
    """For whom a code is made."""

    model_config = ConfigDict(extra="forbid")

    area: Area
    gateway: GatewayId | None = Field(default=None, description="Left out: a name is made up.")
    organisation_id: int | None = Field(default=None, ge=1)
    building_id: int | None = Field(default=None, ge=1)
    days: int | None = Field(default=None, ge=1, le=90, description="How long it may be used.")
    note: str = Field(default="", max_length=500)


class Code(BaseModel):
    """A code, without itself: it is shown once."""

    id: int
    area: str
    gateway: str
    organisation_id: int | None
    building_id: int | None
    note: str
    state: CodeState
    made_by: str
    made_at: int
    ends_at: int
    used_at: int | None
    withdrawn_at: int | None


class MadeCode(Code):
    """A code just made. What is shown here is nowhere kept."""

    code: str = Field(examples=["7KQ2M-X9RDA"])
    qr_text: str | None = Field(description="For a QR code on paper; None while `centre` is not set.")


class CodeList(BaseModel):
    """A page of codes, newest first."""

    items: list[Code]
    more: bool


class EnrolmentAsked(BaseModel):
    """A gateway with a code asks for its certificate."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=64)
    request: str = Field(max_length=MAX_PEM, description="PKCS#10 in PEM; only its key is used.")


class RenewalAsked(BaseModel):
    """A gateway with a certificate asks for the next one."""

    model_config = ConfigDict(extra="forbid")

    serial: str = Field(pattern=r"^[0-9a-f]{1,40}$", description="Of its present certificate, hex.")
    request: str = Field(max_length=MAX_PEM)
    nonce: str = Field(max_length=128)
    signature: str = Field(max_length=1_024, description="By the present key over nonce and request, base64.")


class Nonce(BaseModel):
    """What a renewal's signature must contain."""

    nonce: str
    lives_ms: int


class Enrolled(BaseModel):
    """What a gateway needs to speak."""

    area: str
    gateway: str
    serial: str
    certificate: str = Field(description="PEM: the certificate, then those between it and the root.")
    trusted: str = Field(description="PEM: whom to believe.")
    brokers: list[str] = Field(description="`host:port`, the first one first.")
    begins_at: int
    ends_at: int
    renew_at: int = Field(description="From when the gateway should ask for the next one.")
    numbers: dict[str, int] = Field(
        default_factory=dict,
        description="By stream, the highest number of this gateway that is known: it counts on from there.",
    )


class CertificateRow(BaseModel):
    """A certificate that was given to a gateway."""

    serial: str
    id: int
    area: str
    gateway: str
    organisation_id: int | None
    building_id: int | None
    state: CertificateState
    issued_at: int
    begins_at: int
    ends_at: int
    renew_at: int
    revoked_at: int | None
    revoked_by: str | None
    reason: str


class CertificateList(BaseModel):
    """A page of certificates, newest first."""

    items: list[CertificateRow]
    more: bool


class Reason(BaseModel):
    """Why something is revoked."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=500)


class ShutOutRow(BaseModel):
    """A gateway whose every certificate and password is refused."""

    gateway: str
    area: str
    at: int
    by: str
    reason: str


class ShutOutList(BaseModel):
    """A page of them, by name."""

    items: list[ShutOutRow]
    more: bool


class GatewayRevoked(BaseModel):
    """What a gateway's revocation took with it."""

    gateway: str
    certificates: list[str]
    codes: list[int]
