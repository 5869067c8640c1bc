"""Where the door is and what opens it: two small files beside the spool, for the agent's tools."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from runtime.faults import PlainFault
from runtime.settings import HostPort

_TOKEN_BYTES = 32
_TOKEN_LEAST = 32


def token_path(spool: Path) -> Path:
    """The file that holds the token: one line, readable by the agent's user alone."""
    return spool.with_name("door.token")


def address_path(spool: Path) -> Path:
    """The file that holds `host:port` while the door is open."""
    return spool.with_name("door.address")


def own_token(spool: Path) -> str:
    """The door's token; made at the first start, mode 0600. Raises PlainFault."""
    path = token_path(spool)
    try:
        with contextlib.suppress(FileNotFoundError):
            kept = path.read_text(encoding="ascii").strip()
            if len(kept) >= _TOKEN_LEAST and path.stat().st_mode & 0o077 == 0:
                return kept
            path.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)
        made = secrets.token_urlsafe(_TOKEN_BYTES)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(made + "\n")
    except (OSError, ValueError) as fault:
        raise PlainFault(
            f"{path}: the door's token cannot be kept: {fault}; check the folder's rights, "
            "or set `enabled = false` in [local]"
        ) from None
    return made


def tell(spool: Path, where: HostPort) -> None:
    """Note where the door is open. Raises OSError."""
    path = address_path(spool)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(f"{where}\n", encoding="ascii")
    fresh.replace(path)


def untell(spool: Path) -> None:
    """The door is closed."""
    with contextlib.suppress(OSError):
        address_path(spool).unlink()


def found(spool: Path) -> tuple[str, str]:
    """The door's base URL and token, for a tool. Raises PlainFault with the cure."""
    try:
        where = address_path(spool).read_text(encoding="ascii").strip()
    except OSError:
        raise PlainFault(
            f"{address_path(spool)}: 代理没有运行，或本地入口已关闭；请先启动代理 / "
            "the agent does not run, or its door is shut; start it, and look at [local] in its settings"
        ) from None
    try:
        return f"http://{where}", token_path(spool).read_text(encoding="ascii").strip()
    except OSError as fault:
        raise PlainFault(
            f"{token_path(spool)}: 无法读取 / cannot be read: {fault.strerror}; "
            "请以代理的用户运行 / run this as the agent's user"
        ) from None
