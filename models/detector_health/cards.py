"""The card of the detectors' health model, and a few lines for a terminal: figures put into words."""

from __future__ import annotations

from typing import Any

from models.detector_health.kinds import WORDS
from models.model_file import ModelFile
from models.training.card import (
    Card,
    Rows,
    Said,
    inputs_table,
    markdown,
    number,
    percent,
    set_by_hand,
    shipped_file,
    table,
    trained_on,
)
from models.training.reliability import bins, by_kind

Figures = dict[str, Any]
_PURPOSE = Said(
    "找出需要维护的感烟探测器（积灰、卡死、跳动、堵塞、零点突变），在其误报或失灵之前安排人员；不改变任何火警。",
    "It finds smoke detectors that need a hand (dust, a stuck or noisy value, a blocked chamber, a zero that "
    "jumped) before they sound for nothing or fail. It changes no fire alarm.",
)
_DATA = Said(
    "全部数据均为仿真：积灰速度、噪声、探测器型号与现场均为假定；没有真实的多周老化序列。数值不得当作实测引用。",
    "All data are simulated: rates of dust, noise, detector types and sites are assumed; no measured weeks "
    "of ageing were to be had. Never quote these figures as measured.",
)
_SPLITS = Said(
    "按型号、现场类别和随机种子划分：一半是训练见过的型号与现场、另一批种子，一半是从未见过的。",
    "Split by type of detector, kind of site and seed: one half are types and sites that training knows, "
    "under other seeds; one half such that it does not.",
)
_LIMITS = Said(
    "堵塞主要靠与邻近探测器比较：现场没有烟气或没有邻居时看不出来；"
    "不能取代按规范进行的加烟试验（GB 50166、NFPA 72）。",
    "A blocked chamber shows mostly beside its neighbours: where nothing smokes, or none is near, it does "
    "not show. The functional test with smoke that the codes ask for (GB 50166, NFPA 72) is still due.",
)
_NOT_WHEN = Said(
    "不适用：只上报补偿后数值或百分比等级的探测器、仅上报开关量的探测器、上报间隔超过 1 小时的设备。",
    "Not for detectors that tell only a compensated value, or only whether they sound; detectors that tell "
    "less often than once an hour.",
)
_HALVES = {"all": "全部 All", "known_types": "已知型号与现场 Known", "other_types": "未见型号与现场 Unseen"}
_BESIDE = Said(
    "对照：日均值达到报警值的 50 %；24 小时数值不变。",
    "Beside it: the mean of a day at 50 % of the alarm value; no change for 24 h.",
)
_SEEN = Said(
    "从未发现、且误报时刻在序列结束之后的探测器不计入，故两种方法的分母不同；"
    "有的探测器在开始监听时已接近报警值。",
    "A detector that a rule never found and whose alarm lies past the end of the series is left out, so the "
    "two have different denominators; some were at their alarm already when listening began.",
)
_PER_MONTH = Said(
    "每 100 探测器月的次数，括号内为 95 % 区间。", "Calls in 100 detector-months, with 95 % intervals."
)


def card(model: ModelFile, said: Figures) -> str:
    """The whole card."""
    parts = {_HALVES[key]: said[key] for key in _HALVES if key in said}
    by_fault = said["all"]["by_fault"]
    faults = {" ".join(WORDS[name]): told for name, told in by_fault.items() if told["faults"]}
    whole = {name: told["faults"] for name, told in parts.items()}
    return markdown(
        Card(
            title=Said("探测器健康", "Detector health"),
            purpose=(_PURPOSE,),
            file=shipped_file(model),
            inputs=inputs_table(model),
            data=(trained_on(model), _DATA),
            splits=(_SPLITS, set_by_hand(model)),
            figures=(
                table(
                    "发现的故障（仿真）", "Faults found (simulation)", _found({**whole, **faults}), _BESIDE
                ),
                table(
                    "积灰误报之前（仿真）", "Before dust sounds the alarm (simulation)", _dust(parts), _SEEN
                ),
                table("无故维护（仿真）", "Calls for nothing (simulation)", _false(parts), _PER_MONTH),
            ),
            reliability=bins(said.get("reliability")),
            slices=by_kind(said.get("reliability")),
            limits=(_LIMITS,),
            not_when=(_NOT_WHEN,),
            written_by="python -m models.detector_health.evaluate --card",
        )
    )


def _found(parts: Figures) -> Rows:
    rows: Rows = [
        (
            "",
            "故障 Faults",
            "模型 Model",
            "50 % 漂移 Drift",
            "24 h 不变 No change",
            "天 Days from begin",
            "类别正确 Kind right",
        )
    ]
    for name, told in parts.items():
        rows.append(
            (
                name,
                str(told["faults"]),
                percent(told["model"]["share"], told["model"]["interval"]),
                percent(told["drift"]["share"]),
                percent(told["no_change"]["share"]),
                number(told["days_from_begin"]),
                percent(told["kind_right"]["share"], told["kind_right"]["interval"]),
            )
        )
    return rows


def _dust(parts: Figures) -> Rows:
    rows: Rows = [
        (
            "",
            "模型早于误报 Model before the alarm",
            "天 Days",
            "50 % 漂移 Drift before the alarm",
            "天 Days",
            "模型早于漂移 Model before drift, days",
        )
    ]
    for name, told in parts.items():
        dust = told["dust"]
        line = [name]
        for by in ("model", "drift"):
            share = dust[by]["before_alarm"]
            line += [
                f"{share['found']}/{share['of']}, {percent(share['share'], share['interval'])}",
                number(dust[by]["days_before_alarm"], dust[by]["interval"]),
            ]
        gain = dust["days_before_drift_limit"]
        rows.append((*line, number(gain["median"], gain["interval"])))
    return rows


def _false(parts: Figures) -> Rows:
    rows: Rows = [("", "正常探测器月 Months", "模型 Model", "50 % 漂移 Drift", "24 h 不变 No change")]
    for name, told in parts.items():
        per = [
            number(told["false"][by]["per_100_months"], told["false"][by]["interval"])
            for by in ("model", "drift", "no_change")
        ]
        rows.append((name, f"{told['quiet_months']:.0f}", *per))
    return rows


def summary(said: Figures) -> str:
    """A few lines for a terminal."""
    lines = []
    for key in _HALVES:
        if key not in said:
            continue
        told = said[key]
        found, false, dust = told["faults"]["model"], told["false"]["model"], told["dust"]["model"]
        lines.append(
            f"{_HALVES[key]}: 发现 found {found['found']}/{found['of']}; 误报前 before dust's alarm "
            f"{dust['before_alarm']['found']}/{dust['before_alarm']['of']}, "
            f"{number(dust['days_before_alarm'])} d; "
            f"无故维护 calls for nothing {false['count']} "
            f"({number(false['per_100_months'])}/100 months)"
        )
    return "\n".join(lines)
