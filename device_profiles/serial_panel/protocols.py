"""The protocols of serial panels, as one table: name, and what hears the line for a profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from device_profiles.serial_panel.schema import SerialPanel
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
from telemetry.panel_line import PanelReceiver


def _jbf193k(panel: SerialPanel, _: str) -> PanelReceiver:
    options = panel.jbf193k
    return jbf193k.Receiver(
        None if options.checksum == "learn" else options.checksum,
        swapped=options.isolate_release == "swapped",
    )


def _ld128e(panel: SerialPanel, _: str) -> PanelReceiver:
    options = panel.ld128e
    return ld128e.Receiver(options.confirmations, options.patience, options.loops, options.addresses)


#: Protocol -> its receiver, made for a profile and our station's address.
RECEIVERS: Mapping[str, Callable[[SerialPanel, str], PanelReceiver]] = {
    "espa444": lambda _, station: espa444_listener.Listener(station),
    "gst-crt": lambda *_: gst_receivers.CrtReceiver(),
    "gst-bus": lambda *_: gst_receivers.BusReceiver(),
    "gst-printer": lambda *_: gst_printer.Receiver(),
    "jbf193k": _jbf193k,
    "ld128e": _ld128e,
    "jb3208": lambda *_: jb3208.Receiver(),
    "fs5101w": lambda *_: fs5101w.Receiver(),
    "simplex4100": lambda *_: simplex4100.Receiver(),
    "notifier-printer": lambda *_: notifier_printer.Receiver(),
    "ei2000": lambda *_: ei2000.Receiver(),
}


def receiver(panel: SerialPanel, station: str = "2") -> PanelReceiver:
    """What hears this panel's line; `station` is our address where the protocol gives us one."""
    return RECEIVERS[panel.protocol](panel, station)


def prologue(panel: SerialPanel, data: bytes) -> bytes:
    """What comes before the frame that these bytes begin with: an ESPA block follows a selection."""
    if panel.protocol == "espa444" and data[:1] == bytes((espa444.SOH,)):
        return espa444.select("1", "2")
    if panel.protocol == "simplex4100":
        return simplex4100.missing_start(data)
    return b""
