"""A process that feeds one target so often: `TARGET RUNS FOLDER`. It fails where anything else leaves."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=[
        "telemetry",
        "broker_plugins.policy",
        "cloud.imports",
        "cloud.push",
        "runtime.mqtt_faults",
        "runtime.mqtt_packets",
    ]
):
    from tests.fuzz.targets import TARGETS


def main(name: str, runs: str, folder: str) -> None:
    target = TARGETS[name]
    corpus = Path(folder)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)

    def feed(data: bytes) -> None:
        with contextlib.suppress(*target.errors):
            target.read(data)

    atheris.Setup(
        [
            sys.argv[0],
            f"-runs={runs}",
            "-seed=1",
            "-max_len=2048",
            "-rss_limit_mb=2048",
            f"-artifact_prefix={folder}/",
            folder,
        ],
        feed,
    )
    atheris.Fuzz()


main(*sys.argv[1:4])
