"""Frames of every panel protocol, captured from panels where there are captures, and what hears them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from telemetry import (
    ei2000,
    espa444,
    espa444_listener,
    fs5101w,
    gst_printer,
    gst_receivers,
    jb3208,
    jbf193k,
    ld128e,
    notifier_printer,
    simplex4100,
)
from telemetry.panel_line import FrameReceived, LineEvent, PanelReceiver, Statement

_FF = "FF" * 20


class Spoken(NamedTuple):
    """A protocol: its receiver, frames that say a fire, frames that say something else."""

    receiver: Callable[[], PanelReceiver]
    fires: tuple[bytes, ...]
    others: tuple[bytes, ...]
    #: Whether the frames carry a check.
    checked: bool = True


def selected() -> PanelReceiver:
    listener = espa444_listener.Listener()
    listener.feed(espa444.select("1", "2"))
    listener.take_answer()
    return listener


def jbf(data: str, convention: jbf193k.Convention = "whole") -> bytes:
    return jbf193k.encode(bytes.fromhex(data), convention)


JBF_FIRE = jbf("80 01 02 11 04 1A 0B 16 0A 1E 05")
JBF_SHORT = jbf("80 01 01 01 04 11 08 17 0A 1E 05", "short")
JB_FIRES = bytes.fromhex(f"FE016E42000200 01031E0A0005011001201457{_FF} 01031D0A0005011001201459{_FF} 3E04FF")
JB_FAULTS = bytes.fromhex(
    f"FE016F42000200 014D0200000008 1001201505 {'00' * 20} 0105561D000008 1001201505 {_FF} DF33FF"
)
FS_FIRE = bytes.fromhex("F0 00 14 A5 C3 1B 05 00 81 11 09 12 0E 0A 03 01 01 01 01 02 01 00 01 CF 5F")
SIMPLEX_TROUBLE = bytes.fromhex(
    "1C 30 1E 31 37 34 32 31 36 2D 35 30 36 30 37 31 37 20 50 33 33 20 54 31 2A 20 0D 0A 17 6C 49"
)
SIMPLEX_FIRE = simplex4100.encode(
    simplex4100.Frame(0x30, 0x1E, b"103005-1221126 1:M1-23-0 F1* OFFICE 302\r\n")
)
EI_FIRE = ei2000.encode(
    ei2000.Frame(
        b"\x01\x00",
        b"\x01\x00",
        ei2000.ALARM,
        bytes((1, 1, 23, 0x16, 1, 10, 30)) + "三层走廊".encode("gb18030").ljust(32, b"\x00"),
    )
)
GST_BUS_FIRE = bytes.fromhex("AA 15 01 10 18 0B F3 00 01 00 31 18 67 55 63 32 40 45 88 34 71 29 27 83")
GST9000_FIRE = bytes.fromhex(
    "1B36 30382F31322F3032 2020 31373A3234 0A 2020 3030342D303034 0A 1B39 CAD7B4CEBBF0BEAF 0A"
    "C8B9C2A5D2BBB2E3C9CFBFD5 0A B8D0D1CCCCBDB2E2C6F7 0A0A"
)
GST100_FIRE = bytes.fromhex(
    "2A2A2A2A2A2A2A2A2A2A2A2A2A2A2A 0D 31308D32308E 202020 31343A3434 0D0A 11 0D 312D303237 0D0A 20 23 0D"
)
NOTIFIER_FIRE = b"FIRE ALARM   SMOKE(PHOTO) OFFICE 302   Z001  10:30:05A SUN NOV 22, 2026  L01D023\r\n"
ESPA_FIRE = espa444.encode_block(
    espa444.Block(1, (espa444.Record(1, b"301"), espa444.Record(2, b"FIRE ALARM L2 D017")))
)

SPOKEN: dict[str, Spoken] = {
    "espa444": Spoken(selected, (ESPA_FIRE,), ()),
    "gst-crt": Spoken(
        gst_receivers.CrtReceiver,
        (bytes.fromhex("0D DD 00 10 04 03 01 18 BB"),),
        (bytes.fromhex("0E EE 00 10 06 03 00 19 BB"), bytes.fromhex("0A AA BB"), bytes.fromhex("F0 F0 BB")),
    ),
    "gst-bus": Spoken(
        gst_receivers.BusReceiver,
        (GST_BUS_FIRE,),
        (bytes.fromhex("AA 04 55 55 55 55 02"), bytes.fromhex("AA 08 10 13 10 13 F8")),
    ),
    "gst-printer": Spoken(gst_printer.Receiver, (GST9000_FIRE, GST100_FIRE), (), checked=False),
    "jbf193k": Spoken(jbf193k.Receiver, (JBF_FIRE,), (jbf("82 01 02 11 04 1A 0B 16 0A 1E 05"),)),
    "jbf193k-short": Spoken(lambda: jbf193k.Receiver("short"), (JBF_SHORT,), ()),
    "ld128e": Spoken(ld128e.Receiver, (bytes.fromhex("01 14 D0 01 14 D0"),), (b"\x7f",), checked=False),
    "jb3208": Spoken(jb3208.Receiver, (JB_FIRES,), (JB_FAULTS, bytes.fromhex("FE 01 00 01 00 00 48 00 FF"))),
    "fs5101w": Spoken(
        fs5101w.Receiver, (FS_FIRE,), (bytes.fromhex("F0 00 01 A1 96 FA"), bytes.fromhex("F0 00 01 A2 A6 99"))
    ),
    "simplex4100": Spoken(
        simplex4100.Receiver, (SIMPLEX_FIRE,), (SIMPLEX_TROUBLE, bytes.fromhex("1C 30 05 17 7F 4A"))
    ),
    "notifier-printer": Spoken(notifier_printer.Receiver, (NOTIFIER_FIRE,), (), checked=False),
    "ei2000": Spoken(ei2000.Receiver, (EI_FIRE,), (ei2000.Receiver().poll(),)),
}


def statements(events: list[LineEvent]) -> list[Statement]:
    """Everything that was said."""
    return [said for event in events if isinstance(event, FrameReceived) for said in event.statements]


def fires(events: list[LineEvent]) -> list[str]:
    """Where it was said that it burns: the address, or the words where those decide."""
    return [
        said.address or said.words
        for said in statements(events)
        if (said.meaning is None and "FIRE" in said.words) or (said.meaning and "fire" in said.meaning.sets)
    ]
