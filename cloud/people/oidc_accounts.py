"""The account of somebody whom the OIDC provider vouches for. Opens and commits nothing.

An account belongs to an (issuer, subject), never to a login name: a name can be given to somebody else at the
provider. Duties that came from claims are renewed at each login; those given here stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.people import claims as claims_table
from cloud.people import names, repository, secret_text, service
from cloud.people.asker import Asker
from cloud.people.duties import Duty, torn_apart
from cloud.people.identity import Granted
from cloud.people.settings import OidcSettings
from cloud.people.tables import Account, DutyGrant

SOURCE = "oidc"
_PROVIDER = Asker("oidc", via="command")


class NotLetIn(Exception):
    """The provider vouches for them, but there is nothing here for them; `code` is for the page."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def account_for(session: Session, settings: OidcSettings, claims: Mapping[str, Any], *, now: int) -> int:
    """The account's id, made if need be, with its duties as the claims say. Raises NotLetIn."""
    subject = str(claims["sub"])
    if not 1 <= len(subject) <= 128:
        raise NotLetIn("oidc-fault", "the subject is longer than 128 characters")
    wanted = claims_table.granted_by(claims, settings.duties)
    row = repository.account_by_subject(session, settings.issuer, subject)
    if row is None:
        if not settings.create_accounts or not wanted:
            raise NotLetIn("oidc-unknown", f"subject {subject!r} has no account and no duty by its claims")
        row = _made(session, settings, claims, subject, now)
    if row.disabled_at is not None:
        raise NotLetIn("oidc-disabled", f"account {row.login} is disabled")
    _renew(session, row, wanted, now)
    return row.id


def _made(
    session: Session, settings: OidcSettings, claims: Mapping[str, Any], subject: str, now: int
) -> Account:
    wished = names.written(claims_table.text_of(claims, settings.login_claim))[: names.MAX_LOGIN]
    login = wished if names.fit(wished) else f"oidc-{secret_text.fingerprint(subject)[:12]}"
    number = 1
    free = login
    while repository.account_by_login(session, free) is not None:
        number += 1
        free = f"{login[: names.MAX_LOGIN - 6]}+{number}"
    name = claims_table.text_of(claims, settings.name_claim)[:64] or free
    return service.new_account(session, _PROVIDER, free, name, now=now, identity=(settings.issuer, subject))


def _renew(session: Session, row: Account, wanted: tuple[Granted, ...], now: int) -> None:
    held = repository.grants(session, [row.id])
    from_claims = [grant for grant in held if grant.source == SOURCE]
    others = [Duty(grant.duty) for grant in held if grant.source != SOURCE and grant.duty in set(Duty)]
    kept = [grant for grant in wanted if torn_apart(others, grant.duty) is None]
    before = {_key(grant.duty, grant.areas, grant.organisations): grant for grant in from_claims}
    after = {_key(grant.duty, grant.areas, grant.organisations): grant for grant in kept}
    if before.keys() == after.keys():
        return
    for key, old in before.items():
        if key not in after:
            session.delete(old)
    for key, new in after.items():
        if key not in before:
            session.add(
                DutyGrant(
                    account_id=row.id,
                    duty=new.duty.value,
                    areas=list(new.areas),
                    organisations=list(new.organisations),
                    valid_until=None,
                    source=SOURCE,
                    created_at=now,
                    created_by=SOURCE,
                )
            )
    session.flush()
    audit.record(
        session,
        _PROVIDER,
        "grant.by-claims",
        service.subject_of(row),
        {"duties": [list(map(str, key)) for key in sorted(before)]},
        {"duties": [list(map(str, key)) for key in sorted(after)]},
        at=now,
    )


def _key(duty: str, areas: Any, organisations: Any) -> tuple[str, str, str]:
    return str(duty), ",".join(sorted(areas)), ",".join(str(number) for number in sorted(organisations))
