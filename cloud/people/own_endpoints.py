"""One's own sessions and tokens over HTTP; an administrator of people sees and ends anybody's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from cloud.centre import CentreOf
from cloud.errors import ApiError, not_found, responses
from cloud.people import repository, service, views
from cloud.people.asker import Asker, Permission, in_person
from cloud.people.identity import Bounds, Known, narrowed
from cloud.people.schemas import Done, SessionList, TokenIn, TokenList, TokenMade

router = APIRouter(prefix="/api/v1", tags=["people"])

OneSelf = Annotated[Asker, in_person()]
Id = Annotated[int, Path(ge=1, le=2**53)]
OfAccount = Annotated[
    int | None, Query(ge=1, le=2**53, description="Another's; for administrators of people.")
]


@router.get("/sessions", summary="Who is logged in with an account", responses=responses(404, 409))
def sessions(centre: CentreOf, request: Request, asker: OneSelf, account: OfAccount = None) -> SessionList:
    """One's own sessions, or those of another account."""
    identity = request.state.identity
    current = identity.entry_id if isinstance(identity, Known) else None
    with centre.database.read() as session:
        rows = repository.login_sessions(session, _whose(asker, account))
        now = centre.clock.now_ms()
        return SessionList(items=[views.session(row, current) for row in reversed(rows) if row.ends_at > now])


@router.delete("/sessions/{id}", summary="End a session", responses=responses(404, 409, 415))
def end_session(centre: CentreOf, asker: OneSelf, id: Id, account: OfAccount = None) -> Done:
    """That browser must log in again."""
    with centre.database.write() as session:
        service.end_session(session, asker, id, _whose(asker, account), now=centre.clock.now_ms())
    return Done()


@router.get("/tokens", summary="Tokens of an account", responses=responses(404, 409))
def tokens(centre: CentreOf, asker: OneSelf, account: OfAccount = None) -> TokenList:
    """One's own tokens, or those of another account; never their text."""
    with centre.database.read() as session:
        return TokenList(
            items=[views.token(row) for row in repository.tokens(session, _whose(asker, account))]
        )


@router.post(
    "/tokens", summary="Make a token for a program", status_code=201, responses=responses(409, 413, 415)
)
def make_token(centre: CentreOf, request: Request, asker: OneSelf, sent: TokenIn) -> TokenMade:
    """The token's text is in the answer and nowhere else."""
    owner_id = service.own_account(asker)
    identity = request.state.identity
    may = identity.permissions if isinstance(identity, Known) else frozenset[Permission]()
    bounds = Bounds(frozenset(sent.permissions), tuple(sent.areas), tuple(sent.organisations))
    kept_areas, kept_organisations = narrowed((asker.areas, asker.organisations), bounds)
    if not set(sent.areas) <= set(kept_areas) or not set(sent.organisations) <= set(kept_organisations):
        raise ApiError(
            422,
            "beyond-own",
            "令牌范围不能超出本人范围。",
            "A token cannot reach further than you: name areas or organisations of your own.",
            "body.areas",
        )
    with centre.database.write() as session:
        owner = service.account(session, owner_id, for_update=True)
        text, row = service.new_token(
            session,
            asker,
            owner,
            sent.name,
            sent.permissions,
            sent.areas,
            sent.organisations,
            days=sent.days,
            may=may,
            settings=centre.settings.people,
            now=centre.clock.now_ms(),
        )
        return TokenMade(**views.token(row).model_dump(), token=text)


@router.delete("/tokens/{id}", summary="Revoke a token", responses=responses(404, 409, 415))
def revoke_token(centre: CentreOf, asker: OneSelf, id: Id, account: OfAccount = None) -> Done:
    """It is refused from the next request on."""
    with centre.database.write() as session:
        service.revoke_token(session, asker, id, _whose(asker, account), now=centre.clock.now_ms())
    return Done()


def _whose(asker: Asker, account: int | None) -> int:
    if account is None or account == asker.account_id:
        return service.own_account(asker)
    if Permission.EDIT_PEOPLE not in asker.permissions:
        raise not_found("账号", "account", "query.account")
    return account
