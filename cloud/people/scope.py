"""The scope of an asker as a condition of a query, and as a question about one thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from cloud.errors import ApiError
from cloud.people.asker import Asker, whole_region


def within(asker: Asker, area: Any, organisation_id: Any | None = None) -> ColumnElement[bool]:
    """The condition that a row is in the asker's scope, by its columns of area and organisation."""
    if asker.everything:
        return true()
    ways: list[ColumnElement[bool]] = [in_area(area, prefix) for prefix in asker.areas]
    if organisation_id is not None and asker.organisations:
        ways.append(organisation_id.in_(asker.organisations))
    return or_(*ways) if ways else false()


def in_area(column: Any, prefix: str) -> ColumnElement[bool]:
    """The condition that a code lies within an area; the region holds every code.

    Areas are compared by span, not by pattern, so that every database takes its index.
    """
    if whole_region((prefix,)):
        return true()
    # Both ends are digits of one length, so that no collation can put punctuation between them.
    behind = str(int(prefix) + 1).zfill(len(prefix))
    return and_(column >= prefix, column < behind) if len(behind) == len(prefix) else column >= prefix


def sees(asker: Asker, area: str | None, organisation_id: int | None = None) -> bool:
    """Whether a thing of this area and organisation is in the asker's scope."""
    if asker.everything:
        return True
    if organisation_id is not None and organisation_id in asker.organisations:
        return True
    return area is not None and any(area.startswith(prefix) for prefix in asker.areas)


def covers(asker: Asker, areas: Iterable[str], organisations: Iterable[int]) -> bool:
    """Whether a scope of these areas and organisations lies within the asker's.

    An organisation is inside only when it is named by the asker's own scope: which area it lies in is not
    known here, and a doubt narrows.
    """
    return all(sees(asker, area) for area in areas) and all(sees(asker, None, one) for one in organisations)


def outside(where: str = "body.area") -> ApiError:
    """403: what was named lies beyond the asker's scope."""
    return ApiError(
        403,
        "outside-scope",
        "所填行政区划或单位不在您的管辖范围内。",
        "The area or organisation is outside your scope.",
        where,
    )
