"""Writing to the audit log. Opens and commits nothing: an entry stands or falls with the change it seals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import repository
from cloud.audit.chain import Content, Head, canonical, seal
from cloud.audit.secrets import without_secrets
from cloud.people.asker import Asker
from runtime import clock

_NAME_LIMIT = 128
_SUBJECT_LIMIT = 256


def record(
    session: Session,
    asker: Asker,
    action: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    *,
    at: int | None = None,
) -> int:
    """Seal one change into the log within the caller's transaction; returns the entry's number.

    `action` is `noun.verb` ("organisation.change"), `subject` the thing ("organisation/17"); `before` and
    `after` are what JSON can hold, None where there was or will be nothing. Secrets are withheld by name and
    form. The chain's head stays locked until the transaction ends: record last, and keep it short.
    """
    previous = repository.lock_head(session)
    content = Content(
        number=previous.number + 1,
        at=clock.now_ms() if at is None else at,
        who=_storable(asker.name, _NAME_LIMIT),
        account_id=asker.account_id,
        via=asker.via,
        action=_storable(action, _NAME_LIMIT),
        subject=_storable(subject, _SUBJECT_LIMIT),
        before=None if before is None else canonical(without_secrets(dict(before))),
        after=None if after is None else canonical(without_secrets(dict(after))),
        previous=previous.seal,
    )
    repository.append(session, content, seal(content))
    return content.number


def head(session: Session) -> Head:
    """The last entry's number and seal."""
    return repository.head(session)


def _storable(text: str, limit: int) -> str:
    kept = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{SYMBOL FOR NULL}")
    return kept[:limit]
