"""The recent past of detectors: no holes, no steps that nobody saw, and rows that may move."""

import numpy as np
import pytest

from models.windows import Shape, Windows

SHAPE = Shape(tick_s=1.0, fast=4, slow=3, slow_every=2)


def push(windows: Windows, *values: float, have: bool = True) -> None:
    for value in values:
        told = np.full(windows.have.shape, value, dtype=np.float32)
        windows.push(told, np.full(windows.have.shape, have))


def test_the_last_ticks_stand_oldest_first() -> None:
    windows = Windows(SHAPE, 1, 1)
    push(windows, 1, 2, 3, 4, 5, 6)
    assert windows.fast[:, 0, 0].tolist() == [3, 4, 5, 6]
    assert windows.slow[:, 0, 0].tolist() == [1.5, 3.5, 5.5]
    assert windows.fast.flags.c_contiguous
    assert windows.slow.flags.c_contiguous


def test_what_begins_begins_flat() -> None:
    windows = Windows(SHAPE, 1, 1)
    push(windows, 20)
    assert windows.fast.ravel().tolist() == [20] * 4
    assert windows.slow.ravel().tolist() == [20] * 3


def test_an_absent_value_is_held_and_said_to_be_absent() -> None:
    windows = Windows(SHAPE, 1, 1)
    push(windows, 20, 21)
    push(windows, np.nan, have=False)
    assert windows.fast.ravel().tolist() == [20, 20, 21, 21]
    assert not windows.have.any()


def test_a_channel_that_comes_back_begins_flat() -> None:
    windows = Windows(SHAPE, 1, 1)
    push(windows, 20, 21)
    push(windows, 0, have=False)
    push(windows, 60)
    assert set(windows.fast.ravel().tolist()) == {60}
    assert set(windows.slow.ravel().tolist()) == {60}


def test_one_that_comes_back_in_the_middle_of_a_block_makes_no_step_of_it() -> None:
    windows = Windows(SHAPE, 2, 1)
    windows.push(np.array([[20.0], [20.0]], np.float32), np.array([[True], [False]]))
    windows.push(np.array([[20.0], [60.0]], np.float32), np.array([[True], [True]]))
    assert windows.slow[-1].ravel().tolist() == [20, 60]


def test_after_a_gap_everything_begins_flat() -> None:
    windows = Windows(SHAPE, 1, 1)
    push(windows, 20, 21)
    windows.break_off()
    push(windows, 50)
    assert set(windows.fast.ravel().tolist()) == {50}


def test_moved_rows_keep_their_past_and_new_ones_have_none() -> None:
    windows = Windows(SHAPE, 2, 1)
    for tick in range(5):
        windows.push(np.array([[tick], [100.0 + tick]], np.float32), np.ones((2, 1), bool))
    moved = windows.moved(np.array([1, -1, 0]))
    assert moved.fast[:, 0, 0].tolist() == [101, 102, 103, 104]
    assert moved.fast[:, 2, 0].tolist() == [1, 2, 3, 4]
    assert moved.have.ravel().tolist() == [True, False, True]
    moved.push(np.full((3, 1), 7.0, np.float32), np.ones((3, 1), bool))
    windows.push(np.full((2, 1), 7.0, np.float32), np.ones((2, 1), bool))
    assert moved.slow[:, 0, 0].tolist() == windows.slow[:, 1, 0].tolist()
    assert set(moved.slow[:, 1, 0].tolist()) == {7}


def test_what_was_written_down_goes_on_where_it_stood() -> None:
    windows, beside = Windows(SHAPE, 2, 1), Windows(SHAPE, 2, 1)
    for each in (windows, beside):
        push(each, 1, 2, 3, 4, 5)
    again = Windows.again(SHAPE, windows.kept())
    for each in (again, beside):
        push(each, 6, 7, 8)
    assert np.array_equal(again.fast, beside.fast)
    assert np.array_equal(again.slow, beside.slow)


def test_windows_of_another_shape_are_refused() -> None:
    other = Shape(tick_s=1.0, fast=4, slow=4, slow_every=2)
    with pytest.raises(ValueError, match="does not fit"):
        Windows.again(other, Windows(SHAPE, 2, 1).kept())


def test_ticks_of_which_nothing_is_known_hold_the_last_value() -> None:
    windows = Windows(SHAPE, 1, 1)
    push(windows, 1, 2, 3, 4)
    windows.hold(3)
    assert windows.fast[:, 0, 0].tolist() == [4, 4, 4, 4]
    assert windows.slow[:, 0, 0].tolist()[-1] == 4
    assert windows.have.all()
