"""What can be wrong with fire water, and `normal` for all that is not: draws, tests, refills, work."""

from __future__ import annotations

from models.training.blocks import NORMAL

KINDS = ("closed", "leak", "dead_pump", "frozen", "dry", "tank", NORMAL)

#: What people read. Chinese and English.
WORDS = {
    "closed": ("阀门关闭", "closed valve"),
    "leak": ("管网渗漏", "leaking pipes"),
    "dead_pump": ("水泵不启动", "pump does not start"),
    "frozen": ("管道冻结", "frozen main"),
    "dry": ("断水", "dry main"),
    "tank": ("水箱漏水或不补水", "tank leaking or not refilled"),
    NORMAL: ("正常", "normal"),
}
