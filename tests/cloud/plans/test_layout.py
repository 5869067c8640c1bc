from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloud.plans.layout import Frame, Placed, Room, frame_of, place, room_at, shapes_of

SQUARE = ((0.0, 0.0), (6.0, 0.0), (6.0, 4.0), (0.0, 4.0))
OFFICE = Room(1, "办公室", None, SQUARE, None)
CORE = Room(2, "井道", None, ((2.0, 1.0), (3.0, 1.0), (3.0, 2.0), (2.0, 2.0)), None)
NAMED = Room(3, "库房", None, (), None)
metres = st.floats(0, 100, allow_nan=False)
spots = st.tuples(metres, metres)
rooms = st.builds(
    Room,
    st.integers(1, 10**6),
    st.just("x"),
    st.none() | spots,
    st.just(()) | st.tuples(spots, spots, spots),
    st.none() | st.floats(1, 500),
)


def test_a_room_that_only_has_a_name_is_drawn_beside_the_others_and_says_so() -> None:
    office, named = shapes_of([OFFICE, NAMED])
    assert (office.corners, office.approximate) == (SQUARE, False)
    assert named.approximate
    assert min(x for x, _ in named.corners) > 6


def test_a_position_belongs_to_the_smallest_room_that_holds_it() -> None:
    shapes = shapes_of([OFFICE, CORE, NAMED])
    assert room_at(shapes, (2.5, 1.5)) == 2
    assert room_at(shapes, (5.0, 3.0)) == 1
    assert room_at(shapes, (50.0, 3.0)) is None
    assert room_at(shapes, shapes[2].middle) is None


def test_parts_without_a_position_are_spread_in_their_room_and_marked() -> None:
    placed = place([(None, 1), (None, 1), ((1.0, 1.0), 1), (None, None)], shapes_of([OFFICE]))
    assert [one.approximate for one in placed] == [True, True, False, False]
    assert placed[0].spot != placed[1].spot
    assert placed[3] == Placed(None, False)


def test_the_size_that_was_told_holds() -> None:
    assert frame_of((18.0, 8.0), [], []) == Frame(18.0, 8.0, True)
    assert frame_of((None, None), [], []) == Frame(30.0, 20.0, False)


@given(st.lists(rooms, max_size=12, unique_by=lambda room: room.id), st.lists(spots, max_size=8))
def test_everything_is_on_the_plan(told: list[Room], where: list[tuple[float, float]]) -> None:
    shapes = shapes_of(told)
    assert {shape.room.id for shape in shapes} == {room.id for room in told}
    placed = place([*((spot, None) for spot in where), *((None, room.id) for room in told)], shapes)
    frame = frame_of((None, None), shapes, where)
    for one in placed:
        assert one.spot is not None
        assert 0 <= one.spot[0] <= frame.width
        assert 0 <= one.spot[1] <= frame.depth
