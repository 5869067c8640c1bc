"""Cells and outlines of the map, and the sites in them."""

from __future__ import annotations

import h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.errors import ApiError
from cloud.people.asker import LOCAL, Asker
from cloud.risk.scores import inside, overview, repository
from cloud.risk.scores.inside import Chosen
from cloud.risk.scores.repository import Filters
from tests.cloud.risk.town import HOHHOT_EAST, Town

EAST, NORTH = HOHHOT_EAST
HERE = str(h3.latlng_to_cell(NORTH, EAST, 9))
AROUND = [str(one) for one in h3.grid_disk(HERE, 12)]
SQUARE = ((EAST - 0.005, NORTH - 0.005), (EAST + 0.005, NORTH - 0.005),
          (EAST + 0.005, NORTH + 0.005), (EAST - 0.005, NORTH + 0.005))  # fmt: skip


@given(st.integers(4, 9))
def test_a_cell_holds_its_descendants_and_no_other(resolution: int) -> None:
    parent = str(h3.cell_to_parent(HERE, resolution))
    found = inside.within(Chosen(frozenset({parent})), AROUND)
    assert found == {one for one in AROUND if h3.cell_to_parent(one, resolution) == parent}
    assert HERE in found


def test_an_outline_holds_the_cells_whose_middle_lies_in_it_whichever_way_it_turns() -> None:
    for corners in (SQUARE, SQUARE[::-1]):
        found = inside.within(Chosen(outline=corners), AROUND)
        middles = {one: h3.cell_to_latlng(one) for one in AROUND}
        wanted = {
            one
            for one, (north, east) in middles.items()
            if abs(north - NORTH) < 0.005 and abs(east - EAST) < 0.005
        }
        assert found == wanted
        assert 0 < len(found) < len(AROUND)


def test_cells_and_an_outline_together_hold_both() -> None:
    far = str(h3.grid_ring(HERE, 12)[0])
    found = inside.within(Chosen(frozenset({far}), SQUARE), AROUND)
    assert found == {far} | inside.within(Chosen(outline=SQUARE), AROUND)


def test_nothing_chosen_is_nothing_and_what_is_none_is_refused_with_the_cure() -> None:
    assert inside.read("", "") is None
    assert inside.read(HERE, "111.7,40.8 111.8,40.8 111.8,40.9") == Chosen(
        frozenset({HERE}), ((111.7, 40.8), (111.8, 40.8), (111.8, 40.9))
    )
    coarse = str(h3.cell_to_parent(HERE, 3))
    for cells in ("x", coarse, ",".join([HERE, "8931b43b003fff0"])):
        with pytest.raises(ApiError, match="H3"):
            inside.read(cells, "")
    for outline in ("1,2 3,4", "1 2 3", "1,2,3 4,5 6,7", "nan,1 2,3 4,5", "181,1 2,3 4,5", "1,1 " * 201):
        with pytest.raises(ApiError, match="corners"):
            inside.read("", outline)


def test_a_list_of_what_was_chosen_holds_its_sites_alone(town: Town) -> None:
    _, (first, second) = town.organisation(buildings=2)
    town.run("risk-night")

    def listed(chosen: Chosen | None, asker: Asker = LOCAL) -> tuple[set[int], int]:
        with town.database.read() as session:
            here = overview.cells_within(session, asker, "15", chosen)
            filters = Filters(cells=here)
            page = repository.page(session, asker, filters, "risk", None, 50)
            return {one.score.site_id for one in page}, repository.count(session, asker, filters)

    assert listed(None) == ({first, second}, 2)
    assert listed(Chosen(frozenset({HERE}))) == ({first}, 1)
    assert listed(Chosen(outline=SQUARE)) == ({first}, 1)
    assert listed(Chosen(frozenset({str(h3.latlng_to_cell(30.0, 100.0, 6))}))) == (set(), 0)
    assert listed(Chosen(frozenset({HERE})), Asker("x", areas=("1502",))) == (set(), 0)
