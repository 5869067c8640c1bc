"""Dead letters as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field


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


class DeadLetterList(BaseModel):
    """Dead letters, newest last."""

    items: list[DeadLetterOut]
    evicted: int = Field(description="Rows pushed out of the full table so far.")
