"""What a list of the brigade's books is narrowed by: an area, and a part of a name or number."""

from __future__ import annotations

from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Query
from sqlalchemy import ColumnElement, and_, or_, true

from cloud.people.scope import in_area

_REGION: Final = "15"


class Sought(NamedTuple):
    """An area by its code, and words; left out: everything."""

    area: str = _REGION
    text: str = ""

    def fits(self, area: Any, *texts: Any) -> ColumnElement[bool]:
        """The condition that a row lies there, and that one of its texts holds the words."""
        words = self.text.strip()
        said = or_(*(each.icontains(words, autoescape=True) for each in texts)) if words else true()
        return and_(in_area(area, self.area), said)


EVERYTHING: Final = Sought()


def _sought(
    area: Annotated[str, Query(pattern=r"^15([0-9]{2}){0,2}$", description="Only there.")] = _REGION,
    q: Annotated[
        str, Query(max_length=64, pattern=r"^[^\x00]*$", description="A part of its name or number.")
    ] = "",
) -> Sought:
    return Sought(area, q)


SoughtOf = Annotated[Sought, Depends(_sought)]
