"""The messages between gateway and cloud. Everything past a driver speaks these and nothing else.

Rules that hold for all of them:

1. `(gateway, stream, seq)` is a message's identity: storing it twice changes nothing. `seq` counts from 1
   within each stream, is persistent on the gateway, and has no gaps but those counted as evicted.
2. The times are milliseconds since 1970-01-01 UTC and are never overwritten: `ts_source` is the device's
   own (None where it has none), `ts_gateway` the gateway's. The cloud adds `ts_cloud`. A gateway whose clock
   cannot be believed says so in `clock_synced`, and sends 0 where it has no idea at all.
3. State is level plus edge. An `Event` says what changed; a `Snapshot` in the same stream says what is,
   so a lost edge heals. The event stream's `seq` orders them: for each part the highest wins, in whatever
   order they arrive.
4. A part (部件) is known by `part`, a text unique within its gateway and stable across restarts,
   "device/point" by convention: `panel-1/1-023`, `aqara-302/smoke`.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

from telemetry.event_kinds import EventKind

SCHEMA = 1

#: 2100-01-01: a later time is the mark of an overflowed or invented clock (2106 is 2^32 s).
MAX_TIME_MS = 4_102_444_800_000
#: The most that one encoded message may measure.
MAX_MESSAGE_BYTES = 262_144
MAX_COLUMN = 4096

GatewayId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
PartId = Annotated[str, Meta(min_length=1, max_length=96)]
Seq = Annotated[int, Meta(ge=1, le=2**53 - 1)]
TimeMs = Annotated[int, Meta(ge=0, le=MAX_TIME_MS)]
Bits = Annotated[int, Meta(ge=0, le=0xFFFF)]
Code = Annotated[int, Meta(ge=0, le=255)]
Address = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Text = Annotated[str, Meta(max_length=512)]
Name = Annotated[str, Meta(max_length=128)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Stream(StrEnum):
    """The classes of delivery, each with its own sequence."""

    EVENT = "event"
    READING = "reading"
    HEALTH = "health"
    CMD = "cmd"
    REPLY = "reply"
    RECEIPT = "receipt"


#: The streams that flow from a gateway to the cloud and are held until a receipt names them.
UPLINK_STREAMS = (Stream.EVENT, Stream.READING, Stream.HEALTH, Stream.REPLY)


class Quality(IntEnum):
    """How far a value can be believed. Silence is stale, never good."""

    GOOD = 0
    STALE = 1
    OUT_OF_RANGE = 2
    UNCERTAIN = 3
    SUBSTITUTED = 4


class Label(Struct, frozen=True, forbid_unknown_fields=True):
    """A name that people read, in both languages. Either may be empty; then the other is shown."""

    zh: Name = ""
    en: Name = ""


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """A part's configuration (部件配置情况, type 7): what it is, where it is, how long it may be silent."""

    part: PartId
    system_type: Code
    system_address: Code
    component_type: Code
    component_address: Address
    device: Label
    place: Label
    #: Seconds of silence after which its values are stale; None: it reports only changes.
    stale_after_s: Annotated[float, Meta(gt=0, le=604_800)] | None = None
    profile: Name = ""


class _Envelope(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every message carries. `schema` stands on the wire under that name."""

    gateway: GatewayId
    seq: Seq
    ts_gateway: TimeMs
    clock_synced: bool
    schema: Annotated[int, Meta(ge=1, le=1)] = SCHEMA


class Event(_Envelope, tag_field="type", tag="event", frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of one part became active or ceased to be (`active`): the edge.

    It stands alone: part, place and device come with it, for a fire may overtake the inventory.
    """

    stream: Annotated[str, Meta(pattern="^event$")] = "event"
    ts_source: TimeMs | None = None
    part: Part
    kind: EventKind
    active: bool
    bits_before: Bits | None
    bits_after: Bits
    #: What the device itself said, as far as it is text.
    text: Text = ""
    #: What the observation rests on: register and value, frame in hex, topic, probability.
    evidence: Annotated[dict[Name, str | float | bool | None], Meta(max_length=32)] = field(
        default_factory=dict
    )


class PartState(Struct, frozen=True, forbid_unknown_fields=True):
    """One part's level within a snapshot."""

    part: PartId
    bits: Bits
    #: Every kind that is active, those without a bit included.
    active: Annotated[list[EventKind], Meta(max_length=16)]
    quality: Quality
    #: When the gateway last heard from the part; None: never since it started to watch.
    last_heard: TimeMs | None


class Snapshot(
    _Envelope, tag_field="type", tag="snapshot", frozen=True, forbid_unknown_fields=True, kw_only=True
):
    """What is, for the parts it names: the level. It shares the event stream, hence its order."""

    stream: Annotated[str, Meta(pattern="^event$")] = "event"
    parts: Annotated[list[PartState], Meta(max_length=MAX_COLUMN)]


class ReadingBatch(
    _Envelope, tag_field="type", tag="reading", frozen=True, forbid_unknown_fields=True, kw_only=True
):
    """Analog samples as columns of one length. `part` indexes `parts`; a missing value is None."""

    stream: Annotated[str, Meta(pattern="^reading$")] = "reading"
    parts: Annotated[list[PartId], Meta(max_length=MAX_COLUMN)]
    part: Annotated[list[Annotated[int, Meta(ge=0, lt=MAX_COLUMN)]], Meta(max_length=MAX_COLUMN)]
    analog_type: Annotated[list[Code], Meta(max_length=MAX_COLUMN)]
    ts: Annotated[list[TimeMs], Meta(max_length=MAX_COLUMN)]
    value: Annotated[list[float | None], Meta(max_length=MAX_COLUMN)]
    quality: Annotated[list[Quality], Meta(max_length=MAX_COLUMN)]

    def __post_init__(self) -> None:
        """Refuse columns of unequal length, and rows that point at no part."""
        lengths = {len(self.part), len(self.analog_type), len(self.ts), len(self.value), len(self.quality)}
        if len(lengths) != 1:
            raise ValueError(f"columns differ in length: {sorted(lengths)}")
        if self.part and max(self.part) >= len(self.parts):
            raise ValueError(f"`part` points past the {len(self.parts)} names in `parts`")


class BusHealth(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the gateway: is it up, and how does it do."""

    bus: Name
    driver: Name
    up: bool
    requests: Count = 0
    errors: Count = 0
    #: The last thing that went wrong, in words; empty when nothing did.
    last_error: Text = ""
    #: The device's clock minus the gateway's, in ms; None where the device tells no time.
    clock_offset_ms: float | None = None
    #: Requests that stayed unanswered, and how long the latest answers took; None: not measured.
    timeouts: Count = 0
    latency_p50_ms: float | None = None
    latency_p99_ms: float | None = None


class StreamCount(Struct, frozen=True, forbid_unknown_fields=True):
    """One stream's books: published = stored + quarantined (by the cloud) + spooled + evicted."""

    stream: Stream
    #: Sequence numbers given out so far.
    published: Count
    spooled: Count
    evicted: Count


class InputDrift(Struct, frozen=True, forbid_unknown_fields=True):
    """One channel of a model's input since the last health, in the model's own unit.

    `outside` is the share of present values that lie outside what the model saw in training; None where the
    model does not tell. Mean and spread (standard deviation) are None where nothing was present.
    """

    channel: Name
    present: Count
    outside: float | None = None
    mean: float | None = None
    spread: float | None = None


class ModelHealth(Struct, frozen=True, forbid_unknown_fields=True):
    """A model on the gateway. Counts go on; figures are of the time since the last health."""

    model: Name
    #: Empty while no model is loaded.
    version: Name = ""
    #: The first digits of the file's SHA-256.
    hash: Name = ""
    #: `live`, `shadow`, `off`.
    mode: Name = ""
    #: Why there is no model, or why it does not run, or why a new one was refused; empty when all is well.
    fault: Text = ""
    #: Detectors looked at.
    rows: Count = 0
    #: Of these, those that tell everything too seldom for the model: they are not scored.
    seldom: Count = 0
    ticks: Count = 0
    #: Ticks left out because they came too late.
    skipped: Count = 0
    errors: Count = 0
    #: Warnings that began and that ended; in shadow mode those that would have.
    raised: Count = 0
    ended: Count = 0
    #: Warnings that stand now.
    standing: Count = 0
    tick_us_mean: float | None = None
    tick_us_p99: float | None = None
    #: How many scores fell into each tenth from 0 to 1.
    scores: Annotated[list[Count], Meta(max_length=10)] = field(default_factory=list)
    drift: Annotated[list[InputDrift], Meta(max_length=16)] = field(default_factory=list)
    #: Share of the known values that were too old or not good.
    stale_share: float | None = None


class Vitals(Struct, frozen=True, forbid_unknown_fields=True):
    """What goes on inside the gateway's process."""

    #: Which settings it runs with: a short hash, and when they were taken up.
    config_mark: Name = ""
    config_at: TimeMs = 0
    #: Why the last new settings were not taken up; empty when they were.
    config_fault: Text = ""
    #: The centre's clock minus the gateway's, and how far that may be wrong, in ms; None while unknown.
    clock_offset_ms: float | None = None
    clock_offset_error_ms: float | None = None
    #: How often the wall clock was set while the agent ran, and by how much the last time, in ms.
    clock_jumps: Count = 0
    clock_jump_ms: float | None = None
    #: Which broker the line goes through: "primary", "backup", or "" for none.
    broker: Name = ""
    #: Days until the gateway's own certificate ends; negative after it; None where it has none.
    certificate_days: float | None = None
    tasks: Count = 0
    fds: Count = 0
    #: How often each part of the process had to be started again.
    restarts: Annotated[dict[Name, Count], Meta(max_length=256)] = field(default_factory=dict)
    #: What waits where, by the queue's name.
    queues: Annotated[dict[Name, Count], Meta(max_length=64)] = field(default_factory=dict)
    #: What makes no progress although it should; empty when everything does.
    stuck: Annotated[list[Name], Meta(max_length=64)] = field(default_factory=list)
    #: The models that this gateway runs.
    models: Annotated[list[ModelHealth], Meta(max_length=8)] = field(default_factory=list)


class Health(
    _Envelope, tag_field="type", tag="health", frozen=True, forbid_unknown_fields=True, kw_only=True
):
    """The gateway about itself."""

    stream: Annotated[str, Meta(pattern="^health$")] = "health"
    version: Name
    started_at: TimeMs
    #: Seconds until the next one is due; a link silent for three of these is down.
    interval_s: Annotated[float, Meta(gt=0, le=86_400)]
    spool_bytes: Count
    spool_limit_bytes: Count
    rss_bytes: Count
    counts: Annotated[list[StreamCount], Meta(max_length=8)]
    buses: Annotated[list[BusHealth], Meta(max_length=256)]
    #: Whether receipts come back; False lights the local link fault.
    link_ok: bool
    profiles: Annotated[dict[Name, Name], Meta(max_length=256)] = field(default_factory=dict)
    vitals: Vitals | None = None


class Inventory(
    _Envelope, tag_field="type", tag="inventory", frozen=True, forbid_unknown_fields=True, kw_only=True
):
    """Every part this gateway watches, sent at start and after a change; it shares the health stream.

    A large building's parts come in several pages; `page` counts from 0 and `pages` says how many.
    """

    stream: Annotated[str, Meta(pattern="^health$")] = "health"
    building: Label
    parts: Annotated[list[Part], Meta(max_length=512)]
    page: Count = 0
    pages: Annotated[int, Meta(ge=1, le=10_000)] = 1


class CommandKind(StrEnum):
    """What the cloud may ask of a gateway. None of them commands a fire panel."""

    DUTY_CHECK = "duty-check"
    READ_BACK = "read-back"
    CONFIGURE = "configure"
    CLOCK = "clock"
    UPDATE = "update"


class ReplyStage(StrEnum):
    """How far a command has come. Every one but `accepted` is the last word on it."""

    #: Understood and safely noted; a last word follows.
    ACCEPTED = "accepted"
    DONE = "done"
    #: Not carried out, and never will be: not allowed, not understood, already used.
    REFUSED = "refused"
    #: Begun, and it went wrong; what had been changed was put back.
    FAILED = "failed"
    #: It came, or its turn came, after its time.
    EXPIRED = "expired"
    #: A duty check that nobody answered in its time.
    UNANSWERED = "unanswered"


class Command(
    _Envelope, tag_field="type", tag="command", frozen=True, forbid_unknown_fields=True, kw_only=True
):
    """A request to one gateway; `seq` is the cloud's own count for that gateway."""

    stream: Annotated[str, Meta(pattern="^cmd$")] = "cmd"
    command: CommandKind
    expires_at: TimeMs
    arguments: Annotated[dict[Name, str | float | bool | None], Meta(max_length=32)] = field(
        default_factory=dict
    )


class Reply(_Envelope, tag_field="type", tag="reply", frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A gateway's word on the command whose `seq` is `answers`; `ok` is False where it came to nothing."""

    stream: Annotated[str, Meta(pattern="^reply$")] = "reply"
    answers: Seq
    ok: bool
    text: Text = ""
    stage: ReplyStage = ReplyStage.DONE
    #: Figures and names that belong to the answer: who answered a duty check, each panel's clock offset.
    details: Annotated[dict[Name, str | float | bool | None], Meta(max_length=128)] = field(
        default_factory=dict
    )


class StoredRange(Struct, frozen=True, forbid_unknown_fields=True):
    """Sequence numbers `first` to `last`, both included, of one stream."""

    stream: Stream
    first: Seq
    last: Seq


class Receipt(
    _Envelope, tag_field="type", tag="receipt", frozen=True, forbid_unknown_fields=True, kw_only=True
):
    """The cloud has durably stored or quarantined these sequence numbers; the gateway may forget them.

    `ts_gateway` is here the cloud's own time.
    """

    stream: Annotated[str, Meta(pattern="^receipt$")] = "receipt"
    stored: Annotated[list[StoredRange], Meta(min_length=1, max_length=MAX_COLUMN)]


UplinkMessage = Event | Snapshot | ReadingBatch | Health | Inventory | Reply
DownlinkMessage = Command | Receipt
Message = UplinkMessage | DownlinkMessage
