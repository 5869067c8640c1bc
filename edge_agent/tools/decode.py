"""`edge-agent decode`: what a device's bytes say, read as its driver reads them."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from pathlib import Path

from device_profiles import frames, loader
from device_profiles.finding import ReportError
from device_profiles.loader import LoadedProfile, ProfileError
from edge_agent.tools import shown_report
from edge_agent.tools.arguments import add_json
from runtime.faults import PlainFault
from telemetry.command_line import hex_bytes

#: Far beyond any frame; keeps a wrong file from being read into memory.
_MAX_INPUT = 262_144


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--profile NAME HEX`, or `--list`."""
    parser.description = (
        "按设备档案解读一帧报文,输出 JSON。成功 0,报文无效 1,无此档案 2 / "
        "Read one frame with a device profile and print JSON. Exit 0: read, 1: not valid, 2: no such profile."
    )
    parser.add_argument(
        "--profile", metavar="NAME", help="档案名,或 .yaml 文件 / a profile's name, or a .yaml file"
    )
    parser.add_argument(
        "--profiles", type=Path, metavar="DIR", help="自带档案目录 / a folder of your own profiles"
    )
    parser.add_argument("--list", action="store_true", help="列出全部档案 / list the profiles")
    parser.add_argument(
        "--text",
        action="store_true",
        help="输入是文本(JSON)而非十六进制 / the input is text, not hexadecimal",
    )
    parser.add_argument(
        "--suffix", metavar="TOPIC", help="MQTT 主题后缀 / what the topic ends in, for a device with several"
    )
    parser.add_argument(
        "--register",
        type=int,
        metavar="N",
        help="应答中首个寄存器,按设备文档编号 / the first register, as the device's document numbers it",
    )
    parser.add_argument(
        "data", nargs="*", metavar="HEX", help="十六进制;空格、逗号、0x 均可;- 读标准输入 / - reads stdin"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print what the bytes say. Raises PlainFault for a wrong call."""
    if options.list:
        return _list(options.profiles, options.json)
    if not options.profile or not options.data:
        raise PlainFault(
            "缺少 --profile 或报文 / --profile or the frame is missing; "
            "例 / for example: edge-agent decode --profile espa444-generic 01 31 02 ..."
        )
    loaded = find_profile(options.profile, options.profiles)
    try:
        data = _data(options.data, text=options.text)
        read = frames.read(loaded.profile, data, frames.Asked(options.suffix, options.register))
    except ReportError as fault:
        sys.stderr.write(f"{loaded.profile.profile}: 报文无效 / not valid: {fault}\n")
        return 1
    profile = loaded.profile
    told = {
        "profile": profile.profile,
        "label": profile.label.model_dump(),
        "transport": profile.transport,
        "bytes": len(data),
        **shown_report.headline(read.reports),
        "reports": [shown_report.report(report) for report in read.reports],
        "protocol": read.protocol,
    }
    _print(told, one_line=options.json)
    return 0


def find_profile(name: str, own: Path | None) -> LoadedProfile:
    """The profile of that name, of that file, or the only one with that word in its name (`gs524n`).

    Raises PlainFault naming those that are written alike.
    """
    try:
        if name.endswith((".yaml", ".yml")):
            return loader.load_file(Path(name))
        return loader.load(name, own)
    except ProfileError as fault:
        if name in _names(own) or name.endswith((".yaml", ".yml")):
            raise PlainFault(str(fault)) from None
    part_of = [known for known in _names(own) if name.lower() in known.split("-")]
    if len(part_of) == 1:
        return loader.load(part_of[0], own)
    near = part_of or difflib.get_close_matches(name, _names(own), n=5, cutoff=0.4)
    cure = (
        f"是不是 / did you mean {', '.join(near)}" if near else "用 --list 查看全部 / --list shows them all"
    )
    raise PlainFault(f"没有档案 / no profile {name!r}; {cure}")


def _names(own: Path | None) -> list[str]:
    ours = [path.stem for path in own.glob("*.yaml")] if own else []
    return sorted({*loader.names(), *ours})


def _data(given: list[str], *, text: bool) -> bytes:
    if given == ["-"]:
        raw = sys.stdin.buffer.read(_MAX_INPUT + 1)
        if len(raw) > _MAX_INPUT:
            raise ReportError(f"more than {_MAX_INPUT} bytes; give one frame")
        if text:
            return raw
        given = [raw.decode("ascii", "replace")]
    if text:
        return " ".join(given).encode()
    try:
        return hex_bytes(" ".join(given))
    except ValueError as fault:
        raise ReportError(f"{fault} (--text: the input is text, not hexadecimal)") from None


def _list(own: Path | None, as_json: bool) -> int:
    rows: list[dict[str, object]] = []
    faults: list[str] = []
    for name in _names(own):
        try:
            profile = loader.load(name, own).profile
        except ProfileError as fault:
            faults.append(str(fault))
            continue
        rows.append(
            {
                "profile": name,
                "label": profile.label.model_dump(),
                "transport": profile.transport,
                "quality": profile.quality.level.value if profile.quality else None,
            }
        )
    if as_json:
        _print({"profiles": rows, "faults": faults}, one_line=True)
    else:
        _print_table(rows)
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


def _print_table(rows: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("档案 / profile", "总线 / bus", "等级 / quality", "设备 / device"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        label = row["label"]
        shown = f"{label['zh']} / {label['en']}" if isinstance(label, dict) else ""
        table.add_row(str(row["profile"]), str(row["transport"]), str(row["quality"] or "-"), shown)
    Console(file=sys.stdout).print(table)


def _print(told: dict[str, object], *, one_line: bool) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=None if one_line else 2) + "\n")
