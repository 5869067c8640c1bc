"""Whoever changes something says which version they saw: nobody writes over what they have not seen."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.errors import ApiError


class SeenIn(BaseModel):
    """The version that a change is of."""

    version: int | None = Field(
        default=None, ge=1, description="As last read; 409 when somebody was faster. Null: whatever it is."
    )


def check_version(
    held: int,
    seen: int | None,
    zh: str = "该记录",
    en: str = "It",
    code: str = "moved",
    where: str = "body.version",
) -> None:
    """Refuse a change of what has changed since it was seen; None: whatever it is. Raises ApiError."""
    if seen is not None and seen != held:
        raise ApiError(
            409,
            code,
            f"{zh}已被他人更新,请刷新后重试。",
            f"{en} has been changed meanwhile. Reload it and decide again.",
            where,
        )
