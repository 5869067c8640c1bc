from __future__ import annotations

from cloud.access.examine import Accepted, Arrival, Identity, Refused, Shed, examine
from cloud.enrolment.shut_out import without_shut_out
from telemetry import encoding, topics
from tests.cloud.said import GATEWAY, NOW, readings, topic_of


def test_of_a_gateway_that_is_shut_out_nothing_is_stored_and_no_number_is_booked() -> None:
    said = readings(7, [1.0])
    arrival = Arrival(topic_of(said), encoding.encode(said), NOW)
    taken, given_up = examine(arrival), Shed(arrival, Identity(topics.parse(arrival.topic), 7))
    assert isinstance(taken, Accepted)
    refused = without_shut_out([taken, given_up], {GATEWAY})
    assert [(type(item), item.identity) for item in refused if isinstance(item, Refused)] == [
        (Refused, None),
        (Refused, None),
    ]
    assert without_shut_out([taken, given_up], {"gw-other"}) == [taken, given_up]
