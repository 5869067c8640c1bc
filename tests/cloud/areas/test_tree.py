from __future__ import annotations

from cloud.areas.tree import AREAS, full_name, path_of


def test_the_region_has_twelve_leagues_and_a_hundred_and_three_counties() -> None:
    levels = [area.level for area in AREAS.values()]
    assert (levels.count("region"), levels.count("league"), levels.count("county")) == (1, 12, 103)


def test_populations_add_up_from_below() -> None:
    for area in AREAS.values():
        if area.children:
            assert area.population == sum(AREAS[code].population for code in area.children)
    assert 24_000_000 < AREAS["15"].population < 27_000_000


def test_names_read_well_in_both_languages() -> None:
    assert full_name("150102") == ("呼和浩特市新城区", "Xincheng District, Hohhot")
    assert full_name("150622") == ("鄂尔多斯市准格尔旗", "Jungar Banner, Ordos")
    assert full_name("1525") == ("锡林郭勒盟", "Xilingol League")
    assert full_name("999999") == ("999999", "999999")
    assert [area.code for area in path_of("152923")] == ["15", "1529", "152923"]
