"""The cards of the three models, and a page of figures for a terminal, from what the evaluation found."""

from __future__ import annotations

from typing import Any, Final

from models.fire_risk.grading import BANDS, INDICES, SHARES
from models.fire_risk.judging import Figures
from models.fire_risk.model import RiskModel
from models.training.card import (
    Bin,
    Card,
    Rows,
    Said,
    ShippedFile,
    Table,
    markdown,
    table,
    with_interval,
)

_TITLES: Final = {
    "building": Said("单位建筑火灾风险", "Fire risk of buildings"),
    "community": Said("住宅小区火灾风险", "Fire risk of residential communities"),
    "severity": Said("火灾后果严重性", "Severity of a fire"),
}
_PURPOSES: Final = {
    "building": Said(
        "估计一栋单位建筑 90 天与 12 个月内发生核实火灾的概率，给出理由，供预警与双随机抽查使用。",
        "The probability of a confirmed fire in an organisation's building within 90 days and 12 "
        "months, with "
        "reasons, for warnings and for the inspection draw.",
    ),
    "community": Said(
        "估计一个住宅小区 90 天与 12 个月内发生核实火灾的概率，给出理由。",
        "The probability of a confirmed fire in a residential community within 90 days and 12 months, "
        "with reasons.",
    ),
    "severity": Said(
        "已知起火，估计造成伤亡或较大损失的概率。",
        "Given a fire, the probability that people are hurt or the loss is great.",
    ),
}
_NAMES: Final = {
    "simulated_later_time": "模拟：学过的城市，之后两年 / simulated: known cities, later years",
    "simulated_held_out_city": "模拟：没有教过模型的城市 / simulated: a city that taught nothing",
    "austin_2023_from_2022": "奥斯汀实测 / Austin, measured",
    "toronto_2018_2019_severity": "多伦多实测 / Toronto, measured",
}
_HEADER: Final = (
    "集 / set", "行 / rows", "事件 / events", "AUC", "PR-AUC", "前 10 % 命中 / capture",
    "ECE", "实/预 / obs:exp", "偏差 / deviance", "基线 / baseline", "真值 AUC / oracle",
)  # fmt: skip


def card(model: RiskModel, told: Figures) -> str:
    """The card of one model."""
    described = model.description
    subject = described.model.rpartition("/")[2]
    own = {name: one for name, one in told["sets"].items() if f"/{subject}/" in name}
    beside = {
        name: one
        for name, one in told["sets"].items()
        if name.startswith("toronto" if subject == "severity" else "austin")
    }
    last = f"{subject}/{described.targets[-1]}"
    return markdown(
        Card(
            title=_TITLES[subject],
            purpose=(
                _PURPOSES[subject],
                Said(
                    "分级按四级（高分更安全）：指数由概率按固定折线换算，与其他对象无关。",
                    "Graded in four bands, higher is safer: the index follows from the probability by a "
                    "fixed line, "
                    "whatever other sites do.",
                ),
            ),
            file=ShippedFile(
                f"models/{described.model}/model.onnx", model.sha256, model.size, described.version
            ),
            inputs=_inputs(model),
            data=(
                Said(
                    f"训练全部为模拟数据：{described.trained_on}，至 {described.trained_until}，种子 "
                    f"{described.seed}。"
                    "没有任何中国的火灾或检查记录。",
                    f"Trained on simulated data alone: {described.trained_on}, until "
                    f"{described.trained_until}, "
                    f"seed {described.seed}. No Chinese record of fires or inspections was to be had.",
                ),
                Said(
                    "标签只取核实的火灾；报警、误报与未核实的出动不算。缺失值保持缺失。不用类别权重。",
                    "The label is a confirmed fire alone; alarms, false alarms and calls nobody "
                    "verified are none. "
                    "What is missing stays missing. No class weights.",
                ),
            ),
            splits=(
                Said(
                    "按时间：早年学习，其后一段校准，最后两年评估；另有一座城市从未参与。",
                    "By time: early years teach, a later slice calibrates, the last two years judge; "
                    "and one city "
                    "took no part at all.",
                ),
            ),
            figures=(_figures(own), _ranges(own), *([_measured(beside)] if beside else [])),
            reliability=_bins(told, last),
            limits=_limits(),
            not_when=(
                Said(
                    "不得单独作为处罚、停业或免检的依据；不看风险的抽查份额必须保留。",
                    "Never as the only ground for a penalty, a closure or an exemption; the share of "
                    "the draw that "
                    "is blind to risk must stay.",
                ),
                Said(
                    "在本地记录上校准之前，概率只能看次序。",
                    "Until it is calibrated on local records, only the order of its probabilities means "
                    "anything.",
                ),
            ),
            slices=_slices(told, last),
            written_by="python -m models.fire_risk.evaluate --cards",
        )
    )


def summary(told: Figures) -> str:
    """Figures for a terminal, one block a set."""
    lines = []
    for name, one in told["sets"].items():
        kind = "模拟 simulated" if one["simulated"] else "实测 measured"
        lines.append(f"{name} [{kind}]")
        lines.append(
            f"  rows {one['rows']:,}  events {one['events']:,}  auc {_of(one, 'auc')}  oracle "
            f"{_number(one['oracle_auc'])}"
            f"  ece {one['ece']:.4f}  observed/expected {one['observed_to_expected']:.3f}"
        )
        lines.append(
            f"  pr_auc {_number(one.get('pr_auc'))}  capture 5/10/20 % "
            + " ".join(f"{one[f'capture_{part}pct']:.3f}" for part in (5, 10, 20))
            + f"  deviance {one['deviance']:.4f}  baseline {one['baseline_deviance']:.4f}"
        )
        if "truth_in_range" in one:
            lines.append(
                f"  expected auc {one['expected_auc']:.4f} of {one['oracle_expected_auc']:.4f}"
                f"  ece to the truth {one['ece_to_truth']:.4f}, the truth's own {one['oracle_ece']:.4f}"
                f"  truth within range {one['truth_in_range']:.3f}, of groups {one['groups_in_range']:.3f}"
            )
    return "\n".join(lines)


def _inputs(model: RiskModel) -> Table:
    told = model.description
    rows: Rows = [("项 / item", "值 / value")]
    rows += [
        ("事实 / facts", str(len(told.facts))),
        ("特征 / features", str(len(told.features))),
        ("目标 / targets", ", ".join(told.targets)),
        ("集成 / ensembles a target", str(told.members)),
        ("校准段基率 / base rate", ", ".join(f"{rate:.4f}" for rate in told.base)),
        (
            "指数对应概率 / probability at index " + ", ".join(f"{index:.0f}" for index in INDICES),
            ", ".join(f"{anchor:.4g}" for anchor in told.anchors),
        ),
        (
            "分级 / bands",
            "; ".join(f"{one.code} {one.zh} > {max(one.above, 0):.0f}" for one in reversed(BANDS))
            + " (训练对象累计占比 / cumulative shares of training sites "
            + f"{', '.join(f'{share:.0%}' for share in SHARES[1:-1])})",
        ),
    ]
    return table("输入与输出", "Inputs and outputs", rows)


def _figures(sets: dict[str, Figures]) -> Table:
    return Table(
        Said("结果（模拟）", "Figures (simulated)"),
        _HEADER,
        tuple(_row(name, one) for name, one in sets.items()),
        Said(
            "真值 AUC：用模拟器中该对象的真实概率排序所得，连期内隐患后来如何变化也知道，任何模型都达不到。"
            "括号内为按对象自助法 95 % 区间。",
            "Oracle: the AUC of the simulator's own true probabilities, which know even how hazards went on "
            "afterwards; no model can reach it. In brackets 95 % of a bootstrap over sites.",
        ),
    )


def _row(name: str, one: Figures) -> tuple[object, ...]:
    return (
        _name(name), one["rows"], one["events"],
        _of(one, "auc"), _of(one, "pr_auc"), _of(one, "capture_10pct"),
        f"{one['ece']:.4f}", f"{one['observed_to_expected']:.3f}", f"{one['deviance']:.4f}",
        f"{one['baseline_deviance']:.4f}", _number(one["oracle_auc"]),
    )  # fmt: skip


def _ranges(sets: dict[str, Figures]) -> Table:
    rows: Rows = [
        (
            "集 / set",
            "期望 AUC / expected",
            "上限 / limit",
            "差 / short by",
            "与真值的 ECE / ECE to the truth",
            "真值自身的 ECE / the truth's own",
            "真值在区间内 / truth in range",
            "各组 / groups",
        )
    ]
    rows += [
        (
            _name(name),
            f"{one['expected_auc']:.4f}",
            f"{one['oracle_expected_auc']:.4f}",
            f"{one['oracle_expected_auc'] - one['expected_auc']:.4f}",
            f"{one['ece_to_truth']:.4f}",
            f"{one['oracle_ece']:.4f}",
            f"{one['truth_in_range']:.2f}",
            f"{one['groups_in_range']:.2f}",
        )
        for name, one in sets.items()
    ]
    note = Said(
        "期望 AUC 对一切可能的火灾取平均，不含运气。真值自身的 ECE 是偶然造成的底数，与真值的 ECE 不含偶然。"
        "区间为九成，说的是同类对象的平均概率，不含单个对象无人记录的差别。",
        "Expected AUCs are means over all that chance may bring. The truth's own ECE is what chance alone "
        "gives; the ECE to the truth is without it. Ranges are of nine in ten and speak of sites that look "
        "alike; what nobody records of a single site is not in them.",
    )
    return table("距上限与区间", "Distance from the limit, and ranges", rows, note)


def _measured(sets: dict[str, Figures]) -> Table:
    return Table(
        Said("同一方法在实测数据上", "The same methods on measured sets"),
        _HEADER,
        tuple(_row(name, one) for name, one in sets.items()),
        Said(
            "奥斯汀：按响应区与月的起数，泊松偏差；基线取去年本区率与仅人口两者中较好者。多伦多：损失 5 "
            "万元（加元）以上。",
            "Austin: counts by response area and month, Poisson deviance; the baseline is the better of "
            "last year's rate "
            "of the area and people alone. Toronto: a loss of 50,000 dollars or more. These are models "
            "of their own, "
            "made on the spot; the file above is not used.",
        ),
    )


def _slices(told: Figures, key: str) -> tuple[Table, ...]:
    found = []
    for name, targets in told["slices"].items():
        for what, rows in targets.get(key, {}).items():
            lines: Rows = [
                ("组 / slice", "行 / rows", "事件 / events", "AUC", "上限 / oracle", "ECE", "实/预", "真/预")
            ]
            lines += [
                (
                    one, str(of["rows"]), str(of["events"]), f"{of['auc']:.3f}", f"{of['oracle_auc']:.3f}",
                    f"{of['ece']:.4f}", f"{of['observed_to_expected']:.2f}", f"{of['true_to_expected']:.2f}",
                )
                for one, of in rows.items()
            ]  # fmt: skip
            found.append(table(f"{what}（{name}）", f"{what} ({name})", lines))
    return tuple(found)


def _bins(told: Figures, key: str) -> tuple[Bin, ...]:
    rows: list[dict[str, Any]] = told["sets"].get(f"simulated_held_out_city/{key}", {}).get("reliability", [])
    return tuple(Bin(row["said"], row["was"], row["rows"]) for row in rows)


def _limits() -> tuple[Said, ...]:
    return (
        Said(
            "模拟城市的规律由人设定，并曾调整到模型离上限不足 0.02 为止；"
            "挑选设定与树的大小时看过留出城市的结果（它没有教过任何模型）。因此离上限多近说明的是设定，不是方法；真实城市只会更难。",
            "The rules of the simulated cities were written by people, and adjusted until the models came "
            "within 0.02 of the limit; the figures of the held-out city were looked at while settings and "
            "the size of the trees were chosen (it taught no model). So how near a model comes to the limit "
            "tells of the settings, not of the method. Real cities can only be harder.",
        ),
        Said(
            "检查多的地方发现多：记录反映检查，不只反映风险；不看风险的份额用来校正。",
            "Who is inspected more is found out more: records mirror inspections, not risk alone. The "
            "share of the draw "
            "that is blind to risk is there to measure it.",
        ),
        Said(
            "单体的概率很小，区间比数字重要。",
            "The probability of one site is small; its range says more than the number.",
        ),
    )


def _name(name: str) -> str:
    head, _, tail = name.partition("/")
    return f"{_NAMES.get(head, head)} {tail}".strip()


def _of(one: Figures, name: str) -> str:
    value = one.get(name)
    return with_interval(value, one.get("intervals", {}).get(name), 3) if value is not None else "–"


def _number(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.3f}"
