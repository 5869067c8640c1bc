"""What goes over the wire about commands to gateways."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Scalar = str | float | bool | None


class CommandIn(BaseModel):
    """A command. No fire panel is commanded by any of them."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["duty-check", "read-back", "clock", "configure"]
    arguments: dict[Annotated[str, Field(max_length=128)], Scalar] = Field(
        default_factory=dict,
        max_length=32,
        description="Duty check: `question`. Clock: `set`. Configure: `toml`, the whole settings file.",
    )
    expires_in_s: int = Field(default=600, ge=10, le=604_800, description="Not carried out after this.")


class CommandOut(BaseModel):
    """A command and how far it has come."""

    gateway: str
    seq: int
    kind: str
    arguments: dict[str, Scalar]
    asked_by: str
    asked_at: int
    expires_at: int
    state: Literal["waiting", "sent", "accepted", "done", "refused", "failed", "expired", "unanswered"]
    sent: int = Field(description="How often it went out.")
    answered_at: int | None
    text: str
    details: dict[str, Scalar]


class CommandsOut(BaseModel):
    """A gateway's commands, newest first; `next` asks for those before."""

    commands: list[CommandOut]
    next: int | None
