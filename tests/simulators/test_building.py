from __future__ import annotations

from pathlib import Path

import pytest

from simulators import building, documents
from simulators.documents import DocumentError
from tests.simulators.places import demo, write

SMALL = """\
name: {zh: 楼, en: house}
area: "150102"
gateway: g1
rooms:
  - {id: hall, floor: 1, origin: [0, 0], size: [4, 5], name: {zh: 厅, en: hall}}
panels:
  - {id: p1, line: modbus, profile: gst5000-modbus, name: {zh: 盘, en: panel}}
points:
  - {id: p1/1-001, panel: p1, loop: 1, device: 1, component_type: 42, room: hall, name: {zh: 烟, en: smoke}}
"""


def test_the_demo_building_is_whole() -> None:
    house = demo()
    assert (house.area, house.gateway) == ("150102", "gw-150102-0001")
    assert [panel.line for panel in house.panels] == ["modbus", "espa"]
    assert len(house.detectors) == 9


def test_everything_hangs_inside_its_room() -> None:
    house = demo()
    for thing in house.sensed:
        room = house.room(thing.room)
        for here, low, length in zip(house.spot(thing), room.origin, room.size, strict=True):
            assert low <= here <= low + length, thing.id


def test_a_thing_without_a_place_hangs_in_the_middle(tmp_path: Path) -> None:
    house = building.load(write(tmp_path / "b.yaml", SMALL))
    assert house.spot(house.points[0]) == (2.0, 2.5)
    assert house.points[0].address == "1-001"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("size: [4, 5]", "size: [4, -5]", r"b\.yaml:5: rooms\.0\.size\.1: .*greater than 0"),
        ("floor: 1, ", "", r"b\.yaml:5: rooms\.0\.floor: Field required"),
        ("line: modbus", "line: bacnet", r"b\.yaml:7: panels\.0\.line: "),
        ("room: hall", "room: attic", r"p1/1-001: there is no 'attic'; correct the name"),
        ("gateway: g1", "gateway: g1\ncolour: red", r"b\.yaml:4: colour: "),
        ('area: "150102"', 'area: "1501"', r"b\.yaml:2: area: "),
        ("  - {id: hall", "  - {id: hall, id2", r"b\.yaml:5: "),
    ],
)
def test_a_fault_is_told_with_file_line_and_field(tmp_path: Path, before: str, after: str, told: str) -> None:
    file = write(tmp_path / "b.yaml", SMALL.replace(before, after))
    with pytest.raises(DocumentError, match=told):
        building.load(file)


def test_two_points_cannot_share_an_address(tmp_path: Path) -> None:
    double = SMALL + SMALL.splitlines()[-1].replace("p1/1-001", "p1/other") + "\n"
    with pytest.raises(DocumentError, match="address 1-001 is given twice; choose another"):
        building.load(write(tmp_path / "b.yaml", double))


def test_a_name_given_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="'hall' is given twice"):
        building.load(write(tmp_path / "b.yaml", SMALL.replace("id: p1/1-001", "id: hall")))


def test_a_file_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"castle: no such file; .*demo"):
        documents.find("castle", "buildings", tmp_path)


def test_a_file_that_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"b\.yaml:\d+: .*check indentation"):
        building.load(write(tmp_path / "b.yaml", "rooms:\n  - [1, 2\nname: x\n"))


def test_an_empty_file_and_a_foreign_encoding_are_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"b\.yaml:1: the file"):
        building.load(write(tmp_path / "b.yaml", ""))
    (tmp_path / "c.yaml").write_bytes("name: 草原".encode("gb18030"))
    with pytest.raises(DocumentError, match="is not UTF-8"):
        building.load(tmp_path / "c.yaml")
