"""What the card says of the model besides its figures."""

from __future__ import annotations

from models.training.card import Said
from models.training.series_card import Sayings
from models.water_supply.kinds import WORDS
from models.water_supply.limits import WORDS as LIMIT

SAYINGS = Sayings(
    title=Said("消防水源可用性模型", "Fire water supply"),
    purpose=(
        Said(
            "从压力、液位、流量、水泵运行的多日曲线中,在到达低压或低水位定值之前提示关阀、渗漏、水泵不启动、"
            "冻结、断水和水箱不补水。",
            "From days of pressure, level, flow and pump it tells of closed valves, leaks, dead pumps, "
            "frozen or "
            "dry mains and tanks that are not refilled before pressure or level reach a fixed limit.",
        ),
        Said(
            "正常用水、消火栓放水和水泵试验不应预警;它从不抑制低压报警。",
            "Draws, hydrant use and pump tests are not to be warned of; it never holds back a low-pressure "
            "alarm.",
        ),
    ),
    data=(
        Said(
            "没有公开的消防管网压力长期实测序列;训练与检验均用 simulators/waterworks 的物理仿真。",
            "No public long series of fire-water pressure is to be had; training and test use the physics of "
            "simulators/waterworks.",
        ),
        Said(
            "物理:气压罐按玻意耳定律,水头按 kq² 损失,稳压泵与消防泵启停(GB 50974-2014),冻结先升压后失压。",
            "Physics: gas vessels by Boyle's law, heads with losses of k q², pressure and fire pumps that "
            "start "
            "and stop (GB 50974-2014), ice that first raises the pressure and then loses it.",
        ),
        Said(
            "要相信这些数字,需要实测:至少数十处现场、数月、每分钟一次的压力、液位与泵状态,"
            "以及有记录的放水、试泵、维修和真实故障;先以影子模式运行。",
            "To believe the figures one would have to measure: pressure, level and pump state each minute at "
            "dozens of sites over months, with draws, tests, work and real faults written down; until then,"
            " run "
            "it in shadow mode.",
        ),
    ),
    limits=(
        Said(
            "多数无线压力终端每几十分钟才上报一次,见不到稳压泵的起落;检验只覆盖每分钟的数据。",
            "Most wireless pressure terminals report far more rarely than each minute and do not see the "
            "pump's "
            "saw; only values each minute were tested.",
        ),
        Said(
            "渗漏只在有稳压泵的管网上模拟和检验;只靠水箱或市政压力的管网上,这样大小的渗漏几乎不改变压力。",
            "Leaks were simulated and tested only where a pressure pump holds the pressure; where a tank or "
            "the town's main does, a leak of such a size hardly moves it.",
        ),
        Said(
            "只有压力、又无用水的静压管网,关阀与正常几乎无法区分。",
            "Where only a still head is measured and nobody draws, a closed valve looks like any other day.",
        ),
        Said(
            "有人施工放空管道的时段不计入误报也不计入发现;现场若未登记施工,模型会预警。",
            "Hours in which people have drained the pipes count neither way; where work is not announced, "
            "the "
            "model warns of it.",
        ),
    ),
    not_when=(
        Said(
            "不代替 GB 50974 的低压、低水位报警与每周试泵;不用于气体、泡沫或预作用系统;"
            "不用于接入不足三天的现场。",
            "Not in the place of low-pressure and low-level alarms or of weekly tests (GB 50974); not for "
            "gas, "
            "foam or pre-action systems; not in a site's first three days.",
        ),
    ),
    fixed_limit=LIMIT,
    unit=Said("现场·月", "site-months"),
    words=WORDS,
)
