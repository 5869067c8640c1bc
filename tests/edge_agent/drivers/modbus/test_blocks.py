"""Requests cover what is asked, within the device's limits."""

from hypothesis import given
from hypothesis import strategies as st

from edge_agent.drivers.modbus.blocks import Block, blocks, halves

spans = st.sets(
    st.builds(Block, st.integers(0, 2500).map(lambda first: first * 2), st.integers(1, 2)), max_size=200
)
ranges = st.lists(
    st.integers(0, 5000).flatmap(lambda low: st.tuples(st.just(low), st.integers(low, low + 40))), max_size=5
)


def singles(*registers: int) -> list[Block]:
    return [Block(register, 1) for register in registers]


def test_near_registers_share_a_request_and_far_ones_do_not() -> None:
    assert blocks(singles(10, 12, 28, 200), 100, 16) == [Block(10, 19), Block(200, 1)]


def test_a_full_loop_takes_three_requests() -> None:
    assert blocks(singles(*range(241, 481)), 100, 16) == [Block(241, 100), Block(341, 100), Block(441, 40)]


def test_nothing_is_read_across_an_illegal_range() -> None:
    assert blocks(singles(10, 14), 100, 16, [(11, 12)]) == [Block(10, 1), Block(14, 1)]
    assert blocks(singles(10, 14), 100, 16, [(15, 30)]) == [Block(10, 5)]


def test_a_number_of_two_registers_is_never_torn() -> None:
    assert blocks([Block(0, 2), Block(2, 2), Block(4, 2)], 5, 0) == [Block(0, 4), Block(4, 2)]


@given(spans, st.integers(2, 125), st.integers(0, 124), ranges)
def test_everything_is_read_exactly_once_within_the_limits(
    wanted: set[Block], most: int, gap: int, illegal: list[tuple[int, int]]
) -> None:
    covered = blocks(wanted, most, gap, illegal)
    read = [register for block in covered for register in range(block.first, block.end)]
    used = {register for span in wanted for register in range(span.first, span.end)}
    assert len(read) == len(set(read))
    assert used <= set(read)
    assert all(block.size <= most and {block.first, block.end - 1} <= used for block in covered)
    for low, high in illegal:
        assert not (set(range(low, high + 1)) - used) & set(read)
    for span in wanted:
        assert any(block.first <= span.first and span.end <= block.end for block in covered)


@given(spans, st.integers(0, 124))
def test_refused_requests_are_split_until_each_value_stands_alone(wanted: set[Block], gap: int) -> None:
    waiting, alone, tries = blocks(wanted, 100, gap), [], 0
    while waiting:
        tries += 1
        block = waiting.pop()
        smaller = halves(block, wanted)
        assert all(part.size < block.size for part in smaller)
        if smaller:
            waiting += smaller
        else:
            alone.append(block)
    used = {register for span in wanted for register in range(span.first, span.end)}
    assert {register for block in alone for register in range(block.first, block.end)} == used
    assert all(block.size <= 2 for block in alone)
    assert tries <= 3 * len(wanted) + 1
