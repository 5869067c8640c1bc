from __future__ import annotations

from collections import Counter

import pytest

from cloud.access.sources.mqtt import filters
from cloud.access.sources.sharding import Shard, areas_of, owner, topic_areas
from telemetry.areas import COUNTIES


@pytest.mark.parametrize("workers", [1, 2, 3, 12, 64])
def test_every_area_is_read_by_exactly_one_worker(workers: int) -> None:
    read = [
        area for index in range(1, workers + 1) for area in areas_of(Shard(index, workers), topic_areas())
    ]
    assert sorted(read) == list(topic_areas())


def test_every_county_league_and_the_region_can_stand_in_a_topic() -> None:
    areas = topic_areas(further=("630100",))
    assert len(areas) == 103 + 12 + 1 + 1
    assert {"150102", "150100", "152900", "150000", "630100"} <= set(areas)


@pytest.mark.parametrize("workers", [1, 2, 5, 31])
def test_one_worker_more_takes_from_the_others_and_moves_nothing_else(workers: int) -> None:
    moved = {area for area in topic_areas() if owner(area, workers) != owner(area, workers + 1)}
    assert all(owner(area, workers + 1) == workers + 1 for area in moved)


def test_the_residents_are_spread_over_four_workers() -> None:
    residents: Counter[int] = Counter()
    for code, _, _, count in COUNTIES:
        residents[owner(code, 4)] += count
    assert max(residents.values()) < 0.4 * residents.total()


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/65", "a/b", "1/2/3", "-1/2", "１/２"])
def test_a_share_that_is_none_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        Shard.parse(text)


def test_one_worker_reads_areas_that_no_table_knows() -> None:
    assert filters(("event",)) == ["sw/1/+/+/event"]


def test_a_group_shares_one_filter() -> None:
    assert filters(("reading", "reply"), "steppewatch") == [
        "$share/steppewatch/sw/1/+/+/reading",
        "$share/steppewatch/sw/1/+/+/reply",
    ]


def test_a_shard_names_its_areas() -> None:
    named = filters(("event",), shard=Shard(1, 3))
    assert 0 < len(named) < len(topic_areas())
    assert all(len(filter_.split("/")[2]) == 6 for filter_ in named)
