"""One suite a test, on each broker engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from simulators.suite import Plan, Suite
from tests.browser import chromium
from tests.line.centre import Centre
from tests.services import find_or_skip

StartSuite = Callable[..., tuple[Suite, Centre]]


@pytest.fixture
def start_suite(tmp_path: Path) -> Iterator[StartSuite]:
    """Start a suite with the given plan; everything is stopped, and must have stopped cleanly, at the end."""
    started: list[tuple[Suite, Centre]] = []

    def start(engine: str = "amqtt", *names: str, **plan: object) -> tuple[Suite, Centre]:
        if engine == "mosquitto":
            find_or_skip("mosquitto")
        suite = Suite(Plan(folder=tmp_path / "suite", engine=engine, **plan))  # type: ignore[arg-type]
        centre = Centre(suite)
        started.append((suite, centre))
        suite.start(*names)
        return suite, centre

    yield start
    for suite, centre in started:
        centre.close()
        codes = suite.stop()
        assert set(codes.values()) <= {0}, f"not stopped cleanly: {codes}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened
