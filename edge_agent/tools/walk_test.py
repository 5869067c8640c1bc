"""`edge-agent walk-test`: a live sheet of which points have been heard, and a report to sign at the end."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from rich.live import Live
from rich.prompt import Prompt

from edge_agent.plan import Plan, load_plan
from edge_agent.tools import keys as terminal
from edge_agent.tools import walk_test_screen
from edge_agent.tools.arguments import add_config, add_json
from edge_agent.tools.screen import out
from edge_agent.version import version
from edge_agent.walk_test import report as walk_test_report
from edge_agent.walk_test import session as walk_test_session
from edge_agent.walk_test import sheet as walk_test
from edge_agent.walk_test.session import Session
from edge_agent.walk_test.sheet import MAX_NOTE, Result, Sheet
from runtime.clock import monotonic, now_ms
from runtime.faults import PlainFault

_LOOK_S = 0.25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--config FILE [--who NAME] [--out DIR] [--resume | --report FILE] [--seconds N] [--json]`."""
    parser.description = (
        "逐个触发探测器,界面显示已听到与未听到的部件;按 q 结束,生成 CSV 与可签字的 PDF。"
        "不向控制器发送任何内容,火警照常上报。全部听到 0,有缺 1 / "
        "Set off one point after the other; the sheet shows what was heard and what not; q ends it with a "
        "CSV and a PDF to sign. Nothing is sent to a panel, fires are reported as always. "
        "Exit 0: all heard, 1: some not."
    )
    add_config(parser)
    add_json(parser)
    parser.add_argument("--who", default="", metavar="NAME", help="测试人员 / who tests")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="报告与记录的目录 / folder for report and record",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--resume", action="store_true", help="继续上次未完成的巡测 / go on with an unfinished one"
    )
    how.add_argument("--new", action="store_true", help="放弃未完成的,重新开始 / leave it, begin anew")
    how.add_argument("--report", type=Path, metavar="FILE", help="由记录重新出报告 / a report from a record")
    parser.add_argument(
        "--seconds",
        type=float,
        metavar="N",
        help="不用界面,全部听到或 N 秒后结束 / no screen; ends when all are heard, or after N seconds",
    )


def run(options: argparse.Namespace) -> int:
    """Walk, then report. Raises PlainFault."""
    if options.report:
        sheet = walk_test_session.load(options.report)
        return _finish(sheet, options, options.report)
    plan = load_plan(options.config)
    path = options.out / f"walk-test-{plan.settings.gateway}.unfinished.json"
    sheet = _sheet(plan, path, options)
    if not sheet.points:
        raise PlainFault(f"{options.config}: 没有可巡测的部件 / names no points; add them first")
    finished = False
    try:
        with _pausing(), Session(sheet, path, plan.settings.spool.path) as session:
            show = _lines if options.seconds is not None or not sys.stdout.isatty() else _screen
            finished = show(session, options)
    except KeyboardInterrupt:
        pass
    if not finished:
        sys.stderr.write(f"已暂停,记录在 / paused; the record is {path}; --resume 继续 / goes on\n")
        return 1
    return _finish(sheet, options, path)


@contextlib.contextmanager
def _pausing() -> Iterator[None]:
    """A stop signal or a lost terminal pauses as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def pause(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, pause) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _sheet(plan: Plan, path: Path, options: argparse.Namespace) -> Sheet:
    fresh = walk_test.sheet_for(
        plan.settings.gateway, plan.settings.building.label(), plan.watched, now_ms(), version()
    )
    fresh.who = options.who
    if not path.exists():
        if options.resume:
            raise PlainFault(
                f"{path}: 没有未完成的巡测 / there is no unfinished walk test; 去掉 / leave out --resume"
            )
        options.out.mkdir(parents=True, exist_ok=True)
        return fresh
    if options.new:
        path.replace(path.with_name(f"walk-test-{plan.settings.gateway}-{_when(now_ms())}.abandoned.json"))
        return fresh
    if not options.resume:
        raise PlainFault(
            f"{path}: 有未完成的巡测 / an unfinished walk test is here; "
            "--resume 继续 / goes on, --new 重新开始 / begins anew"
        )
    sheet = walk_test_session.load(path)
    sheet.points = fresh.points  # the settings may have been corrected meanwhile
    sheet.who = options.who or sheet.who
    sheet.interruptions += 1
    return sheet


def _lines(session: Session, options: argparse.Namespace) -> bool:
    """Without a screen: a line for every piece of news, until the time is over."""
    until = None if options.seconds is None else monotonic() + options.seconds
    trouble = ""
    while until is None or monotonic() < until:
        for part in session.poll(_LOOK_S):
            _say(session.sheet, part, options.json)
        if session.trouble != trouble:
            trouble = session.trouble
            sys.stderr.write(f"{trouble or '恢复连接 / connected again'}\n")
        if until is not None and len(session.sheet.heard) == len(session.sheet.points):
            break
    return True


def _say(sheet: Sheet, part: str, as_json: bool) -> None:
    if as_json:
        told = {"part": part, "counts": walk_test.counts(sheet)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"{walk_test_screen.news(sheet, part)}  [{walk_test_screen.summary(sheet)}]\n")
    sys.stdout.flush()


class _View:
    """What the person chose to see."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.last: str | None = None
        self.only: str | None = None
        self.by_panel = False

    def next_floor(self) -> None:
        """All floors, then one after the other."""
        floors = [None, *(group.zh for group in walk_test.by_floor(self.sheet))]
        at = floors.index(self.only) if self.only in floors else 0
        self.only, self.by_panel = floors[(at + 1) % len(floors)], False

    def next_grouping(self) -> None:
        """By floor, or by panel."""
        self.only, self.by_panel = None, not self.by_panel


def _screen(session: Session, options: argparse.Namespace) -> bool:
    console = out()
    view = _View(session.sheet)
    on_key: dict[str, Callable[[], None]] = {"f": view.next_floor, "p": view.next_grouping}
    with terminal.keys() as keys, Live(console=console, screen=True, auto_refresh=False) as live:
        while True:
            for part in session.poll(_LOOK_S):
                view.last = part
            shown = walk_test_screen.screen(
                session.sheet,
                view.last,
                link=session.trouble,
                only=view.only,
                by_panel=view.by_panel,
                rows=console.height,
            )
            live.update(shown, refresh=True)
            key = keys.pressed()
            if key == "q":
                return True
            if key == "n":
                live.stop()
                with terminal.lines():
                    _note(session.sheet, view.last)
                live.start(refresh=True)
            on_key.get(key, lambda: None)()


def _note(sheet: Sheet, last: str | None) -> None:
    part = Prompt.ask("部件(空:整体说明) / part (empty: a remark on the whole)", default=last or "")
    text = Prompt.ask("备注 / note", default="").strip()[:MAX_NOTE]
    if text and part:
        sheet.notes[part] = text
    elif text:
        sheet.remarks.append(text)


def _finish(sheet: Sheet, options: argparse.Namespace, path: Path) -> int:
    """CSV, PDF and the record under the time at which it ended; gives the exit code."""
    if sheet.ended_at is None:
        sheet.ended_at = now_ms()
    stem = options.out / f"walk-test-{sheet.gateway}-{_when(sheet.ended_at)}"
    table, paper, record = (stem.with_name(stem.name + end) for end in (".csv", ".pdf", ".json"))
    data = walk_test_report.csv_bytes(sheet)
    try:
        table.write_bytes(data)
        font = walk_test_report.write_pdf(sheet, str(paper), table.name, walk_test_report.fingerprint(data))
    except OSError as fault:
        raise PlainFault(
            f"{stem}: 无法写入 / cannot be written: {fault.strerror}; "
            f"腾出空间后 / make room, then --report {path}"
        ) from None
    walk_test_session.save(record, sheet)
    if path.name.endswith(".unfinished.json"):
        path.unlink(missing_ok=True)
    counts = walk_test.counts(sheet)
    told = {
        "points": len(sheet.points),
        **{result.value: count for result, count in counts.items()},
        "strays": sorted(sheet.strays),
        "missing": [point.part for point in sheet.points if sheet.result(point) is not Result.HEARD],
        "interruptions": sheet.interruptions,
        "missed": sheet.missed,
        "csv": str(table),
        "pdf": str(paper),
        "record": str(record),
        "sha256": walk_test_report.fingerprint(data),
    }
    if options.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"{walk_test_screen.summary(sheet)}\n{table}\n{paper}\n{record}\n")
        if not font.embedded:
            sys.stderr.write(
                "本机没有中文字体,PDF 用阅读器自带的宋体 / no Chinese font here: the PDF takes the reader's\n"
            )
    return 0 if counts[Result.HEARD] == len(sheet.points) else 1


def _when(ts_ms: int) -> str:
    return datetime.fromtimestamp(ts_ms / 1000).astimezone().strftime("%Y%m%d-%H%M%S")
