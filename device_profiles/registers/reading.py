"""Reading a panel's state registers with its profile. Pure: register value in, finding out."""

from __future__ import annotations

from device_profiles.finding import Finding
from device_profiles.registers.schema import FixedPoint, RegisterMap


def read(registers: RegisterMap, register: int, value: int, fixed: FixedPoint | None = None) -> Finding:
    """What the value of one register says of its point.

    A value the table lacks changes no known state: it is a doubt, and the part is supervisory until a known
    value comes. So an unknown code can neither hide a fire nor pass for normal.
    """
    entry = registers.values.get(value)
    evidence: dict[str, str | float | bool | None] = {"register": register, "value": value}
    codes = {"value": str(value)}
    if entry is None:
        text = f"未知状态码 {value} / unknown state code {value}"
        return Finding(codes=codes, doubts=(f"register {register} = {value}",), text=text, evidence=evidence)
    return Finding(
        sets=_as(entry.sets, fixed),
        clears=entry.clears - _as(entry.sets, fixed),
        codes=codes,
        text=f"{entry.name.zh} / {entry.name.en}",
        evidence=evidence,
    )


def _as(states: frozenset[str], fixed: FixedPoint | None) -> frozenset[str]:
    if fixed is None or "fault" not in states:
        return states
    return states - {"fault"} | {fixed.fault_as}
