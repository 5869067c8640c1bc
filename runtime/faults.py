"""The one kind of error that is told to a person in plain words instead of a traceback."""

from __future__ import annotations

import sys

USAGE = 2
"""The exit code of a process that could not start for a reason its user can cure."""


class PlainFault(Exception):
    """Something the user can cure. The text says what is wrong, where, and what to do."""


def tell(fault: PlainFault) -> int:
    """Write the fault to stderr and give the exit code, for `return tell(fault)` in a main function."""
    sys.stderr.write(f"{fault}\n")
    sys.stderr.flush()
    return USAGE
