"""What somebody did at a device is told each time, the first time as well."""

from __future__ import annotations

from device_profiles.finding import OPERATION, Finding
from device_profiles.level import UNHEARD, edges, move
from telemetry.event_kinds import EventKind


def test_the_first_operation_is_told_and_its_repetition_is_not() -> None:
    first = move(UNHEARD, Finding(codes={OPERATION: "09:00 reset"}))
    assert edges(UNHEARD, first) == [(EventKind.OPERATION, True)]
    assert edges(first, move(first, Finding(codes={OPERATION: "09:00 reset"}))) == []
    assert edges(first, move(first, Finding(codes={OPERATION: "09:05 reset"}))) == [
        (EventKind.OPERATION, True)
    ]


def test_the_first_of_other_words_is_no_news() -> None:
    first = move(UNHEARD, Finding(codes={"flags": "delay"}))
    assert edges(UNHEARD, first) == []
    assert edges(first, move(first, Finding(codes={"flags": ""}))) == [(EventKind.OPERATION, True)]
