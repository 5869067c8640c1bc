"""From `[[mqtt]]` to what the driver listens for: each topic with its part and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from device_profiles.json_device.schema import JsonMessage
from edge_agent.drivers.mqtt.settings import MqttBusSettings
from edge_agent.planning import BusPlan, CannotPlan, Place, Planner


@dataclass(frozen=True)
class TopicPlan:
    """What comes on one topic."""

    part: str
    message: JsonMessage


@dataclass(kw_only=True)
class MqttPlan(BusPlan):
    """A broker in the building: each topic with its part."""

    settings: MqttBusSettings
    topics: dict[str, TopicPlan] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"mqtt {self.name}: {len(self.topics)} topics"


def plan_bus(settings: MqttBusSettings, planner: Planner, place: Place) -> MqttPlan:
    """Plan one `[[mqtt]]` table. Raises CannotPlan."""
    client_id = settings.client_id or f"{planner.gateway}-{settings.bus}"
    plan = MqttPlan(settings.bus, "mqtt", settings=settings.model_copy(update={"client_id": client_id}))
    for index, device in enumerate(settings.device):
        where = (*place, "device", index)
        try:
            profile = planner.profile(device.profile, "mqtt", (*where, "profile"))
        except CannotPlan:
            continue
        assert profile.json_device is not None  # noqa: S101 - the transport was checked
        name = device.part or device.topic.rsplit("/", 1)[-1]
        stale = device.stale_after_s or profile.stale_after_s
        planner.point(plan, name, device, profile, index + 1, stale, None, where)
        for message in profile.json_device.messages:
            topic = f"{device.topic}/{message.suffix}" if message.suffix else device.topic
            if topic in plan.topics:
                planner.fault(where, f"topic {topic!r} belongs to two devices; correct one")
            plan.topics[topic] = TopicPlan(name, message)
    known = [device.profile for device in settings.device if device.profile in planner.profiles]
    plan.mark = planner.mark(settings, *known)
    return plan
