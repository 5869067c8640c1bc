"""Decoders are made with their module, never with the first message that comes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = (
    "broker_plugins",
    "cloud",
    "device_profiles",
    "edge_agent",
    "models",
    "runtime",
    "simulators",
    "telemetry",
)


def test_no_type_is_looked_up_amid_the_work() -> None:
    """Two threads that are the first to decode the same structure at once crash msgspec, and the process.

    A module is imported by one thread alone: `Decoder(Kind)` stands beside the kind.
    """
    found = [f"{path.relative_to(ROOT)}:{line}" for path in _modules() for line in _typed_decodes(path)]

    assert found == []


def _modules() -> Iterator[Path]:
    for package in PRODUCT:
        yield from (path for path in (ROOT / package).rglob("*.py") if "node_modules" not in path.parts)


def _typed_decodes(path: Path) -> Iterator[int]:
    text = path.read_text(encoding="utf-8")
    if "msgspec" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and _is_msgspec(node.func) and _gives_type(node):
            yield node.lineno


def _is_msgspec(func: ast.expr) -> bool:
    return ast.unparse(func) in {
        "msgspec.convert",
        *(f"msgspec.{form}.decode" for form in ("json", "msgpack")),
    }


def _gives_type(call: ast.Call) -> bool:
    return len(call.args) > 1 or any(keyword.arg == "type" for keyword in call.keywords)
