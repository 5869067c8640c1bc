"""How fast the contract is encoded and decoded, and what the schema check costs over plain `json`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial

import msgspec

from benchmarks.figures import Figures
from telemetry import encoding
from telemetry.messages import Quality, ReadingBatch

_ROWS = 100
_TOPIC = "sw/1/150102/gw-1/reading"


def _batch() -> ReadingBatch:
    return ReadingBatch(
        gateway="gw-1",
        seq=1,
        ts_gateway=1_790_000_000_000,
        clock_synced=True,
        parts=[f"panel-1/1-{n:03d}" for n in range(_ROWS)],
        part=list(range(_ROWS)),
        analog_type=[128] * _ROWS,
        ts=[1_790_000_000_000 + n for n in range(_ROWS)],
        value=[0.01 * n for n in range(_ROWS)],
        quality=[Quality.GOOD] * _ROWS,
    )


def _per_second(action: Callable[[], object], seconds: float) -> float:
    done = 0
    started = time.perf_counter()
    while (spent := time.perf_counter() - started) < seconds:
        for _ in range(50):
            action()
        done += 50
    return done / spent


def run(seconds: float) -> Figures:
    """Values a second each way, on one core."""
    batch = _batch()
    forms: tuple[encoding.Format, ...] = ("json", "msgpack")
    texts = {form: encoding.encode(batch, form) for form in forms}
    plain = msgspec.to_builtins(batch)
    share = seconds / 6
    figures: Figures = {}
    for form, data in texts.items():
        decoded = _per_second(partial(encoding.decode_uplink, _TOPIC, data), share)
        encoded = _per_second(partial(encoding.encode, batch, form), share)
        figures[f"{form}_decode_values_per_s"] = decoded * _ROWS
        figures[f"{form}_encode_values_per_s"] = encoded * _ROWS
        figures[f"{form}_bytes_per_value"] = len(data) / _ROWS
    stdlib = _per_second(lambda: json.loads(texts["json"]), share)
    figures["stdlib_json_loads_values_per_s"] = stdlib * _ROWS
    figures["stdlib_json_dumps_values_per_s"] = _per_second(lambda: json.dumps(plain), share) * _ROWS
    figures["decode_ratio"] = float(figures["json_decode_values_per_s"]) / (stdlib * _ROWS)
    return figures
