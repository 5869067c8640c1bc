"""What goes over the wire about what crews carry."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from cloud.dispatch.carried.feeds import CarriedKind
from cloud.dispatch.carried.gb28181 import is_code
from cloud.dispatch.forces.schemas import TellIn, Text
from cloud.versions import SeenIn
from cloud.vocabulary import LabelOut

_SCHEMES = ("https", "http", "rtsp", "rtsps", "wss")


class CarriedFields(TellIn):
    """What is told of a device."""

    name: Text = Field(min_length=1, examples=["回民 1 号 指挥员单兵"])
    unit_id: int = Field(ge=1, le=2**53)
    person: Text = ""
    gb28181_device: str | None = Field(default=None, max_length=20, examples=["15010300001320000001"])
    gb28181_channel: str | None = Field(default=None, max_length=20)
    stream_url: str = Field(
        default="", max_length=512, description="Where its picture is seen, without a login."
    )

    @field_validator("gb28181_device", "gb28181_channel")
    @classmethod
    def _code(cls, told: str | None) -> str | None:
        if told is not None and not is_code(told):
            raise _no_code()
        return told

    @field_validator("stream_url")
    @classmethod
    def _address(cls, told: str) -> str:
        if not told:
            return told
        parts = urlsplit(told)
        if parts.scheme not in _SCHEMES or not parts.hostname or not told.isprintable():
            raise PydanticCustomError(
                "stream_address",
                "an address with one of {schemes} and a host",
                {"schemes": ", ".join(_SCHEMES)},
            )
        if parts.username is not None or parts.password is not None:
            raise PydanticCustomError(
                "stream_login", "no login in the address: everybody who may look would read it"
            )
        return told


class CarriedChange(CarriedFields, SeenIn):
    """A device as it shall be."""


class CarriedIn(CarriedFields):
    """A device to be entered."""

    kind: CarriedKind
    number: Text = Field(min_length=1, examples=["15010301"])

    @field_validator("number")
    @classmethod
    def _camera_has_a_code(cls, number: str, told: ValidationInfo) -> str:
        if told.data.get("kind") is CarriedKind.BODY_CAMERA and not is_code(number):
            raise _no_code()
        return number


def _no_code() -> PydanticCustomError:
    return PydanticCustomError(
        "gb28181_code", "a code of GB/T 28181 has twenty digits: place, branch, kind, network, serial number"
    )


class CarriedOut(BaseModel):
    """A device, and where it was last."""

    id: int
    kind: CarriedKind
    kind_name: LabelOut
    number: str
    name: str
    unit_id: int
    unit_name: str
    person: str
    gb28181_device: str | None
    gb28181_channel: str | None
    stream_url: str
    latitude: float | None
    longitude: float | None
    altitude_m: float | None
    speed_kmh: float | None
    heard_at: int | None
    stale: bool = Field(description="A stale position is shown and never trusted.")
    version: int


class CarriedList(BaseModel):
    """A page of devices; `next` asks for the page behind it."""

    items: list[CarriedOut]
    next: int | None


class RefusedOut(BaseModel):
    """What could not be read."""

    at: int
    why: str


class FedOut(BaseModel):
    """What became of one request."""

    kept: int
    late: int = Field(description="Older than what is known, or ahead of the clock.")
    unknown: list[str] = Field(description="Numbers that nobody has entered, or out of scope.")
    refused: list[RefusedOut]
