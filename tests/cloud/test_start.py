"""What the centre's process loads as it starts."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: What only a few of the centre's tasks need, and takes long to load.
HEAVY = ("lightgbm", "matplotlib", "numba", "onnx", "osmium", "pandas", "scipy", "sklearn")


@pytest.mark.parametrize(
    "modules",
    [
        ("cloud.main", "cloud.server", "cloud.jobs.table"),
        (
            "cloud.dispatch.travel_time.port",
            "cloud.dispatch.travel_time.curve",
            "cloud.dispatch.travel_time.routing_server",
            "cloud.dispatch.travel_time.extract",
        ),
    ],
)
def test_the_centre_starts_without_what_only_a_few_of_its_tasks_need(modules: tuple[str, ...]) -> None:
    asked = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
