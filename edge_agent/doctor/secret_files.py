"""Files that nobody else may read: passwords and private keys."""

from __future__ import annotations

import pwd
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edge_agent.doctor.verdict import Verdict, denied, fault, ok, warning

TOPIC = "secrets"


@dataclass(frozen=True)
class SecretFile:
    """What was found of one file; `mode` its rights, `owner` its user's number."""

    path: Path
    mode: int = 0
    owner: int = 0
    size: int = 0
    missing: str = ""
    may_look: bool = True


def look(path: Path) -> SecretFile:
    """Find out, without reading it."""
    try:
        facts = path.stat()
    except PermissionError:
        return SecretFile(path, may_look=False)
    except OSError as error:
        return SecretFile(path, missing=error.strerror or str(error))
    return SecretFile(path, stat.S_IMODE(facts.st_mode), facts.st_uid, facts.st_size)


def judge(file: SecretFile, agent: pwd.struct_passwd) -> Iterator[Verdict]:
    """What that means for an agent that runs as `agent`."""
    if not file.may_look:
        yield denied(TOPIC, str(file.path))
    elif file.missing:
        yield fault(TOPIC, f"{file.path}: {file.missing}", "放入该文件,权限 0600 / put it there, mode 0600")
    elif file.mode & 0o077:
        yield fault(
            TOPIC, f"{file.path}: 他人可读 {file.mode:04o} / others may read it", f"chmod 600 {file.path}"
        )
    elif agent.pw_uid not in (0, file.owner):
        yield fault(
            TOPIC,
            f"{file.path}: {agent.pw_name} 读不到 / {agent.pw_name} cannot read it",
            f"chown {agent.pw_name} {file.path}",
        )
    elif file.size == 0:
        yield warning(TOPIC, f"{file.path}: 空文件 / is empty", "写入内容 / put its content there")
    else:
        yield ok(TOPIC, f"{file.path}: {file.mode:04o}")
