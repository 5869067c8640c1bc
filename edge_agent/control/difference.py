"""What differs between two plans, and so what must be started anew, and nothing else. Pure."""

from __future__ import annotations

from typing import NamedTuple

from edge_agent.plan import Plan
from edge_agent.planning import BusPlan
from edge_agent.watch import Watched


class Difference(NamedTuple):
    """What a new plan asks for."""

    #: Buses that are gone or changed, and those that are new or changed.
    stop: tuple[str, ...] = ()
    start: tuple[BusPlan, ...] = ()
    #: The parts under watch, or how the building is called, changed.
    inventory: bool = False
    uplink: bool = False
    door: bool = False
    #: Anything else: paces, limits, what is allowed.
    general: bool = False
    #: What cannot change while the agent runs, with the cure; then nothing is changed at all.
    refused: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether the plans differ at all."""
        return any(self)

    @property
    def changed(self) -> tuple[str, ...]:
        """Buses that are stopped and started again under the same name."""
        started = {plan.name for plan in self.start}
        return tuple(name for name in self.stop if name in started)


#: Settings that stay for the life of the process: key, why.
_FIXED = (
    ("gateway", "records that wait bear the gateway's name"),
    ("area", "records that wait go out under the area's topics"),
    ("spool.path", "records that wait stand in the old file"),
)
_OWN_FIELDS = frozenset({"uplink", "local", "building"})


def difference(old: Plan, new: Plan) -> Difference:
    """What leads from the old plan to the new one."""
    refused = tuple(
        f"`{key}` 不能在运行中更改 / cannot change while it runs: {why}; stop the agent, change it, start it"
        for key, why in _FIXED
        if _value(old, key) != _value(new, key)
    )
    marks = {plan.name: (plan.family, plan.mark) for plan in old.buses}
    wanted = {plan.name: (plan.family, plan.mark) for plan in new.buses}
    tables = {plan.family for plan in (*old.buses, *new.buses)}
    return Difference(
        stop=tuple(name for name, mark in marks.items() if wanted.get(name) != mark),
        start=tuple(plan for plan in new.buses if marks.get(plan.name) != wanted[plan.name]),
        inventory=_configured(old) != _configured(new) or old.settings.building != new.settings.building,
        uplink=old.settings.uplink != new.settings.uplink,
        door=old.settings.local != new.settings.local,
        general=_general(old, tables) != _general(new, tables),
        refused=refused,
    )


def _configured(plan: Plan) -> dict[str, Watched]:
    """The parts that the settings name; what a driver finds by itself is no difference between settings."""
    return {name: entry for bus in plan.buses for name, entry in bus.watched.items()}


def _value(plan: Plan, key: str) -> object:
    value: object = plan.settings
    for step in key.split("."):
        value = getattr(value, step)
    return value


def _general(plan: Plan, tables: set[str]) -> dict[str, object]:
    return {
        name: getattr(plan.settings, name)
        for name in type(plan.settings).model_fields
        if name not in _OWN_FIELDS and name not in tables
    }
