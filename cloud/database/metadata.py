"""Every table of the centre, gathered: importing this module fills the metadata."""

from __future__ import annotations

from cloud.access import tables as access
from cloud.alarms import tables as alarms
from cloud.database import counters
from cloud.database.base import Base
from cloud.events import tables as events
from cloud.live import tables as live
from cloud.registry import tables as registry

TABLE_MODULES = (access, alarms, counters, events, live, registry)

metadata = Base.metadata
