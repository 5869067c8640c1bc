"""Why fires began (起火原因) and how sure they are: the codes of the models with their words. A table."""

from __future__ import annotations

from typing import Final

from cloud.alarms.causes import Cause
from models.fire_risk.schema import CAUSES as CODES

STATUSES: Final[dict[str, tuple[str, str]]] = {
    "confirmed": ("已核实", "confirmed"),
    "unconfirmed": ("未核实", "not confirmed"),
    "refuted": ("非火灾", "no fire"),
}
CAUSES: Final[dict[str, tuple[str, str]]] = dict(
    zip(
        CODES,
        (
            ("电气", "electrical"),
            ("物品堆放", "storage"),
            ("电动自行车", "electric bicycle"),
            ("用火用气", "fire or gas in use"),
            ("动火作业", "hot work"),
            ("其他", "other"),
        ),
        strict=True,
    )
)
OTHER: Final = "other"
_OF_ALARMS: Final = {
    Cause.ELECTRICAL: "electrical",
    Cause.COOKING: "flame", Cause.OPEN_FLAME: "flame", Cause.WORKS: "hot-work",
}  # fmt: skip


def of_alarm(cause: str | None) -> str:
    """The cause of a fire by what dispatch said."""
    return _OF_ALARMS.get(Cause(cause), OTHER) if cause is not None else OTHER
