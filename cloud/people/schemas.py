"""People, their duties, sessions and tokens as the API shows them, and what is sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from cloud.people.asker import Permission
from cloud.people.duties import Duty
from cloud.people.settings import AreaPrefix
from cloud.vocabulary import LabelOut

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
_OrganisationId = Annotated[int, Field(ge=1, le=2**53)]
_Areas = Annotated[list[AreaPrefix], Field(max_length=200)]
_Organisations = Annotated[list[_OrganisationId], Field(max_length=500)]
#: Any length that a browser may send; the rules say which may be kept.
_Password = Annotated[SecretStr, Field(max_length=1024)]


class Sent(BaseModel):
    """What callers send: nothing unknown in it."""

    model_config = ConfigDict(extra="forbid")


class OidcOffer(BaseModel):
    """The button that leads to the provider."""

    label: LabelOut
    start: str = Field(examples=["/api/v1/oidc/start"])


class LoginOffer(BaseModel):
    """How one comes in here."""

    login: Literal["required", "open-on-loopback"]
    oidc: OidcOffer | None


class LoginIn(Sent):
    """A login with a local account."""

    login: Annotated[str, StringConstraints(min_length=1, max_length=128)] = Field(examples=["wangfang"])
    password: _Password


class PasswordIn(Sent):
    """A new password, and the present one to prove who asks."""

    current: _Password
    new: _Password


class GrantOut(BaseModel):
    """A duty within a scope."""

    id: int | None
    duty: Duty
    name: LabelOut
    areas: list[str]
    organisations: list[int]
    valid_until: int | None
    source: str = Field(description="`people`: given here. `oidc`: by claims, renewed at each login.")
    created_at: int
    created_by: str


class MeOut(BaseModel):
    """Who asks, and what they may."""

    account_id: int | None = Field(description="Null on an open loopback listener without a login.")
    login: str
    name: str
    via: str = Field(examples=["session"])
    password_due: bool = Field(description="The password must be changed before anything else.")
    has_password: bool
    permissions: list[Permission]
    duties: list[GrantOut]
    areas: list[str]
    organisations: list[int]
    ends_at: int | None = Field(description="When the session ends if it is not used.")
    idle_minutes: float | None


class DutyOut(BaseModel):
    """A duty and what it may do."""

    duty: Duty
    name: LabelOut
    permissions: list[Permission]
    whole_region: bool = Field(description="Can be granted for the whole region only.")


class DutyList(BaseModel):
    """Every duty there is."""

    items: list[DutyOut]


class AccountOut(BaseModel):
    """An account with its grants."""

    id: int
    login: str
    name: str
    disabled: bool
    has_password: bool
    password_due: bool
    issuer: str | None
    oidc_subject: str | None
    created_at: int
    last_login_at: int | None
    grants: list[GrantOut]


class AccountList(BaseModel):
    """Accounts by id. `more`: go on with `after` the last id."""

    items: list[AccountOut]
    more: bool


class AccountIn(Sent):
    """A new account. With `password` it can log in here; with `oidc_subject` by the provider."""

    login: _Name
    name: _Name
    #: A first password is made and told once.
    password: bool = Field(default=True, description="Make a first password, told once in the answer.")
    oidc_subject: Annotated[str, StringConstraints(min_length=1, max_length=128)] | None = None


class AccountMade(AccountOut):
    """The new account."""

    first_password: str | None = Field(description="Told this once; to be changed at the first login.")


class AccountChange(Sent):
    """What to change; left out: stays."""

    name: _Name | None = None
    disabled: bool | None = None


class FirstPassword(BaseModel):
    """A password to be changed at the first login."""

    first_password: str


class GrantIn(Sent):
    """A duty to give within a scope."""

    duty: Duty
    areas: _Areas = []
    organisations: _Organisations = []
    valid_until: Annotated[int, Field(ge=0, le=2**53)] | None = None


class SessionOut(BaseModel):
    """One browser that is logged in."""

    id: int
    method: str
    created_at: int
    last_used_at: int
    ends_at: int
    address: str
    agent: str
    current: bool


class SessionList(BaseModel):
    """An account's sessions, the newest use first."""

    items: list[SessionOut]


class TokenOut(BaseModel):
    """A token, without its text."""

    id: int
    name: str
    prefix: str
    permissions: list[str]
    areas: list[str]
    organisations: list[int]
    created_at: int
    expires_at: int
    last_used_at: int | None
    revoked_at: int | None


class TokenList(BaseModel):
    """An account's tokens, newest first."""

    items: list[TokenOut]


class TokenIn(Sent):
    """A token to make: at most what its owner may do. No areas and organisations: the owner's own."""

    name: _Name
    permissions: Annotated[list[Permission], Field(min_length=1, max_length=20)]
    areas: _Areas = []
    organisations: _Organisations = []
    days: Annotated[int, Field(ge=1, le=3650)] = 90


class TokenMade(TokenOut):
    """The new token."""

    token: str = Field(description="Told this once.")


class Done(BaseModel):
    """It is done."""

    done: Literal[True] = True
