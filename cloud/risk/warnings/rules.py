"""The rules that raise risk warnings, as a table. Pure: what is known of a site in, findings out."""

from __future__ import annotations

from typing import Final, NamedTuple


class Rule(NamedTuple):
    """A rule: where its warnings go, how many days they have, and the task."""

    code: str
    zh: str
    en: str
    desk: str
    days: int
    task_zh: str
    task_en: str
    #: The setting that is its threshold, and its unit; empty: it has none.
    setting: str = ""
    unit: str = ""


DESKS: Final = {
    "organisation": ("社会单位", "organisation"),
    "station": ("消防救援站", "fire station"),
    "department": ("行业主管部门", "supervising department"),
    "town": ("乡镇街道", "town or sub-district"),
}

RULES: Final = {
    rule.code: rule
    for rule in (
        Rule("band-worse", "风险等级上升", "worse band", "station", 15,
             "上门核查风险上升原因并督促整改", "visit the site, find out why, and see to its rectification"),
        Rule("score-jump", "风险指数骤降", "index fell fast", "station", 7,
             "尽快上门核查", "visit the site soon", "jump_points", "分"),
        Rule("overdue-major", "重大隐患逾期未改", "major hazard overdue", "department", 7,
             "督办重大隐患整改", "see to it that the major hazard is rectified"),
        Rule("offline-long", "长时间离线", "offline for long", "organisation", 3,
             "恢复联网并说明原因", "bring it back, and say why it was away", "offline_h", "小时"),
        Rule("faults-repeated", "设备故障频发", "repeated faults", "organisation", 10,
             "检修消防设施并反馈", "have the equipment repaired, and report", "faults_30d", "次"),
        Rule("inspection-due", "超期未检查", "inspection due", "station", 30,
             "按风险等级频次安排检查", "inspect it, as its band asks for"),
    )
}  # fmt: skip
