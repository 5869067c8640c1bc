"""Somebody known: their account, what they are granted at this moment, and the narrower bounds of a token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cloud.people.asker import LOCAL, Asker, Permission, whole_region
from cloud.people.duties import DUTIES, Duty


@dataclass(frozen=True)
class Granted:
    """One duty within a scope."""

    duty: Duty
    areas: tuple[str, ...] = ()
    organisations: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bounds:
    """What a token is narrowed to. Empty areas and organisations: the account's own scope."""

    permissions: frozenset[Permission]
    areas: tuple[str, ...] = ()
    organisations: tuple[int, ...] = ()


@dataclass(frozen=True)
class Known:
    """An account that asks."""

    account_id: int
    login: str
    name: str
    #: `session` or `token`.
    via: str
    grants: tuple[Granted, ...]
    #: The session or token by its number.
    entry_id: int
    password_due: bool = False
    bounds: Bounds | None = None
    #: When the session or token ends by itself, in milliseconds UTC.
    ends_at: int | None = None

    @property
    def in_person(self) -> bool:
        """A person at a page, not a program with a token."""
        return self.via == "session"

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything they may do, somewhere."""
        may = frozenset(one for grant in self.grants for one in DUTIES[grant.duty].permissions)
        return may & self.bounds.permissions if self.bounds is not None else may

    def asker(self, permission: Permission | None) -> Asker | None:
        """The asker within the scope of this permission; without one, within everything they have."""
        if permission is not None and permission not in self.permissions:
            return None
        areas, organisations = scope_of(self.grants, permission)
        if self.bounds is not None and (self.bounds.areas or self.bounds.organisations):
            areas, organisations = narrowed((areas, organisations), self.bounds)
            if not areas and not organisations:
                return None
        return Asker(
            name=self.name,
            areas=areas,
            organisations=organisations,
            permissions=self.permissions,
            account_id=self.account_id,
            via=self.via,
        )


@dataclass(frozen=True)
class Local:
    """Whoever asks on an open loopback listener."""

    in_person: bool = True

    def asker(self, permission: Permission | None) -> Asker:
        """Always the same."""
        del permission
        return LOCAL


Scope = tuple[tuple[str, ...], tuple[int, ...]]


def scope_of(grants: Iterable[Granted], permission: Permission | None) -> Scope:
    """Areas and organisations of the grants that carry this permission, or of all."""
    carrying = [g for g in grants if permission is None or permission in DUTIES[g.duty].permissions]
    areas = sorted({area for grant in carrying for area in grant.areas})
    organisations = sorted({number for grant in carrying for number in grant.organisations})
    return tuple(areas), tuple(organisations)


def narrowed(scope: Scope, bounds: Bounds) -> Scope:
    """What both the scope and the bounds allow.

    An organisation of the bounds is inside only when it is named by the scope, or the scope is the whole
    region: which area an organisation lies in is not known here, and a doubt narrows.
    """
    areas, organisations = scope
    kept = {inner for inner in bounds.areas if any(inner.startswith(outer) for outer in areas)}
    kept |= {inner for inner in areas if any(inner.startswith(outer) for outer in bounds.areas)}
    whole = whole_region(areas)
    named = {number for number in bounds.organisations if whole or number in organisations}
    return tuple(sorted(kept)), tuple(sorted(named))
