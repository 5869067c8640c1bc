"""`python -m telemetry.gb26875 [--adu] HEX`: what a frame says, or with `--adu` a data unit without one."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from telemetry import command_line
from telemetry.gb26875.describe import describe_adu, describe_frame


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the description as JSON on one line; 1 with the reason when the frame is not valid."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    whole = "--adu" not in given
    rest = [word for word in given if word != "--adu"]
    return command_line.run("telemetry.gb26875", describe_frame if whole else describe_adu, rest)


if __name__ == "__main__":
    raise SystemExit(main())
