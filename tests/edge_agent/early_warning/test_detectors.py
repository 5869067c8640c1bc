"""Who is near whom: the same place first, then the same panel by address."""

from edge_agent.early_warning.detectors import neighbours
from tests.edge_agent.early_warning.gateway import part


def test_what_hangs_in_the_same_place_is_near() -> None:
    parts = [part("a", place="302办公室"), part("b", place="走廊"), part("c", place="302办公室"), part("d")]
    watched = {entry.part.part: entry for entry in parts}
    assert neighbours(list(watched), watched, 2).tolist() == [[2, -1], [-1, -1], [0, -1], [-1, -1]]


def test_on_a_panel_the_closer_address_is_nearer_and_the_same_place_nearest() -> None:
    panel = part("panel", component_type=1)
    points = [part(f"p{n}", address=n, carrier="panel") for n in (10, 11, 13, 20)]
    far = part("far", address=400, place="库房", carrier="panel")
    store = part("store", address=10, place="库房", carrier="panel")
    watched = {entry.part.part: entry for entry in (panel, *points, far, store)}
    rows = ["p10", "p11", "p13", "p20", "far", "store"]
    near = neighbours(rows, watched, 2)
    assert near[1].tolist() == [0, 5] or near[1].tolist() == [5, 0]
    assert near[3].tolist() == [2, 1]
    assert near[4, 0] == 5
    assert near[5, 0] == 4


def test_behind_a_radio_bridge_nobody_knows_who_is_near() -> None:
    bridge = part("bridge", component_type=130)
    watched = {
        entry.part.part: entry for entry in (bridge, part("a", carrier="bridge"), part("b", carrier="bridge"))
    }
    assert (neighbours(["a", "b"], watched, 3) == -1).all()


def test_two_thousand_in_one_place_are_no_trouble() -> None:
    watched = {f"{n}": part(f"{n}", address=n, place="馆") for n in range(2000)}
    near = neighbours(list(watched), watched, 3)
    assert set(near[1000].tolist()) <= {998, 999, 1001, 1002}
    assert (near >= 0).all()
