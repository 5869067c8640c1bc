"""Reading the reports of a JSON device with its profile. Pure: payload in, findings out.

A profile's messages are prepared once (`TopicReader`); reading one report then costs a lookup a field.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from device_profiles.byte_layout.decoding import UNREAD
from device_profiles.byte_layout.decoding import decode as decode_bytes
from device_profiles.finding import Evidence, Finding, Report, ReportError, Sample, canonical_address
from device_profiles.json_device import fields as field_of
from device_profiles.json_device.frames import FRAMES
from device_profiles.json_device.messages import every_message
from device_profiles.json_device.prepared import (
    ABSENT,
    PreparedReading,
    PreparedState,
    PreparedWords,
    key_of,
)
from device_profiles.json_device.schema import (
    Binary,
    JsonDevice,
    JsonMessage,
    TimeField,
)
from telemetry.messages import MAX_TIME_MS

#: A device time before 2020 is a clock that was never set.
EARLIEST_MS = 1_577_836_800_000
#: Points that one report may speak of.
MAX_POINTS = 1024


@dataclass(frozen=True, slots=True)
class Order:
    """What tells a report from its repetition and from those before and after it."""

    identity: str | None
    session: str
    counter: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says: of which points, in which order, and whether it proves that the device lives."""

    reports: tuple[Report, ...]
    heartbeat: bool
    order: Order | None = None

    @property
    def finding(self) -> Finding:
        """What a report of a single point says."""
        return self.reports[0].finding


def reader_for(device: JsonDevice, suffix: str) -> TopicReader | None:
    """How what comes at that topic suffix is read; None when the profile knows no such message."""
    messages = [message for message in every_message(device) if message.suffix == suffix]
    return TopicReader(messages) if messages else None


def suffixes(device: JsonDevice) -> list[str]:
    """The topic suffixes at which the device may be heard."""
    return list(dict.fromkeys(message.suffix for message in every_message(device)))


class TopicReader:
    """Reads what comes on one topic, which may be of several kinds."""

    def __init__(self, messages: Sequence[JsonMessage]) -> None:
        # What has conditions is tried before what takes everything.
        self._kinds = [_Kind(message) for message in sorted(messages, key=lambda m: not m.when)]
        self._form = _form(messages)
        self.fans_out = any(message.each for message in messages)

    def read(self, payload: bytes) -> Told:
        """What the payload says. Raises ReportError when it is not what the profile describes."""
        root = field_of.decode(payload, self._form)
        for kind in self._kinds:
            if kind.takes(root):
                return kind.read(root)
        raise ReportError(self._kinds[0].refusal(root))


def read(message: JsonMessage, payload: bytes) -> Finding:
    """What one report of a single point says. Raises ReportError."""
    return TopicReader([message]).read(payload).finding


class _Kind:
    """One message, prepared."""

    def __init__(self, message: JsonMessage) -> None:
        self._message = message
        self._when = [(path, frozenset(map(key_of, values)), values) for path, values in message.when.items()]
        self._states = [PreparedState(entry) for entry in message.states]
        self._words = [PreparedWords(entry) for entry in message.words]
        self._readings = [PreparedReading(entry) for entry in message.readings]
        listed = {
            *(entry.path for entry in message.states),
            *(entry.path for entry in message.words),
            *(entry.path for entry in message.readings),
            *message.operations,
            *message.known,
            *message.when,
            *((message.time.path,) if message.time else ()),
            *((message.binary.path,) if message.binary else ()),
            *(("$",) if message.bare else ()),
            *((message.each,) if message.each else ()),
        }
        self._known = frozenset(listed)
        self._below = tuple(name[:-1] for name in listed if name == "*" or name.endswith(".*"))

    def takes(self, root: Any) -> bool:
        """Whether the report is of this kind."""
        return all(key_of(field_of.at(root, path)) in keys for path, keys, _ in self._when)

    def refusal(self, root: Any) -> str:
        """Why a report is of no kind that the profile knows."""
        if not isinstance(root, dict):
            return f"a JSON object is expected, not {type(root).__name__}"
        for path, keys, values in self._when:
            found = field_of.at(root, path)
            if key_of(found) not in keys:
                return f"{path} {str(found)[:64]!r} is none of {', '.join(map(str, values))}"
        return "of no kind that the profile knows"

    def read(self, root: Any) -> Told:
        message = self._message
        if message.each:
            reports = tuple(self._points(root))
        else:
            reports = (Report(None, self._finding(self._body(root), root)),)
        return Told(reports, message.heartbeat, self._order(root))

    def _points(self, root: Any) -> Iterable[Report]:
        rows = field_of.at(root, self._message.object)
        if not isinstance(rows, list):
            raise ReportError(f"`{self._message.object or '$'}` is no list of points")
        if len(rows) > MAX_POINTS:
            raise ReportError(f"{len(rows)} points in one report; at most {MAX_POINTS}")
        for place, row in enumerate(rows):
            address = row.get(self._message.each) if isinstance(row, dict) else None
            if not isinstance(address, str | int) or isinstance(address, bool):
                raise ReportError(f"point {place} has no address in `{self._message.each}`")
            yield Report(canonical_address(str(address)), self._finding(row, root))

    def _body(self, root: Any) -> Any:
        message = self._message
        if message.bare or _is_whole(message.binary):
            return root
        if message.pairs is not None:
            return field_of.unpair(field_of.at(root, message.object), message.pairs)
        if not isinstance(root, dict):
            raise ReportError(f"a JSON object is expected, not {type(root).__name__}")
        body = field_of.at(root, message.object)
        if not isinstance(body, dict):
            raise ReportError(f"`{message.object}` is missing or no object")
        return body

    def _finding(self, body: Any, root: Any) -> Finding:
        said: Evidence = {}
        if self._message.binary is not None:
            _add_binary(self._message.binary, root, said)
        if isinstance(body, dict):
            field_of.flatten(body, "", said)
            if len(said) >= field_of.MAX_FIELDS:
                self._add_what_matters(body, said)
        elif self._message.bare:
            said["$"] = field_of.scalar(body)
        sets, clears, masked, doubts, words = self._said(said)
        samples, odd = _samples(self._readings, said)
        codes = {path: str(said[path]) for path in self._message.operations if path in said}
        codes |= {path: str(said[path]) for path, _ in words}
        return Finding(
            sets=frozenset(sets - masked),
            clears=frozenset(clears - sets),
            samples=samples,
            codes=codes,
            doubts=(*doubts, *odd),
            unknown=tuple(sorted(path for path in said if not self._lists(path))),
            text="; ".join(text for _, text in words),
            evidence=said,
            ts_source=_time(self._message.time, root, said),
        )

    def _add_what_matters(self, body: Any, said: Evidence) -> None:
        """A report with more fields than are kept: what decides is taken all the same, and it is told."""
        for path in self._known:
            if path not in said and (value := field_of.at(body, path)) is not None:
                said[path] = field_of.scalar(value)
        said["fields_left_out"] = True

    def _said(self, said: Evidence) -> tuple[set[str], set[str], set[str], list[str], list[tuple[str, str]]]:
        """Which states the fields set, clear and mask, what is doubtful, and the words that were said.

        Two fields may speak of one state: it holds when either says so. A masked state is not set by this
        report, and it is not cleared by it either, unless its own field says that it is off.
        """
        sets: set[str] = set()
        clears: set[str] = set()
        masked: set[str] = set()
        doubts: list[str] = []
        words: list[tuple[str, str]] = []
        for state in self._states:
            value = said.get(state.path)
            if value is None and not state.means_by_absence(said):
                continue
            key = key_of(value) if value is not None else ABSENT
            if key in state.holds:
                sets.add(state.state)
                masked |= state.masks
            elif key in state.ends:
                clears.add(state.state)
            else:
                doubts.append(f"{state.path} = {value!r}")
        for word in self._words:
            value = said.get(word.path)
            if value is None:
                continue
            meant = word.values.get(key_of(value))
            if meant is None:
                doubts.append(f"{word.path} = {value!r}")
                continue
            sets |= meant[0]
            clears |= meant[1]
            masked |= meant[2]
            words.append((word.path, meant[3]))
        return sets, clears, masked, doubts, words

    def _lists(self, path: str) -> bool:
        if path.startswith("payload."):
            return path != f"payload.{UNREAD}"
        return path in self._known or path.startswith(self._below)

    def _order(self, root: Any) -> Order | None:
        sequence = self._message.sequence
        if sequence is None:
            return None
        identity = field_of.at(root, sequence.identity) if sequence.identity else None
        session = field_of.at(root, sequence.session) if sequence.session else None
        counter = field_of.at(root, sequence.counter) if sequence.counter else None
        if sequence.counter and counter is None:
            counter = 0  # a zero is left out
        return Order(
            identity if isinstance(identity, str) and identity else None,
            str(session)[:128] if session is not None else "",
            counter if isinstance(counter, int) and not isinstance(counter, bool) else None,
        )


def _form(messages: Sequence[JsonMessage]) -> field_of.Form:
    if all(_is_whole(message.binary) for message in messages):
        return "text"
    return "either" if any(message.bare for message in messages) else "json"


def _is_whole(binary: Binary | None) -> bool:
    return binary is not None and binary.path == "$"


def _add_binary(binary: Binary, root: Any, said: Evidence) -> None:
    """Add the values of the bytes in the report; an uplink without bytes, or on another port, has none."""
    text = root if binary.path == "$" else field_of.at(root, binary.path)
    if text is None:
        return
    if binary.ports and field_of.at(root, binary.port) not in binary.ports:
        return
    if not isinstance(text, str):
        raise ReportError(f"`{binary.path}` is {type(text).__name__}, not {binary.encoding} text")
    data = field_of.unarmour(text, binary.encoding)
    if binary.frame is not None:
        values = FRAMES[binary.frame](data)
    else:
        assert binary.layout is not None  # noqa: S101 - the schema demands one of both
        values = decode_bytes(binary.layout, data)
    said.update({f"payload.{name}": field_of.scalar(value) for name, value in values.items()})


def _samples(readings: Iterable[PreparedReading], said: Evidence) -> tuple[tuple[Sample, ...], list[str]]:
    samples, odd = [], []
    for entry in readings:
        value = said.get(entry.path)
        if value is None:
            continue
        if isinstance(value, bool | str):
            odd.append(f"{entry.path} = {value!r}")
            continue
        try:
            samples.append(entry.sample(value))
        except (OverflowError, ValueError):
            odd.append(f"{entry.path} = {value!r}")
    return tuple(samples), odd


def _time(entry: TimeField | None, root: Any, said: Evidence) -> int | None:
    if entry is None:
        return None
    value: Any = said[entry.path] if entry.path in said else field_of.at(root, entry.path)
    try:
        if isinstance(value, str):
            told = datetime.fromisoformat(value)
            if told.tzinfo is None:
                return None  # nobody knows which hour that is
            ms = int(told.timestamp() * 1000)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            ms = round(value * 1000) if entry.unit == "s" else int(value)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return ms if EARLIEST_MS <= ms <= MAX_TIME_MS else None
