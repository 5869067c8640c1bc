"""Printer lines: records cut from paper, GBK words, glyphs nobody named, narrow and wide columns."""

from __future__ import annotations

import pytest

from telemetry import gst_printer, notifier_printer
from telemetry.errors import FrameError
from telemetry.panel_line import FrameReceived, FrameRefused
from tests.telemetry.panel_vectors import GST100_FIRE, GST9000_FIRE, statements


def test_a_gst9000_record_says_status_place_and_device() -> None:
    said = gst_printer.parse(GST9000_FIRE)
    assert (said.code, said.address, str(said.time)) == ("首次火警", "4-4", "2008-12-02 17:24:00")
    assert said.words == "首次火警 裙楼一层上空 感烟探测器"


def test_records_without_their_end_are_cut_by_the_next_or_by_silence() -> None:
    line = gst_printer.Receiver()
    cut = GST9000_FIRE.rstrip(b"\n")
    assert len(statements(line.feed(cut + cut))) == 1
    assert len(statements(line.quiet())) == 1


def test_a_gst100_record_is_whole_without_waiting_for_the_next() -> None:
    said = statements(gst_printer.Receiver().feed(GST100_FIRE))[0]
    assert (said.address, said.device and said.device.zh) == ("1-27", "感烟探测器")
    assert said.evidence["printed_time"] == "10月20日   14:44"


def test_a_glyph_that_nobody_named_stays_visible() -> None:
    record = GST100_FIRE.replace(b"\r\n\x11\r", b"\r\n\x14\r").replace(b" \x23\r", b" \x2a\r")
    said = gst_printer.parse(record)
    assert said.meaning is not None
    assert not said.meaning.known
    assert (said.code, said.device and said.device.en) == ("<14>", "<2A>")


def test_a_record_without_a_status_is_refused() -> None:
    event = gst_printer.Receiver().feed(b"\x1b6" + b"08/12/02  17:24\n" + GST9000_FIRE)[0]
    assert isinstance(event, FrameRefused)
    with pytest.raises(FrameError):
        gst_printer.parse(b"hello")


@pytest.mark.parametrize(
    ("line", "address", "kinds"),
    [
        ("FIRE ALARM  SMOKE  10:30:05A SUN NOV 22, 2026  L01D023", "1D23", ({"fire"}, set())),
        ("CLEARED FIRE ALARM  SMOKE  10:30:05A SUN NOV 22, 2026  L01D023", "1D23", (set(), {"fire"})),
        ("CLR TB MONITOR  PUMP  10:23A 041421 Wed 2M005", "2M5", (set(), {"fault"})),
        ("TROUBLE/FAULT NO ANSWER L01M005", "1M5", ({"fault"}, set())),
        ("PREALARM LAB N003 L01D023", "3-1D23", ({"pre-alarm"}, set())),
        ("OFF FAN L1M3", "1M3", (set(), {"started"})),
        ("TROUBL IN SYSTEM  BATTERY 2M005", None, ({"fault"}, set())),
    ],
)
def test_notifier_lines(line: str, address: str | None, kinds: tuple[set[str], set[str]]) -> None:
    said = notifier_printer.parse(line.encode())
    assert said.meaning is not None
    assert (said.address, (set(said.meaning.sets), set(said.meaning.clears))) == (address, kinds)


def test_an_event_over_several_narrow_lines_is_one() -> None:
    line = notifier_printer.Receiver()
    said = statements(line.feed(b"FIRE ALARM  LOBBY\r\n SMOKE 10:30A 112226 Sun 1D003\r\n"))
    assert [(entry.address, entry.words) for entry in said] == [("1D3", "LOBBY SMOKE 1D003")]


def test_a_line_without_a_time_ends_with_the_next_word_or_with_silence() -> None:
    line = notifier_printer.Receiver()
    assert [s.address for s in statements(line.feed(b"TROUBL X 1M4\r\nFIRE ALARM 1D2\r\n"))] == ["1M4"]
    assert [s.address for s in statements(line.quiet())] == ["1D2"]


def test_noon_and_midnight_are_told_apart() -> None:
    noon = notifier_printer.parse(b"ACTIVE X 12:05P 112226 Sun 1M3").time
    midnight = notifier_printer.parse(b"ACTIVE X 12:05A 112226 Sun 1M3").time
    assert noon is not None
    assert midnight is not None
    assert (noon.hour, midnight.hour) == (12, 0)


def test_words_that_nobody_listed_are_shown() -> None:
    event = notifier_printer.Receiver().feed(b"WIDGET X 12:05P 112226 Sun\r\n")[0]
    assert isinstance(event, FrameReceived)
    assert event.statements[0].meaning is not None
    assert not event.statements[0].meaning.known


@pytest.mark.parametrize(
    ("status", "kind", "active"),
    [
        ("首位火警", "fire", True),
        ("火警恢复", "fire", False),
        ("故障", "fault", True),
        ("主电故障", "fault", True),
        ("故障恢复", "fault", False),
        ("屏蔽", "disabled", True),
        ("释放", "disabled", False),
        ("启动", "linkage", True),
        ("停动", "linkage", False),
        ("反馈撤消", "linkage", False),
        ("监管", "supervisory", True),
        ("预警", "pre-alarm", True),
        ("自检", "test", True),
        ("系统复位", "operation", True),
        ("气溶胶", None, None),
    ],
)
def test_the_usual_words_are_read_without_a_profile(
    status: str, kind: str | None, active: bool | None
) -> None:
    said = gst_printer.describe(GST9000_FIRE.replace("首次火警".encode("gb18030"), status.encode("gb18030")))
    assert (said["kind"], said["active"], said["address"]) == (kind, active, "4-4")


def test_a_reset_without_an_address_is_of_the_whole_panel() -> None:
    record = b"\x1b608/12/02  17:25\n  \n\x1b9" + "系统复位".encode("gb18030") + b"\n\n"
    said = gst_printer.parse(record)
    assert said.meaning is not None
    assert said.meaning.reset
    assert said.meaning.everywhere


def test_two_events_on_one_strip_are_told_apart() -> None:
    begun = "FIRE ALARM   SMOKE(PHOTO) OFFICE 302\r\nZ001  10:30A 112226 Sun  1D023\r\n"
    said = notifier_printer.describe((begun + "CLEARED " + begun).encode())
    assert said["kind"] == "fire"
    points = said["points"]
    assert isinstance(points, list)
    assert [(point["active"], point["address"]) for point in points] == [(True, "1D23"), (False, "1D23")]
    assert notifier_printer.describe(begun.encode())["address"] == "1D23"
