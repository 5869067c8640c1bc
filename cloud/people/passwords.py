"""Passwords: what is accepted (after NIST SP 800-63B, section 5.1.1), and how they are kept (RFC 9106).

Length counts, not a recipe of character classes. Refused is what guessers try first: common words with digits
around them, rows of the keyboard, one character over and over, one's own name.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 10
MAX_LENGTH = 128
#: Digits alone are dates, telephone numbers and identity cards.
_MIN_DIGITS = 20

#: RFC 9106, section 4, the second recommended set: Argon2id, 64 MiB, 3 passes, 4 lanes.
_HASHER = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16, type=Type.ID
)
#: Verified when there is no such account, so that the answer takes as long. Nobody knows its password.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$Y2FycGV0aWVtLW5vY3R1cw$2yq6rpQ6dxm3kDp9W3fRTPpzvlqDbPYKPWdqjiGs5Bc"
#: Hashing takes 64 MiB and a good part of a second: so many at once, a few more wait, the rest are refused,
#: so that a flood of logins takes neither the memory nor the threads that serve everybody else.
_AT_ONCE = threading.BoundedSemaphore(2)
_WAITING = threading.BoundedSemaphore(8)

_COMMON = frozenset((Path(__file__).parent / "common_words.txt").read_text(encoding="utf-8").split())
_ROWS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc",
)
_LEET = str.maketrans("0134578@$!", "oieastbasi")


class Busy(Exception):
    """Too many passwords are being checked already."""


def normalised(password: str) -> str:
    """One form for what different keyboards make of the same characters."""
    return unicodedata.normalize("NFKC", password)


def fault_of(password: str, *own: str) -> tuple[str, str] | None:
    """Why this password cannot be taken, in both languages; `own` are the account's login and name."""
    text = normalised(password)
    if len(text) < MIN_LENGTH:
        return f"密码至少 {MIN_LENGTH} 个字符。", f"The password needs at least {MIN_LENGTH} characters."
    if len(text) > MAX_LENGTH:
        return f"密码至多 {MAX_LENGTH} 个字符。", f"The password may have at most {MAX_LENGTH} characters."
    folded = text.casefold()
    if any(len(name) >= (3 if name.isascii() else 2) and name.casefold() in folded for name in own):
        return "密码不能包含您的账号或姓名。", "The password must not contain your login or your name."
    if _guessable(folded):
        return (
            "这个密码太常见,容易被猜到。请使用几个不相关的词组成的长密码。",
            "This password is among the first that guessers try. Use several unrelated words.",
        )
    return None


def kept(password: str) -> str:
    """The hash to keep. Raises Busy."""
    with _turn():
        return _HASHER.hash(normalised(password))


def matches(password: str, held: str | None) -> bool:
    """Whether the password is right. Takes as long when there is none to compare with. Raises Busy."""
    with _turn():
        try:
            _HASHER.verify(held or _NOBODY, normalised(password)[: 4 * MAX_LENGTH])
        except (VerificationError, InvalidHashError):
            return False
    return held is not None


def outdated(held: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return _HASHER.check_needs_rehash(held)


@contextmanager
def _turn() -> Iterator[None]:
    if not _WAITING.acquire(blocking=False):
        raise Busy
    try:
        with _AT_ONCE:
            yield
    finally:
        _WAITING.release()


def _guessable(folded: str) -> bool:
    if len(set(folded)) <= 3 or _is_row(folded):
        return True
    if folded.isdigit() and len(folded) < _MIN_DIGITS:
        return True
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", folded)
    around = re.sub(r"[a-z]+", "", folded)
    for text in (folded, core.translate(_LEET)):
        words = re.findall(r"[a-z]+", text)
        if words and all(word in _COMMON for word in words) and not _is_long_secret(around):
            return True
    half = len(folded) // 2
    return folded[:half] * 2 == folded


def _is_row(text: str) -> bool:
    """Whether it is nothing but stretches of keyboard rows or of the alphabet, either way round."""
    rows = [row for one in _ROWS for row in (one, one[::-1])]
    at = 0
    while at < len(text):
        longest = max(
            (n for n in range(len(text) - at, 2, -1) if any(text[at : at + n] in row for row in rows)),
            default=0,
        )
        if longest == 0:
            return False
        at += longest
    return True


def _is_long_secret(rest: str) -> bool:
    """Whether the characters around common words are themselves hard to guess."""
    digits = re.sub(r"\D", "", rest)
    return len(rest) >= MIN_LENGTH and not _is_row(digits)
