"""Whom a client over TLS believes: the authorities this machine knows."""

from __future__ import annotations

import functools
import ssl


@functools.cache
def system_trust() -> ssl.SSLContext:
    """The machine's own authorities; read once, for it takes a processor some tens of milliseconds."""
    return ssl.create_default_context()
