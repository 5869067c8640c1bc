"""What the card says of the model besides its figures."""

from __future__ import annotations

from models.electrical_precursor.kinds import WORDS
from models.electrical_precursor.limits import WORDS as LIMIT
from models.training.card import Said, Table
from models.training.outcomes import Figures
from models.training.series_card import Sayings

SAYINGS = Sayings(
    title=Said("电气火灾前兆模型", "Electrical fire precursors"),
    purpose=(
        Said(
            "从剩余电流、线缆温度、负载电流的多日曲线中,在到达固定报警值之前提示绝缘老化、接头发热、过载等。",
            "From days of residual current, cable temperature and load it tells of ageing insulation, bad "
            "joints "
            "and overload before a fixed alarm value is reached.",
        ),
        Said(
            "它只增加预警,从不抑制探测器自身的报警。",
            "It can add a warning; it never holds back an alarm of the monitor itself.",
        ),
    ),
    data=(
        Said(
            "没有公开的剩余电流或线缆温度长期实测序列;训练与检验均用 simulators/circuits 的物理仿真。",
            "No public long series of residual current or cable temperature is to be had; training and "
            "test use "
            "the physics of simulators/circuits.",
        ),
        Said(
            "物理:一阶热模型与 I²R(IEC 60287、60853),接触电阻随热加速增长(Braunovic 等 2006),"
            "容性与阻性泄漏正交相加,湿度使表面泄漏指数增加。",
            "Physics: first-order heating by I²R (IEC 60287, 60853), contact resistance that grows ever "
            "faster "
            "(Braunovic et al. 2006), capacitive and resistive leakage at right angles, humidity that raises "
            "surface leakage exponentially.",
        ),
        Said(
            "要相信这些数字,需要实测:至少数十条回路、数月、含湿度与负载的剩余电流和端子温度,"
            "以及经检修确认的故障时间;先以影子模式运行。",
            "To believe the figures one would have to measure: residual current and terminal temperatures of "
            "dozens of circuits over months, with humidity and load, and faults with times confirmed by "
            "electricians; until then, run it in shadow mode.",
        ),
    ),
    limits=(
        Said(
            "远期窗口八天:比这更慢的老化只从绝对水平看出。额定电流未知,过载只能相对历史和温度判断。",
            "The slow window is eight days: slower ageing shows only in the level itself. The rated "
            "current is "
            "not known; overload is judged against the past and by heat.",
        ),
        Said(
            "串联电弧只是提示:两分钟一次的数值看不到波形,只看到抖动;真正的判定需要 GB 14287.4 "
            "的故障电弧探测器。",
            "A series arc is no more than a hint: values every two minutes carry no waveform, only "
            "restlessness; "
            "to know takes an arc-fault detector (GB 14287.4).",
        ),
        Said(
            "同时新增设备与绝缘下降难以区分;仅有剩余电流时尤其如此。",
            "Newly connected equipment and failing insulation look alike, most of all with residual "
            "current alone.",
        ),
    ),
    not_when=(
        Said(
            "不作保护跳闸、不代替 GB 14287 固定报警、不用于直流与 IT 系统、不用于投运不足三天的回路。",
            "Not for tripping, not in the place of the fixed alarms of GB 14287, not for DC or IT systems, "
            "not in "
            "a circuit's first three days.",
        ),
    ),
    fixed_limit=LIMIT,
    unit=Said("回路·月", "circuit-months"),
    words=WORDS,
)


#: Up to here an accuracy between two states is no better than a coin's.
_COIN = 0.55


def arc_table(figures: Figures) -> tuple[Table, ...]:
    """What the public series-arc features could say of a load nobody trained on; nothing without them."""
    told = figures.get("arc")
    if not told:
        return ()
    loads = list(next(iter(told.values()))["left_out"])
    rows = tuple(
        (name, one["own_split"], *(one["left_out"][load] for load in loads), one["left_out_mean"])
        for name, one in told.items()
    )
    best = max(told.values(), key=lambda one: float(one["left_out_mean"]))
    own, mean, worst = best["own_split"], best["left_out_mean"], min(best["left_out"].values())
    coin = mean <= _COIN
    note = Said(
        f"该数据集训练与测试用同样的 {len(loads)} 种负载(自带划分 {own:.0%});留出一种负载后,"
        f"较好的方法平均准确率为 {mean:.0%}、最差 {worst:.0%}{',不比抛硬币好' if coin else ''}。"
        "本模型不用它:其六个波形特征(方差、停滞时间、谐波等)不在本模型的输入里。",
        f"The set has the same {len(loads)} loads in train and test (own split {own:.0%}); with one left "
        f"out, the better method is right in {mean:.0%} in the mean and {worst:.0%} at worst"
        f"{', no better than a coin' if coin else ''}. It is not used: this model's inputs do not hold its "
        "six features of the waveform (variance, dwell, harmonics).",
    )
    header = ("", "自带划分 / own split", *(f"留出 / without {load}" for load in loads), "均值 / mean")
    return (
        Table(
            Said("公开串联电弧特征(BroadNet)", "Public series-arc features (BroadNet)"), header, rows, note
        ),
    )
