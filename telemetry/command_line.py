"""`python -m telemetry.CODEC HEX`: what one frame says, as one JSON object on one line.

Exit code 0 with the object, 1 with the reason on a frame that is not valid, 2 on a wrong call.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence

from telemetry.errors import FrameError

#: What people write around digits: separators, quotes, the brackets of a list.
_AROUND_DIGITS = re.compile(r"[\s,:;_()\[\]{}\"'-]+")
_PREFIX = re.compile(r"(?:0|\\)x", re.IGNORECASE)
_NO_DIGIT = re.compile(r"[^0-9a-fA-F]")


def hex_bytes(text: str) -> bytes:
    """The bytes that `01 0a`, `010A`, `0x1, 0xa`, `\\x01\\x0a` or `{01-0A}` stand for.

    Raises ValueError naming the digit that is none, counted from 0.
    """
    digits = ""
    for word in _AROUND_DIGITS.split(text):
        pieces = _PREFIX.split(word)
        # A number that is written as one may leave its first zero out; bare digits may not.
        digits += pieces[0] + "".join(piece.zfill(2) for piece in pieces[1:] if piece)
    odd = _NO_DIGIT.search(digits)
    if odd:
        raise ValueError(f"digit {odd.start()} is {odd[0]!r}: not hexadecimal")
    if len(digits) % 2:
        raise ValueError(f"{len(digits)} digits: an odd number; each byte has two")
    return bytes.fromhex(digits)


def run(
    program: str, describe: Callable[[bytes], dict[str, object]], arguments: Sequence[str] | None = None
) -> int:
    """Read hex from the arguments as people write it, print what it says."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in ("-h", "--help"):
        print(f"usage: python -m {program} HEX", file=sys.stderr)
        return 0 if given else 2
    try:
        frame = hex_bytes(" ".join(given))
    except ValueError as fault:
        print(f"{program}: {fault}", file=sys.stderr)
        return 1
    try:
        print(json.dumps(describe(frame), ensure_ascii=False))
    except FrameError as fault:
        print(f"{program}: {fault}", file=sys.stderr)
        return 1
    return 0
