"""What goes over the wire about integrations and pushed devices."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from cloud.push.kinds import Kind
from cloud.vocabulary import LabelOut

AreaCode = Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["150102"])]
Text = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
#: A profile of the suite by name; empty: none.
ProfileName = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]{1,63})?$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LabelIn(_In):
    """A name in both languages; either may be empty."""

    zh: Text = ""
    en: Text = ""


class BrokerIn(_In):
    """Where the broker of an MQTT kind is. Off loopback it needs TLS."""

    host: str = Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.:-]+$")
    port: int = Field(ge=1, le=65535)
    username: Text | None = None
    #: A file in the folder of secrets with the authority's certificate.
    tls_ca: str | None = Field(default=None, max_length=100, pattern=r"^[a-z0-9][a-z0-9.-]*$")


class IntegrationChange(_In):
    """What may be changed of an integration."""

    area: AreaCode
    organisation_id: int | None = Field(default=None, ge=1)
    default_profile: ProfileName = Field(
        default="", description="The profile of a device adopted without naming one."
    )
    broker: BrokerIn | None = Field(default=None, description="Of the MQTT kinds.")
    enabled: bool = True


class IntegrationIn(IntegrationChange):
    """A platform that will push."""

    name: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]{1,47}$",
        examples=["aep-hohhot"],
        description="It pushes to /api/v1/push/{name}.",
    )
    kind: Kind
    secret: str | None = Field(
        default=None,
        min_length=8,
        max_length=256,
        description="The token or password agreed with the platform; left out: one is made and told once.",
    )
    key: str | None = Field(
        default=None, min_length=16, max_length=64, description="OneNET: the AES key, where it encrypts."
    )


class IntegrationOut(BaseModel):
    """An integration, and how it does in this process since its start."""

    id: int
    name: str
    kind: Kind
    title: LabelOut
    path: str = Field(description="Where the platform pushes to; empty for MQTT.")
    area: str
    organisation_id: int | None
    default_profile: str
    broker: BrokerIn | None
    enabled: bool
    created_at: int
    counts: dict[str, int]
    last_at: int | None = Field(description="When this process last took one of its pushes.")
    fault: str | None = Field(
        description="Why its line is down, or why its last push could not be read; the push is a dead letter."
    )
    fault_at: int | None = Field(description="Since when its pushes cannot be read.")
    unread: int = Field(description="Pushes since then that nobody could say of which device they are.")
    devices_unread: int = Field(description="Of its devices, those whose pushes cannot be read.")


class CreatedOut(BaseModel):
    """The integration, and its secret, which is told this once."""

    integration: IntegrationOut
    secret: str


class IntegrationsOut(BaseModel):
    """A page of integrations."""

    integrations: list[IntegrationOut]
    next: int | None


class PushedChange(_In):
    """What may be changed of a pushed device."""

    area: AreaCode
    organisation_id: int | None = Field(default=None, ge=1)
    building_id: int | None = Field(default=None, ge=1)
    name: LabelIn = LabelIn()
    place: LabelIn = LabelIn()
    profile: ProfileName = ""
    enabled: bool = True


class PushedIn(PushedChange):
    """A device to be registered: IMEI, DevEUI, or the platform's name of it."""

    identity: str = Field(
        min_length=1,
        max_length=64,
        pattern=r"^[!-~\u00a1-\uffff]([ -~\u00a1-\uffff]*[!-~\u00a1-\uffff])?$",
        examples=["860000000000001", "24e124535b316056"],
    )


class PushedOut(BaseModel):
    """A pushed device."""

    id: int
    identity: str
    gateway: str
    area: str
    organisation_id: int | None
    building_id: int | None
    name: LabelOut
    place: LabelOut
    profile: str
    enabled: bool
    last_heard: int | None
    fault: str | None = Field(
        default=None,
        description="Why its last push could not be read, most often for a wrong profile. Its pushes are dead"
        " letters, and its gateway has a fault, until one is read again.",
    )
    fault_at: int | None = Field(default=None, description="Since when that is so.")
    unread: int = Field(default=0, description="Pushes that could not be read since then.")


class PushedListOut(BaseModel):
    """A page of an integration's devices."""

    devices: list[PushedOut]
    next: int | None


class SpeakerOut(BaseModel):
    """A device that was pushed for and that nobody has registered."""

    id: int
    identity: str
    first_at: int
    last_at: int
    pushes: int
    evicted: int


class SpeakersOut(BaseModel):
    """A page of them."""

    speakers: list[SpeakerOut]
    next: int | None


class AdoptedOut(BaseModel):
    """The device that one became, and what became of its pushes."""

    device: PushedOut
    replayed: int
    failed: int = Field(description="Kept on, because they could not be stored now.")
    unreadable: int = Field(description="Put away as dead letters.")
