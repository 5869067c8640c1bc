"""What is said of profiles over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.vocabulary import LabelOut


class ProfileOut(BaseModel):
    """A profile by its names."""

    profile: str = Field(examples=["gb26875-generic"])
    label: LabelOut
    device_address: str | None = Field(
        description="Of transmission devices: by which habit the address is read, as in `readings`."
    )


class ProfileList(BaseModel):
    """Every profile of a way."""

    items: list[ProfileOut]
