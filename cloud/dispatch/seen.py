"""Whoever changes something says which version they saw: nobody writes over what they have not seen."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.errors import ApiError


class SeenIn(BaseModel):
    """The version that a change is of."""

    version: int | None = Field(
        default=None, ge=1, description="As last read; 409 when somebody was faster. Null: whatever it is."
    )

    def fits(self, version: int) -> None:
        """Raises ApiError 409: it has been changed since."""
        if self.version is not None and self.version != version:
            raise ApiError(
                409,
                "changed-meanwhile",
                "他人刚刚修改过,请重新打开后再改。",
                "Somebody has just changed it. Open it again, then change it.",
                "body.version",
            )
