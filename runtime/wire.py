"""A TCP or TLS connection without threads, as a socket object that can be paused: what paho reads from."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

from runtime import tls_faults

_ADDRESS_S = 5.0
_CHUNK = 65536


class Wire:
    """A non-blocking socket that reads ahead in large pieces and gives nothing while it is paused.

    paho asks for a byte at a time, so reading ahead saves most system calls; and it reads on as long as there
    is something, so pausing must happen here.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = b""
        self._at = 0
        self.paused = False
        #: Why reading or writing failed, where that says more than that the connection is gone.
        self.fault: OSError | None = None
        self._later: OSError | None = None

    @property
    def buffered(self) -> bool:
        """Whether bytes were read ahead that nobody has taken yet."""
        return self._at < len(self._buffer)

    @property
    def ahead(self) -> tuple[bytes, int]:
        """What was read ahead, and how far into it somebody has taken it."""
        return self._buffer, self._at

    def next_byte(self) -> int | None:
        """What `recv` will give next, read ahead if need be; None when `recv` is to say why there is none."""
        if self.paused or not (self.buffered or self.read_more()):
            return None
        return self._buffer[self._at]

    def take_to(self, at: int) -> None:
        """What was read ahead is taken up to `at`."""
        self._at = at

    def read_more(self) -> bool:
        """Read behind what is there already. False when nothing came and `recv` is to say why."""
        try:
            more = self._read()
        except OSError as fault:  # BlockingIOError is one
            self._later = None if isinstance(fault, BlockingIOError) else fault
            return False
        self._buffer = self._buffer[self._at :] + more
        self._at = 0
        return bool(more)

    def recv(self, size: int) -> bytes:
        """Up to `size` bytes; BlockingIOError when there are none or the wire is paused; b"" at the end."""
        if self.paused:
            raise BlockingIOError
        if self._at >= len(self._buffer):
            if self._later is not None:
                raise self._later
            self._buffer, self._at = self._read(), 0
        taken = self._buffer[self._at : self._at + size]
        self._at += len(taken)
        return taken

    def _read(self) -> bytes:
        try:
            return self._sock.recv(_CHUNK)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise BlockingIOError from None
        except ssl.SSLEOFError:
            raise  # cut without a word, as a broken line is
        except ssl.SSLError as fault:  # TLS 1.3 tells only now that it refuses our certificate
            self.fault = fault
            raise

    def send(self, data: bytes | bytearray) -> int:
        """Write what the socket takes now and say how much that was."""
        try:
            return self._sock.send(data)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise  # paho knows which of the two to wait for
        except ssl.SSLError as fault:
            self.fault = fault
            raise

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()

    def fileno(self) -> int:
        """The descriptor for the event loop; -1 once closed."""
        return self._sock.fileno()

    def setblocking(self, flag: bool) -> None:
        """Always non-blocking; paho asks for it again."""
        self._sock.setblocking(flag)


def tls_context(ca: Path, cert: Path | None = None, key: Path | None = None) -> ssl.SSLContext:
    """A client's TLS context: the server must be signed by `ca`; `cert` and `key` are our own identity."""
    context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=str(ca))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if cert is not None:
        context.load_cert_chain(str(cert), None if key is None else str(key))
    return context


async def dial(host: str, port: int, context: ssl.SSLContext | None = None) -> Wire:
    """Connect, trying each address of the host in turn; raises OSError (TLS faults are OSErrors too)."""
    loop = asyncio.get_running_loop()
    last: OSError = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.setblocking(False)
            async with asyncio.timeout(_ADDRESS_S):
                await loop.sock_connect(sock, address)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if context is not None:
                    sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
                    try:
                        await _handshake(loop, sock)
                    except ConnectionError:
                        raise OSError(f"TLS: {tls_faults.HUNG_UP}") from None
        except OSError as fault:  # TimeoutError is one
            sock.close()
            last = fault if str(fault) else OSError(f"no answer within {_ADDRESS_S:g} s")
        except BaseException:
            sock.close()
            raise
        else:
            return Wire(sock)
    raise last


async def _handshake(loop: asyncio.AbstractEventLoop, sock: ssl.SSLSocket) -> None:
    while True:
        try:
            return sock.do_handshake()
        except ssl.SSLWantReadError:
            await _ready(sock, loop.add_reader, loop.remove_reader)
        except ssl.SSLWantWriteError:
            await _ready(sock, loop.add_writer, loop.remove_writer)


async def _ready(
    sock: ssl.SSLSocket,
    add: Callable[..., None],
    remove: Callable[[socket.socket], bool],
) -> None:
    ready = asyncio.get_running_loop().create_future()

    def on_ready() -> None:
        if not ready.done():
            ready.set_result(None)

    add(sock, on_ready)
    try:
        await ready
    finally:
        remove(sock)
