"""What the alarm centre's pages ask the centre for, each time with other parameters."""

from __future__ import annotations

import random
from typing import Final

from benchmarks.operator.alarm_year import YEAR_MS
from benchmarks.operator.asking import Path, asked
from benchmarks.operator.desks import ROOMS, centre_room
from benchmarks.operator.seed import DAY_MS, Region
from cloud.alarm_groups.repository import ListName
from cloud.duty.days import day_of
from cloud.notification.states import State
from telemetry.event_kinds import EVENT_KINDS

_RINGING: Final = tuple(kind for kind, entry in EVENT_KINDS.items() if entry.alarm)
_STEP: Final = {7: 3_600_000, 31: DAY_MS, 365: DAY_MS}


def alarm_paths(region: Region, alarms: int) -> dict[str, Path]:
    """Every view and list of the alarm centre, by name."""

    def organisation(dice: random.Random) -> int:
        while region.planned(number := dice.randint(1, region.organisations)):
            pass
        return number

    def span(dice: random.Random, longest: int = 365) -> dict[str, object]:
        days = dice.choice([each for each in _STEP if each <= longest])
        return {"start": region.now - days * DAY_MS, "end": region.now}

    def device(dice: random.Random) -> dict[str, object]:
        return {"gateway": region.gateway(organisation(dice)), "part": f"panel-1/1-00{dice.randint(1, 3)}"}

    def steps(dice: random.Random) -> dict[str, object]:
        days = dice.choice(list(_STEP))
        return {"start": region.now - days * DAY_MS, "end": region.now, "width_ms": _STEP[days]}

    def room(dice: random.Random) -> int:
        return dice.randint(2, min(ROOMS, region.organisations) + 1)

    def day(dice: random.Random) -> str:
        return day_of(region.now - dice.randrange(YEAR_MS)).isoformat()

    centre = centre_room()
    return {
        "alarm": lambda dice: f"/alarms/{dice.randint(1, alarms)}",
        "alarms_closed": lambda dice: asked(
            "/alarms", open="false", limit=100, before=dice.randint(200, alarms + 1)
        ),
        "alarms_of_kind": lambda dice: asked("/alarms", kind=dice.choice(_RINGING), limit=100),
        "open_alarms_of_kind": lambda dice: asked("/alarms", open="true", kind=dice.choice(_RINGING)),
        "alarms_of_gateway": lambda dice: asked("/alarms", gateway=region.gateway(organisation(dice))),
        "groups": lambda _: "/alarms/groups",
        "list": lambda dice: f"/alarms/lists/{dice.choice(list(ListName))}",
        "city": lambda _: "/city",
        "shelf": lambda dice: asked("/shelf", shelved=dice.choice([None, "true", "false"])),
        "works": lambda dice: asked("/maintenance", in_force=dice.choice([None, "true", "false"])),
        "dispatch_requests": lambda dice: asked("/dispatch-requests", after=dice.randint(0, alarms)),
        "alarm_steps": lambda dice: asked("/alarm-steps", after=dice.randint(0, alarms)),
        "device_alarms": lambda dice: asked("/history/alarms", **device(dice), **span(dice)),
        "device_events": lambda dice: asked("/history/events", **device(dice), **span(dice)),
        "device_counts": lambda dice: asked("/history/counts", **device(dice), **steps(dice)),
        "organisation_alarms": lambda dice: asked(
            "/history/alarms", organisation=organisation(dice), **span(dice)
        ),
        "organisation_events": lambda dice: asked(
            "/history/events", organisation=organisation(dice), **span(dice)
        ),
        "organisation_counts": lambda dice: asked(
            "/history/counts", organisation=organisation(dice), **steps(dice)
        ),
        "organisation_standing": lambda dice: asked(
            "/history/standing", organisation=organisation(dice), **steps(dice)
        ),
        "duty_rooms": lambda _: "/duty/rooms",
        "duty_now": lambda _: "/duty/now",
        "duty_load_of_a_room": lambda dice: asked(f"/duty/rooms/{room(dice)}/load", **span(dice, 31)),
        "duty_load_of_the_centre": lambda _: f"/duty/rooms/{centre}/load",
        "duty_load_of_the_centre_31_days": lambda dice: asked(
            f"/duty/rooms/{centre}/load", start=region.now - 31 * DAY_MS, end=region.now
        ),
        "duty_figures": lambda dice: asked(f"/duty/rooms/{centre}/figures", period="day", **span(dice)),
        "duty_log_of_a_room": lambda dice: f"/duty/rooms/{room(dice)}/log/{day(dice)}",
        "duty_log_of_the_centre": lambda dice: f"/duty/rooms/{centre}/log/{day(dice)}",
        "duty_open_points": lambda dice: f"/duty/rooms/{dice.choice([centre, room(dice)])}/open-points",
        "duty_checks": lambda dice: asked("/duty/checks", room=dice.choice([None, centre, room(dice)])),
        "duty_check_statistics": lambda dice: asked(
            "/duty/checks/statistics", by=dice.choice(["room", "person"])
        ),
        "escalations": lambda _: "/duty/escalations",
        "messages": lambda dice: asked("/notification/messages", before=dice.choice([None, alarms // 8])),
        "messages_of_state": lambda dice: asked("/notification/messages", state=dice.choice(list(State))),
        "messages_of_alarm": lambda dice: asked("/notification/messages", alarm=dice.randint(1, alarms)),
        "message": lambda dice: f"/notification/messages/{dice.randint(1, max(alarms // 5, 1))}",
    }
