"""Webhooks and deliveries as the API shows them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from cloud.people.settings import AreaPrefix
from cloud.webhooks.tables import Delivery, Webhook
from telemetry.event_kinds import EventKind

ChangeKind = Literal["alarm", "organisation", "gateway", "part", "dead-letter", "risk-score", "risk-warning"]


def _storable(text: str) -> str:
    if "\x00" in text or not text.isprintable():
        raise ValueError("must be plain printable text")
    return text


Line = Annotated[str, AfterValidator(_storable)]


class WebhookIn(BaseModel):
    """A webhook as it is written down."""

    name: Annotated[Line, Field(min_length=1, max_length=128, examples=["应急管理厅"])]
    url: Annotated[Line, Field(min_length=8, max_length=1024, examples=["https://partner.example/fire"])]
    kinds: list[ChangeKind] = Field(default=["alarm"], min_length=1, max_length=7)
    event_kinds: list[EventKind] = Field(
        default=[], max_length=16, description="Of alarms, only these; empty: all.", examples=[["fire"]]
    )
    areas: list[AreaPrefix] = Field(default=[], max_length=128, examples=[["1501"]])
    organisations: list[Annotated[int, Field(ge=1, le=2**53)]] = Field(default=[], max_length=1000)
    enabled: bool = True
    version: int | None = Field(default=None, ge=1, le=2**31 - 1, description="Refuse if it has moved on.")

    @model_validator(mode="after")
    def _scoped(self) -> WebhookIn:
        if not self.areas and not self.organisations:
            raise ValueError("name `areas` or `organisations`: a webhook is told of a scope")
        return self


class WebhookOut(BaseModel):
    """A webhook."""

    id: int
    name: str
    url: str
    kinds: list[str]
    event_kinds: list[str]
    areas: list[str]
    organisations: list[int]
    enabled: bool
    version: int
    created_at: int
    created_by: str
    waiting: int
    delivered: int = Field(description="Of those still kept.")
    dead: int
    missed: int = Field(description="Changes that had left the log before this webhook came to them.")
    missed_alarms: int = Field(description="Of those, alarms and organisations.")
    failing_since: int | None
    ended: str = Field(description="Why it was switched off by itself; empty: it was not.")
    secret: str | None = Field(
        default=None, description="Shown once, as it is made or replaced; a day later only the new one signs."
    )


class WebhookList(BaseModel):
    """Webhooks by id."""

    items: list[WebhookOut]


class DeliveryOut(BaseModel):
    """One change to one webhook."""

    id: int
    webhook_id: int
    message_id: str
    kind: str
    state: Literal["waiting", "delivered", "dead"]
    tries: int
    created_at: int
    next_at: int | None
    ended_at: int | None
    status: int | None = Field(description="HTTP status of the last try.")
    answer: str
    took_ms: int | None


class DeliveryDetail(DeliveryOut):
    """With what was sent."""

    body: str


class DeliveryList(BaseModel):
    """Deliveries, newest first."""

    items: list[DeliveryOut]
    more: bool


class Revived(BaseModel):
    """How many dead deliveries are in the queue again."""

    deliveries: int


def webhook_out(row: Webhook, counts: dict[str, int], secret: str | None = None) -> WebhookOut:
    """One webhook as it is shown."""
    return WebhookOut(
        id=row.id,
        name=row.name,
        url=row.url,
        kinds=row.kinds,
        event_kinds=row.event_kinds,
        areas=row.areas,
        organisations=row.organisations,
        enabled=row.enabled,
        version=row.version,
        created_at=row.created_at,
        created_by=row.created_by,
        **{state: counts.get(state, 0) for state in ("waiting", "delivered", "dead")},
        missed=row.missed,
        missed_alarms=row.missed_alarms,
        failing_since=row.failing_since,
        ended=row.ended,
        secret=secret,
    )


def delivery_out(row: Delivery) -> DeliveryOut:
    """One delivery as it is shown."""
    return DeliveryOut.model_validate(_fields(row))


def delivery_detail(row: Delivery) -> DeliveryDetail:
    """One delivery with its body."""
    return DeliveryDetail.model_validate({**_fields(row), "body": row.body})


def _fields(row: Delivery) -> dict[str, object]:
    names = (
        "id",
        "webhook_id",
        "message_id",
        "kind",
        "state",
        "tries",
        "created_at",
        "ended_at",
        "status",
        "answer",
        "took_ms",
    )
    waits = row.state == "waiting"
    return {**{name: getattr(row, name) for name in names}, "next_at": row.next_at if waits else None}
