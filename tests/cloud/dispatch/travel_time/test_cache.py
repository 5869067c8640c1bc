"""A graph is made once and kept; what cannot be read says so."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from cloud.dispatch.travel_time import cache, extract
from cloud.dispatch.travel_time.cache import road_graph
from cloud.dispatch.travel_time.policy import Policy, Vehicle
from runtime.faults import PlainFault
from tests.cloud.dispatch.travel_time.drawing import CROSS, CROSS_NODES, Way, drawn


@pytest.fixture
def cross(tmp_path: Path) -> Path:
    return drawn(tmp_path / "cross.osm", CROSS_NODES, CROSS)


def test_a_graph_is_read_once_for_an_extract_and_a_policy(
    cross: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "roads"
    first = road_graph(cross, folder)
    road_graph(cross, folder, Policy(Vehicle(height_m=2.5)))
    assert len(list(folder.iterdir())) == 2
    monkeypatch.setattr(extract, "read", None)
    again = road_graph(cross, folder)
    for one in fields(first):
        assert np.array_equal(getattr(first, one.name), getattr(again, one.name))
        assert getattr(first, one.name).dtype == getattr(again, one.name).dtype


def test_another_extract_or_another_table_is_another_graph(
    cross: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cache.key(cross, Policy())
    assert cache.key(drawn(tmp_path / "part.osm", CROSS_NODES, CROSS[1:]), Policy()) != before
    monkeypatch.setattr(cache.policy, "SURFACE_KMH", {"sand": 1.0})
    assert cache.key(cross, Policy()) != before


def test_a_damaged_kept_graph_is_made_anew(cross: Path, tmp_path: Path) -> None:
    road_graph(cross, tmp_path / "roads")
    (kept,) = (tmp_path / "roads").iterdir()
    whole = kept.read_bytes()
    for damaged in (b"", b"nothing", whole[: len(whole) // 2]):
        kept.write_bytes(damaged)
        assert len(road_graph(cross, tmp_path / "roads").way) == 4
    assert kept.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_said_and_stops_nothing(
    cross: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert len(road_graph(cross, tmp_path / "file" / "roads").way) == 4
    assert "not kept" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("broken.osm.pbf", b"\x00\x00\x00\x0dnot a pbf at all", "cannot be read"),
        ("broken.osm", b"<osm version='0.6'><node", "cannot be read"),
        ("text.txt", b"a shopping list", "cannot be read"),
        ("empty.osm", b"<osm version='0.6'></osm>", "no road in it"),
    ],
)
def test_a_file_that_is_no_extract_is_named_with_its_cure(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PlainFault, match=rf"{name}.*{why}"):
        road_graph(tmp_path / name, tmp_path / "roads")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlainFault, match=r"gone\.osm\.pbf: No such file"):
        road_graph(tmp_path / "gone.osm.pbf", tmp_path / "roads")


def test_a_way_that_leaves_the_extract_comes_in_pieces(tmp_path: Path) -> None:
    ways = [Way(1, (1, 77, 5, 3), {"highway": "residential"}), Way(2, (2, 77), {"highway": "residential"})]
    graph = road_graph(drawn(tmp_path / "cut.osm", CROSS_NODES, ways), tmp_path / "roads")
    assert list(graph.way) == [1]
