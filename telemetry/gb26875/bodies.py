"""The information objects (信息对象): one class each, fields in the order of the wire (clause 8.3).

Component addresses stay the four bytes they are, for the standard gives them no structure; descriptions stay
their 31 bytes, with the words in `text`. Times are `TimeLabel`s.
"""

from __future__ import annotations

from typing import NamedTuple

from telemetry.analog_types import ANALOG_TYPES, AnalogType
from telemetry.gb26875 import text
from telemetry.gb26875.time_label import TimeLabel

#: From here on a type code is the user's own (用户自定义), and nobody but the site knows what it means.
FIRST_USER_CODE = 128


class SystemState(NamedTuple):
    """Type 1, 建筑消防设施系统状态. `state`: bits of figure 6."""

    system_type: int
    system_address: int
    state: int
    at: TimeLabel


class ComponentState(NamedTuple):
    """Type 2, 建筑消防设施部件运行状态. `state`: bits of figure 7."""

    system_type: int
    system_address: int
    component_type: int
    component_address: bytes
    state: int
    description: bytes
    at: TimeLabel

    @property
    def text(self) -> str:
        """The description's words."""
        return text.read(self.description).words


class AnalogValue(NamedTuple):
    """Type 3, 建筑消防设施部件模拟量值. `raw` is signed; `at` is when it was sampled."""

    system_type: int
    system_address: int
    component_type: int
    component_address: bytes
    analog_type: int
    raw: int
    at: TimeLabel

    @property
    def quantity(self) -> AnalogType | None:
        """The standard's quantity; None for reserved codes and for the user's own."""
        return ANALOG_TYPES.get(self.analog_type) if self.analog_type < FIRST_USER_CODE else None

    @property
    def value(self) -> float:
        """The value in the quantity's unit; the raw count where the quantity is not the standard's."""
        known = self.quantity
        return float(self.raw) if known is None else round(self.raw * known.resolution, 6)


class SystemOperation(NamedTuple):
    """Type 4, 建筑消防设施操作信息. `flags`: bits of figure 9."""

    system_type: int
    system_address: int
    flags: int
    operator: int
    at: TimeLabel


class SystemVersion(NamedTuple):
    """Type 5, 建筑消防设施软件版本."""

    system_type: int
    system_address: int
    main: int
    minor: int


class SystemConfiguration(NamedTuple):
    """Type 6, 建筑消防设施系统配置情况: a free text of at most 255 bytes."""

    system_type: int
    system_address: int
    description: bytes

    @property
    def text(self) -> str:
        """The words."""
        return text.read(self.description).words


class ComponentConfiguration(NamedTuple):
    """Type 7, 建筑消防设施部件配置情况."""

    system_type: int
    system_address: int
    component_type: int
    component_address: bytes
    description: bytes

    @property
    def text(self) -> str:
        """The description's words."""
        return text.read(self.description).words


class SystemTime(NamedTuple):
    """Type 8, 建筑消防设施系统时间."""

    system_type: int
    system_address: int
    at: TimeLabel


class UitdState(NamedTuple):
    """Type 21, 用户信息传输装置运行状态. `state`: bits of figure 13."""

    state: int
    at: TimeLabel


class UitdOperation(NamedTuple):
    """Type 24, 用户信息传输装置操作信息. `flags`: bits of figure 14; bit 5 answers a duty check (查岗)."""

    flags: int
    operator: int
    at: TimeLabel


class UitdVersion(NamedTuple):
    """Type 25, 用户信息传输装置软件版本."""

    main: int
    minor: int


class UitdConfiguration(NamedTuple):
    """Type 26, 用户信息传输装置配置情况: a free text of at most 255 bytes."""

    description: bytes

    @property
    def text(self) -> str:
        """The words."""
        return text.read(self.description).words


class UitdTime(NamedTuple):
    """Type 28, 用户信息传输装置系统时间."""

    at: TimeLabel


class ReadSystem(NamedTuple):
    """Types 61, 65, 66 and 68: one system is asked for its state, version, configuration or time."""

    system_type: int
    system_address: int


class ReadComponent(NamedTuple):
    """Types 62, 63 and 67: one component is asked for. There is no component type byte."""

    system_type: int
    system_address: int
    component_address: bytes


class ReadSystemRecords(NamedTuple):
    """Type 64: at most `records` operation records of a system, from `since` on."""

    system_type: int
    system_address: int
    records: int
    since: TimeLabel


class ReadUitdRecords(NamedTuple):
    """Type 84: at most `records` operation records of the device, from `since` on."""

    records: int
    since: TimeLabel


class ReadUitd(NamedTuple):
    """Types 81, 85, 86 and 88, and 89 to initialise: one reserved byte, 0."""

    reserved: int = 0


class SetUitdClock(NamedTuple):
    """Type 90, 同步用户信息传输装置时钟: the centre's time."""

    at: TimeLabel


class DutyCheck(NamedTuple):
    """Type 91, 查岗命令: how many minutes the operator has to answer."""

    timeout_min: int


UplinkBody = (
    SystemState
    | ComponentState
    | AnalogValue
    | SystemOperation
    | SystemVersion
    | SystemConfiguration
    | ComponentConfiguration
    | SystemTime
    | UitdState
    | UitdOperation
    | UitdVersion
    | UitdConfiguration
    | UitdTime
)
DownlinkBody = (
    ReadSystem | ReadComponent | ReadSystemRecords | ReadUitdRecords | ReadUitd | SetUitdClock | DutyCheck
)
Body = UplinkBody | DownlinkBody
