"""The formulas in words, for people: what is counted over what. One table, in both languages."""

from __future__ import annotations

from typing import Final

from cloud.quality.schemas import FormulaOut
from cloud.vocabulary import LabelOut

FORMULAS: Final = tuple(
    FormulaOut(
        share=share,
        zh=zh,
        en=en,
        over=LabelOut(zh=over_zh, en=over_en),
        under=LabelOut(zh=under_zh, en=under_en),
    )
    for share, zh, en, over_zh, over_en, under_zh, under_en in (
        (
            "completeness",
            "完整性",
            "Completeness",
            "中心已收存的报文（含隔离）",
            "messages held by the centre, quarantined ones included",
            "网关自报已发出的报文，减去仍在缓存中的",
            "messages the gateway says it gave out, less those still in its spool",
        ),
        (
            "freshness",
            "新鲜度",
            "Freshness",
            "在各自时限内有消息的点位（每次巡检累计）",
            "points heard within their own limit, added up over the scans",
            "设有时限的点位（每次巡检累计）",
            "points that have a limit, added up over the scans",
        ),
        (
            "timeliness",
            "及时性",
            "Timeliness",
            "一分钟内到达中心的报文",
            "messages that reached the centre within a minute",
            "已存储的报文",
            "messages stored",
        ),
        (
            "validity",
            "有效性",
            "Validity",
            "在量程内的数值",
            "values within their range",
            "全部数值，另加被隔离的报文",
            "all values, and each quarantined message as one",
        ),
        (
            "uniqueness",
            "唯一性",
            "Uniqueness",
            "不重复的报文",
            "messages that came once",
            "收到的全部报文（含重复）",
            "all messages received, repetitions included",
        ),
    )
)
