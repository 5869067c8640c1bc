"""The kinds of buses, as one table: the key of its settings, how one is planned, and what serves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from edge_agent.drivers.driver import Driver, Observe
from edge_agent.drivers.modbus.driver import ModbusDriver
from edge_agent.drivers.modbus.plan import plan_bus as plan_modbus
from edge_agent.drivers.mqtt.driver import MqttDetectorsDriver
from edge_agent.drivers.mqtt.plan import plan_bus as plan_mqtt
from edge_agent.drivers.serial.driver import SerialDriver
from edge_agent.drivers.serial.plan import plan_bus as plan_serial
from edge_agent.drivers.uitd.driver import UitdDriver
from edge_agent.drivers.uitd.plan import plan_bus as plan_uitd
from edge_agent.planning import BusPlan, Place, Planner


class Family(NamedTuple):
    """How the buses of one kind are planned, and what serves them."""

    plan: Callable[[Any, Planner, Place], BusPlan]
    driver: Callable[[Any, Observe], Driver]


#: In the order in which their panels are numbered.
FAMILIES: Mapping[str, Family] = {
    "modbus": Family(plan_modbus, ModbusDriver),
    "serial": Family(plan_serial, SerialDriver),
    "uitd": Family(plan_uitd, UitdDriver),
    "mqtt": Family(plan_mqtt, MqttDetectorsDriver),
}


def serve(plan: BusPlan, observe: Observe) -> Driver:
    """The driver for a planned bus."""
    return FAMILIES[plan.family].driver(plan, observe)
