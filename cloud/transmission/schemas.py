"""What goes over the wire about transmission devices."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from cloud.transmission.settings import LINK_LIMIT_S, POLL_LIMIT_S
from cloud.vocabulary import LabelOut

AreaCode = Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["150102"])]
Text = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
ProfileName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,63}$")]
KeepAlive = Annotated[
    float, Field(ge=5, le=LINK_LIMIT_S, description="Seconds of silence after which the link is lost.")
]
Poll = Annotated[float, Field(ge=10, le=POLL_LIMIT_S, description="Its state is read (巡检) this often.")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LabelIn(_In):
    """A name in both languages; either may be empty."""

    zh: Text = ""
    en: Text = ""


class DeviceChange(_In):
    """What may be changed of a registered device."""

    area: AreaCode
    organisation_id: int | None = Field(default=None, ge=1)
    building_id: int | None = Field(default=None, ge=1)
    name: LabelIn = LabelIn()
    place: LabelIn = LabelIn()
    profile: ProfileName = "gb26875-generic"
    keep_alive_s: KeepAlive = 90.0
    poll_s: Poll | None = None
    enabled: bool = True


class DeviceIn(DeviceChange):
    """A device to be registered. `address` as its own settings show it, by the profile's habit."""

    address: str = Field(min_length=1, max_length=32, examples=["889", "192.168.1.4:27933"])
    host: str = Field(
        default="",
        max_length=64,
        pattern=r"^[0-9A-Fa-f.:]*$",
        description="Where several devices call themselves by one address (zeros): its own host.",
    )


class AdoptIn(DeviceChange):
    """How one that spoke is registered. `bound_to_host`: others with its address speak from other hosts."""

    bound_to_host: bool = False


class DeviceOut(BaseModel):
    """A registered device."""

    id: int
    address: str = Field(description="The six bytes in hexadecimal, in the order of the wire.")
    shown_address: str = Field(description="As the device's own settings show it.")
    host: str
    gateway: str = Field(description="The virtual gateway under which its parts and alarms stand.")
    area: str
    organisation_id: int | None
    building_id: int | None
    name: LabelOut
    place: LabelOut
    profile: str
    edition: str = Field(description="Which edition of the protocol it speaks.")
    keep_alive_s: float
    poll_s: float | None
    enabled: bool
    last_heard: int | None
    last_host: str | None
    last_transport: str | None
    clock_offset_ms: float | None
    connected: bool = Field(description="Whether it can be asked something now.")


class DevicesOut(BaseModel):
    """A page of devices; `next` asks for the page behind it."""

    devices: list[DeviceOut]
    next: int | None


class SpeakerOut(BaseModel):
    """A device that spoke and is not registered."""

    id: int
    address: str
    readings: dict[str, str] = Field(description="Its address by every habit.")
    host: str
    transport: str
    first_at: int
    last_at: int
    frames: int
    fires: int
    kept: int
    evicted: int


class SpeakersOut(BaseModel):
    """A page of those that spoke and are not registered."""

    speakers: list[SpeakerOut]
    next: int | None


class AdoptedOut(BaseModel):
    """The device that one became, and what became of its frames."""

    device: DeviceOut
    replayed: int
    failed: int = Field(description="Kept on, because they could not be stored now.")
    unreadable: int = Field(description="Put away as dead letters.")


class DutyCheckIn(_In):
    """How long the operator has to answer, and how long the caller waits here."""

    timeout_min: int = Field(default=10, ge=1, le=255)
    wait_s: float = Field(default=0.0, ge=0, le=600)


class WaitIn(_In):
    """How long the caller waits for the answer."""

    wait_s: float = Field(default=45.0, ge=0, le=120)


class ReadBackIn(WaitIn):
    """What is read: `code` 61 to 68 of a system or component, 81 to 88 of the device itself."""

    code: int = Field(ge=61, le=88, examples=[81])
    system_type: int | None = Field(default=None, ge=0, le=255)
    system_address: int | None = Field(default=None, ge=0, le=255)
    component: str | None = Field(
        default=None, max_length=48, description="By the profile's habit, as its events show it: `10-2`."
    )
    records: int = Field(default=10, ge=1, le=102)
    since: int | None = Field(default=None, ge=0, description="ms UTC; of records.")


class RequestOut(BaseModel):
    """What was asked, and what came of it."""

    id: int
    device_id: int
    kind: Literal["duty-check", "clock", "read-back"]
    arguments: dict[str, Any]
    asked_by: str
    asked_at: int
    state: Literal["waiting", "done", "unanswered", "failed"]
    answered_at: int | None
    result: dict[str, Any]
    text: str


class RequestsOut(BaseModel):
    """What was asked of a device, newest first; `next` asks for those before."""

    requests: list[RequestOut]
    next: int | None


class StatisticsOut(BaseModel):
    """How the server does, in this process since its start."""

    listening: str | None = Field(description="Where it listens; null when it does not.")
    fault: str | None
    registered: int
    heard: int
    connections: int
    waiting: int = Field(description="What was said and is not stored yet.")
    counts: dict[str, int]
