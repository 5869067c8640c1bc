"""The two sides of an ESPA line against each other."""

from __future__ import annotations

from telemetry.espa444 import ACK, EOT, NAK, Block, Record, encode_block, select
from telemetry.espa444_control import ControlStation, Outcome
from telemetry.espa444_listener import Listener
from telemetry.panel_line import FrameReceived

FIRE = Block(1, (Record(1, b"301"), Record(2, b"FIRE ALARM L2 D017")))


def test_a_call_runs_from_selection_to_delivery() -> None:
    control, listener = ControlStation(), Listener()
    control.call(FIRE)
    listener.feed(control.take_output())
    assert control.feed(listener.take_answer()) == [Outcome.SELECTED]
    event = next(e for e in listener.feed(control.take_output()) if isinstance(e, FrameReceived))
    assert event.statements[0].words == "FIRE ALARM L2 D017"
    assert control.feed(listener.accept(event)) == [Outcome.DELIVERED]
    assert control.take_output() == bytes((EOT,))
    assert control.resting


def test_a_refused_block_ends_the_transaction() -> None:
    control, listener = ControlStation(), Listener()
    control.call(FIRE)
    listener.feed(control.take_output())
    control.feed(listener.take_answer())
    event = next(e for e in listener.feed(control.take_output()) if isinstance(e, FrameReceived))
    assert control.feed(listener.refuse(event)) == [Outcome.REFUSED]
    assert control.resting


def test_a_busy_station_is_told_and_its_address_is_passed_over() -> None:
    control = ControlStation()
    control.call(FIRE)
    assert control.take_output() == bytes((EOT,)) + select("1", "2")
    assert control.feed(b"2" + bytes((NAK,))) == [Outcome.BUSY]
    assert control.noise == 1


def test_giving_up_ends_with_eot_only_once_the_block_is_out() -> None:
    control = ControlStation()
    control.call(FIRE)
    control.take_output()
    control.give_up()
    assert control.take_output() == b""
    control.call(FIRE)
    control.take_output()
    control.feed(bytes((ACK,)))
    assert control.take_output() == encode_block(FIRE)
    control.give_up()
    assert control.take_output() == bytes((EOT,))
    assert control.feed(bytes((ACK,))) == [], "a late answer answers nothing"
