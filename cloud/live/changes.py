"""Which objects a transaction has touched: noted by the services, told once the transaction is committed.

A *change* is durable: the object is rendered as the transaction ends and written to the change log with it.
A *sign of life* (only a time or a counter has moved) is told to whoever is watching and not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy.orm import Session

from cloud.live import repository

ALARM = "alarm"
PART = "part"
GATEWAY = "gateway"
DEAD_LETTER = "dead-letter"

#: In the order in which they are told: what a person waits for comes first.
KINDS = (ALARM, PART, GATEWAY, DEAD_LETTER)

Key = Any
Renderer = Callable[[Session, Collection[Key]], Iterable[str]]
Noted = dict[str, dict[Key, None]]


class Written(NamedTuple):
    """What a transaction left to tell: the number of its last change, and the signs of life."""

    last: int | None
    signs: Noted


def note(session: Session, kind: str, key: Key) -> None:
    """This object is not what it was: whoever watches must be told once this is committed."""
    _noted(session, "changes").setdefault(kind, {})[key] = None


def note_sign_of_life(session: Session, kind: str, key: Key) -> None:
    """This object has only been heard from again."""
    _noted(session, "signs").setdefault(kind, {})[key] = None


def write(session: Session, renderers: Mapping[str, Renderer], keep: int) -> Written:
    """Render what was noted into the change log."""
    touched = _noted(session, "changes")
    rendered = [
        (kind, payload)
        for kind in KINDS
        if touched.get(kind)
        for payload in renderers[kind](session, touched[kind].keys())
    ]
    last = repository.append(session, rendered, keep) if rendered else None
    signs = {
        kind: {key: None for key in keys if key not in touched.get(kind, {})}
        for kind, keys in _noted(session, "signs").items()
    }
    return Written(last, signs)


def _noted(session: Session, which: str) -> Noted:
    return cast("Noted", session.info.setdefault(which, {}))
