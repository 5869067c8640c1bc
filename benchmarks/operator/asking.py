"""A request of a page: its path, made anew each time."""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import urlencode

Path = Callable[[random.Random], str]


def asked(path: str, **parameters: object) -> str:
    """The path with those parameters that are not None."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return f"{path}?{urlencode(given)}"
