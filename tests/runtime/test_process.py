"""Starting and stopping, in real processes."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import textwrap
from typing import IO

import pytest

from runtime.faults import PlainFault
from runtime.process import open_listener

HEAD = """
import asyncio
from runtime import process
from runtime.faults import PlainFault
async def main(stop):
"""


def start(body: str) -> subprocess.Popen[str]:
    code = HEAD + textwrap.indent(textwrap.dedent(body), "    ")
    code += "\nraise SystemExit(process.run_until_signalled(main, grace_s=0.2))\n"
    return popen(code)


def popen(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_ready_process_cleanly(number: signal.Signals) -> None:
    process = start("""
        process.ready_line("thing 127.0.0.1:1")
        await stop.wait()
        print("bye")
    """)
    assert line(process.stdout) == "READY thing 127.0.0.1:1\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (out, err, process.returncode) == ("bye\n", "", 0)


def test_a_second_signal_aborts() -> None:
    process = start("""
        process.ready_line("x")
        await stop.wait()
        print("stopping", flush=True)
        await asyncio.sleep(60)
    """)
    line(process.stdout)
    process.terminate()
    assert line(process.stdout) == "stopping\n"
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 130


def test_a_process_that_does_not_stop_is_cancelled_after_its_grace() -> None:
    process = start("""
        process.ready_line("x")
        await asyncio.sleep(60)
    """)
    line(process.stdout)
    process.terminate()
    _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "cancelled" in err


def test_a_plain_fault_is_told_without_a_traceback() -> None:
    process = start("raise PlainFault('agent.toml:3: port: is taken; set another')")
    _, err = process.communicate(timeout=20)
    assert (err, process.returncode) == ("agent.toml:3: port: is taken; set another\n", 2)


def test_an_unforeseen_fault_is_logged_with_its_traceback() -> None:
    process = start("raise RuntimeError('odd')")
    _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "RuntimeError: odd" in err


def test_a_taken_port_is_said_with_its_cure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            PlainFault, match=f"127.0.0.1:{port}: the port is taken by another process; stop it"
        ):
            open_listener("127.0.0.1", port)


def test_what_a_listener_accepts_does_not_wait_to_fill_its_packets() -> None:
    with open_listener("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        listener.setblocking(True)
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_listener_is_open_when_it_is_given() -> None:
    with open_listener("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        pass


def test_an_address_of_another_machine_is_said_with_its_cure() -> None:
    with pytest.raises(PlainFault, match=r"192\.0\.2\.1:0: this machine has no such address"):
        open_listener("192.0.2.1", 0)


def test_a_thread_that_is_still_in_foreign_code_does_not_crash_the_end() -> None:
    body = """
        import threading
        from models.model_file import shipped
        def busy():
            while True:
                shipped("early_warning")
        threading.Thread(target=busy, daemon=True).start()
        process.ready_line("x")
        await stop.wait()
        print("bye")
    """
    code = HEAD + textwrap.indent(textwrap.dedent(body), "    ")
    code += "\nraise SystemExit(process.leave(process.run_until_signalled(main)))\n"
    process = popen(code)
    line(process.stdout)
    process.terminate()
    out, err = process.communicate(timeout=20)
    assert (out, err, process.returncode) == ("bye\n", "", 0)
