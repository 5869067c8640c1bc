"""Who may come in, and for how long."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from cloud.people.asker import whole_region
from cloud.people.duties import DUTIES, Duty
from runtime.settings import SafeUrl, Settings, SettingsPath

AreaPrefix = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{1,5}$")]


class ClaimRule(Settings):
    """Whoever's claim holds this value gets this duty within this scope."""

    claim: str = Field(min_length=1, max_length=128)
    value: str = Field(min_length=1, max_length=256)
    duty: Duty
    areas: tuple[AreaPrefix, ...] = ()
    organisations: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _scoped(self) -> Self:
        if not self.areas and not self.organisations:
            raise ValueError("name `areas` or `organisations`: a duty holds within a scope")
        if DUTIES[self.duty].whole_region and not whole_region(self.areas):
            raise ValueError(f'{self.duty} concerns the whole platform; write areas = ["15"]')
        return self


class OidcSettings(Settings):
    """The provider that people may log in with, besides local accounts."""

    issuer: SafeUrl
    client_id: str = Field(min_length=1, max_length=256)
    client_secret_file: SettingsPath
    #: The address of this centre as browsers know it; the provider sends them back to it.
    public_url: SafeUrl
    scopes: tuple[str, ...] = ("openid", "profile")
    label_zh: str = "统一身份认证"
    label_en: str = "Single sign-on"
    login_claim: str = "preferred_username"
    name_claim: str = "name"
    #: Whether somebody unknown who has a duty by the rules below gets an account as they first come.
    create_accounts: bool = True
    duties: tuple[ClaimRule, ...] = ()


class PeopleSettings(Settings):
    """Logins and sessions."""

    #: "open-on-loopback": no login; only where nothing but this machine can reach the listener.
    login: Literal["required", "open-on-loopback"] = "required"
    session_idle_minutes: float = Field(default=30.0, gt=0, le=24 * 60)
    session_hours: float = Field(default=12.0, gt=0, le=31 * 24)
    sessions_per_account: int = Field(default=10, ge=1, le=100)
    tokens_per_account: int = Field(default=20, ge=1, le=200)
    token_days: int = Field(default=365, ge=1, le=3650)
    #: Requests a second that one address may send without saying who it is, and how many at once.
    anonymous_per_s: float = Field(default=20.0, gt=0)
    anonymous_burst: int = Field(default=200, ge=1)
    oidc: OidcSettings | None = None
