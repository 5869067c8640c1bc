"""Which objects a transaction has touched: noted by the services, told once the transaction is committed.

A *change* is durable: the object is rendered as the transaction ends and written to the change log with it.
A *sign of life* (only a time or a counter has moved) is told to whoever is watching and not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy.orm import Session

from cloud.live import repository
from cloud.live.ownership import owner_named, owners_of

ALARM = "alarm"
NOTIFICATION = "notification"
ORGANISATION = "organisation"
PART = "part"
GATEWAY = "gateway"
DEAD_LETTER = "dead-letter"
DUTY = "duty"
INCIDENT = "incident"
UNIT = "unit"
INSPECTION = "inspection"
#: A site's score moved; it moved into another band; a risk warning.
RISK = "risk"
RISK_SCORE = "risk-score"
RISK_WARNING = "risk-warning"

#: In the order in which they are told: what a person waits for comes first.
KINDS = (
    INCIDENT, ALARM, NOTIFICATION, UNIT, ORGANISATION, PART, GATEWAY, DEAD_LETTER, DUTY, INSPECTION,
    RISK_WARNING, RISK, RISK_SCORE,
)  # fmt: skip

#: A watch that looks at once when what concerns it is committed (`wake`).
DISPATCH = "dispatch"

Key = Any
#: Kinds whose payload names area and organisation itself.
_NAMES_ITS_OWNER = frozenset(
    {ORGANISATION, NOTIFICATION, DUTY, INCIDENT, UNIT, INSPECTION, RISK, RISK_SCORE, RISK_WARNING}
)
#: Objects by key, with what is known of each (None: read it), to JSON.
Renderer = Callable[[Session, Mapping[Key, Any]], Iterable[str]]
Noted = dict[str, dict[Key, Any]]


class Written(NamedTuple):
    """What a transaction left to tell: the number of its last change, the signs of life, and whom to wake."""

    last: int | None
    signs: Noted
    woken: frozenset[str] = frozenset()


def note(session: Session, kind: str, key: Key, known: Any = None) -> None:
    """This object is not what it was: whoever watches must be told once this is committed.

    `known`: the object as its kind's renderer takes it, so that it is not read again.
    """
    noted = _noted(session, "changes").setdefault(kind, {})
    noted[key] = known if known is not None else noted.get(key)


def note_sign_of_life(session: Session, kind: str, key: Key) -> None:
    """This object has only been heard from again."""
    _noted(session, "signs").setdefault(kind, {})[key] = None


def wake(session: Session, watch: str) -> None:
    """There is work for this watch once this is committed: in this process it need not find it by looking."""
    _noted(session, "woken").setdefault(watch, {})


def write(session: Session, renderers: Mapping[str, Renderer], keep: Mapping[int, int], now: int) -> Written:
    """Render what was noted into the change log, which keeps so many of each class."""
    touched = _noted(session, "changes")
    rendered = [
        (kind, payload)
        for kind in KINDS
        if touched.get(kind)
        for payload in renderers[kind](session, touched[kind])
    ]
    last = repository.append(session, _owned(session, rendered), keep, now) if rendered else None
    signs = {
        kind: {key: None for key in keys if key not in touched.get(kind, {})}
        for kind, keys in _noted(session, "signs").items()
    }
    return Written(last, signs, frozenset(_noted(session, "woken")))


def _owned(session: Session, rendered: list[tuple[str, str]]) -> list[repository.Told]:
    owners = owners_of(session, (payload for _, payload in rendered))
    return [
        repository.Told(kind, payload, owner_named(payload) if kind in _NAMES_ITS_OWNER else owner)
        for (kind, payload), owner in zip(rendered, owners, strict=True)
    ]


def _noted(session: Session, which: str) -> Noted:
    return cast("Noted", session.info.setdefault(which, {}))
