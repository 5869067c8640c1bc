from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from benchmarks import main as bench
from benchmarks.edge import versus
from benchmarks.ingest import rates
from runtime.faults import PlainFault


def test_the_edge_bench_is_told_whom_to_measure_and_where_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told: list[object] = []

    def run(seconds: float, *, with_peer: bool, cache: Path | None) -> dict[str, float]:
        told.append((seconds, with_peer, cache))
        return {"values_per_cpu_s": 5.0}

    monkeypatch.setattr(versus, "run", run)
    assert bench.main(["edge", "--json", "--seconds", "2", "--no-peer", "--cache", str(tmp_path)]) == 0
    assert told == [(2.0, False, tmp_path)]
    figures = json.loads(capsys.readouterr().out)
    assert (figures["bench"], figures["values_per_cpu_s"]) == ("edge", 5.0)
    assert "cores" in figures


def test_what_is_missing_is_told_with_its_cure_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(seconds: float, **_: object) -> dict[str, float]:
        raise PlainFault("mosquitto is not installed; run `apt install mosquitto`")

    monkeypatch.setattr(versus, "run", run)
    assert bench.main(["edge"]) == 2
    assert "apt install mosquitto" in capsys.readouterr().err


def test_the_ingest_bench_gives_each_combination_of_engines_its_own_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[object] = []

    def run(seconds: float, **options: object) -> dict[str, object]:
        told.append((seconds, options))
        return {"a+b+c": {"values_per_s": 70_000.0}, "bar_values_per_s": 50_000}

    monkeypatch.setattr(rates, "run", run)
    arguments = ["ingest", "--engines", "a+b+c,d+e+f", "--workers", "1,3", "--values", "20", "--quick"]
    assert bench.main([*arguments, "--json"]) == 0
    assert told == [
        (10.0, {"engines": ("a+b+c", "d+e+f"), "workers": (1, 3), "values": 20, "quick": True}),
    ]
    assert json.loads(capsys.readouterr().out)["a+b+c"]["values_per_s"] == 70_000
    assert bench.main(arguments) == 0
    assert "  a+b+c\n    values_per_s  70,000\n" in capsys.readouterr().out


def test_every_benchmark_of_the_table_is_there() -> None:
    for entry in bench.BENCHMARKS.values():
        assert callable(importlib.import_module(entry.module).run)
