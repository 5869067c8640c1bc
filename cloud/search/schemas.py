"""What was found, as the API shows it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from cloud.vocabulary import LabelOut

Kind = Literal["organisation", "building", "gateway", "device", "room", "point"]


class FoundOut(BaseModel):
    """One thing, and how it was found."""

    kind: Kind
    id: str = Field(description="Its id; of a gateway its name.", examples=["17"])
    name: str = Field(examples=["蒙源酒店"])
    detail: str = Field(description="Address, serial, or gateway and part.", examples=["海拉尔大街12号"])
    found: str = Field(
        description="How: same-name, same-code, name-begins, code-begins, in-name, pinyin-begins, code-ends,"
        " initials, pinyin, in-detail.",
        examples=["in-name"],
    )
    organisation_id: int | None = Field(examples=[17])
    organisation: str | None = Field(examples=["呼和浩特市蒙源酒店有限公司"])
    area: str = Field(examples=["150102"])
    area_name: LabelOut
    place: str = Field(description="Building and floor of a room or point.", examples=["主楼 3F"])


class FoundList(BaseModel):
    """What was found, best first."""

    items: list[FoundOut]
    more: bool = Field(description="There is more than was asked for: say more of what is looked for.")
