"""What the guide tells receivers to do, done to what is really sent."""

from __future__ import annotations

import re
import runpy
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cloud.webhooks import schedule, signature

GUIDES = Path(__file__).parents[3] / "docs" / "guides"
NAMES = ("platform-to-platform.md", "platform-to-platform.zh.md")


def example(name: str, folder: Path) -> Callable[[str, dict[str, str], bytes], bool]:
    """The function that the guide gives, as a receiver would keep it."""
    text = (GUIDES / name).read_text(encoding="utf-8")
    block = next(block for block in re.findall(r"```python\n(.*?)```", text, re.S) if "is_ours" in block)
    program = folder / "receiver.py"
    program.write_text(block, encoding="utf-8")
    found: Callable[[str, dict[str, str], bytes], bool] = runpy.run_path(str(program))["is_ours"]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_example_takes_what_is_ours_whole_and_fresh_and_nothing_else(name: str, tmp_path: Path) -> None:
    is_ours, now, body = example(name, tmp_path), int(time.time()), '{"id":"chg_1_2","火":1}'.encode()
    old, new = signature.new_secret(), signature.new_secret()
    told = signature.headers([new, old], "chg_1_2", now, body)
    assert is_ours(old, told, body)
    assert is_ours(new, told, body)
    assert not is_ours(signature.new_secret(), told, body)
    assert not is_ours(new, told, body + b" ")
    assert not is_ours(new, {**told, "webhook-id": "chg_1_3"}, body)
    assert not is_ours(new, {**told, "webhook-timestamp": "soon"}, body)
    assert not is_ours(new, {}, body)
    assert not is_ours(new, signature.headers([new], "chg_1_2", now - 400, body), body)


def test_the_guides_name_every_pause() -> None:
    units = {"s": 1, "秒": 1, "min": 60, "分": 60, "h": 3600, "小时": 3600}
    for name in NAMES:
        text = (GUIDES / name).read_text(encoding="utf-8")
        row = next(line for line in text.splitlines() if line.startswith(("| pause", "| 间隔")))
        told = [int(number) * units[unit] for number, unit in re.findall(r"(\d+) (秒|分|小时|min|s|h)", row)]
        assert tuple(told) == schedule.PAUSES_S
