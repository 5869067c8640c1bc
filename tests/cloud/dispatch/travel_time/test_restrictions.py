"""Relations read as rules."""

from __future__ import annotations

import pytest

from cloud.dispatch.travel_time.restrictions import Copies, Rule, rule

MEMBERS = [("w", "from", 1), ("n", "via", 5), ("w", "to", 2)]


def test_a_relation_is_read_with_its_members() -> None:
    assert rule(9, {"restriction": "no_left_turn"}, MEMBERS) == Rule(9, False, (1,), 5, (), (2,))
    assert rule(9, {"restriction": "only_straight_on"}, MEMBERS) == Rule(9, True, (1,), 5, (), (2,))
    over = [("w", "from", 1), ("w", "via", 3), ("w", "via", 4), ("w", "to", 2)]
    assert rule(9, {"restriction": "no_u_turn"}, over) == Rule(9, False, (1,), None, (3, 4), (2,), True)
    several = [*MEMBERS, ("w", "to", 3)]
    assert rule(9, {"restriction": "no_exit"}, several) == Rule(9, False, (1,), 5, (), (2, 3))


@pytest.mark.parametrize(
    ("tags", "members"),
    [
        ({"restriction": "no_left_turn", "except": "emergency"}, MEMBERS),
        ({"restriction": "no_left_turn", "except": "bicycle; emergency"}, MEMBERS),
        ({"restriction:conditional": "no_left_turn @ (Mo-Fr)"}, MEMBERS),
        ({"restriction": "give_way"}, MEMBERS),
        ({"restriction": "no_left_turn"}, MEMBERS[1:]),
        ({"restriction": "no_left_turn"}, MEMBERS[:2]),
        ({"restriction": "no_left_turn"}, [MEMBERS[0], MEMBERS[2]]),
        ({"restriction": "no_left_turn"}, [*MEMBERS, ("n", "via", 6)]),
    ],
)
def test_what_does_not_bind_or_cannot_be_read_is_no_rule(
    tags: dict[str, str], members: list[tuple[str, str, int]]
) -> None:
    assert rule(9, tags, members) is None


def test_what_binds_a_lorry_binds_an_engine() -> None:
    assert rule(9, {"restriction:hgv": "no_left_turn"}, MEMBERS)


def test_an_edge_leads_to_the_copy_of_the_longest_beginning_driven() -> None:
    copies = Copies({(1, 2, 3), (2, 4)})
    number = {chain: at for at, chain in enumerate(copies.beginnings)}
    assert set(number) == {(1,), (1, 2), (2,)}
    assert copies.on((), 1) == number[1,]
    assert copies.on((1,), 2) == number[1, 2]
    assert copies.on((), 2) == number[2,]
    assert copies.on((1, 2), 3) is None
    assert copies.on((1, 2), 4) is None  # a shorter chain within the longer beginning
    assert copies.on((1, 2), 5) == -1
