"""Which changes a webhook is told of, and in which words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from cloud.live.changes import ALARM
from cloud.live.classes import class_of_alarm, classes_of, event_kind
from cloud.live.repository import ChangeRecord
from cloud.people.asker import Asker
from cloud.people.scope import sees

#: A receiver whose place in the log is gone is told to read everything anew.
RESYNC = "resync"
TEST = "test"


@dataclass(frozen=True)
class Interest:
    """What one webhook wants to hear."""

    kinds: frozenset[str]
    event_kinds: frozenset[str]
    areas: tuple[str, ...]
    organisations: tuple[int, ...]

    @property
    def classes(self) -> tuple[int, ...]:
        """The classes in which there may be something to tell."""
        if ALARM not in self.kinds or not self.event_kinds:
            return classes_of(self.kinds)
        others = classes_of(self.kinds - {ALARM})
        return tuple(sorted({*others, *map(class_of_alarm, self.event_kinds)}))

    def wants(self, change: ChangeRecord) -> bool:
        """Whether this change is told."""
        if change.kind not in self.kinds:
            return False
        scope = Asker("webhook", areas=self.areas, organisations=self.organisations)
        if not sees(scope, change.area, change.organisation_id):
            return False
        return change.kind != ALARM or not self.event_kinds or event_kind(change.payload) in self.event_kinds


def body(message_id: str, kind: str, at: int, payload: str) -> str:
    """What is sent: an envelope around the object as the API shows it."""
    envelope = msgspec.json.encode(
        {"id": message_id, "type": kind, "at": at, "data": msgspec.Raw(payload.encode())}
    )
    return envelope.decode()
