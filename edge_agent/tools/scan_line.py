"""`edge-agent scan line`: speed, frame and protocol of a serial line."""

from __future__ import annotations

import argparse
import asyncio

from edge_agent.scan import lines, serial_ports, snippets
from edge_agent.tools import screen
from edge_agent.tools.scan_results import ACTIVE, parse_line, profiles_of, shown, told
from runtime.faults import PlainFault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`PORT [--seconds S] [--line 9600-8N1] [--active]`."""
    parser.add_argument("port", metavar="PORT", help="/dev/ttyUSB0, by-id:…, by-path:…, usb:VID:PID")
    parser.add_argument("--seconds", type=float, default=3.0, help="每种速率监听秒数 / seconds at each speed")
    parser.add_argument("--line", metavar="9600-8N1", help="只试这一种 / try this one only")
    parser.add_argument("--active", action="store_true", help=ACTIVE)


def run(options: argparse.Namespace) -> int:
    """Look, and tell. Raises PlainFault."""
    profiles = profiles_of(options.profiles, "serial")
    tried = [parse_line(options.line)] if options.line else lines.lines_to_try(profiles)
    _refuse_held(options.port)
    with screen.progress() as bar:
        task = bar.add_task("", total=len(tried))

        def tell(what: str) -> None:
            bar.update(task, description=what, advance=1)

        try:
            found = asyncio.run(
                lines.search(options.port, tried, profiles, options.seconds, active=options.active, tell=tell)
            )
        except (OSError, ValueError) as fault:
            raise PlainFault(str(fault)) from None
    own = {profile.profile: profile.serial_panel for profile in profiles if profile.serial_panel}
    likely = [
        {
            "profile": candidate.profile,
            "label": candidate.label,
            "line": str(heard.line),
            "asked": heard.asked,
            **candidate.score._asdict(),
            "settings": snippets.serial(
                "panel-1", options.port, candidate.profile, heard.line, lines.line_of(own[candidate.profile])
            ),
        }
        for heard in found
        for candidate in heard.candidates
    ]
    masters = [
        {"line": str(heard.line), **heard.modbus._asdict()} for heard in found if heard.modbus is not None
    ]
    likely.sort(key=lambda entry: -float(str(entry["likelihood"])))
    if options.json:
        tried_told = [
            {"line": str(h.line), "asked": h.asked, "bytes": h.bytes_heard, "first": h.first} for h in found
        ]
        return told({"likely": likely, "modbus": masters, "tried": tried_told}, bool(likely or masters))
    rows = [
        (str(e["line"]), str(e["profile"]), f"{e['likelihood']:.0%}", str(e["frames"]), "; ".join(e["said"]))
        for e in [*likely, *({**m, "profile": "Modbus RTU"} for m in masters)]
    ]
    if not rows:
        heard = sum(entry.bytes_heard for entry in found)
        why = (
            f"听到 {heard} 字节,无法辨认 / {heard} bytes were heard and not recognised"
            if heard
            else ("没有听到任何字节;检查接线,或加 --active / nothing came; check the wiring, or add --active")
        )
        for entry in found[:3] if heard else ():
            why += f"\n  {entry.line}: {entry.first}"
        return shown(None, why)
    headings = ("线路 line", "档案 profile", "可能 likely", "帧 frames", "内容 said")
    return shown(screen.table(headings, rows), "", [str(likely[0]["settings"])] if likely else [])


def _refuse_held(port: str) -> None:
    found = [entry for entry in serial_ports.serial_ports() if port in (entry.device, entry.selector)]
    if found and found[0].holders:
        holder = found[0].holders[0]
        raise PlainFault(
            f"{port}: 被占用 / is held by {holder.name} (pid {holder.pid}); 先停止它 / stop it first"
        )
