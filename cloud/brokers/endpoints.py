"""The brokers' users and files over HTTP; the doors themselves stand in `doors`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.brokers import repository
from cloud.brokers.schemas import AskedFor, BrokerState, FilesOut, MadeUser, NewUser, User, UserList
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/brokers", tags=["brokers"])

Operator = Annotated[Asker, needs(Permission.OPERATE, everywhere=True)]
Server = Annotated[Asker, needs(Permission.SERVE_BROKERS, everywhere=True)]


@router.get("/users", summary="Users of the brokers that have a role", responses=responses())
def users(
    centre: CentreOf,
    _: Operator,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[str, Query(max_length=64)] = "",
) -> UserList:
    """By name, behind `after`. Gateways that enrolled have certificates and are not among them."""
    with centre.database.read() as session:
        rows, more = repository.users(session, after, limit)
        return UserList(items=[User.of(row) for row in rows], more=more)


@router.post(
    "/users",
    summary="Make a user of the brokers, or give one a new password",
    status_code=201,
    responses=responses(409, 413, 415),
)
def make_user(centre: CentreOf, asker: Operator, asked: NewUser) -> MadeUser:
    """The password is shown in this answer and never again."""
    with centre.database.write() as session:
        row, secret = centre.brokers.make_user(session, asker, asked)
        made = MadeUser(**User.of(row).model_dump(), password=secret)
    centre.brokers.policy_changed()
    return made


@router.post(
    "/users/{username}/revoke", summary="Revoke a user of the brokers", responses=responses(404, 415)
)
def revoke_user(centre: CentreOf, asker: Operator, username: Annotated[str, Path(max_length=64)]) -> User:
    """Open connections end within a minute."""
    with centre.database.write() as session:
        told = User.of(centre.brokers.revoke_user(session, asker, username))
    centre.brokers.policy_changed()
    return told


@router.post(
    "/elsewhere/{name}/files",
    summary="The files of a broker on another host",
    responses=responses(404, 413, 415),
)
def files(
    centre: CentreOf,
    _: Server,
    name: Annotated[str, Path(max_length=63)],
    asked: AskedFor,
) -> FilesOut:
    """For `steppewatch broker-files` there, every few seconds; `[[brokers.elsewhere]]` names the brokers."""
    return centre.brokers.elsewhere.answer(name, asked)


@router.get("/state", summary="How far each broker's files are, and the doors' books", responses=responses())
def state(centre: CentreOf, _: Operator) -> BrokerState:
    """What is behind is behind the policy's revision."""
    with centre.database.read() as session:
        return centre.brokers.state(session)
