"""`edge-agent init`: asks what a gateway needs to know and writes its settings file.

edge-agent init --output FILE                    ask at the terminal
edge-agent init --output FILE --answers A.json   take the answers from a file; for scripts

The file replaces nothing without --force, and takes its place only after it has passed `lint`. Passwords are
typed unseen, or come from the answers file, and go into files of their own (mode 0600).
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from pathlib import Path
from typing import Any

from edge_agent.first_settings.answers import Answers
from edge_agent.first_settings.interview import Draft, interview
from edge_agent.first_settings.rendering import render
from edge_agent.plan import load_plan
from edge_agent.tools.arguments import add_json
from runtime.faults import PlainFault
from runtime.settings import SettingsError

_STATE = Path("/var/lib/steppewatch")
_SYSTEM = Path("/etc/steppewatch")
_MAX_ANSWERS_BYTES = 4_000_000

#: Flag, key in the answers (dotted: a table's), what it is.
_FLAGS = (
    ("--area", "area", "行政区划代码 / administrative code"),
    ("--gateway", "gateway", "网关编号 / the gateway's id"),
    ("--building", "building.zh", "建筑名称 / the building's name"),
    ("--building-en", "building.en", "建筑英文名 / its English name"),
    (
        "--spool",
        "spool.path",
        "落盘队列文件 / the spool's file; on a gateway /var/lib/steppewatch/spool.sqlite3",
    ),
    ("--uplink-host", "uplink.host", "云端 MQTT 服务器 / the cloud's broker"),
    ("--uplink-port", "uplink.port", "其端口 / its port"),
    ("--uplink-username", "uplink.username", "用户名 / user name; default: the gateway's id"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = "逐项提问,写出通过检查的配置 / Ask, and write settings that pass lint."
    parser.add_argument(
        "--output", type=Path, required=True, metavar="FILE", help="写到哪里 / where the settings go"
    )
    parser.add_argument(
        "--answers", type=Path, metavar="JSON", help="从文件取答案 / take the answers from a file"
    )
    parser.add_argument("--force", action="store_true", help="覆盖已有的配置 / replace settings that exist")
    for flag, key, words in _FLAGS:
        parser.add_argument(flag, dest=key, metavar="TEXT", help=words)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Ask, check, write. Raises PlainFault; nothing is written then."""
    output: Path = options.output.absolute()
    if output.exists() and not options.force:
        raise PlainFault(f"{output}: 已存在 / exists already; 换名,或加 --force / another name, or --force")
    given = _given(options)
    asks = options.answers is None and sys.stdin.isatty()
    spool = (_STATE if output.parent == _SYSTEM else output.parent) / "spool.sqlite3"
    try:
        draft = interview(Answers(given, _Person() if asks else None), spool)
    except PlainFault as fault:
        raise PlainFault(f"{options.answers}: {fault}" if options.answers else str(fault)) from None
    except (EOFError, KeyboardInterrupt):
        raise PlainFault("\n已中止,未写入任何文件 / stopped; nothing was written") from None
    written = write(output, draft, force=options.force)
    if options.json:
        told = {"settings": str(output), "secrets": [str(path) for path in written]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    for line in (
        f"{output}: 已写入并通过检查 / written, and correct",
        *(f"{path}: 密码,仅属主可读 / a password, for its owner only" for path in written),
        f"下一步 / next: edge-agent doctor --config {output}",
    ):
        sys.stdout.write(line + "\n")
    return 0


def write(output: Path, draft: Draft, *, force: bool) -> list[Path]:
    """Put the file in place once it is known to be good; gives the secrets' files."""
    text = render(draft, output.name)
    trial = output.with_name(f".{output.name}.new")
    secrets = {output.parent / path: secret for path, secret in draft.secrets.items()}
    taken = [path for path in secrets if path.exists()]
    if taken and not force:
        raise PlainFault(f"{taken[0]}: 已存在 / exists already; 加 --force 覆盖 / --force replaces it")
    made: list[Path] = []
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        _write(trial, text, 0o640)
        _checked(trial, output)
        for path, secret in secrets.items():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            fresh = path.with_name(f".{path.name}.new")
            made.append(fresh)
            _write(fresh, secret, 0o600)
        for path in secrets:
            path.with_name(f".{path.name}.new").replace(path)
        trial.replace(output)
    except OSError as fault:
        raise PlainFault(
            f"{fault.filename}: 无法写入 / cannot be written: {fault.strerror}; 检查目录与权限 / "
            "check folder and rights"
        ) from None
    finally:
        for path in (trial, *made):
            path.unlink(missing_ok=True)
    return sorted(secrets)


def _checked(trial: Path, output: Path) -> None:
    try:
        load_plan(trial)
    except SettingsError as fault:
        raise PlainFault(str(fault).replace(str(trial), str(output))) from None


def _write(path: Path, text: str, mode: int) -> None:
    """Write durably, with rights from the first byte; root leaves it to whom the folder belongs."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        if os.geteuid() == 0:
            folder = path.parent.stat()
            os.fchown(file.fileno(), folder.st_uid, folder.st_gid)


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The answers file with the flags over it."""
    answers = _read(options.answers) if options.answers else {}
    for _, key, _ in _FLAGS:
        value = getattr(options, key)
        if value is None:
            continue
        top, _, inner = key.partition(".")
        if inner:
            table = answers.setdefault(top, {})
            if not isinstance(table, dict):
                raise PlainFault(f"{options.answers}: {top}: 应为对象 / must be an object {{…}}")
            table[inner] = value
        else:
            answers[top] = value
    return answers


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            answers = json.loads(file.read(_MAX_ANSWERS_BYTES))
    except OSError as fault:
        raise PlainFault(
            f"{path}: 无法读取 / cannot be read: {fault.strerror}; 检查路径 / check the path"
        ) from None
    except ValueError as fault:
        raise PlainFault(f"{path}: 不是 JSON / is no JSON: {fault}; 改正该处 / correct it there") from None
    if not isinstance(answers, dict):
        raise PlainFault(f"{path}: 应为对象 / must be an object {{…}}")
    return answers


class _Person:
    """The person at the terminal."""

    def show(self, text: str) -> None:
        """Show a line."""
        sys.stderr.write(text + "\n")

    def read(self, prompt: str, *, secret: bool = False) -> str:
        """Read a line; a secret is not shown."""
        if secret:
            return getpass.getpass(prompt)
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line
