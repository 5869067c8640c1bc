"""The bits of alarms (报警标志) and states (状态) of a location, and its additional items (附加信息).

A bit or an item that is not listed is kept and shown by its number.
"""

from __future__ import annotations

from typing import NamedTuple

Words = tuple[str, str]

ALARM_BITS: dict[int, Words] = {
    0: ("emergency", "紧急报警"),
    1: ("overspeed", "超速报警"),
    2: ("fatigue", "疲劳驾驶"),
    3: ("danger warning", "危险预警"),
    4: ("GNSS fault", "GNSS 模块故障"),
    5: ("antenna open", "GNSS 天线未接"),
    6: ("antenna short", "GNSS 天线短路"),
    7: ("main power low", "主电源欠压"),
    8: ("main power off", "主电源掉电"),
    9: ("display fault", "显示器故障"),
    10: ("TTS fault", "TTS 模块故障"),
    11: ("camera fault", "摄像头故障"),
    12: ("IC-card fault", "IC 卡模块故障"),
    13: ("overspeed warning", "超速预警"),
    14: ("fatigue warning", "疲劳驾驶预警"),
    18: ("driving too long today", "当天累计驾驶超时"),
    19: ("parked too long", "超时停车"),
    20: ("area in or out", "进出区域"),
    21: ("route in or out", "进出路线"),
    22: ("section time", "路段行驶时间"),
    23: ("off the route", "路线偏离"),
    24: ("speed sensor fault", "车辆 VSS 故障"),
    25: ("fuel abnormal", "车辆油量异常"),
    26: ("stolen", "车辆被盗"),
    27: ("illegal ignition", "车辆非法点火"),
    28: ("illegal displacement", "车辆非法位移"),
    29: ("collision", "碰撞"),
    30: ("rollover", "侧翻"),
    31: ("illegal door", "非法开门"),
}
#: What the 2019 edition says otherwise.
_ALARM_BITS_2019: dict[int, Words] = {
    15: ("violation", "违规行驶"),
    16: ("tyre pressure warning", "胎压预警"),
    17: ("right-turn blind area fault", "右转盲区异常"),
    30: ("rollover warning", "侧翻预警"),
}
STATUS_BITS: dict[int, Words] = {
    0: ("ACC on", "ACC 开"),
    1: ("fixed", "定位"),
    2: ("south", "南纬"),
    3: ("west", "西经"),
    4: ("out of service", "停运"),
    5: ("position encrypted", "经纬度加密"),
    10: ("fuel cut", "油路断开"),
    11: ("circuit cut", "电路断开"),
    12: ("door locked", "车门加锁"),
    13: ("front door open", "前门开"),
    14: ("middle door open", "中门开"),
    15: ("rear door open", "后门开"),
    16: ("driver's door open", "驾驶席门开"),
    17: ("fifth door open", "门 5 开"),
    18: ("GPS", "GPS"),
    19: ("BeiDou", "北斗"),
    20: ("GLONASS", "GLONASS"),
    21: ("Galileo", "Galileo"),
}
_STATUS_BITS_2019: dict[int, Words] = {
    6: ("forward collision warning", "紧急刹车系统前撞预警"),
    7: ("lane departure warning", "车道偏移预警"),
    22: ("driving", "车辆行驶"),
}
FIXED, SOUTH, WEST, ENCRYPTED = 1 << 1, 1 << 2, 1 << 3, 1 << 5
LOAD_SHIFT, LOAD_MASK = 8, 0b11
LOADS: dict[int, Words] = {0: ("empty", "空车"), 1: ("half", "半载"), 3: ("full", "满载")}


def alarm_bits(edition: int) -> dict[int, Words]:
    """The alarm bits of an edition."""
    return ALARM_BITS if edition == 2013 else ALARM_BITS | _ALARM_BITS_2019


def status_bits(edition: int) -> dict[int, Words]:
    """The status bits of an edition; the load is no bit."""
    return STATUS_BITS if edition == 2013 else STATUS_BITS | _STATUS_BITS_2019


class Item(NamedTuple):
    """An additional item whose value is one number of `size` bytes, times `scale` in `unit`."""

    name: str
    zh: str
    size: int
    unit: str = ""
    scale: float = 1
    signed: bool = False


ITEMS: dict[int, Item] = {
    0x01: Item("mileage", "里程", 4, "km", 0.1),
    0x02: Item("fuel", "油量", 2, "L", 0.1),
    0x03: Item("recorder_speed", "行驶记录功能获取的速度", 2, "km/h", 0.1),
    0x04: Item("alarm_to_confirm", "需要人工确认报警事件的ID", 2),
    0x06: Item("compartment_temperature", "车厢温度", 2, "°C", signed=True),
    0x25: Item("vehicle_signals", "扩展车辆信号状态位", 4),
    0x2A: Item("io_status", "IO 状态位", 2),
    0x2B: Item("analog_inputs", "模拟量", 4),
    0x30: Item("signal_strength", "无线通信网络信号强度", 1),
    0x31: Item("satellites", "GNSS 定位卫星数", 1),
}
MILEAGE, FUEL, SIGNAL, SATELLITES = 0x01, 0x02, 0x30, 0x31
#: Items with fields of their own, by name only.
NAMED_ITEMS: dict[int, Words] = {
    0x05: ("tyre_pressures", "胎压"),
    0x11: ("overspeed_place", "超速报警附加信息"),
    0x12: ("area_or_route", "进出区域/路线报警附加信息"),
    0x13: ("section_time", "路段行驶时间报警附加信息"),
}


def number_of(item: int, value: bytes) -> float | int | None:
    """The number an item holds, in its unit; None for one that is not listed or has another size."""
    known = ITEMS.get(item)
    if known is None or len(value) != known.size:
        return None
    raw = int.from_bytes(value, "big", signed=known.signed)
    return raw if known.scale == 1 else round(raw * known.scale, 6)
