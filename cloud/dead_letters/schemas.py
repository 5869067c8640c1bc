"""Dead letters as the API shows them, and what people send."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal

from pydantic import BaseModel, Field, field_validator

#: No database need take a NUL in what it is asked for.
NO_NUL = r"^[^\x00]*$"


class DeadLetterOut(BaseModel):
    """A message that could not be taken."""

    id: int
    at: int = Field(description="When it last came.")
    first_at: int
    topic: str
    where: str = Field(examples=["$.seq"])
    reason: str = Field(examples=["Expected `int` >= 1"])
    size: int
    sha256: str
    times: int = Field(description="How often the same content came under the same topic.")
    payload_text: str = Field(description="Its beginning as text; bytes that are none stand as \\xNN.")
    gateway: str | None
    stream: str | None
    seq: int | None
    area: str | None
    organisation_id: int | None
    state: Literal["open", "stored", "dismissed"]
    held: Literal["nothing", "message", "rows"] = Field(
        description="What its number means in the books: the whole message is held back, or some rows of it."
    )
    urgent: bool = Field(description="It may tell of a fire; it makes room last.")
    whole: bool = Field(description="Whether all of it was kept, so that it can be replayed as it is.")
    settled_at: int | None
    settled_by: str | None


class DeadLetterDetail(DeadLetterOut):
    """With every byte that was kept."""

    payload_base64: str


class DeadLetterList(BaseModel):
    """Dead letters, newest last."""

    items: list[DeadLetterOut]
    evicted: int = Field(description="Rows pushed out of the full table so far.")
    suppressed: int = Field(
        description="Letters in your scope that were not kept, for their gateways had more than one may have."
    )


class OverflowOut(BaseModel):
    """Whose letters were not all kept."""

    source: str = Field(description="A gateway, or `push/…`, or the beginning of a topic that is nobody's.")
    gateway: str | None
    area: str | None
    organisation_id: int | None
    letters: int = Field(description="How many were not kept.")
    first_at: int
    last_at: int


class OverflowList(BaseModel):
    """The most first."""

    items: list[OverflowOut]


class Repair(BaseModel):
    """What to change before it is replayed; nothing: replay it as it came."""

    topic: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    payload_text: Annotated[str, Field(max_length=262_144)] | None = Field(
        default=None, description="The whole message anew, as JSON."
    )
    payload_base64: Annotated[str, Field(max_length=349_528)] | None = Field(
        default=None, description="The same as bytes, for MessagePack."
    )

    @field_validator("payload_base64")
    @classmethod
    def _decodable(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                base64.b64decode(value, validate=True)
            except (binascii.Error, ValueError):
                raise ValueError("is not base64") from None
        return value

    def payload(self) -> bytes | None:
        """The new bytes; None: those that came."""
        if self.payload_base64 is not None:
            return base64.b64decode(self.payload_base64)
        return None if self.payload_text is None else self.payload_text.encode("utf-8", "replace")


class Chosen(BaseModel):
    """Many letters at once: by their ids, or all open ones that a search finds, oldest first."""

    ids: list[Annotated[int, Field(ge=1, le=2**53)]] = Field(default=[], max_length=1_000)
    text: Annotated[str, Field(max_length=128, pattern=NO_NUL)] | None = None
    gateway: Annotated[str, Field(max_length=64, pattern=NO_NUL)] | None = None
    area: Annotated[str, Field(pattern=r"^[1-9][0-9]{1,5}$")] | None = None
    limit: int = Field(default=100, ge=1, le=1_000)


class ReplayedOne(BaseModel):
    """What came of one."""

    id: int
    stored: bool
    reason_zh: str = ""
    reason_en: str = ""


class Replayed(BaseModel):
    """What came of each, in the order in which they were tried."""

    items: list[ReplayedOne]
    stored: int
