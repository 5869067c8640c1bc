"""Entries of the audit log as the API shows them."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, Field

from cloud.audit.tables import AuditEntry


class AuditEntryOut(BaseModel):
    """One change, sealed to the one before it."""

    number: int
    at: int
    who: str
    account_id: int | None
    via: str = Field(examples=["session"])
    action: str = Field(examples=["organisation.change"])
    subject: str = Field(examples=["organisation/17"])
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    previous: str
    seal: str


class AuditHead(BaseModel):
    """The last entry: keep it elsewhere, and `steppewatch audit verify --head` compares."""

    number: int
    seal: str


class AuditList(BaseModel):
    """Entries, newest first. `more`: ask with `before` the least number."""

    items: list[AuditEntryOut]
    more: bool
    head: AuditHead


def entry(row: AuditEntry) -> AuditEntryOut:
    """One row as it is shown."""
    return AuditEntryOut(
        number=row.number,
        at=row.at,
        who=row.who,
        account_id=row.account_id,
        via=row.via,
        action=row.action,
        subject=row.subject,
        before=_object(row.before),
        after=_object(row.after),
        previous=row.previous,
        seal=row.seal,
    )


def _object(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        found = json.loads(text)
    except ValueError:
        # Somebody has been at it: `audit verify` says so, and it is shown as it is.
        return {"?": text}
    return found if isinstance(found, dict) else {"?": found}
