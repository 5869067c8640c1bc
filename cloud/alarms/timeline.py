"""What can stand on an alarm's timeline: one table of typed happenings with their names.

The timeline is only ever added to. What people did carries who and why; what the centre did by itself carries
its reason, in `note` for people and in `detail` for programs.
"""

from __future__ import annotations

from enum import StrEnum


class Happening(StrEnum):
    """One thing that happened to an alarm."""

    RAISE = "raise"
    REACTIVATE = "reactivate"
    CLEAR = "clear"
    LATE_EDGE = "late-edge"
    ACKNOWLEDGE = "acknowledge"
    VERIFY = "verify"
    DISPATCH = "dispatch"
    CLOSE = "close"
    SETTLE = "settle"
    TIME_OUT = "time-out"
    LOG = "log"
    RESUME = "resume"
    ESCALATE = "escalate"
    EVIDENCE = "evidence"
    REQUEST = "dispatch-request"
    CONFIRM_REQUEST = "dispatch-confirm"
    WITHDRAW_REQUEST = "dispatch-withdraw"
    REQUEST_STANDS = "dispatch-stands"
    LINK = "verification-link"
    CHATTER = "chatter"
    CHATTER_ENDED = "chatter-ended"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    CONSEQUENCE = "consequence"


HAPPENING_NAMES: dict[Happening, tuple[str, str]] = {
    Happening.RAISE: ("报警", "raised"),
    Happening.REACTIVATE: ("再次报警", "raised again"),
    Happening.CLEAR: ("设备复位", "cleared by the device"),
    Happening.LATE_EDGE: ("迟到的报警记录", "late report"),
    Happening.ACKNOWLEDGE: ("确认", "acknowledged"),
    Happening.VERIFY: ("核实", "verified"),
    Happening.DISPATCH: ("派警", "dispatched"),
    Happening.CLOSE: ("关闭", "closed"),
    Happening.SETTLE: ("自动关闭", "closed by itself"),
    Happening.TIME_OUT: ("核实超时", "not verified in time"),
    Happening.LOG: ("维保/测试期间,仅记录", "logged only, in declared works"),
    Happening.RESUME: ("维保/测试结束,恢复报警", "rings again, declared works ended"),
    Happening.ESCALATE: ("逐级上报", "escalated"),
    Happening.EVIDENCE: ("旁证", "evidence"),
    Happening.REQUEST: ("提请派警", "dispatch requested"),
    Happening.CONFIRM_REQUEST: ("派警请求已证实", "dispatch request confirmed"),
    Happening.WITHDRAW_REQUEST: ("撤回派警请求", "dispatch request withdrawn"),
    Happening.REQUEST_STANDS: ("派警请求仍有效", "dispatch request stands"),
    Happening.LINK: ("发出现场核实链接", "verification link given"),
    Happening.CHATTER: ("频繁报警", "chattering"),
    Happening.CHATTER_ENDED: ("频繁报警结束", "chattering ended"),
    Happening.SHELVE: ("搁置", "shelved"),
    Happening.UNSHELVE: ("搁置结束", "shelving ended"),
    Happening.CONSEQUENCE: ("由他警引起", "consequence of another alarm"),
}
