"""Duties (岗位职责): what each may do, in one table, and which of them no one person may hold together."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from cloud.people.asker import Permission


class Duty(StrEnum):
    """What a person is there for."""

    SYSTEM_ADMINISTRATOR = "system-administrator"
    PLATFORM_OPERATOR = "platform-operator"
    AREA_SUPERVISOR = "area-supervisor"
    CONTROL_ROOM = "control-room-duty"
    SAFETY_MANAGER = "safety-manager"
    INSTALLER = "installer"
    INSPECTOR = "inspector"
    DEPARTMENT = "department"
    VIEWER = "viewer"
    AUDITOR = "auditor"
    DISPATCHER = "dispatcher"


class DutyEntry(NamedTuple):
    """A duty's names, and what it may do."""

    zh: str
    en: str
    permissions: frozenset[Permission]
    #: Concerns the platform as a whole: it cannot be granted for a part of the region.
    whole_region: bool = False


def _may(*permissions: Permission) -> frozenset[Permission]:
    return frozenset(permissions)


P = Permission

DUTIES: dict[Duty, DutyEntry] = {
    Duty.SYSTEM_ADMINISTRATOR: DutyEntry(
        "系统管理员",
        "system administrator",
        _may(P.VIEW, P.EDIT_REGISTRY, P.OPERATE, P.SPEAK, P.SERVE_BROKERS, P.EDIT_PEOPLE, P.READ_AUDIT),
        whole_region=True,
    ),
    Duty.PLATFORM_OPERATOR: DutyEntry(
        "平台运维",
        "platform operator",
        _may(
            P.VIEW, P.EDIT_REGISTRY, P.ENROL, P.REVOKE, P.COMMAND_DEVICES, P.OPERATE, P.SPEAK, P.SERVE_BROKERS
        ),
    ),
    Duty.AREA_SUPERVISOR: DutyEntry(
        "监督员", "area supervisor", _may(P.VIEW, P.EDIT_REGISTRY, P.INSPECT, P.PLAN_INSPECTIONS)
    ),
    Duty.CONTROL_ROOM: DutyEntry(
        "消防控制室值班员", "control-room duty", _may(P.VIEW, P.HANDLE_ALARMS, P.COMMAND_DEVICES)
    ),
    Duty.SAFETY_MANAGER: DutyEntry(
        "单位消防安全管理人",
        "organisation's safety manager",
        _may(P.VIEW, P.HANDLE_ALARMS, P.EDIT_REGISTRY, P.RECTIFY),
    ),
    Duty.INSPECTOR: DutyEntry("执法检查人员", "inspector", _may(P.VIEW, P.INSPECT)),
    Duty.DEPARTMENT: DutyEntry("行业部门", "another department", _may(P.READ_SHARED)),
    Duty.INSTALLER: DutyEntry("安装人员", "installer", _may(P.VIEW, P.ENROL, P.EDIT_REGISTRY)),
    Duty.VIEWER: DutyEntry("只读用户", "viewer", _may(P.VIEW)),
    Duty.DISPATCHER: DutyEntry("119 接警调度员", "119 dispatcher", _may(P.VIEW, P.DISPATCH)),
    Duty.AUDITOR: DutyEntry("审计员", "auditor", _may(P.READ_AUDIT), whole_region=True),
}

#: Who gives power may not be the one who looks over its use (职责分离).
APART: tuple[frozenset[Duty], ...] = (frozenset({Duty.SYSTEM_ADMINISTRATOR, Duty.AUDITOR}),)


def torn_apart(held: Iterable[Duty], given: Duty) -> Duty | None:
    """The duty already held that forbids this one; None: they go together."""
    for duty in held:
        if duty != given and frozenset({duty, given}) in APART:
            return duty
    return None
