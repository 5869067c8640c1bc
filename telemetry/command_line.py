"""`python -m telemetry.CODEC HEX`: what one frame says, as one JSON object on one line.

Exit code 0 with the object, 1 with the reason on a frame that is not valid, 2 on a wrong call.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence

from telemetry.errors import FrameError

_SEPARATORS = re.compile(r"[\s,:]|0x", re.IGNORECASE)


def run(
    program: str, describe: Callable[[bytes], dict[str, object]], arguments: Sequence[str] | None = None
) -> int:
    """Read hex from the arguments (spaces, commas, colons and `0x` are allowed), print what it says."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in ("-h", "--help"):
        print(f"usage: python -m {program} HEX", file=sys.stderr)
        return 0 if given else 2
    digits = _SEPARATORS.sub("", "".join(given))
    try:
        frame = bytes.fromhex(digits)
    except ValueError:
        print(f"{program}: not hexadecimal, or an odd number of digits: {digits[:64]!r}", file=sys.stderr)
        return 1
    try:
        print(json.dumps(describe(frame), ensure_ascii=False))
    except FrameError as fault:
        print(f"{program}: {fault}", file=sys.stderr)
        return 1
    return 0
