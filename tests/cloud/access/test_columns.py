from __future__ import annotations

import numpy as np

from cloud.access.columns import columns_of, newest
from cloud.access.examine import Accepted, examine
from telemetry.messages import Quality, ReadingBatch
from tests.cloud.said import GATEWAY, NOW, arrival, event, readings


def accepted(*messages: ReadingBatch) -> list[Accepted]:
    return [item for message in messages if isinstance(item := examine(arrival(message)), Accepted)]


def test_messages_become_columns_in_their_order() -> None:
    columns = columns_of(accepted(readings(1, [1.0, None]), readings(2, [2.0], on="other")))
    assert columns.part.tolist() == ["smoke-302", "smoke-302", "other"]
    assert np.isnan(columns.value[1])
    assert columns.area.tolist() == ["150102"] * 3


def test_an_unknown_analog_type_takes_any_value() -> None:
    columns = columns_of(accepted(readings(1, [1e30], analog_type=200)))
    assert columns.quality.tolist() == [Quality.GOOD]


def test_other_messages_give_no_rows() -> None:
    item = examine(arrival(event(1)))
    assert isinstance(item, Accepted)
    assert len(columns_of([item])) == 0


def test_the_newest_of_a_series_is_the_latest_by_time() -> None:
    found = newest(columns_of(accepted(readings(2, [5.0, None], at=NOW + 1000), readings(1, [1.0, 2.0]))))
    assert [(one.gateway, one.part, one.ts, one.value) for one in found] == [
        (GATEWAY, "smoke-302", NOW + 1100, None)
    ]
