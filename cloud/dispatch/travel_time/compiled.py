"""Functions compiled to machine code, once, kept beside their source; they hold no lock while they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The function as machine code, for the types it is first called with."""
    return cast(F, numba.njit(cache=True, nogil=True)(function))
