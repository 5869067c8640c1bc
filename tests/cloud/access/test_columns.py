from __future__ import annotations

import numpy as np
import pytest

from cloud.access.columns import gather, joined, newest
from cloud.access.examine import Accepted, examine
from cloud.access.packing import UnknownForm, pack, unpack
from telemetry.messages import Quality, ReadingBatch
from tests.cloud.said import GATEWAY, NOW, arrival, event, readings


def accepted(*messages: ReadingBatch) -> list[Accepted]:
    return [item for message in messages if isinstance(item := examine(arrival(message)), Accepted)]


def test_messages_become_columns_in_their_order() -> None:
    gathered, invalid = gather(accepted(readings(1, [1.0, None, 250.0]), readings(2, [2.0], on="other")))
    columns = gathered.columns()
    assert columns.part.tolist() == ["smoke-302"] * 3 + ["other"]
    assert np.isnan(columns.value[1])
    assert columns.area.tolist() == ["150102"] * 4
    assert columns.quality.tolist() == [Quality.GOOD, Quality.GOOD, Quality.OUT_OF_RANGE, Quality.GOOD]
    assert invalid == [2, 0]


def test_an_unknown_analog_type_takes_any_value() -> None:
    gathered, invalid = gather(accepted(readings(1, [1e30], analog_type=200)))
    assert (gathered.quality.tolist(), invalid) == ([Quality.GOOD], [0])


def test_other_messages_give_no_rows() -> None:
    item = examine(arrival(event(1)))
    assert isinstance(item, Accepted)
    gathered, invalid = gather([item])
    assert (len(gathered), invalid, len(gathered.columns())) == (0, [], 0)


def test_the_newest_of_a_series_is_the_latest_by_time() -> None:
    said = accepted(
        readings(2, [5.0, None], at=NOW + 1000),
        readings(1, [1.0, 2.0]),
        readings(1, [7.0], gateway="gw-other"),
    )
    found = newest(gather(said)[0], {GATEWAY})
    assert [(one.gateway, one.part, one.ts, one.value) for one in found] == [
        (GATEWAY, "smoke-302", NOW + 1100, None)
    ]
    assert newest(gather(said)[0], set()) == []


def test_packed_readings_come_back_as_they_were() -> None:
    gathered, _ = gather(accepted(readings(1, [1.5, None]), readings(2, [2.0], on="烟感", gateway="gw-2")))
    back = unpack(pack(gathered))
    assert (back.homes, back.parts) == (gathered.homes, gathered.parts)
    for name in ("series", "analog_type", "ts", "value", "quality"):
        assert np.array_equal(getattr(back, name), getattr(gathered, name), equal_nan=name == "value")
    assert joined([gathered, back]).part.tolist() == ["smoke-302", "smoke-302", "烟感"] * 2


@pytest.mark.parametrize("packed", [b"", b"junk", pack(gather([])[0])[:-1], b"\x9a\x02"])
def test_bytes_of_another_form_are_told_apart(packed: bytes) -> None:
    with pytest.raises(UnknownForm):
        unpack(packed)
