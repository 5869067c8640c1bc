"""What departments read, on the wire."""

from __future__ import annotations

from pydantic import BaseModel, Field, JsonValue, field_validator

from cloud.departments.profiles import FIELDS, PROFILES, Noun
from cloud.hazards.schemas import Form
from cloud.organisations.categories import CATEGORIES
from cloud.organisations.schemas import MAX_VERSION
from cloud.vocabulary import LabelOut


class ShareIn(Form):
    """What an account may read; fields and categories that are not given are the profile's."""

    profile: str = Field(examples=["education"])
    categories: list[str] | None = Field(default=None, max_length=50)
    fields: list[str] | None = Field(default=None, max_length=50)
    version: int | None = Field(default=None, ge=0, le=MAX_VERSION)

    @field_validator("profile")
    @classmethod
    def _known(cls, value: str) -> str:
        return _one_of([value], PROFILES)[0]

    @field_validator("categories")
    @classmethod
    def _categories(cls, value: list[str] | None) -> list[str] | None:
        return None if value is None else _one_of(value, CATEGORIES)

    @field_validator("fields")
    @classmethod
    def _fields(cls, value: list[str] | None) -> list[str] | None:
        return None if value is None else _one_of(value, FIELDS)


class ShareOut(BaseModel):
    """What an account may read."""

    account_id: int
    profile: str
    categories: list[str]
    fields: list[str]
    by: str
    changed_at: int
    version: int


class FieldOut(BaseModel):
    """One field that there is to share."""

    name: str
    label: LabelOut
    of: list[Noun]


class ProfileOut(BaseModel):
    """What a department is offered to begin with."""

    code: str
    label: LabelOut
    categories: list[str]
    fields: list[str]


class OfferOut(BaseModel):
    """Everything that can be shared, and with whom it usually is."""

    schema_version: int
    fields: list[FieldOut]
    profiles: list[ProfileOut]


class SharedPage(BaseModel):
    """Rows with the asker's fields and no others; ask with `after` the `next` for more."""

    schema_version: int
    fields: list[FieldOut]
    items: list[dict[str, JsonValue]]
    next: int | None


def _one_of(values: list[str], known: object) -> list[str]:
    for value in values:
        if value not in known:  # type: ignore[operator]
            raise ValueError(f"{value!r} is not known; see /departments/offer")
    return list(dict.fromkeys(values))
