"""`steppewatch docs`: what the documentation shows of the code is drawn from the code's own tables.

`--check` writes nothing and exits 1 when a file differs from what the code says.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from pathlib import Path

from broker_plugins import policy
from cloud.access import shedding
from cloud.alarm_watch import escalation
from cloud.alarm_watch.evidence import EVIDENCE
from cloud.alarm_watch.waiting import WAITS
from cloud.alarms import diagram
from cloud.app import openapi_document
from cloud.draws import diagram as draws
from cloud.hazards import diagram as hazards
from cloud.inspection_draw.plan import PlanFile
from cloud.inspections import diagram as inspections
from cloud.organisations import diagram as commissioning
from cloud.organisations.categories import CATEGORIES
from cloud.people.asker import Permission
from cloud.people.duties import DUTIES
from cloud.risk.warnings import diagram as risk_warnings
from cloud.webhooks.schedule import PAUSES_S
from device_profiles import json_schema, loader
from edge_agent.control import command_states
from simulators.suite import PROCESSES
from telemetry import asyncapi
from telemetry.event_kinds import EVENT_KINDS

_ROOT = Path(__file__).parents[1]
#: Which driver of the agent reads a profile, by the table the profile has.
_DRIVERS = {
    "registers": "Modbus",
    "serial_panel": "serial line",
    "json_device": "MQTT",
    "uitd": "GB/T 26875.3",
}


def line_diagram() -> str:
    """The line from the devices to the page, as a Mermaid flow chart."""
    lines = ["flowchart LR"]
    ways = Counter(loader.load(name).profile.way for name in loader.names())
    for way, count in ways.items():
        lines.append(
            f'    {way}["{count} 种设备档案<br/>device profiles"] -- "{_DRIVERS[way]}" --> edge-agent'
        )
    for name in ("edge-agent", "cloud-broker", "cloud"):
        process = PROCESSES[name]
        lines.append(f'    {name}["{process.zh}<br/>{process.en}"]')
    for stream, (messages, sender) in asyncapi.CHANNELS.items():
        names = ", ".join(message.__name__ for message in messages)
        route = ("edge-agent", "cloud-broker", "cloud")
        for one, other in itertools.pairwise(route):
            source, target = (one, other) if sender == "gateway" else (other, one)
            lines.append(f'    {source} -- "{stream}: {names}" --> {target}')
    lines.append('    cloud -- "HTTP /api/v1, events /api/v1/live" --> page["消防控制室页面<br/>the page"]')
    return "\n".join(lines) + "\n"


def device_list() -> str:
    """docs/device-list.md: every profile that comes with the suite."""
    profiles = [loader.load(name).profile for name in loader.names()]
    rows = [
        f"| `{profile.profile}` | {profile.label.zh} | {profile.label.en} | {_DRIVERS[profile.way]} | "
        f"{profile.quality.level if profile.quality else '-'} | {len(profile.vectors)} |"
        for profile in sorted(profiles, key=lambda profile: (profile.way, profile.profile))
    ]
    head = (
        "# 设备档案一览 / Device profiles",
        "Made from the records by `make docs`; do not edit. 等级的含义 / what the levels demand: "
        "[device-profiles](guides/device-profiles.md).",
        "\n".join(
            (
                "| 档案 profile | 设备 | device | 线路 line | 等级 level | 向量 vectors |",
                "|---|---|---|---|---|---|",
                *rows,
            )
        ),
    )
    return "\n\n".join(head) + "\n"


def layers_diagram() -> str:
    """The order of the packages, from the import rules."""
    rules = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in rules["contracts"] if contract["type"] == "layers")
    names = [[name.strip() for name in layer.split("|")] for layer in layers]
    lines = ["flowchart TB"]
    for upper, lower in itertools.pairwise(names):
        lines += [f"    {one} --> {other}" for one in upper for other in lower]
    return "\n".join(lines) + "\n"


def kinds_table() -> str:
    """The event kinds in the order of display."""
    rows = [
        f"| {entry.rank} | {entry.zh} | {entry.en} | `{entry.kind}` |"
        for entry in sorted(EVENT_KINDS.values(), key=lambda entry: entry.rank)
    ]
    return "\n".join(("| | 类别 | kind | code |", "|---|---|---|---|", *rows)) + "\n"


def policy_table() -> str:
    """Who may speak on which topic, by role."""
    rows = [
        f"| {role} | {_codes(policy.PUBLISH[role])} | {_codes(policy.SUBSCRIBE[role])} |"
        for role in policy.Role
    ]
    return "\n".join(("| 角色 role | 发布 publish | 订阅 subscribe |", "|---|---|---|", *rows))


def duties_table() -> str:
    """What each duty may do."""
    permissions = list(Permission)
    head = f"| 职责 duty | {' | '.join(permissions)} |"
    rows = [
        f"| {entry.zh} {entry.en} | "
        + " | ".join("●" if permission in entry.permissions else "" for permission in permissions)
        + " |"
        for entry in DUTIES.values()
    ]
    return "\n".join((head, "|---" * (len(permissions) + 1) + "|", *rows))


def shedding_table() -> str:
    """What a lane that stays full gives up, and when."""
    rows = [
        f"| {rule.level.name.lower()} | {rule.after:g} × `shed_after_s` "
        f"| {_codes(sorted(rule.streams)) or '–'} |"
        for rule in shedding.TABLE
    ]
    return "\n".join(("| level | once full for | gives up |", "|---|---|---|", *rows))


def webhook_table() -> str:
    """When a delivery is tried again."""
    rows = [f"| {tries} | {pause_s} s |" for tries, pause_s in enumerate(PAUSES_S, start=1)]
    rows.append(f"| {len(PAUSES_S) + 1} | 死信 dead |")
    return "\n".join(("| 失败次数 failed tries | 再次推送 next try after |", "|---|---|", *rows))


def evidence_table() -> str:
    """What raises and lowers P(real)."""
    rows = [
        f"| {entry.zh} {entry.en} | {entry.weight:+.1f} | {entry.group} | {entry.basis} |"
        for entry in EVIDENCE.values()
    ]
    head = ("| 旁证 evidence | 权重 log-odds | 组 group | 依据 basis |", "|---|---|---|---|")
    return "\n".join((*head, *rows))


def waits_table() -> str:
    """How long a fire waits for a verdict."""
    rows = [
        f"| {CATEGORIES[code].zh} {CATEGORIES[code].en} | {wait.unseen_s} s | +{wait.looking_s} s |"
        for code, wait in WAITS.items()
    ]
    head = ("| 类别 category | 无人确认 unseen | 确认后 acknowledged |", "|---|---|---|")
    return "\n".join((*head, *rows))


def _codes(texts: Iterable[str]) -> str:
    return "<br/>".join(f"`{text}`" for text in texts)


def diagrams() -> str:
    """docs/diagrams.md."""
    parts = (
        ("The line 线路", f"```mermaid\n{line_diagram()}```"),
        ("The life of an alarm 报警的一生", f"```mermaid\n{diagram.mermaid()}```"),
        ("Who is told, and when 逐级上报", escalation.table()),
        ("How long a fire waits for a verdict 核实时限", waits_table()),
        ("What makes an alarm likely real 旁证权重", evidence_table()),
        ("The life of a command 命令的一生", f"```mermaid\n{command_states.mermaid()}```"),
        ("How an organisation is commissioned 单位接入", f"```mermaid\n{commissioning.mermaid()}```"),
        ("The life of a draw 双随机抽取", f"```mermaid\n{draws.mermaid()}```"),
        ("The life of an inspection 监督检查", f"```mermaid\n{inspections.mermaid()}```"),
        ("The life of a hazard 火灾隐患", f"```mermaid\n{hazards.mermaid()}```"),
        ("The life of a risk warning 火灾风险预警", f"```mermaid\n{risk_warnings.mermaid()}```"),
        ("Who may speak where 代理服务器规则", policy_table()),
        ("What each duty may do 岗位权限", duties_table()),
        ("What is given up under overload 过载舍弃", shedding_table()),
        ("When a webhook is tried again 推送重试", webhook_table()),
        ("Order of display 显示次序", kinds_table().rstrip()),
        ("Who may import whom 包的次序", f"```mermaid\n{layers_diagram()}```"),
    )
    body = "\n\n".join(f"## {title}\n\n{text}" for title, text in parts)
    return f"# Diagrams\n\nDrawn from the code by `make docs`; do not edit.\n\n{body}\n"


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


DOCUMENTS: dict[str, Callable[[], str]] = {
    "docs/diagrams.md": diagrams,
    "docs/device-list.md": device_list,
    f"device_profiles/{json_schema.FILE}": json_schema.text,
    "docs/api/openapi.json": lambda: _json(openapi_document()),
    "docs/api/draw-plan.schema.json": lambda: _json(PlanFile.model_json_schema()),
    "docs/api/asyncapi.json": lambda: _json(asyncapi.document(metadata.version("steppewatch"))),
}


def main(arguments: Sequence[str]) -> int:
    """Write every document, or compare with `--check`."""
    parser = argparse.ArgumentParser(prog="steppewatch docs", description="documents drawn from the code")
    parser.add_argument("--check", action="store_true", help="compare only 只比较，不写入")
    options = parser.parse_args(list(arguments))
    stale = []
    for name, make in DOCUMENTS.items():
        path = _ROOT / name
        text = make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if options.check and stale:
        print(f"differ from the code: {', '.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    print("\n".join(f"{'wrote' if name in stale else 'same '} {name}" for name in DOCUMENTS))
    return 0
