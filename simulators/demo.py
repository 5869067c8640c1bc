"""`steppewatch demo`: the whole suite on embedded defaults, and a day in a building.

It says what is about to happen and where to look, then tells the story as it goes. Ctrl-C ends every process.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from broker_plugins import mosquitto
from runtime.arguments import port_number
from runtime.faults import PlainFault
from simulators import building, documents
from simulators.processes import ProcessFailed
from simulators.registering import Registrar
from simulators.suite import ENGINES, HOST, PROCESSES, Plan, Suite

WEB_PORT = 8080

_INTRODUCTION = """
[bold]草原哨 Steppewatch[/bold]  {building}

  页面 page   [bold]{address}[/bold]
  接口 API    {address}/api/v1/alarms  {address}/openapi.json
  控制器 panel  mbpoll -m tcp -p {modbus} -t 4 -r 264 -c 4 -1 127.0.0.1
  数据 data   {folder}

{story}

按 Ctrl-C 结束。Press Ctrl-C to end.
"""
_STORIES = {
    "day": """\
将会看到：四层楼里的一天在几分钟内过完。两台火灾报警控制器（Modbus、ESPA 串行线）和九只独立式探测器（MQTT）
经边缘代理报到监控中心：早晨例行测试，中午厨房油烟，下午一处故障与修复；傍晚办公室的沙发阴燃，
网关的早期预警先于控制器，起火后由近及远逐个报警。
About to happen: a day in a four-storey building passes in minutes. Two fire panels (Modbus, and ESPA on a
serial line) and nine detectors (MQTT) report through the edge agent: a routine test in the morning,
toast in the kitchen, a fault and its repair; in the evening a sofa smoulders, the gateway warns before the
panel alarms, and as it burns the detectors answer in turn.""",
    "fire": "将会看到：一间办公室很快起火。\nAbout to happen: an office catches fire, soon.",
    "smoulder": "将会看到：坐垫阴燃，早期预警先于控制器。\n"
    "About to happen: a cushion smoulders, and the warning comes before the panel's alarm.",
    "quiet": "将会看到：一切平静。\nAbout to happen: nothing; all is calm.",
}


def main(arguments: Sequence[str]) -> int:
    """Run the demo until Ctrl-C or, with --exit-at-end, until the story is over. Returns the exit code."""
    options = _options(arguments)
    console = Console(highlight=False)
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    try:
        _check(options)
        with _folder(options.folder) as folder:
            return _play(options, folder, console, stop)
    except (PlainFault, ProcessFailed) as fault:
        console.print(str(fault), markup=False, style="red")
        return 2


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="steppewatch demo", description="一栋楼的一天 / a day in a building"
    )
    parser.add_argument("--broker", choices=ENGINES, default="amqtt", help="MQTT 代理 / which MQTT broker")
    parser.add_argument("--port", type=port_number, default=WEB_PORT, help="页面端口 / the page's port")
    parser.add_argument("--scenario", default="day", help="day, fire, quiet, or a file of your own")
    parser.add_argument("--speed", type=float, default=1.0, help="快放倍数 / times as fast")
    parser.add_argument("--folder", type=Path, help="保留数据的文件夹 / keep the data in this folder")
    parser.add_argument("--exit-at-end", action="store_true", help="演完即退出 / leave when it is over")
    return parser.parse_args(list(arguments))


def _check(options: argparse.Namespace) -> None:
    """Say plainly, before anything starts, what would stop the demo."""
    if options.broker == "mosquitto":
        mosquitto.find_program()
    documents.find(options.scenario, "scenarios", Path.cwd())
    try:
        socket.create_server((HOST, options.port)).close()
    except OSError as fault:
        raise PlainFault(
            f"端口 {options.port} 已被占用；请停止占用它的程序，或换一个端口：\n"
            f"port {options.port} cannot be opened ({fault.strerror}); stop what uses it, or take another:\n"
            f'    make demo ARGS="--port {options.port + 1}"'
        ) from None


@contextlib.contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="steppewatch-demo-") as folder:
        yield Path(folder)


def _play(options: argparse.Namespace, folder: Path, console: Console, stop: threading.Event) -> int:
    plan = Plan(
        folder=folder,
        engine=options.broker,
        web_port=options.port,
        scenario=str(documents.find(options.scenario, "scenarios", Path.cwd())),
        speed=options.speed,
        begin_after_s=10.0,
        report_s=5.0,
        stale_after_s=16.0,
    )

    def on_line(name: str, line: str) -> None:
        if name == "building" and not line.startswith("READY"):
            console.print(line, markup=False, soft_wrap=True)

    house = building.load(documents.find(plan.building, "buildings", folder))
    with Suite(plan, on_line) as suite:
        if not _start(suite, console, stop):
            return 0
        Registrar(suite.address).register(house)
        introduction = _INTRODUCTION.format(
            building=f"{house.name.zh} {house.name.en}",
            address=suite.address,
            folder=folder,
            modbus=suite.places.modbus,
            story=_STORIES.get(options.scenario, options.scenario),
        )
        console.print(introduction, soft_wrap=True)
        _watch(suite, stop, options.exit_at_end)
        console.print("正在停止……  stopping …")
    return 0


def _start(suite: Suite, console: Console, stop: threading.Event) -> bool:
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as progress:
        for name, process in PROCESSES.items():
            if stop.is_set():
                return False
            task = progress.add_task(f"{process.zh} {process.en}")
            suite.start(name)
            progress.update(task, description=f"✓ {process.zh} {process.en}", completed=1, total=1)
    return True


def _watch(suite: Suite, stop: threading.Event, leave_at_end: bool) -> None:
    """Wait for Ctrl-C or the story's end; a process that dies is said with its last words."""
    while not stop.wait(0.5):
        for name, child in suite.children.items():
            if child.exit_code is not None:
                raise ProcessFailed(f"{name} ended with code {child.exit_code}:\n{child.last_words()}")
        if leave_at_end and suite.story_ended():
            return


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
