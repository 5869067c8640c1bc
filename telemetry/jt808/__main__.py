"""`python -m telemetry.jt808 HEX`: what one frame says, or several in a row."""

from __future__ import annotations

from telemetry import command_line
from telemetry.jt808.describe import describe

if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.jt808", describe))
