"""What makes an answer good: each check takes the text and gives the value, or says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network

_PROVINCES = (
    frozenset(range(11, 16))
    | frozenset(range(21, 24))
    | frozenset(range(31, 38))
    | frozenset(range(41, 47))
    | frozenset(range(50, 55))
    | frozenset(range(61, 66))
    | {71, 81, 82}
)
"""The first two digits of an administrative code (GB/T 2260)."""

_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.(?!-)[A-Za-z0-9-]{1,63})*\.?")


def matching(pattern: str, cure: str) -> Callable[[str], str]:
    """Text of a certain shape."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"{text!r}: {cure}")
        return text

    return check


name = matching(r"[A-Za-z0-9_.-]{1,64}", "只用字母、数字、_ . - / only letters, digits, _ . and -")
gateway = matching(r"[A-Za-z0-9_-]{1,64}", "只用字母、数字、_ - / only letters, digits, _ and -")
topic = matching(r"[^+#\s]{1,256}", "不含空格、+、# 的主题 / a topic without spaces, + or #")
path = matching(r"[^\0\n]{1,512}", "一个文件路径 / the path of a file")


def words(text: str) -> str:
    """A name that people read."""
    if len(text) > 128 or not text.isprintable():
        raise ValueError("最多 128 个可见字符 / at most 128 visible characters")
    return text


def secret(text: str) -> str:
    """A password: one line."""
    if len(text) > 512 or not text.isprintable():
        raise ValueError("一行,最多 512 个字符 / one line, at most 512 characters")
    return text


def area(text: str) -> str:
    """A six-digit administrative code of a province that exists."""
    if not re.fullmatch(r"[0-9]{6}", text):
        raise ValueError(f"{text!r}: 六位数字,如 150102 / six digits, as 150102")
    if int(text[:2]) not in _PROVINCES:
        raise ValueError(f"{text}: {text[:2]} 不是省级代码 / is no province's code; 如 150102 / as 150102")
    return text


def host(text: str) -> str:
    """A host name or an IP address."""
    try:
        return str(ip_address(text.strip("[]")))
    except ValueError:
        digits = re.fullmatch(r"[0-9.]+", text)
        if digits or not _HOST.fullmatch(text) or len(text) > 253:
            raise ValueError(
                f"{text!r}: 主机名或 IP 地址 / a host name or an IP address, 192.168.1.10"
            ) from None
    return text


def listen(text: str) -> str:
    """`host:port` to listen on."""
    place, _, port = text.rpartition(":")
    if not place:
        raise ValueError(f"{text!r}: 写作 地址:端口 / write host:port, as 127.0.0.1:26875")
    whole(1, 65_535)(port)
    host(place)
    return text


def networks(text: str) -> list[str]:
    """Networks separated by commas."""
    found = [entry.strip() for entry in text.split(",") if entry.strip()]
    for entry in found:
        try:
            ip_network(entry)
        except ValueError:
            raise ValueError(
                f"{entry!r}: 不是网段 / is no network; 如 10.0.0.0/24 / write 10.0.0.0/24"
            ) from None
    return found


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def check(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"{text!r}: {low} 到 {high} 的整数 / a whole number from {low} to {high}")
        return int(text)

    return check


def one_of(known: Callable[[], Iterable[str]]) -> Callable[[str], str]:
    """One of what is known at the time of asking."""

    def check(text: str) -> str:
        names = list(known())
        if text not in names:
            raise ValueError(f"{text!r}: 选其一 / choose one of: {', '.join(names)}")
        return text

    return check


def yes_no(text: str) -> bool:
    """A yes or a no."""
    if text.lower() in ("y", "yes", "true", "是"):
        return True
    if text.lower() in ("n", "no", "false", "否"):
        return False
    raise ValueError(f"{text!r}: y 或 n / y or n")
