"""A point as the installer names it: by the count of the panel, a name of the profile, or its register."""

from __future__ import annotations

from device_profiles.record import Names
from device_profiles.registers.numbering import Address
from device_profiles.registers.schema import POINT_WORD, RegisterMap, RegisterValue, StateWord
from device_profiles.registers.spots import Spot, grid_spot, named_spot
from edge_agent.drivers.modbus.settings import ModbusPoint


def spot_of(registers: RegisterMap, point: ModbusPoint) -> Spot:
    """Where a point of the settings lies and how it is read. Raises ValueError with what is missing."""
    if point.name is not None:
        return named_spot(registers, registers.point(point.name))
    if point.loop is not None and point.device is not None:
        return grid_spot(registers, registers.grid(point.grid), point.loop, point.device)
    assert point.register_number is not None  # noqa: S101 - one of the three is given
    address = registers.address(point.register_number, point.table)
    word, shift = _word_of(registers, point, address), point.bit or 0
    name = str(point.register_number) if point.bit is None else f"{point.register_number}.{point.bit}"
    return Spot(name, address, point.register_number, shift, word)


def _word_of(registers: RegisterMap, point: ModbusPoint, address: Address) -> StateWord:
    """How the installer's own register is read: by what the settings say, else by the profile's word."""
    bit = address.table.is_bits or point.bit is not None
    if point.bit is not None and address.table.is_bits:
        raise ValueError("a coil or discrete input has no `bit`")
    if point.states:
        if bit:
            raise ValueError("`states` are for whole registers; use `state` for a bit")
        values = {value: _value(state) for value, state in point.states.items() if value != point.normal}
        return StateWord(values={**values, point.normal: _normal()})
    if point.state is not None:
        if not bit:
            raise ValueError(f"`state` = {point.state!r} needs the `bit` that means it, or `states` by value")
        on, off = (0, 1) if point.inverted else (1, 0)
        return StateWord(mask=1, values={on: _value(point.state), off: _normal()})
    if POINT_WORD in registers.words and not bit:
        return registers.words[POINT_WORD]
    raise ValueError("the profile does not say what this means; give `state` (with `bit`) or `states`")


def _value(state: str) -> RegisterValue:
    return RegisterValue(name=_STATE_NAMES.get(state, Names(zh=state, en=state)), set=(state,), clear="all")


def _normal() -> RegisterValue:
    return RegisterValue(name=Names(zh="正常", en="normal"), clear="all")


_STATE_NAMES = {
    "fire": Names(zh="火警", en="fire"),
    "pre-alarm": Names(zh="预警", en="pre-alarm"),
    "started": Names(zh="启动", en="started"),
    "feedback": Names(zh="反馈", en="feedback"),
    "supervisory": Names(zh="监管", en="supervisory"),
    "fault": Names(zh="故障", en="fault"),
    "power-fault": Names(zh="电源故障", en="power fault"),
    "disabled": Names(zh="屏蔽", en="disabled"),
    "test": Names(zh="测试", en="test"),
}
