"""Reading what a panel says with its profile. Pure: statements or texts in, reports out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from device_profiles.finding import OPERATION, Evidence, Finding, Report, ReportError, canonical_address
from device_profiles.record import Change
from device_profiles.serial_panel import protocols
from device_profiles.serial_panel.schema import SerialPanel
from telemetry.event_kinds import EventKind
from telemetry.panel_line import FrameReceived, FrameRefused, Heard, LineEvent, Meaning, Statement

#: A panel's time before 2020 is a clock that was never set.
_EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_MAX_HEX = 512


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def address_in(panel: SerialPanel, text: str) -> str | None:
    """The point that the text names, as `loop-device` or a lone number; None when it names none."""
    for pattern in panel.addresses:
        match = _compiled(pattern).search(text)
        if match:
            groups = match.groupdict()
            device = groups.get("device") or groups.get("point")
            if device:
                loop = groups.get("loop")
                return canonical_address(f"{loop}-{device}" if loop else device)
    return None


def report(panel: SerialPanel, statement: Statement, frame: bytes = b"") -> Report:
    """What a statement says, of which point."""
    meaning = statement.meaning
    override = panel.codes.get(statement.code)
    address = statement.address
    if address is None and statement.words and (meaning is None or meaning.reset):
        address = address_in(panel, statement.words)
    named = canonical_address(address) if address is not None else None
    said = _Said(statement, frame, panel.utc_offset_h)
    if override is not None:
        everywhere = named is None and override.clear == "all"
        return Report(
            named, said.finding(override, said.text(override.name.zh, override.name.en)), everywhere
        )
    if meaning is None:
        return _worded(panel, named, said)
    if meaning.reset:
        everywhere = meaning.everywhere or named is None
        return Report(named, said.finding(panel.reset, said.text(meaning.zh, meaning.en)), everywhere)
    return Report(named, said.meant(meaning), meaning.everywhere)


class _Said:
    """What every finding of one statement has in common."""

    def __init__(self, statement: Statement, frame: bytes, utc_offset_h: float) -> None:
        self.statement = statement
        self.words = statement.words
        self.status = statement.code or statement.words
        self.evidence: Evidence = dict(statement.evidence)
        if frame:
            self.evidence = {"frame": frame.hex(" ")[:_MAX_HEX], **self.evidence}
        if statement.code:
            self.evidence["code"] = statement.code
        if statement.unit:
            self.evidence["unit"] = statement.unit
        if statement.time is not None:
            self.evidence["panel_time"] = statement.time.isoformat(" ")
        self.ts_source = time_ms(statement, utc_offset_h)
        self.is_operation = statement.meaning is not None and statement.meaning.kind is EventKind.OPERATION

    def text(self, zh: str, en: str) -> str:
        """For people: what happened, to which kind of device, in the panel's own words."""
        device = self.statement.device
        parts = (f"{zh} / {en}", f"{device.zh} / {device.en}" if device else "", self.words)
        return " · ".join(part for part in parts if part)

    def finding(self, change: Change, text: str) -> Finding:
        """The states of a change that the profile names."""
        return self._finding(change.sets, change.clears, text)

    def meant(self, meaning: Meaning) -> Finding:
        """The states of a meaning of the protocol's own."""
        text = self.text(meaning.zh, meaning.en)
        code = self.statement.code
        doubts = () if meaning.known else ((f"code {code}" if code else meaning.en)[:256],)
        return self._finding(meaning.sets, meaning.clears - meaning.sets, text, doubts)

    def _finding(
        self, sets: frozenset[str], clears: frozenset[str], text: str, doubts: tuple[str, ...] = ()
    ) -> Finding:
        return Finding(
            sets=sets,
            clears=clears,
            codes=self._codes(text),
            doubts=doubts,
            text=text,
            evidence=self.evidence,
            ts_source=self.ts_source,
        )

    def _codes(self, text: str) -> dict[str, str]:
        if not self.is_operation:
            return {"text": text}
        return {OPERATION: f"{text} {self.evidence.get('panel_time', '')}".rstrip()}

    def worded(self, change: Change | None) -> Finding:
        """The states of a pattern that was found in the words, or the doubt that none was."""
        text = self.words
        if change is None:
            return self._finding(frozenset(), frozenset(), text, (f"text {text!r}"[:256],))
        return self._finding(change.sets, change.clears, text)


def _worded(panel: SerialPanel, address: str | None, said: _Said) -> Report:
    for pattern in panel.patterns:
        if _compiled(pattern.match).search(said.status):
            return Report(address, said.worded(pattern), address is None and pattern.clear == "all")
    return Report(address, said.worded(None))


def read(panel: SerialPanel, text: str, *, reset: bool = False, evidence: Evidence | None = None) -> Report:
    """What a message text says; `reset` when the call takes an earlier one back."""
    meaning = Meaning("reset", "复位", reset=True) if reset else None
    return report(panel, Statement(meaning, words=text, evidence=evidence or {}))


def reports(panel: SerialPanel, statement: Statement, frame: bytes = b"") -> list[Report]:
    """What a statement says. An operation that reaches every point is told as one of the panel alone."""
    said = report(panel, statement, frame)
    if not said.everywhere or OPERATION not in said.finding.codes:
        return [said]
    return [replace(said, everywhere=False), replace(said, finding=replace(said.finding, codes={}))]


def read_bytes(panel: SerialPanel, data: bytes, *, whole: bool = False) -> list[Report]:
    """What bytes of the line say, heard as the driver hears them. Raises ReportError when nothing is said.

    `whole`: every byte must belong to a frame that is valid.
    """
    line = protocols.receiver(panel)
    line.feed(protocols.prologue(panel, data))
    events = [*line.feed(data), *line.quiet()]
    if whole:
        taken = {event.frame for event in events if isinstance(event, FrameReceived)}
        for event in events:  # a frame may be doubted once and taken when it comes again
            if isinstance(event, FrameRefused) and event.frame not in taken:
                raise ReportError(event.reason)
        if line.noise:
            raise ReportError(f"{line.noise} bytes belong to no frame")
    return read_events(panel, events)


def read_events(panel: SerialPanel, events: Iterable[LineEvent]) -> list[Report]:
    """What a receiver's events say. Raises ReportError when it is only refusals, or nothing at all."""
    said: list[Report] = []
    refused: list[str] = []
    heard = 0
    for event in events:
        if isinstance(event, FrameReceived):
            heard += 1
            said += [entry for part in event.statements for entry in reports(panel, part, event.frame)]
        elif isinstance(event, FrameRefused):
            refused.append(event.reason)
        elif isinstance(event, Heard):
            heard += 1
    if not heard:
        raise ReportError(refused[0] if refused else f"no frame of {panel.protocol} is in these bytes")
    return said


def time_ms(statement: Statement, utc_offset_h: float) -> int | None:
    """The panel's time in milliseconds UTC; None when it gives none, or one that was never set."""
    if statement.time is None:
        return None
    at = statement.time.replace(tzinfo=UTC) - timedelta(hours=utc_offset_h)
    return int(at.timestamp() * 1000) if _EARLIEST <= at <= _LATEST else None
