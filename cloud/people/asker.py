"""Who asks, and what they may see and do. Every query takes an `Asker`; every endpoint names a permission.

1. A duty is a set of permissions, in one table. A person has duties, each within a scope.
2. A scope is areas (by prefix of the administrative code: `15` is the region, `1501` a league, `150102` a
   county) or organisations. What lies outside does not exist for the asker: it is not found, never refused.
3. The asker that an endpoint gets has the scope of those duties that carry the endpoint's permission: who may
   look at a league and handle the alarms of one organisation handles no other's.
4. The one who asks on an open loopback listener is `LOCAL`: the whole region, every permission.
5. Every route says who may come in: `needs`, `in_person`, or `anybody`. `guarded` tells whether it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, cast

from fastapi import Depends, Request
from sqlalchemy.exc import SQLAlchemyError

from cloud.errors import ApiError


class Permission(StrEnum):
    """What an endpoint asks for."""

    VIEW = "view"
    HANDLE_ALARMS = "handle-alarms"
    EDIT_REGISTRY = "edit-registry"
    ENROL = "enrol"
    REVOKE = "revoke"
    COMMAND_DEVICES = "command-devices"
    OPERATE = "operate"
    #: To hand in what gateways say, for a platform in their place.
    SPEAK = "speak-for-gateways"
    #: To fetch what a broker on another host is to know.
    SERVE_BROKERS = "serve-brokers"
    EDIT_PEOPLE = "edit-people"
    READ_AUDIT = "read-audit"
    #: To carry out inspections, and to order and re-check rectification (监督检查).
    INSPECT = "inspect"
    #: To draw up plans of inspection, enter what the sources said, and give tasks out.
    PLAN_INSPECTIONS = "plan-inspections"
    #: To say of one's own organisation that a hazard is rectified, or to ask for more time.
    RECTIFY = "rectify"
    #: To read what another department may see of inspections.
    READ_SHARED = "read-shared"
    #: To take calls, send units and close incidents.
    DISPATCH = "dispatch"


@dataclass(frozen=True)
class Asker:
    """The one who asks: a name for the records, a scope, and permissions."""

    name: str
    #: Prefixes of administrative codes; empty: none by area.
    areas: tuple[str, ...] = ()
    #: Ids of organisations; empty: none by organisation.
    organisations: tuple[int, ...] = ()
    permissions: frozenset[Permission] = frozenset()
    #: The account behind the name; None: the open loopback listener, or a command on the machine.
    account_id: int | None = None
    #: How they came in: `local`, `session`, `token`, `command`.
    via: str = "local"

    @property
    def everything(self) -> bool:
        """Whether nothing is hidden from them."""
        return whole_region(self.areas)


def whole_region(areas: Iterable[str]) -> bool:
    """Whether these areas are all there are."""
    return any(area in ("", "15") for area in areas)


LOCAL = Asker("local", areas=("15",), permissions=frozenset(Permission))
#: Who has not said who they are, where that is enough.
ANONYMOUS = Asker("anonymous", via="anonymous")


class Identity(Protocol):
    """Somebody known: by session, by token, or by the open loopback listener."""

    @property
    def in_person(self) -> bool:
        """A person at a page, not a program with a token."""
        ...

    def asker(self, permission: Permission | None) -> Asker | None:
        """The asker within the scope of this permission; None: they do not have it.

        Without a permission: themselves, with everything they have.
        """
        ...


class Doorkeeper(Protocol):
    """Finds out who asks."""

    def identify(self, request: Request, *, password_due_too: bool = False) -> Identity:
        """Who sent this request. Raises ApiError 401, 403 or 429 when that is nobody who may."""
        ...

    def known(self, request: Request) -> Identity | None:
        """Who sent it; None: nobody known."""
        ...


def needs(permission: Permission, *, everywhere: bool = False) -> Any:
    """A dependency: the asker, who must have this permission; `everywhere`: for the whole region."""

    def check(request: Request) -> Asker:
        identity = _doorkeeper(request).identify(request)
        asker = identity.asker(permission)
        if asker is None or (everywhere and not asker.everything):
            raise ApiError(
                403,
                "not-permitted",
                f"您的岗位职责不包含此操作(需要权限 {permission.value}"
                f"{',且范围为全区' if everywhere else ''})。如确需操作,请联系系统管理员。",
                f"Your duties do not include this (it needs {permission.value}"
                f"{' for the whole region' if everywhere else ''}). Ask a system administrator.",
            )
        request.state.identity = identity
        return asker

    return _way_in(check)


def in_person(*, password_due_too: bool = False) -> Any:
    """A dependency: a person who has logged in, whatever their duties; programs with tokens may not."""

    def check(request: Request) -> Asker:
        identity = _doorkeeper(request).identify(request, password_due_too=password_due_too)
        asker = identity.asker(None)
        if asker is None or not identity.in_person:
            raise ApiError(
                403,
                "in-person-only",
                "此操作须本人登录后进行,不能使用令牌。",
                "This must be done by a person who has logged in, not with a token.",
            )
        request.state.identity = identity
        return asker

    return _way_in(check)


def anybody(reason: str, *, as_far_as: Permission | None = None) -> Any:
    """A dependency for a door that has its own lock, or needs none: says why.

    Gives who is known to ask, within the scope of the permission `as_far_as`; without it, or while the
    records cannot be read, `ANONYMOUS`, who sees nothing.
    """

    def check(request: Request) -> Asker:
        try:
            identity = _doorkeeper(request).known(request)
        except SQLAlchemyError:
            identity = None
        return (identity.asker(as_far_as) if identity is not None else None) or ANONYMOUS

    check.__doc__ = reason
    return _way_in(check)


def guarded(dependant: Any) -> bool:
    """Whether a route's dependencies name who may come in."""
    return dependant.call in _WAYS_IN or any(guarded(inner) for inner in dependant.dependencies)


_WAYS_IN: set[Any] = set()


def _way_in(check: Callable[[Request], Asker]) -> Any:
    _WAYS_IN.add(check)
    return Depends(check)


def _doorkeeper(request: Request) -> Doorkeeper:
    return cast("Doorkeeper", request.app.state.doorkeeper)
