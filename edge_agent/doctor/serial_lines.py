"""The serial ports that the settings name: there, allowed, and not held by another program."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edge_agent.doctor.verdict import Verdict, fault, ok
from edge_agent.drivers import ports

TOPIC = "serial"
OWN = "edge-agent"
SERVICE_USER = "steppewatch-edge"


@dataclass(frozen=True)
class SerialLine:
    """What was found of one port. `holders` are `pid name` of the programs that have it open."""

    bus: str
    selector: str
    device: str
    missing: str = ""
    is_tty: bool = True
    group: str = ""
    allowed: bool = True
    user: str = ""
    holders: tuple[str, ...] = ()


def look(bus: str, selector: str, user: str | None = None) -> SerialLine:
    """Find out, for the user that the agent runs as; default: the service's, where there is one, else us."""
    try:
        device = ports.find(selector)
    except OSError as missing:
        return SerialLine(bus, selector, selector, missing=str(missing))
    place = Path(device).resolve()
    facts = place.stat()
    account = agent_user(user)
    return SerialLine(
        bus,
        selector,
        device,
        is_tty=stat.S_ISCHR(facts.st_mode),
        group=_group(facts.st_gid),
        allowed=_may_use(facts, account),
        user=account.pw_name,
        holders=tuple(_holders(place)),
    )


def judge(line: SerialLine) -> Iterator[Verdict]:
    """What that means."""
    where = f"{line.bus}: {line.selector}" + (f" → {line.device}" if line.device != line.selector else "")
    others = [holder for holder in line.holders if OWN not in holder]
    if line.missing:
        yield fault(
            TOPIC,
            f"{line.bus}: {line.missing}",
            "插好转接器或改正配置 / plug the adapter in, or correct the settings",
        )
    elif not line.is_tty:
        yield fault(TOPIC, f"{where}: 不是串口 / is no serial port", "改正 port / correct `port`")
    elif not line.allowed:
        yield fault(
            TOPIC,
            f"{where}: 用户 {line.user} 无权读写(属组 {line.group})/ {line.user} may not use it "
            f"(group {line.group})",
            f"usermod -aG {line.group} {line.user},然后重启服务 / then restart the service",
        )
    elif others:
        yield fault(
            TOPIC,
            f"{where}: 被占用 / is held by {', '.join(others)}",
            "停止该程序(常见 / often: ModemManager, serial-getty, brltty) / stop that program",
        )
    else:
        held = ",由本代理使用 / in use by our agent" if line.holders else ""
        yield ok(TOPIC, f"{where}: 可用 / ready{held}")


def agent_user(name: str | None = None) -> pwd.struct_passwd:
    """The account that the agent runs as."""
    for candidate in (name, SERVICE_USER):
        if candidate:
            try:
                return pwd.getpwnam(candidate)
            except KeyError:
                continue
    return pwd.getpwuid(os.geteuid())


def _may_use(facts: os.stat_result, account: pwd.struct_passwd) -> bool:
    if account.pw_uid == 0:
        return True
    if facts.st_uid == account.pw_uid:
        wanted = stat.S_IRUSR | stat.S_IWUSR
    elif facts.st_gid in os.getgrouplist(account.pw_name, account.pw_gid):
        wanted = stat.S_IRGRP | stat.S_IWGRP
    else:
        wanted = stat.S_IROTH | stat.S_IWOTH
    return facts.st_mode & wanted == wanted


def _group(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _holders(device: Path) -> Iterator[str]:
    """Who has the device open; of other users' programs only root sees."""
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        try:
            if any(os.readlink(link) == str(device) for link in (process / "fd").iterdir()):
                words = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
                yield f"{process.name} {' '.join(Path(word).name for word in words if word)[:80]}"
        except OSError:
            continue
