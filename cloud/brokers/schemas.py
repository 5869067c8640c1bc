"""What is said of the brokers' users and files over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from broker_plugins.policy import Role
from cloud.brokers.files import Engine
from cloud.brokers.tables import BrokerUser


class NewUser(BaseModel):
    """Whom to make."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=64)
    role: Role
    area: str | None = Field(default=None, pattern=r"^[0-9]{6}$", description="Gateways only.")
    password: bool = Field(default=True, description="False: it shows a certificate of this name instead.")


class User(BaseModel):
    """A user of the brokers."""

    username: str
    role: Role
    area: str | None
    has_password: bool
    made_by: str
    made_at: int
    revoked_at: int | None

    @classmethod
    def of(cls, row: BrokerUser) -> User:
        """As it stands in the records."""
        return cls(
            username=row.username,
            role=Role(row.role),
            area=row.area,
            has_password=row.password_hash is not None,
            made_by=row.made_by,
            made_at=row.made_at,
            revoked_at=row.revoked_at,
        )


class MadeUser(User):
    """A user just made; the password is nowhere kept."""

    password: str | None


class UserList(BaseModel):
    """A page of users, by name."""

    items: list[User]
    more: bool


class TargetState(BaseModel):
    """One broker's files."""

    name: str
    revision: int | None = Field(description="The policy's revision that it was last given.")
    at: int | None
    fault: str


class AskedFor(BaseModel):
    """What a broker's host says when it asks for the files."""

    model_config = ConfigDict(extra="forbid")

    held: int | None = Field(
        default=None,
        ge=0,
        le=2**62,
        description="The revision that the folder holds and the broker was told of; null sends all.",
    )
    fault: str = Field(
        default="", max_length=500, pattern=r"^[^\x00]*$", description="What went wrong since it last asked."
    )


class FilesOut(BaseModel):
    """A broker's files, where they are other than those held."""

    engine: Engine
    revision: int
    files: dict[str, str] | None = Field(description="Texts by name; null: as they are held already.")


class BrokerState(BaseModel):
    """The policy, the files, the doors."""

    revision: int
    targets: list[TargetState]
    checks: int
    denied: int
    overloaded: int
    shut_out: int
