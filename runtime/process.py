"""Starting and stopping a process: signals, the READY line, and a taken port said plainly."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable

from runtime.faults import PlainFault, tell
from runtime.logging import get_logger

log = get_logger("process")

ABORTED = 130
FAILED = 1
_GRACE_S = 10.0


def ready_line(text: str) -> None:
    """Say on stdout that this process is serving: one `READY <text>` line, flushed."""
    sys.stdout.write(f"READY {text}\n")
    sys.stdout.flush()


def listening_fault(fault: OSError, host: str, port: int) -> PlainFault:
    """The plain words for a port that could not be opened."""
    where = f"{host}:{port}"
    if fault.errno == errno.EADDRINUSE:
        return PlainFault(
            f"{where}: the port is taken by another process; stop it or set another port in `listen`"
        )
    if fault.errno == errno.EACCES:
        return PlainFault(f"{where}: not allowed to open this port; set a port of 1024 or above in `listen`")
    if fault.errno == errno.EADDRNOTAVAIL:
        return PlainFault(f"{where}: this machine has no such address; set one of its own in `listen`")
    return PlainFault(f"{where}: cannot listen: {fault.strerror or fault}; correct `listen`")


def open_listener(host: str, port: int, backlog: int = 128) -> socket.socket:
    """A listening TCP socket; raises PlainFault when the port is taken, forbidden or not on this machine."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=backlog)
    except OSError as fault:
        raise listening_fault(fault, host, port) from fault
    # Accepted sockets inherit it; asyncio sets it only on sockets that name their protocol: these do not.
    # An answer's second write would wait 40 ms for the delayed acknowledgement of its first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setblocking(False)
    return listener


def run_until_signalled(
    main: Callable[[asyncio.Event], Awaitable[None]], *, grace_s: float = _GRACE_S
) -> int:
    """Run `main(stop)` to its end and give the exit code.

    SIGINT and SIGTERM set `stop`; main then has `grace_s` to end by itself before it is cancelled, and a
    second signal cancels it at once. 0: ended cleanly, 1: failed, 2: could not start for a
    reason told plainly, 130: aborted.
    """
    try:
        return asyncio.run(_supervise(main, grace_s))
    except PlainFault as fault:
        return tell(fault)


def leave(code: int) -> int:
    """The exit code; but where a daemon thread still runs, the process ends here.

    At its own end the interpreter throws such a thread out of whatever it is in, and foreign code in which
    that happens crashes. Whatever was to be written down must be written by now.
    """
    if any(thread.daemon for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


async def _supervise(main: Callable[[asyncio.Event], Awaitable[None]], grace_s: float) -> int:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    aborted = False

    async def body() -> None:
        await main(stop)

    task = asyncio.create_task(body())

    def on_signal() -> None:
        nonlocal aborted
        if stop.is_set():
            aborted = True
            task.cancel()
        else:
            stop.set()
            loop.call_later(grace_s, overdue)

    def overdue() -> None:
        if not task.done():
            log.warning("still busy after the stop signal; cancelled", grace_s=grace_s)
            task.cancel()

    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, on_signal)
    try:
        await task
    except asyncio.CancelledError:
        return ABORTED if aborted else FAILED
    except PlainFault:
        raise
    except OSError as fault:
        if fault.errno != errno.EADDRINUSE:
            log.exception("stopped by a fault")
            return FAILED
        raise PlainFault(
            f"{fault.strerror}: the port is taken by another process; stop it or set another port"
        ) from fault
    except Exception:
        log.exception("stopped by a fault")
        return FAILED
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
    return 0
