"""What may be asked of a device: by its kind and arguments, as the records keep them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from cloud.errors import ApiError
from cloud.transmission.requests import CannotAsk, Requests
from cloud.transmission.roster import Device
from cloud.transmission.schemas import ReadBackIn
from device_profiles.uitd import reading
from telemetry.gb26875 import bodies
from telemetry.gb26875.addresses import COMPONENT_HABITS
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.time_label import TimeLabel
from telemetry.gb26875.type_flags import TYPE_FLAGS

#: What a request comes to: a state, a result, words.
Outcome = tuple[str, dict[str, Any], str]
#: A request on its way to a device.
Work = Callable[[Requests, Device], Awaitable[Outcome]]

_SYSTEM_CODES = (61, 65, 66, 68)
_COMPONENT_CODES = (62, 63, 67)
_UITD_CODES = (81, 85, 86, 88)
_SYSTEM_RECORDS, _UITD_RECORDS = 64, 84


def on_duty(operator: int) -> Outcome:
    """The operator pressed the answer key."""
    return "done", {"operator": operator}, f"在岗,操作员 {operator} / on duty, operator {operator}"


def duty_check(timeout_min: int) -> Work:
    """查岗: whoever is on duty has so many minutes to press the answer key."""

    async def work(requests: Requests, device: Device) -> Outcome:
        operator = await requests.duty_check(device, timeout_min)
        if operator is None:
            return (
                "unanswered",
                {},
                f"{timeout_min} 分钟内无人应答 / nobody answered within {timeout_min} min",
            )
        return on_duty(operator)

    return work


async def clock(requests: Requests, device: Device) -> Outcome:
    """Set the device's clock, read it back, compare."""
    told = await requests.set_clock(device)
    words = "一致 / agrees" if told.agrees else "超出允许误差 / off by more than allowed"
    return "done" if told.agrees else "failed", told._asdict(), words


def read_back(asked: ReadBackIn) -> Work:
    """Read from the device, a system, or a component behind it. Raises ApiError on what cannot be asked."""
    _check(asked)

    async def work(requests: Requests, device: Device) -> Outcome:
        objects = _objects(asked, device)
        said = await requests.ask(device, asked.code, objects)
        if said is None:
            raise CannotAsk("仅收到确认,无数据 / confirmed without data")
        return "done", _result(device, said), ""

    return work


def _check(asked: ReadBackIn) -> None:
    if asked.code not in TYPE_FLAGS:
        raise ApiError(
            422, "bad-code", f"类型 {asked.code} 为预留。", f"Type {asked.code} is reserved.", "body.code"
        )
    needs_system = asked.code in (*_SYSTEM_CODES, *_COMPONENT_CODES, _SYSTEM_RECORDS)
    if (
        needs_system
        and asked.component is None
        and (asked.system_type is None or asked.system_address is None)
    ):
        raise ApiError(
            422,
            "system-missing",
            f"类型 {asked.code} 需要系统类型和系统地址。",
            f"Type {asked.code} needs a system type and a system address.",
            "body.system_type",
        )
    if asked.code in _COMPONENT_CODES and asked.component is None:
        raise ApiError(
            422,
            "component-missing",
            f"类型 {asked.code} 需要部件地址。",
            f"Type {asked.code} needs a component's address.",
            "body.component",
        )


def _objects(asked: ReadBackIn, device: Device) -> Sequence[Body]:
    if asked.code in _UITD_CODES:
        return [bodies.ReadUitd()]
    since = TimeLabel.of(device.moment(asked.since or 946_684_800_000))
    if asked.code == _UITD_RECORDS:
        return [bodies.ReadUitdRecords(asked.records, since)]
    system = _system(asked, device)
    if asked.code == _SYSTEM_RECORDS:
        return [bodies.ReadSystemRecords(*system, asked.records, since)]
    if asked.code in _SYSTEM_CODES:
        return [bodies.ReadSystem(*system)]
    habit = COMPONENT_HABITS[device.entry.habits.component_address]
    try:
        return [bodies.ReadComponent(*system, habit.pack(asked.component or ""))]
    except ValueError as fault:
        raise CannotAsk(f"部件地址 {asked.component} 写法不符 / {fault} ({habit.en})") from None


def _system(asked: ReadBackIn, device: Device) -> tuple[int, int]:
    if asked.system_type is not None and asked.system_address is not None:
        return asked.system_type, asked.system_address
    known = device.seen.get(asked.component or "")
    if known is None:
        raise CannotAsk("该部件尚未上报,请给出系统 / it has not reported yet; give its system")
    return known


def _result(device: Device, said: Adu) -> dict[str, Any]:
    entries = reading.read(device.entry.habits, said)
    return {
        "type": said.type,
        "objects": [
            {
                "source": entry.source,
                "component": entry.report.address,
                "states": sorted(entry.report.finding.sets),
                "values": {str(one.analog_type): one.value for one in entry.report.finding.samples},
                "text": entry.report.finding.text,
                "evidence": entry.report.finding.evidence,
            }
            for entry in entries
        ],
        "rest": said.rest.hex(" ").upper(),
        "notes": [str(note) for note in said.notes],
    }


#: Each kind, and its work from the arguments kept; it raises ApiError on what cannot be asked.
QUESTIONS: Mapping[str, Callable[[Mapping[str, Any]], Work]] = {
    "duty-check": lambda told: duty_check(told["timeout_min"]),
    "clock": lambda _: clock,
    "read-back": lambda told: read_back(ReadBackIn.model_validate(told)),
}
