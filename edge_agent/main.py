"""`edge-agent`: the command line of the gateway's process and of the person who installs it."""

from __future__ import annotations

import argparse
import importlib
import os
import select
import sys
from collections.abc import Sequence
from typing import NamedTuple

from edge_agent.version import version
from runtime.faults import PlainFault, tell
from runtime.process import ABORTED

#: As a shell counts a program that SIGPIPE ended: whoever read the output has gone (`| head`).
_UNREAD = 141


class Command(NamedTuple):
    """The module that does it (`add_arguments(parser)` and `run(options) -> int`), and what it does."""

    module: str
    zh: str
    en: str


COMMANDS = {
    "run": Command("edge_agent.tools.run", "运行,直到被停止", "serve until stopped"),
    "init": Command("edge_agent.tools.init", "逐项提问,写出配置文件", "ask, and write the settings file"),
    "enrol": Command("edge_agent.tools.enrol", "用注册码换取证书", "exchange a code for a certificate"),
    "doctor": Command("edge_agent.tools.doctor", "检查本机是否适合运行", "check this machine, line by line"),
    "bundle": Command("edge_agent.delivery.bundle", "制作离线安装包", "make a signed offline bundle"),
    "update": Command(
        "edge_agent.delivery.update", "从安装包升级", "update from a bundle, go back if it fails"
    ),
    "apply": Command(
        "edge_agent.tools.apply", "让运行中的代理采用新配置", "have the running agent take up its settings"
    ),
    "answer": Command("edge_agent.tools.answer", "应答查岗", "answer the centre's duty check on site"),
    "import": Command(
        "edge_agent.tools.import_list", "导入点位表", "take the site's list of points into the settings"
    ),
    "lint": Command(
        "edge_agent.tools.lint", "检查配置文件,不连接任何设备", "check the settings, touch no device"
    ),
    "lint-profile": Command(
        "edge_agent.tools.lint_profile", "检查设备档案及其向量", "check a device profile and its vectors"
    ),
    "decode": Command(
        "edge_agent.tools.decode", "按档案解读一帧报文", "read one frame with a device profile"
    ),
    "scan": Command(
        "edge_agent.tools.scan", "查找串口、从站、主机、探测器", "find ports, units, hosts, detectors"
    ),
    "status": Command("edge_agent.tools.status", "运行状态(界面刷新)", "how the running agent does"),
    "probe": Command("edge_agent.tools.probe", "立即读取一个点", "read one point now"),
    "walk-test": Command(
        "edge_agent.tools.walk_test", "现场巡测,出可签字的报告", "walk the building, sign a report"
    ),
    "record": Command("edge_agent.tools.record", "录制一条线路的全部字节", "record every byte of a line"),
    "replay": Command(
        "edge_agent.tools.replay", "把录制的线路重放给驱动", "play a recorded line to its driver"
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code.

    0: done, 1: found a fault, 2: could not start, 130: aborted, 141: nobody reads the output.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="edge-agent",
        description="草原哨网关代理:读取消防设备,先落盘,再上报 / the Steppewatch gateway agent",
    )
    parser.add_argument("--version", action="version", version=version())
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, entry in COMMANDS.items():
        command = commands.add_parser(name, help=f"{entry.zh} / {entry.en}")
        if name in given[:1]:  # only the command that is asked for is imported
            importlib.import_module(entry.module).add_arguments(command)
    options = parser.parse_args(given)
    try:
        code = int(importlib.import_module(COMMANDS[options.command].module).run(options))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        if not _output_is_unread():
            raise
        return _UNREAD
    except PlainFault as fault:
        return tell(fault)
    except KeyboardInterrupt:
        return ABORTED


def _output_is_unread() -> bool:
    """Whether nobody reads our output any more; what is left of it then goes nowhere, quietly."""
    end = select.poll()
    end.register(sys.stdout.fileno(), 0)
    if not end.poll(0):  # it was another pipe that broke
        return False
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return True


if __name__ == "__main__":
    raise SystemExit(main())
