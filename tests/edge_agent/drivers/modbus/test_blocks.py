"""Requests cover what is asked, within the device's limits."""

from hypothesis import given
from hypothesis import strategies as st

from edge_agent.drivers.modbus.blocks import Block, blocks, without_gaps

registers = st.sets(st.integers(0, 2500), max_size=200)


def test_near_registers_share_a_request_and_far_ones_do_not() -> None:
    assert blocks([10, 12, 28, 200], 100, 16) == [Block(10, 19), Block(200, 1)]


def test_a_full_loop_takes_three_requests() -> None:
    assert blocks(range(241, 481), 100, 16) == [Block(241, 100), Block(341, 100), Block(441, 40)]


@given(registers, st.integers(1, 125), st.integers(0, 124))
def test_every_register_is_read_exactly_once_within_the_limits(wanted: set[int], most: int, gap: int) -> None:
    covered = [range(block.first, block.first + block.size) for block in blocks(wanted, most, gap)]
    read = [register for block in covered for register in block]
    assert len(read) == len(set(read))
    assert wanted <= set(read)
    assert all(len(block) <= most and block[0] in wanted and block[-1] in wanted for block in covered)


@given(registers)
def test_without_gaps_nothing_unused_is_touched(wanted: set[int]) -> None:
    for block in blocks(wanted, 100, 16):
        for smaller in without_gaps(block, wanted, 100):
            assert set(range(smaller.first, smaller.first + smaller.size)) <= wanted
