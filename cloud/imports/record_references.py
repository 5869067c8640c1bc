"""Whether rows of records fit: inspections, hazards, patrols, fires, works, weather, people. Raises Wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cloud.duty.days import day_of
from cloud.imports import inspection_rows, record_rows
from cloud.imports.lookups import Lookups
from cloud.imports.places import owner_of, placed, steps_of
from cloud.imports.wrong import Ahead, Wrong
from cloud.people.asker import Asker
from runtime import clock


def _record(kind: str) -> Callable[[Asker, dict[str, Any], Lookups, Ahead], None]:
    def checked(_asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
        owner = owner_of(values, found, ahead)
        placed(values, found, ahead, owner, steps_of(values))
        today = day_of(clock.now_ms())
        fault = inspection_rows.fault_of(
            kind, values, owner, found.records, lambda number: ("inspections", number) in ahead, today
        )
        if fault is not None:
            raise Wrong(*fault)

    return checked


def _fire(asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    if values["organisation"] is not None:
        owner = owner_of(values, found, ahead)
        placed(values, found, ahead, owner, steps_of(values))
    fault = record_rows.fire_fault(asker, values, found.fires.get(values["number"]), clock.now_ms())
    if fault is not None:
        raise Wrong(*fault)


def _work(asker: Asker, values: dict[str, Any], found: Lookups, ahead: Ahead) -> None:
    owner = owner_of(values, found, ahead)
    placed(values, found, ahead, owner, steps_of(values))
    fault = record_rows.work_fault(asker, values, found.works.get(values["number"]))
    if fault is not None:
        raise Wrong(*fault)


def _daily(asker: Asker, values: dict[str, Any], _found: Lookups, _ahead: Ahead) -> None:
    fault = record_rows.daily_fault(asker, values, day_of(clock.now_ms()).isoformat())
    if fault is not None:
        raise Wrong(*fault)


CHECKS: Final[dict[str, Callable[[Asker, dict[str, Any], Lookups, Ahead], None]]] = {
    **{kind: _record(kind) for kind in inspection_rows.KINDS},
    "fires": _fire,
    "works": _work,
    **dict.fromkeys(record_rows.DAILY, _daily),
}
