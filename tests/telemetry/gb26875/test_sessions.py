"""The rules of clause 6 between a device and its centre: numbers, confirmations, resends, repetitions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.gb26875 import bodies
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.centre import (
    Answered,
    CentreEvent,
    CentreSession,
    Ignored,
    Lost,
    Repetition,
    Upload,
    Write,
    answers_duty_check,
    denial,
)
from telemetry.gb26875.device import Confirmed, Controlled, DeviceSession, Queried, duty_answer
from telemetry.gb26875.exchange import Busy, ResendRule
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import Receiver, Refused
from telemetry.gb26875.time_label import TimeLabel
from tests.telemetry.gb26875.test_frame import frames
from tests.telemetry.gb26875.vectors import DAMAGED, FRAMES

NOON = datetime(2026, 7, 2, 12, 0, 0)
DEVICE, CENTRE = (889).to_bytes(6, "little"), (88888).to_bytes(6, "little")
AT = TimeLabel.of(NOON)


def centre(**more: object) -> CentreSession:
    return CentreSession(DEVICE, own_address=CENTRE, **more)  # type: ignore[arg-type]


def device(**more: object) -> DeviceSession:
    return DeviceSession(DEVICE, centre_address=CENTRE, **more)  # type: ignore[arg-type]


def one(events: list[CentreEvent]) -> CentreEvent:
    (event,) = events
    return event


def test_a_valid_upload_is_confirmed_with_its_number_and_swapped_addresses() -> None:
    frame = framing.parse(FRAMES["A1"])
    session = centre()
    assert isinstance(one(session.take(frame, 0.0, NOON)), Upload)
    answer = framing.parse(session.confirm(frame, 0.0, NOON))
    assert (answer.command, answer.serial, answer.adu) == (3, frame.serial, b"")
    assert (answer.source, answer.destination) == (frame.destination, frame.source)
    assert answer.time == AT


def test_damaged_bytes_are_denied_under_their_number() -> None:
    (refused,) = Receiver().feed(DAMAGED["D2"])
    assert isinstance(refused, Refused)
    answer = denial(refused, NOON)
    assert answer is not None
    assert (framing.parse(answer).command, framing.parse(answer).serial) == (6, 0x69)


def test_a_repetition_of_what_is_stored_is_confirmed_again_and_told_nobody() -> None:
    frame = framing.parse(FRAMES["A1"])
    session = centre()
    session.take(frame, 0.0, NOON)
    session.confirm(frame, 0.1, NOON)
    later = Frame(frame.serial, 2, frame.adu, frame.source, frame.destination, AT)
    assert isinstance(one(session.take(later, 10.0, NOON)), Repetition)
    other = Frame(frame.serial, 2, b"", frame.source, frame.destination, AT)
    assert isinstance(one(session.take(other, 10.0, NOON)), Upload)
    assert isinstance(one(session.take(later, 200.0, NOON)), Upload)


def test_a_device_that_never_changes_its_number_is_still_heard_each_time_it_changes_its_word() -> None:
    session, told = centre(), 0
    for word in (b"\x15\x01\x03", b"\x15\x01\x01", b"\x15\x01\x03", b"\x15\x01\x03"):
        frame = Frame(0, 2, word + bytes(6), DEVICE, CENTRE, AT)
        told += isinstance(one(session.take(frame, 1.0, NOON)), Upload)
        session.confirm(frame, 1.0, NOON)
    assert told == 3


def test_a_repetition_while_the_first_is_being_stored_waits_and_one_that_failed_is_new() -> None:
    frame = framing.parse(FRAMES["A1"])
    session = centre()
    session.take(frame, 0.0, NOON)
    assert isinstance(one(session.take(frame, 1.0, NOON)), Ignored)
    session.forget(frame)
    assert isinstance(one(session.take(frame, 2.0, NOON)), Upload)


def test_the_private_greeting_gets_the_answer_its_makers_expect() -> None:
    frame = framing.parse(FRAMES["D1"])
    answer = framing.parse(centre().confirm(frame, 0.0, NOON))
    assert (answer.command, answer.adu, answer.serial) == (3, b"\x17", 0x69)


def test_without_confirmation_a_packet_goes_out_three_more_times_and_then_fails() -> None:
    sender = device(rule=ResendRule(10.0, 3))
    sent = [sender.upload(21, [bodies.UitdState(1, AT)], 0.0, NOON)]
    now = 0.0
    while sender.waiting:
        assert sender.next_due is not None
        now = sender.next_due
        for event in sender.due(now, NOON + timedelta(seconds=now)):
            if isinstance(event, Write):
                sent.append(event.data)
            else:
                assert isinstance(event, Lost)
                assert event.why == "silence"
    assert len(sent) == 4
    assert now == 40.0
    frames = [framing.parse(data) for data in sent]
    assert {frame.serial for frame in frames} == {0}
    assert [frame.time.moment for frame in frames] == [NOON + timedelta(seconds=10 * n) for n in range(4)]


def test_a_denied_packet_is_sent_again_at_once() -> None:
    sender = device()
    frame = framing.parse(sender.heartbeat(0.0, NOON))
    (again,) = sender.take(frame.answer(6, AT), 0.5, NOON)
    assert isinstance(again, Write)
    assert framing.parse(again.data).serial == frame.serial


@given(st.integers(0, 0xFFFF), st.integers(1, 40))
def test_numbers_count_up_wrap_and_never_meet_a_living_one(first: int, count: int) -> None:
    sender = device(first_serial=first)
    living = framing.parse(sender.heartbeat(0.0, NOON)).serial
    numbers = [living]
    for _ in range(count):
        frame = framing.parse(sender.heartbeat(0.0, NOON))
        numbers.append(frame.serial)
        sender.take(frame.answer(3, AT), 0.0, NOON)
    assert numbers == [(first + step) % 65536 for step in range(count + 1)]


def test_a_number_still_waiting_is_passed_over() -> None:
    sender = device(first_serial=65535, open_limit=70_000)
    kept = framing.parse(sender.heartbeat(0.0, NOON)).serial
    for expected in (*range(65535), 0):
        frame = framing.parse(sender.heartbeat(0.0, NOON))
        assert frame.serial == expected != kept
        sender.take(frame.answer(3, AT), 0.0, NOON)


def test_open_packets_are_bounded() -> None:
    asking = centre(open_limit=2)
    for _ in range(2):
        asking.ask(81, [bodies.ReadUitd()], 0.0, NOON)
    with pytest.raises(Busy):
        asking.ask(81, [bodies.ReadUitd()], 0.0, NOON)


def test_a_query_is_answered_under_its_number_by_the_type_sixty_below() -> None:
    asking, asked = centre(), device()
    _, data = asking.ask(81, [bodies.ReadUitd()], 0.0, NOON)
    (query,) = asked.take(framing.parse(data), 0.0, NOON)
    assert isinstance(query, Queried)
    response = asked.respond(query.frame, [bodies.UitdState(1, AT)], NOON)
    answered = one(asking.take(framing.parse(response), 0.1, NOON))
    assert isinstance(answered, Answered)
    assert answered.adu is not None
    assert answered.adu.objects == (bodies.UitdState(1, AT),)


def test_a_wrong_response_makes_the_request_go_out_again() -> None:
    asking, asked = centre(), device()
    _, data = asking.ask(81, [bodies.ReadUitd()], 0.0, NOON)
    (query,) = asked.take(framing.parse(data), 0.0, NOON)
    assert isinstance(query, Queried)
    wrong = framing.parse(data).answer(5, AT, b"\x19\x01\x01\x01")
    again = one(asking.take(wrong, 1.0, NOON))
    assert isinstance(again, Write)
    assert framing.parse(again.data).adu == framing.parse(data).adu


def test_a_clock_is_set_to_the_time_of_the_sending_that_arrives() -> None:
    asking, asked = centre(), device()
    asking.ask(90, [bodies.SetUitdClock(AT)], 0.0, NOON)
    (resend,) = asking.due(10.0, NOON + timedelta(seconds=10))
    assert isinstance(resend, Write)
    confirmation, control = asked.take(framing.parse(resend.data), 10.0, NOON)
    assert isinstance(control, Controlled)
    assert control.body == bodies.SetUitdClock(TimeLabel.of(NOON + timedelta(seconds=10)))
    assert isinstance(confirmation, Write)
    answered = one(asking.take(framing.parse(confirmation.data), 10.1, NOON))
    assert isinstance(answered, Answered)


def test_a_duty_check_is_confirmed_at_once_and_answered_by_the_operator() -> None:
    asking, asked = centre(), device()
    _, data = asking.ask(91, [bodies.DutyCheck(10)], 0.0, NOON)
    confirmation, control = asked.take(framing.parse(data), 0.0, NOON)
    assert isinstance(confirmation, Write)
    assert isinstance(control, Controlled)
    assert isinstance(one(asking.take(framing.parse(confirmation.data), 0.0, NOON)), Answered)
    answer = asked.upload(24, [duty_answer(1, NOON)], 5.0, NOON)
    upload = one(asking.take(framing.parse(answer), 5.0, NOON))
    assert isinstance(upload, Upload)
    assert answers_duty_check(upload.adu.objects[0])
    (confirmed,) = asked.take(framing.parse(asking.confirm(upload.frame, 5.0, NOON)), 5.0, NOON)
    assert isinstance(confirmed, Confirmed)


def test_a_control_that_arrives_twice_is_confirmed_twice_and_done_once() -> None:
    _, data = centre().ask(91, [bodies.DutyCheck(10)], 0.0, NOON)
    asked = device()
    assert len(asked.take(framing.parse(data), 0.0, NOON)) == 2
    (confirmation,) = asked.take(framing.parse(data), 10.0, NOON)
    assert isinstance(confirmation, Write)


@pytest.mark.parametrize("command", [1, 4])
@pytest.mark.parametrize("code", [89, 91])
def test_controls_are_taken_with_either_command(command: int, code: int) -> None:
    body = bodies.DutyCheck(10) if code == 91 else bodies.ReadUitd()
    unit = bytes((code, 1)) + bytes(body)
    events = device().take(Frame(3, command, unit, CENTRE, DEVICE, AT), 0.0, NOON)
    assert isinstance(events[1], Controlled)
    assert events[1].body == body


@given(st.lists(frames, max_size=5))
def test_no_frame_however_strange_upsets_either_side(strange: list[Frame]) -> None:
    asking, asked = centre(), device()
    asking.ask(81, [bodies.ReadUitd()], 0.0, NOON)
    asked.heartbeat(0.0, NOON)
    for frame in strange:
        for said in asking.take(replace(frame, serial=0), 0.0, NOON):
            if isinstance(said, Upload):
                framing.parse(asking.confirm(said.frame, 0.0, NOON))
        asked.take(replace(frame, serial=0), 0.0, NOON)


def test_an_answer_whose_addresses_were_not_swapped_still_counts() -> None:
    asking = centre()
    _, data = asking.ask(90, [bodies.SetUitdClock(AT)], 0.0, NOON)
    sent = framing.parse(data)
    unswapped = Frame(sent.serial, 3, b"", sent.source, sent.destination, AT)
    assert isinstance(one(asking.take(unswapped, 0.1, NOON)), Answered)
