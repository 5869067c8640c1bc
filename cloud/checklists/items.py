"""The items of the checklists (检查项目). A table: an item's code never changes its meaning and never goes.

1. `grade` is what a fault is at least, as the inspector is offered it: `general` 一般火灾隐患, or `major`
   where GB 35181 may make it a major hazard (重大火灾隐患). A person decides.
2. `how` says what to do on the spot, in one sentence.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cloud.checklists.laws import Clause

GENERAL: Final = "general"
MAJOR: Final = "major"


class Item(NamedTuple):
    """One thing to look at."""

    code: str
    group: str
    zh: str
    en: str
    how_zh: str
    how_en: str
    clause: Clause
    grade: str = GENERAL


#: The groups in the order of a walk through a building.
GROUPS: Final = {
    "papers": ("责任与档案", "responsibility and records"),
    "control-room": ("消防控制室", "fire control room"),
    "escape": ("安全疏散", "escape"),
    "compartment": ("防火分隔", "fire separation"),
    "equipment": ("消防设施器材", "fire equipment"),
    "access": ("消防车通道与救援", "access for the fire brigade"),
    "danger": ("用火用电用气与危险品", "flame, electricity, gas and dangerous goods"),
    "people": ("人员与演练", "people and drills"),
}


def _law(zh: str, en: str) -> Clause:
    return Clause("fire-law", zh, en)


_ART_16 = "article 16"

_ITEMS: Final = (
    Item("papers.responsible", "papers", "明确消防安全责任人、管理人,制定消防安全制度和操作规程",
         "persons responsible for fire safety are named; rules and procedures exist",
         "查任命文件和制度,询问责任人是否知晓职责。",
         "See the appointment and the rules; ask them their duties.",
         _law("第十六条第一款第一项", f"{_ART_16}(1)(i)")),
    Item("papers.plan", "papers", "制定灭火和应急疏散预案", "there is a plan for fire fighting and escape",
         "查预案是否与现场一致。", "Compare the plan with the place.",
         _law("第十六条第一款第一项", f"{_ART_16}(1)(i)")),
    Item("papers.archive", "papers", "消防安全重点单位建立消防档案,确定重点部位并设置防火标志",
         "a key unit keeps a fire file, and marks its key places",
         "抽查档案,到重点部位看标志。", "Look into the file; see the marks at the key places.",
         _law("第十七条第二款第二项", "article 17(2)(ii)")),
    Item("papers.opening", "papers", "公众聚集场所投入使用、营业前取得消防安全检查许可",
         "a place of public assembly was licensed after a fire safety check before it opened",
         "查许可或告知承诺文书,核对场所名称、地址、面积。",
         "See the licence; compare name, address and area.",
         _law("第十五条", "article 15"), MAJOR),
    Item("papers.patrol", "papers",
         "按规定开展防火巡查并填写记录(重点单位每日,公众聚集场所营业期间至少每两小时一次)",
         "patrols are made and recorded (key units daily, open places of assembly every two hours at least)",
         "抽查近一个月记录,并与监控录像比对一次。", "Take a month's records; compare one with the cameras.",
         Clause("order-61", "第二十五条", "article 25")),
    Item("papers.check", "papers", "按规定开展防火检查(机关、团体、事业单位至少每季度,其他单位至少每月一次)",
         "checks are made (public bodies every quarter, others every month at least)",
         "查检查记录和发现隐患的整改情况。", "See the records, and what became of what was found.",
         Clause("order-61", "第二十六条", "article 26")),
    Item("papers.yearly-test", "papers", "建筑消防设施每年至少进行一次全面检测,记录完整存档",
         "fire equipment is tested whole once a year at least, and the record is kept",
         "查最近一次检测报告的日期、范围和不合格项。",
         "See the last report: its date, its extent, its failures.",
         _law("第十六条第一款第三项", f"{_ART_16}(1)(iii)")),
    Item("papers.maintenance", "papers", "消防设施值班、巡查、检测、维修、保养有记录并建档",
         "duty, patrol, test, repair and upkeep of equipment are recorded and filed",
         "查近三个月记录表是否齐全、签字是否真实。", "See three months of sheets and their signatures.",
         Clause("gb-25201", "第10章", "chapter 10")),

    Item("control-room.duty", "control-room", "消防控制室24小时专人值班,每班不少于2人",
         "the control room is manned at all hours, two persons a shift at least",
         "现场清点人数,查交接班记录。", "Count those present; see the hand-over records.",
         Clause("gb-25506", "第4.2.1条", "4.2.1"), MAJOR),
    Item("control-room.certificate", "control-room", "自动消防系统操作人员持证上岗",
         "those who operate automatic systems hold the certificate",
         "查证书原件并核对本人。", "See the certificates and whose they are.",
         _law("第二十一条第二款", "article 21(2)")),
    Item("control-room.procedure", "control-room", "值班人员掌握火警应急程序",
         "those on duty know what to do on an alarm",
         "模拟一处火警,看确认、切换自动、报119的顺序。",
         "Simulate a fire; watch them confirm, switch to automatic, call 119.",
         Clause("gb-25506", "第4.2.2条", "4.2.2")),
    Item("control-room.panel", "control-room", "火灾报警控制器正常运行,联动处于自动状态,无未处理的故障和屏蔽",
         "the panel runs, linkage is automatic, no fault or disablement is left",
         "看控制器面板,查故障、屏蔽点数量和原因。",
         "Look at the panel; count faults and disablements and ask why.",
         _law("第十六条第一款第二项", f"{_ART_16}(1)(ii)"), MAJOR),

    Item("escape.clear", "escape", "疏散通道、安全出口畅通,未占用、堵塞、封闭",
         "escape routes and exits are clear: not occupied, blocked or locked",
         "从最远点走到室外,逐门推开。", "Walk from the farthest point to the open; push every door.",
         _law("第二十八条", "article 28"), MAJOR),
    Item("escape.windows", "escape", "人员密集场所门窗未设置影响逃生和灭火救援的障碍物",
         "no bars or boards on doors and windows of crowded places",
         "看外窗防盗网、广告牌和卷帘。", "Look for bars, signs and shutters on outer windows.",
         _law("第二十八条", "article 28"), MAJOR),
    Item("escape.stairs", "escape", "疏散楼梯间的数量、形式符合要求,楼梯间内无可燃物和障碍",
         "stairs are as many and of the kind required, nothing stored in them",
         "逐层看楼梯间门和前室。", "See the doors and lobbies of the stairs on every floor.",
         Clause("gb-50016", "第5.5节、第6.4节", "sections 5.5 and 6.4")),
    Item("escape.signs", "escape", "消防应急照明和疏散指示标志完好、指向正确",
         "emergency lighting and exit signs work and point the right way",
         "按测试钮或断开正常电源,看是否点亮。", "Press test or cut the mains; see that they light.",
         Clause("gb-50016", "第10.3节", "section 10.3")),
    Item("escape.e-bikes", "escape", "公共门厅、疏散走道、楼梯间、安全出口未停放电动自行车或为其充电",
         "no electric bicycles parked or charged in halls, corridors, stairs or exits",
         "看首层门厅、地下层和每个楼梯口。",
         "See the ground-floor hall, the basement, the foot of each stair.",
         Clause("order-5", "第三十七条", "article 37")),

    Item("compartment.doors", "compartment", "防火门、防火卷帘完好,常闭防火门关闭",
         "fire doors and shutters work; self-closing doors are closed",
         "拉开放手看自闭和顺序,卷帘下试降一次。", "Open and let go; lower one shutter.",
         Clause("gb-50016", "第6.5节", "section 6.5")),
    Item("compartment.shafts", "compartment", "管道井、电缆井按要求封堵,井道内无杂物",
         "shafts are sealed floor by floor and hold no rubbish",
         "每栋抽查三层,打开井门用灯照。", "Open the shaft on three floors and look with a lamp.",
         Clause("gb-50016", "第6.2节", "section 6.2")),
    Item("compartment.materials", "compartment", "室内装修装饰、外墙保温材料的燃烧性能符合标准",
         "linings and outer insulation are of the class required",
         "查检验报告,看是否有聚氨酯泡沫等易燃材料。",
         "See the reports; look for polyurethane foam and the like.",
         _law("第二十六条", "article 26"), MAJOR),
    Item("compartment.living", "compartment",
         "生产、储存、经营易燃易爆危险品的场所未与居住场所设置在同一建筑物内",
         "nobody lives in a building where dangerous goods are made, stored or sold",
         "看有无床铺、炊具等居住痕迹。", "Look for beds and cooking.",
         _law("第十九条", "article 19"), MAJOR),

    Item("equipment.kept", "equipment", "消防设施、器材、标志按标准配置并完好有效,未损坏、挪用、擅自拆除停用",
         "equipment and signs are there as required and work; none is broken, misused or switched off",
         "对照平面图抽查,每层不少于一处。", "Check against the plan, one place a floor at least.",
         _law("第十六条第一款第二项、第二十八条", f"{_ART_16}(1)(ii) and article 28")),
    Item("equipment.hydrants", "equipment", "室内消火栓组件齐全,最不利点出水压力正常,未被埋压圈占遮挡",
         "hydrants are whole, the least favourable one has pressure, none is hidden",
         "打开最高层消火栓,看压力表或试水。", "Open the highest hydrant: read the gauge or run water.",
         Clause("gb-55036", "第3章", "chapter 3")),
    Item("equipment.sprinklers", "equipment", "自动喷水灭火系统末端试水装置正常,喷头未遮挡",
         "the sprinklers' end test runs, no head is covered",
         "打开末端试水,看水流指示器和水泵动作。", "Open the end test; see flow switch and pump.",
         Clause("gb-55036", "第4章", "chapter 4")),
    Item("equipment.detectors", "equipment", "火灾探测器完好,报警信号能到达消防控制室",
         "detectors work, and their alarms reach the control room",
         "任选三处用加烟器试验。", "Try three with a smoke pole.",
         Clause("gb-55036", "第12章", "chapter 12")),
    Item("equipment.extinguishers", "equipment", "灭火器配置充足,压力正常,未超期",
         "extinguishers are enough, under pressure and in date",
         "看压力表指针和出厂、维修日期。", "Read the gauge, and the dates of making and service.",
         Clause("gb-50444", "第5章", "chapter 5")),
    Item("equipment.pumps", "equipment", "消防水泵房、水池水箱水位和电源正常,水泵处于自动",
         "pump room, tank levels and supply are right; pumps are on automatic",
         "手动启泵一次,看水位和双电源切换。", "Start a pump by hand; read levels; switch the supply.",
         Clause("gb-55036", "第3章", "chapter 3")),

    Item("access.lane", "access", "消防车通道畅通,未占用、堵塞、封闭",
         "the fire lane is clear",
         "沿通道走一圈,看宽度、净高、限高杆和停车。", "Walk it: width, height, bars and parked cars.",
         _law("第二十八条", "article 28")),
    Item("access.rescue", "access", "消防车登高操作场地和救援窗口未被占用、遮挡",
         "the place for ladders and the rescue windows are free",
         "看场地内绿化、停车,外墙救援口标志。",
         "Look for planting, parking, and the marks of rescue windows.",
         Clause("gb-50016", "第7.2节", "section 7.2")),
    Item("access.spacing", "access", "未占用防火间距搭建",
         "nothing was built into the space between buildings",
         "看建筑四周的临时房、棚。", "Look for sheds around the building.",
         _law("第二十八条", "article 28"), MAJOR),

    Item("danger.flame", "danger", "动火审批、监护到位,电焊气焊人员持证",
         "hot work is permitted and watched; welders are certified",
         "查动火证、操作证和现场灭火器。", "See the permit, the certificate, the extinguisher beside.",
         _law("第二十一条", "article 21")),
    Item("danger.electric", "danger", "电器产品、线路的安装、使用、维护符合标准,无私拉乱接",
         "appliances and wiring are installed, used and kept to standard",
         "看配电箱、插线板、穿管,测一处剩余电流。",
         "Look at boards, extension leads, conduits; measure one residual current.",
         _law("第二十七条", "article 27")),
    Item("danger.gas", "danger", "燃气用具、管路符合标准,设可燃气体探测器",
         "gas appliances and pipes are to standard, with gas detectors",
         "看软管、阀门、钢瓶存放位置和报警器。",
         "Look at hoses, valves, where cylinders stand, the detector.",
         _law("第二十七条", "article 27")),
    Item("danger.goods", "danger", "易燃易爆危险品的生产、储存、使用符合消防技术标准和管理规定",
         "dangerous goods are made, stored and used to standard",
         "核对品名和数量,看防爆电器、静电接地。",
         "Compare kinds and amounts; see explosion-proof fittings and earthing.",
         _law("第二十三条", "article 23"), MAJOR),
    Item("danger.kitchen", "danger", "厨房排油烟罩及烟道定期清洗,设灭火装置",
         "kitchen hoods and ducts are cleaned, with extinguishing devices",
         "查清洗记录,打开检修口看油垢。", "See the records; open a hatch.",
         Clause("gb-55037", "第12章", "chapter 12")),
    Item("danger.e-bike-charging", "danger", "电动自行车集中停放、充电场所符合要求",
         "electric bicycles are parked and charged where they may be",
         "看防火分隔、插座限时和独立感烟报警器。", "See separation, timers and smoke alarms.",
         Clause("order-5", "第三十七条", "article 37")),

    Item("people.training", "people",
         "职工经消防安全培训(重点单位每人每年至少一次,公众聚集场所至少每半年一次)",
         "staff are trained (in key units yearly, in places of assembly every half year)",
         "查记录,现场抽问两人。", "See the records; ask two of the staff.",
         Clause("order-61", "第三十六条", "article 36")),
    Item("people.drill", "people", "按预案演练(重点单位至少每半年,其他单位至少每年一次)",
         "the plan is exercised (key units every half year, others every year)",
         "查最近演练的记录和总结。", "See the last drill's record.",
         Clause("order-61", "第四十条", "article 40")),
    Item("people.guide", "people", "现场工作人员能组织引导在场人员疏散",
         "staff can lead those present out",
         "现场设定起火点,拉动一次小范围疏散。", "Name a fire and let them clear a small part.",
         _law("第四十四条", "article 44")),
    Item("people.night", "people", "夜间值守人员满足协助疏散的需要",
         "at night there are enough to help people out",
         "对照住宿人数和行动不便人数查排班。", "Compare the rota with who sleeps there and cannot walk.",
         _law("第十六条第一款第一项", f"{_ART_16}(1)(i)")),
    Item("people.micro-station", "people", "重点单位按要求建立志愿消防队(微型消防站)",
         "a key unit has its volunteer brigade (micro fire station)",
         "拉动一次,记到达时间和装备。", "Call it out; note time and equipment.",
         _law("第四十一条", "article 41")),
)  # fmt: skip

#: Every item by its code.
ITEMS: Final = {item.code: item for item in _ITEMS}
