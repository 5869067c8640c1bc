"""What stands on the map, by its tags."""

from __future__ import annotations

import pytest

from cloud.dispatch.tiles.kinds import MOST_ZOOM, RULES, standing


@pytest.mark.parametrize(
    ("tags", "closed", "layer", "kind"),
    [
        ({"highway": "residential"}, False, "roads", "minor"),
        ({"highway": "motorway_link"}, False, "roads", "motorway"),
        ({"building": "apartments"}, True, "buildings", "building"),
        ({"natural": "water"}, True, "water", "water"),
        ({"waterway": "river"}, False, "water", "river"),
        ({"boundary": "administrative", "admin_level": "6"}, True, "borders", "6"),
        ({"landuse": "industrial"}, True, "land", "works"),
    ],
)
def test_tags_decide(tags: dict[str, str], closed: bool, layer: str, kind: str) -> None:
    found = standing(tags, closed=closed)
    assert found is not None
    assert (found.layer, found.kind, found.told["kind"]) == (layer, kind, kind)


@pytest.mark.parametrize(
    ("tags", "closed"),
    [
        ({"highway": "proposed"}, False),
        ({"building": "no"}, True),
        ({"building": "yes"}, False),
        ({"highway": "residential"}, True),
        ({"admin_level": "6"}, True),
        ({}, True),
    ],
)
def test_what_is_not_there_stands_on_no_map(tags: dict[str, str], closed: bool) -> None:
    assert standing(tags, closed=closed) is None


def test_names_are_chinese_first_and_bounded() -> None:
    found = standing(
        {"place": "town", "name": "ᠬᠥᠬᠡ", "name:zh": "青城" * 90, "name:en": "Green City"},
        closed=False,
        point=True,
    )
    assert found is not None
    assert found.told["name"] == ("青城" * 90)[:80]
    assert found.told["name_en"] == "Green City"


def test_every_rule_has_a_zoom_that_is_made() -> None:
    assert all(rule.least_zoom <= MOST_ZOOM for rule in RULES)
