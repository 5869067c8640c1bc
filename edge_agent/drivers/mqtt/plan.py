"""From `[[mqtt]]` to what the driver listens for: each topic with its parts and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from device_profiles.finding import canonical_address
from device_profiles.json_device.messages import every_message
from device_profiles.json_device.network_servers import SERVERS, messages_through, server_of
from device_profiles.json_device.reading import TopicReader
from device_profiles.json_device.schema import JsonDevice, JsonMessage
from device_profiles.schema import Profile
from edge_agent.drivers.mqtt.settings import (
    DetectorSettings,
    GivenReading,
    GivenState,
    GivenWord,
    MqttBusSettings,
)
from edge_agent.planning import BusPlan, CannotPlan, Place, Planner

GivenField = GivenState | GivenWord | GivenReading


@dataclass
class TopicPlan:
    """What comes on one topic: how it is read, and whose it is by address (None: the topic's only part)."""

    reader: TopicReader
    parts: dict[str | None, str]
    #: The profile that reads it, so that two devices on one topic agree.
    profile: str = ""
    #: Whether others may read the same report as well, each its own fields.
    shared: bool = False


@dataclass(kw_only=True)
class MqttPlan(BusPlan):
    """A broker in the building: each topic with its parts."""

    settings: MqttBusSettings
    #: Several where the installer named the fields of several parts in one report.
    topics: dict[str, list[TopicPlan]] = field(default_factory=dict)
    #: Parts that carry others: while such a bridge is off, nothing behind it is heard.
    bridges: set[str] = field(default_factory=set)

    @property
    def summary(self) -> str:
        """One line for people."""
        more = ", discovery" if self.settings.discover else ""
        return f"mqtt {self.name}: {len(self.topics)} topics{more}"


def plan_bus(settings: MqttBusSettings, planner: Planner, place: Place) -> MqttPlan:
    """Plan one `[[mqtt]]` table. Raises CannotPlan."""
    client_id = settings.client_id or f"{planner.gateway}-{settings.bus}"
    plan = MqttPlan(settings.bus, "mqtt", settings=settings.model_copy(update={"client_id": client_id}))
    if not settings.device and not settings.discover:
        planner.fault(place, "the bus has no device; add [[mqtt.device]], or set `discover = true`")
    planned = _profiles(settings, planner, place)
    bridges = {
        device.topic.rpartition("/")[0]: _name(device)
        for index, device in enumerate(settings.device)
        if index in planned and _said(planned[index]).bridge
    }
    plan.bridges |= set(bridges.values())
    for index, profile in planned.items():
        _plan_device(
            plan, settings.device[index], profile, index, bridges, planner, (*place, "device", index)
        )
    known = [device.profile for device in settings.device if device.profile in planner.profiles]
    plan.mark = planner.mark(settings, *known)
    return plan


def _profiles(settings: MqttBusSettings, planner: Planner, place: Place) -> dict[int, Profile]:
    """Each device's profile by the device's index; those that cannot be had are told and left out."""
    found = {}
    for index, device in enumerate(settings.device):
        try:
            found[index] = planner.profile(device.profile, "mqtt", (*place, "device", index, "profile"))
        except CannotPlan:
            continue
    return found


def _plan_device(
    plan: MqttPlan,
    device: DetectorSettings,
    profile: Profile,
    index: int,
    bridges: dict[str, str],
    planner: Planner,
    where: Place,
) -> None:
    name = _name(device)
    stale = device.stale_after_s or profile.stale_after_s
    carrier = next((part for base, part in bridges.items() if device.topic.startswith(f"{base}/")), None)
    planner.point(plan, name, device, profile, index + 1, stale, None if carrier == name else carrier, where)
    address = canonical_address(device.address) if device.address else None
    by_suffix: dict[str, list[JsonMessage]] = {}
    for message in _messages(device, _said(profile), planner, where):
        by_suffix.setdefault(message.suffix, []).append(message)
    for suffix, messages in by_suffix.items():
        topic = f"{device.topic}/{suffix}" if suffix else device.topic
        wanted = TopicPlan(
            TopicReader(messages), {address: name}, device.profile, _said(profile).given_fields
        )
        why = _add_topic(plan, topic, wanted)
        if why is not None:
            planner.fault(where, why)
            return  # one word on it is enough, the device's other topics are no better


def _add_topic(plan: MqttPlan, topic: str, wanted: TopicPlan) -> str | None:
    """Listen to the topic as well; gives what is wrong with that."""
    ((address, part),) = wanted.parts.items()
    if wanted.reader.fans_out and address is None:
        return f"topic {topic!r} carries several points; set `address` to this one's"
    if address is not None and not wanted.reader.fans_out:
        return f"topic {topic!r} carries a single point; remove `address`"
    there = plan.topics.setdefault(topic, [])
    if all(other.shared and wanted.shared for other in there):
        there.append(wanted)
        return None
    first = there[0]
    if address in first.parts or first.profile != wanted.profile:
        return f"topic {topic!r} belongs to two devices; correct one"
    first.parts[address] = part
    return None


def _messages(
    device: DetectorSettings, said: JsonDevice, planner: Planner, where: Place
) -> tuple[JsonMessage, ...]:
    """What the device may send on its topics, with the fields that the installer gave."""
    messages = every_message(said)
    if said.uplink is not None:
        server = server_of(device.topic)
        if server is not None:
            messages = messages_through(server, messages)
        elif not said.messages:
            shapes = " or ".join(f"{known.example!r} ({known.en})" for known in SERVERS.values())
            planner.fault(
                (*where, "topic"),
                f"{device.topic!r} is no LoRaWAN device's topic; write {shapes}, without what follows it",
            )
    fields: tuple[GivenField, ...] = (*device.state, *device.word, *device.reading)
    given = {entry.suffix for entry in fields}
    if said.given_fields and not given:
        planner.fault(
            where,
            f"profile {device.profile!r} knows no fields of its own; add [[mqtt.device.state]] with `path` "
            "and `state`, or [[mqtt.device.reading]]",
        )
    missing = given - {message.suffix for message in messages}
    messages += tuple(JsonMessage(suffix=suffix) for suffix in sorted(missing))
    return tuple(_with_given(message, device) if message.suffix in given else message for message in messages)


def _with_given(message: JsonMessage, device: DetectorSettings) -> JsonMessage:
    """The message with the installer's fields for it."""
    here = message.suffix
    states = tuple(entry for entry in device.state if entry.suffix == here)
    words = tuple(entry for entry in device.word if entry.suffix == here)
    readings = tuple(entry for entry in device.reading if entry.suffix == here)
    fields: tuple[GivenField, ...] = (*states, *words, *readings)
    bare = any(entry.path == "$" for entry in fields)
    return message.model_copy(
        update={
            "states": message.states + states,
            "words": message.words + words,
            "readings": message.readings + readings,
            "bare": message.bare or bare,
        }
    )


def _name(device: DetectorSettings) -> str:
    if device.part:
        return device.part
    last = device.topic.rsplit("/", 1)[-1]
    return f"{last}/{canonical_address(device.address)}" if device.address else last


def _said(profile: Profile) -> JsonDevice:
    assert profile.json_device is not None  # noqa: S101 - the transport was checked
    return profile.json_device
