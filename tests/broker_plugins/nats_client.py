"""A NATS client that is let in, or leaves nothing open behind it."""

from __future__ import annotations

from typing import Any

from nats.aio.client import Client


async def nats_client(url: str, **told: Any) -> Client:
    """Connect once. The library keeps the transport of a connection that was refused; here it is closed."""
    client = Client()
    try:
        await client.connect(url, allow_reconnect=False, **told)
    except BaseException:
        await client.close()
        raise
    return client
