"""The card of the CO model, and a few lines for a terminal: figures put into words, Chinese first."""

from __future__ import annotations

from typing import Any

from models.co_hazard.kinds import WORDS
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
    "家庭与蒙古包中的一氧化碳：在 EN 50291-1 报警条件之前提示，并说明可能来源。"
    "不取代一氧化碳报警器，只能增加提示，不能抑制报警。",
    "CO in homes and gers: it warns before the alarm condition of EN 50291-1 and says where the CO may come "
    "from. It replaces no CO alarm; it may add a warning and never holds one back.",
)
_DATA = Said(
    "训练数据全部为仿真（充分混合的三室模型）。没有真实泄漏、真实烹饪或吸烟的一氧化碳序列；数值不得当作实测引用。",
    "All training is simulation (three well-mixed rooms). There are no measured leaks and no measured CO of "
    "cooking or smoking: figures on homes rest on simulation, and so do those of cfast_sweep (NIST CFAST).",
)
_SPLITS = Said(
    "按户型和随机种子划分：一半住宅是训练见过的户型、另一批种子，一半是从未见过的户型。",
    "Split by kind of home and by seed: one half of the homes are of kinds that training knows, under other "
    "seeds; one half of kinds that it does not.",
)
_LIMITS = (
    Said(
        "固定限值应继续启用：一氧化碳上升很快时，60 ppm 限值可能先于本模型。来源只是线索，处置前须现场核实。",
        "Keep the fixed limit on beside it: where CO rises fast, 60 ppm may come first. The kind is a hint "
        "about where to look, right in about the share told above; check on the spot.",
    ),
    Said(
        "未达到标准报警条件的轻微泄漏、以及达到报警条件的干扰，既不算命中也不算误报。",
        "A leak too mild for the standard's alarm, and a nuisance that does reach it, count neither as found "
        "nor as false.",
    ),
)
_NOT_WHEN = Said(
    "不适用：工业场所、车库与隧道；无一氧化碳通道的探测器；长时间氢气环境（充电间）；"
    "每 5 分钟以上才上报一次的设备。传感器失效时本模型同样看不见。",
    "Not for works, garages and tunnels; detectors without a CO channel; rooms with hydrogen for hours "
    "(battery charging); devices that tell less often than every five minutes. A dead cell sees nothing.",
)
_PER_DAY = Said(
    "每 100 探测器日的次数，括号内为 95 % 区间。", "Times in 100 detector-days, with 95 % intervals."
)


def card(model: ModelFile, said: Figures) -> str:
    """The whole card."""
    homes = said.get("homes", {})
    names = {
        "all": "全部 All",
        "known_homes": "已知户型 Known kinds of homes",
        "other_homes": "未见户型 Unseen kinds",
    }
    parts = {names[key]: homes[key] for key in names if key in homes}
    tables = []
    if parts:
        by_hazard = _worded(homes["all"]["by_hazard"])
        tables = [
            table("仿真留出住宅（仿真）", "Held-out simulated homes (simulation)", _dangers(parts)),
            table("按危险来源（仿真）", "By hazard (simulation)", _dangers(by_hazard)),
            table("误报（仿真）", "False warnings (simulation)", _false(homes["all"]), _PER_DAY),
        ]
    for source, told in said.get("experiments", {}).items():
        tables.append(table(f"数据集 {source}", f"The set {source}", _false(told), _PER_DAY))
        if told["leaks"]:
            tables.append(table(f"{source} 的泄漏", f"Leaks of {source}", _leaks(told["leaks"])))
    return markdown(
        Card(
            title=Said("一氧化碳危险", "CO hazard"),
            purpose=(_PURPOSE,),
            file=shipped_file(model),
            inputs=inputs_table(model),
            data=(trained_on(model), _DATA),
            splits=(_SPLITS, set_by_hand(model)),
            figures=tuple(tables),
            reliability=bins(homes.get("reliability")),
            slices=by_kind(homes.get("reliability")),
            limits=_LIMITS,
            not_when=(_NOT_WHEN,),
            written_by="python -m models.co_hazard.evaluate --card",
        )
    )


def _worded(by_kind: Figures) -> Figures:
    return {" ".join(WORDS[name]): told for name, told in by_kind.items() if told["dangers"]}


def _dangers(parts: Figures) -> Rows:
    head = (
        "",
        "危险 Dangers",
        "发现 Found",
        "早于标准 Before EN 50291-1",
        "提前 Lead, min",
        "早于 60 ppm Before 60 ppm",
        "提前 Lead, min",
        "来源正确 Kind right",
    )
    rows: Rows = [head]
    for name, told in parts.items():
        standard, fixed = told["before_standard"], told["before_fixed"]
        lead, over = told["minutes_before_standard"], told["minutes_before_fixed"]
        rows.append(
            (
                name,
                str(told["dangers"]),
                percent(told["found"]["share"], told["found"]["interval"]),
                percent(standard["share"], standard["interval"]),
                number(lead["median"], lead["interval"]),
                percent(fixed["share"], fixed["interval"]),
                number(over["median"], over["interval"]),
                percent(told["kind_right"]["share"]),
            )
        )
    return rows


def _false(told: Figures) -> Rows:
    rows: Rows = [("", "探测器日 Days", "模型 Model", "EN 50291-1", "60 ppm")]
    parts = {"全部 All": told["false"]}
    parts |= {" ".join(WORDS.get(name, (name, ""))).strip(): of for name, of in told["by_nuisance"].items()}
    for name, of in parts.items():
        per = [
            number(of[by].get("per_100_days"), of[by].get("interval"))
            for by in ("model", "standard", "fixed")
        ]
        rows.append((name, f"{of['detector_days']:.1f}", *per))
    return rows


def _leaks(leaks: list[Figures]) -> Rows:
    rows: Rows = [("探测器 Detector", "提示 Warned, min", "EN 50291-1, min", "60 ppm, min", "来源 Called")]
    for one in leaks:
        times = [number(one[key]) for key in ("warned_min", "standard_min", "fixed_min")]
        rows.append((one["detector"], *times, one["called"] or "–"))
    return rows


def summary(said: Figures) -> str:
    """A few lines for a terminal."""
    lines = []
    parts = {f"homes {key}": of for key, of in said.get("homes", {}).items() if key != "reliability"}
    parts |= said.get("experiments", {})
    for name, told in parts.items():
        found, false = told["found"], told["false"]["model"]
        before, lead = told["before_standard"], told["minutes_before_standard"]
        lines.append(
            f"{name}: 发现 found {found['found']}/{found['of']}; 早于标准 before EN 50291-1 "
            f"{before['found']}/{before['of']}, 提前 lead {number(lead['median'])} min; "
            f"误报 false {false['count']} ({number(false.get('per_100_days'))}/100 d)"
        )
        lines += [f"  {row['detector']}: {row}" for row in told.get("leaks", [])]
    return "\n".join(lines)
