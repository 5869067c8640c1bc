"""The card of the early-warning model, from its figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.early_warning.figures import Figures
from models.early_warning.report import aims
from models.early_warning.trade_offs import TRADE_OFFS, WORDS
from models.model_file import ModelFile
from models.training.card import Card, Said, Table, inputs_table, markdown, shipped_file, trained_on
from models.training.reliability import lines

_LIMITS = (
    Said(
        "一支烟在卧室里给出的烟和一氧化碳，比阴燃火在阈值时间一半时给出的还多；小锅油烟与刚起的明火一样热。"
        "单个房间的数据分不开它们：要早就会把一些干扰当成火。上表给出能取到的几个点，由现场选择。",
        "A cigarette in a bedroom gives more smoke and CO than a smouldering fire does at half the "
        "threshold's time, and a small pan as much heat as young flames. One room's data cannot tell them "
        "apart: who wants the time takes some nuisances for fires. The table shows the points to be had.",
    ),
    Said(
        "干扰（油烟、蒸汽、粉尘、香烟、蜡烛、取暖）没有公开的实测曲线，误判数字都来自模拟（CFAST "
        "与本项目的模拟器）。",
        "No measured series of nuisances (cooking, steam, dust, tobacco, candles, heaters) is to "
        "be had: how often "
        "they are taken for fires rests on simulation (CFAST and this project's simulator).",
    ),
    Said(
        "平常日子的实测只有一间办公室的温度、湿度和二氧化碳，没有烟和一氧化碳。",
        "Ordinary life was measured in one office only, and only its temperature, humidity and CO2.",
    ),
    Said(
        "概率按训练中的比例校准（一半是火灾），不是一栋楼里真实的发生率；它用来排序和报警，不用来计算风险。",
        "Probabilities are calibrated to the mix of training, half of it fires, not to how rare "
        "fires are in a "
        "building: they rank and warn, they are no risk.",
    ),
    Said(
        "起火前没有基线的探测器（刚上电）只看到绝对值，会晚一些。",
        "A detector that was switched on as it began has no baseline; it sees levels only, and later.",
    ),
)
_NOT_WHEN = (
    Said(
        "不能代替火灾报警控制器或任何法定探测器；它只能增加一个预警，从不取消一个报警。",
        "Not instead of a fire panel or of any detector the law asks for: it may add a warning, "
        "never take one back.",
    ),
    Said("不用于每分钟报告不到一次的探测器。", "Not for detectors that tell less than once a minute."),
    Said(
        "不用于有持续油烟或蒸汽的厨房、浴室、洗衣房，除非先以影子模式运行一个月。",
        "Not in kitchens, bathrooms or laundries with steady fumes or steam, unless in shadow "
        "mode for a month first.",
    ),
    Said(
        "不用于高于 8 米的空间和室外；训练中没有。",
        "Not in spaces higher than 8 m or outdoors; training had none.",
    ),
)


_SPLITS = (
    Said(
        "四折：同一房间（CFAST）、同一试验（NIST）、同一布置（FSRI）、同一天（办公室）永远在一起；"
        "“目标与结果”“取舍”及各分组表中的数字都出自没有见过该组的模型。",
        "Four folds; a room (CFAST), a test (NIST), a set-up (FSRI), a day (office) is never split. The "
        "figures under aims, trade-offs and slices come from a model that had not seen that group.",
    ),
    Said(
        "发布的文件用全部数据训练；阈值取舍是看着这些数字选定的。",
        "The file that ships learnt from all of it. The limits of the trade-offs were chosen looking at "
        "these figures.",
    ),
)
_SIMULATED_ONLY = (
    Said(
        "只用模拟器训练，没有在任何实测火灾上评估过。",
        "Trained on the simulator alone, and judged on no measured fire.",
    ),
)


def card(model: ModelFile, said: Figures | None, simulated: Figures, written_by: str) -> str:
    """The page, from the figures on unseen experiments (None: there were none) and simulated moments."""
    return markdown(
        Card(
            title=Said("火灾早期预警", "Early warning of fire"),
            purpose=(
                Said(
                    "从一个或几个探测器的烟、热、一氧化碳、二氧化碳、湿度判断是否有火灾正在发展、"
                    "是哪一种，早于固定阈值。",
                    "Tells from smoke, heat, CO, CO2 and humidity of one detector or several "
                    "whether a fire is "
                    "developing, and of what kind, before a fixed threshold does.",
                ),
            ),
            file=shipped_file(model),
            inputs=inputs_table(model),
            data=(
                trained_on(model),
                _sets(said),
            ),
            splits=(*(_SPLITS if said else _SIMULATED_ONLY), _calibrated(simulated)),
            figures=(_aims(said), _trade_offs(said)) if said else (),
            slices=(
                *((_slices(said), _sources(said), _kinds(said)) if said else ()),
                _simulated(simulated),
            ),
            reliability=lines(simulated["reliability"]),
            limits=(*_LIMITS, *(_all_flamed(said) if said else ())),
            not_when=_NOT_WHEN,
            written_by=written_by,
        )
    )


#: What each set is, and whether somebody measured it.
_SETS = {
    "nist_smoke_alarms": (Said("NIST 住宅火灾", "NIST home fires"), True),
    "fsri_compartments": (Said("UL FSRI 房间火灾", "UL FSRI room fires"), True),
    "occupancy": (Said("UCI 办公室", "pieces of days of the UCI office"), True),
    "cfast_sweep": (Said("NIST CFAST", "runs of NIST CFAST"), False),
}


def _sets(said: Figures | None) -> Said:
    """Which experiments were there, counted from the figures."""
    counted: dict[str, int] = {}
    for one in said["experiments"] if said else ():
        counted[one["source"]] = counted.get(one["source"], 0) + 1

    def told(measured: bool) -> Said:
        found = [
            (counted[name], words)
            for name, (words, of) in _SETS.items()
            if of == measured and name in counted
        ]
        return Said(
            "、".join(f"{words.zh} {count} 段" for count, words in found),
            ", ".join(f"{count} {words.en}" for count, words in found),
        )

    real, made = told(True), told(False)
    return Said(
        f"实测：{real.zh or '无'}；模拟：{made.zh + '与' if made.zh else ''}本项目的火灾模拟器。",
        f"Measured: {real.en or 'nothing'}. Simulated: {made.en + ' and ' if made.en else ''}"
        "this project's fire simulator.",
    )


def _calibrated(simulated: Figures) -> Said:
    """Which rows calibrated the file that ships."""
    of = simulated
    return Said(
        f"概率由 {of['calibrated_rows']} 个时刻校准，来自 {of['groups']} 组中随机留出的 "
        f"{of['calibrated_groups']} 组（一次模拟运行、一个房间、一次试验或一天为一组，其全部副本在内）；"
        "这些时刻没有用于拟合树。",
        f"The probability is calibrated on {of['calibrated_rows']} moments of {of['calibrated_groups']} of "
        f"{of['groups']} groups, held back at random with all their copies (a simulated run, a room, a test, "
        "a day each); they fitted no tree.",
    )


def _all_flamed(said: Figures) -> tuple[Said, ...]:
    """Which kinds of fire were never measured, as far as the experiments tell."""
    measured = {one["kind"] for one in said["experiments"] if one["truth"] == "fire" and not one["simulated"]}
    if not measured or any(kind.startswith(("smoulder", "electrical")) for kind in measured):
        return ()
    return (
        Said(
            "阴燃与电气火灾的数字同样来自模拟；实测火灾全部是明火。",
            "So do the figures of smouldering and electrical fires; every measured fire flamed.",
        ),
    )


def _aims(said: Figures) -> Table:
    marks = {True: "✓", False: "✗", None: None}
    return Table(
        Said("目标与结果", "Aims and what was reached"),
        ("目标 / aim", "结果 / reached", ""),
        tuple((words, told, marks[met]) for words, told, met in aims(said)),
        Said(
            "实测不含燃烧器试验（一开始就是全功率，总能发现）；"
            "括号内为 95 % 区间。① 固定阈值在同一数值上越限时，概率达到 beside 即报；"
            "不用这一条时，模型晚于阈值的探测器数。",
            "Measured fires are without burners, which begin at full power and are always found. "
            "In brackets: 95 % intervals. ① Where a fixed threshold rings on the same values, the "
            "probability `beside` is enough; "
            "the number is of detectors on which the model would be later without that.",
        ),
    )


def _trade_offs(said: Figures) -> Table:
    names = tuple(said["trade_offs"])
    rows = list(next(iter(said["trade_offs"].values())))
    limits = (
        "on / sure / confirm s / beside",
        *(f"{of.on} / {of.sure} / {of.confirm} / {of.beside}" for of in (TRADE_OFFS[name] for name in names)),
    )
    return Table(
        Said("取舍，由现场选择", "Trade-offs, for the site to choose from"),
        ("", *(f"{WORDS[name][0]} / {name}" for name in names)),
        (limits, *((row, *(said["trade_offs"][name][row] for name in names)) for row in rows)),
    )


_TIMED = (
    "detectors_compared",
    "median_lead_over_threshold_s",
    "median_time_ratio",
    "median_time_ratio_interval",
    "later_than_threshold",
)


def _slices(said: Figures) -> Table:
    groups = {**said["slices"], **{f"vs {name}": of for name, of in said["by_threshold"].items()}}
    return Table(
        Said("时间，与阈值相比", "Times beside thresholds"),
        ("", *_TIMED),
        tuple((name, *(_cell(of[key]) for key in _TIMED)) for name, of in groups.items()),
    )


def _sources(said: Figures) -> Table:
    keys = (
        "fires",
        "fires_found",
        "later_than_threshold",
        "nuisances",
        "nuisances_called_fire",
        "detector_days",
    )
    return Table(
        Said("按数据来源", "By set"),
        ("", *keys, "false_warnings"),
        tuple(
            (source, *(_cell(of[key]) for key in keys), of["false_warnings"])
            for source, of in said["sources"].items()
        ),
    )


def _kinds(said: Figures) -> Table:
    rows: Sequence[tuple[object, ...]] = tuple(
        (
            kind,
            ", ".join(f"{named} {count}" for named, count in sorted(row.items(), key=lambda item: -item[1])),
        )
        for kind, row in said["kinds"].items()
    )
    return Table(
        Said("首次预警给出的种类", "The kind that the first warnings named"),
        ("实际 / was", "给出 / named (detectors)"),
        tuple(rows),
    )


def _simulated(simulated: Figures) -> Table:
    return Table(
        Said("留出的模拟时刻，按种类", "Held-out simulated moments, by kind"),
        ("种类 / kind", "moments", "p ≥ 0.5", "p ≥ 0.95", "named right"),
        tuple(
            (row["kind"], row["moments"], row["over_half"], row["over_095"], row["named_right"])
            for row in simulated["kinds"]
        ),
        Said(
            f"全部为模拟：{simulated['runs']} 次未用于拟合树的运行；同样的运行校准了概率。可靠性一节出自同样"
            "的时刻。",
            f"All of it simulated: {simulated['runs']} runs that fitted no tree; the same runs calibrated "
            "the probability. The section on reliability rests on the same moments.",
        ),
    )


def _cell(value: Any) -> object:
    return f"{value[0]:g}…{value[1]:g}" if isinstance(value, list) else value
