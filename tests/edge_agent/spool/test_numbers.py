"""Numbers go on behind what the centre knows, and never back."""

from __future__ import annotations

from pathlib import Path

from edge_agent.spool.numbers import Numbers
from telemetry.messages import Stream


def test_a_new_spool_counts_on_from_what_the_centre_knows(tmp_path: Path) -> None:
    Numbers(tmp_path / "spool").raise_to({"event": 40, "reading": 7_000, "unheard-of": 9})
    fresh = Numbers(tmp_path / "spool")
    assert (fresh.ceiling(Stream.EVENT), fresh.ceiling(Stream.READING)) == (40, 7_000)
    assert fresh.ceiling(Stream.HEALTH) == 0


def test_numbers_are_never_lowered(tmp_path: Path) -> None:
    Numbers(tmp_path / "spool").raise_to({"event": 40})
    Numbers(tmp_path / "spool").raise_to({"event": 3})
    assert Numbers(tmp_path / "spool").ceiling(Stream.EVENT) == 40


def test_nothing_is_written_where_nothing_is_known(tmp_path: Path) -> None:
    Numbers(tmp_path / "spool").raise_to({})
    assert list(tmp_path.iterdir()) == []
