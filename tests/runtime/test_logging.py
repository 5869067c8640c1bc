"""Logging, in a process of its own: it is set up once for a whole process."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap


def stderr_of(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True, timeout=30
    )
    assert result.stdout == ""
    return result.stderr


def test_lines_are_json_when_nobody_watches() -> None:
    line = json.loads(
        stderr_of("""
            from runtime.logging import configure, get_logger
            configure()
            get_logger("edge").info("线路恢复", panel=1, password="p", inner={"token": "t", "n": 1})
            get_logger("edge").debug("not shown")
        """)
    )
    assert line.pop("ts").endswith("Z")
    assert line == {
        "event": "线路恢复",
        "level": "info",
        "logger": "edge",
        "panel": 1,
        "password": "***",
        "inner": {"token": "***", "n": 1},
    }


def test_what_libraries_log_comes_out_the_same_way() -> None:
    line = json.loads(
        stderr_of("""
            import logging
            from runtime.logging import configure
            configure()
            logging.getLogger("some.library").warning("odd %s", 7)
            logging.getLogger("amqtt.broker").warning("chatter")
        """)
    )
    assert (line["event"], line["logger"], line["level"]) == ("odd 7", "some.library", "warning")


def test_an_exception_keeps_its_traceback() -> None:
    text = stderr_of("""
        from runtime.logging import configure, get_logger
        configure(json=False)
        try:
            1 / 0
        except ZeroDivisionError:
            get_logger("x").exception("failed")
    """)
    assert "ZeroDivisionError" in text


def test_nothing_reaches_stdout_before_logging_is_set_up() -> None:
    stderr_of("""
        from runtime.logging import get_logger
        get_logger("x").warning("early")
    """)


def test_an_unknown_level_is_refused() -> None:
    assert "no such log level" in stderr_of("""
        import sys
        from runtime.logging import configure
        try:
            configure("loud")
        except ValueError as fault:
            print(fault, file=sys.stderr)
    """)
