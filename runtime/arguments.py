"""What a person types behind an option, checked where it is read."""

from __future__ import annotations

from argparse import ArgumentTypeError

from runtime.settings import HostPort


def port_number(text: str) -> int:
    """A TCP port, 1 to 65535. Raises ArgumentTypeError, which argparse tells with the option's name."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise ArgumentTypeError(f"{text!r} 不是端口号,应为 1 至 65535 / is no port; give 1 to 65535")
    return int(text)


def place(text: str) -> HostPort:
    """A host and a TCP port, `host:port`; an IPv6 address stands in brackets. Raises ArgumentTypeError."""
    host, colon, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not colon or not bare or (":" in bare) is not (bare != host) or any(map(str.isspace, host)):
        raise ArgumentTypeError(
            f"{text!r} 应写作 主机:端口 / write it as host:port, for example 10.0.0.5:6222"
        )
    return HostPort(bare, port_number(port))
