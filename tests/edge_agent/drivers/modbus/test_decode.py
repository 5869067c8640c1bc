"""Columns of registers say what single registers say; states are told by change, and dwell where asked."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_profiles.registers import numbers
from device_profiles.registers.numbering import Address, Table
from device_profiles.registers.schema import RegisterReading, StateWord
from device_profiles.registers.spots import Spot
from edge_agent.drivers.modbus.decode import States, Values, bits_of, registers_of
from edge_agent.drivers.modbus.plan import AnalogPoint, StatePoint

forms = st.builds(
    RegisterReading,
    name=st.just("n"),
    analog=st.just("voltage"),
    type=st.sampled_from(("u16", "i16", "u32", "i32", "f32", "bcd16", "bcd32")),
    word_order=st.sampled_from(("big", "little")),
    byte_order=st.sampled_from(("big", "little")),
    scale=st.sampled_from((1.0, 0.1, -0.5)),
    offset=st.sampled_from((0.0, -250.0)),
    invalid=st.sampled_from(((), (0,), (65535, 32767))),
)
WORD = StateWord.model_validate(
    {
        "values": {
            0: {"name": {"zh": "正常", "en": "normal"}, "clear": "all"},
            1: {"name": {"zh": "火警", "en": "fire"}, "set": ["fire"]},
            2: {"name": {"zh": "故障", "en": "fault"}, "set": ["fault"]},
        },
        "dwell_s": 1.0,
    }
)


@given(st.lists(forms, min_size=1, max_size=6), st.binary(min_size=26, max_size=26))
def test_columns_hold_what_single_registers_hold(found: list[RegisterReading], data: bytes) -> None:
    words = registers_of(data)
    points = [
        AnalogPoint(f"p/{at}", Address(Table.HOLDING, 100 + 2 * at), 0, form) for at, form in enumerate(found)
    ]
    columns = Values(points, 100).columns(words)
    assert columns is not None
    for at, form in enumerate(found):
        single = numbers.sample(form, [int(word) for word in words[2 * at : 2 * at + form.width]]).value
        seen = float(columns.values[at])
        if math.isfinite(single):
            assert seen == pytest.approx(single, rel=1e-9, abs=2e-6)
        else:
            assert not math.isfinite(seen)


def test_bits_come_least_significant_first() -> None:
    assert bits_of(bytes((0b0000_0101, 0b1)), 9).tolist() == [1, 0, 1, 0, 0, 0, 0, 0, 1]


def states(*values: int, dwell: bool = False) -> States:
    word = WORD if dwell else WORD.model_copy(update={"dwell_s": 0.0})
    spots = [Spot(str(at), Address(Table.HOLDING, 10 + at), 10 + at, 0, word) for at, _ in enumerate(values)]
    return States([StatePoint(f"p/{spot.point}", spot) for spot in spots], 10)


def told(found: States, now: float, *values: int) -> list[tuple[str, Any]]:
    seen = found.changes(np.array(values, np.uint16), now)
    return [(observation.part, observation.finding.evidence["value"]) for _, observation in seen]


def test_what_did_not_change_is_not_told() -> None:
    found = states(0, 0)
    assert told(found, 0.0, 0, 0) == [("p/0", 0), ("p/1", 0)]
    assert told(found, 1.0, 0, 0) == []
    assert told(found, 2.0, 0, 2) == [("p/1", 2)]
    found.untell([1])
    assert told(found, 3.0, 0, 2) == [("p/1", 2)]


def test_a_flicker_is_passed_over_and_a_fire_is_not() -> None:
    found = states(0, dwell=True)
    assert told(found, 0.0, 0) == [("p/0", 0)]
    assert told(found, 1.0, 2) == []
    assert told(found, 1.5, 0) == []
    assert told(found, 1.8, 2) == []
    assert told(found, 2.9, 2) == [("p/0", 2)]
    assert told(found, 3.0, 1) == [("p/0", 1)]
    assert told(found, 3.1, 0) == []
    assert told(found, 4.2, 0) == [("p/0", 0)]
