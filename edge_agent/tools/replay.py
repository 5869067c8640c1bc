"""`edge-agent replay`: a recorded line back through its driver, and the events that come of it."""

from __future__ import annotations

import argparse
import asyncio
import difflib
import json
import sys
from pathlib import Path

from edge_agent.recording import line_file as recording
from edge_agent.recording.line_file import Recording
from edge_agent.replay.playback import Outcome, Told, replay
from edge_agent.tools.arguments import add_json
from runtime.faults import PlainFault
from runtime.logging import configure
from telemetry.event_kinds import EVENT_KINDS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`FILE… [--real-time] [--expect FILE | --write FILE] [--profiles DIR] [--json]`."""
    parser.description = (
        "把录制的线路重放给驱动,打印由此产生的事件。相符 0,不同 1,无法重放 2 / "
        "Play a recorded line to its driver and print the events. "
        "Exit 0: as expected, 1: otherwise, 2: could not."
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="录制文件 / the recording's files"
    )
    parser.add_argument("--real-time", action="store_true", help="按原速 / at the pace of the recording")
    parser.add_argument("--profiles", type=Path, metavar="DIR", help="自带档案 / your own profiles")
    compare = parser.add_mutually_exclusive_group()
    compare.add_argument("--expect", type=Path, metavar="FILE", help="应有的事件 / the events that must come")
    compare.add_argument("--write", type=Path, metavar="FILE", help="写下事件供 --expect / write them down")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Play, print, compare. Raises PlainFault."""
    configure("error")
    recorded = recording.joined([_read(path) for path in options.files])
    expected = _expected(options.expect) if options.expect else None

    def tell(told: Told) -> None:
        if not options.json:
            sys.stdout.write(_line(told) + "\n")

    outcome = asyncio.run(replay(recorded, options.profiles, real_time=options.real_time, tell=tell))
    lines = [told.line for told in outcome.events]
    if options.write:
        try:
            options.write.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        except OSError as fault:
            raise PlainFault(f"{options.write}: 无法写入 / cannot be written: {fault.strerror}") from None
    differs = (
        []
        if expected is None
        else list(difflib.unified_diff(expected, lines, "expected", "came", lineterm=""))
    )
    _tell(recorded, outcome, differs, options.json)
    return 1 if differs else 0


def _read(path: Path) -> Recording:
    try:
        with path.open("rb") as lines:
            return recording.read(str(path), lines)
    except OSError as fault:
        raise PlainFault(f"{path}: 无法读取 / cannot be read: {fault.strerror}") from None


def _expected(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise PlainFault(f"{path}: 无法读取 / cannot be read: {fault}") from None


def _line(told: Told) -> str:
    kind = EVENT_KINDS[told.event.kind]
    place = told.event.part.place.zh or told.event.part.place.en
    mark = "●" if told.event.active else "○"
    words = (
        f"+{told.at_s:9.3f} s",
        mark,
        f"{kind.zh} {kind.en}",
        told.event.part.part,
        place,
        told.event.text,
    )
    return "  ".join(word for word in words if word)


def _tell(recorded: Recording, outcome: Outcome, differs: list[str], as_json: bool) -> None:
    if as_json:
        told = {
            "bus": recorded.header.bus,
            "pieces": len(recorded.pieces),
            "events": [
                {
                    "at_s": told.at_s,
                    "part": told.event.part.part,
                    "kind": told.event.kind.value,
                    "active": told.event.active,
                    "text": told.event.text,
                    "evidence": told.event.evidence,
                }
                for told in outcome.events
            ],
            "readings": outcome.readings,
            "notes": outcome.notes,
            "bus_fault": outcome.bus_fault,
            "differs": differs,
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(
        f"{len(recorded.pieces)} 段 / pieces → {len(outcome.events)} 个事件 / events, "
        f"{outcome.readings} 个读数 / readings\n"
    )
    notes = [*outcome.notes, *([f"总线 / bus: {outcome.bus_fault}"] if outcome.bus_fault else [])]
    sys.stderr.writelines(f"! {note}\n" for note in notes)
    sys.stdout.writelines(f"{line}\n" for line in differs)
