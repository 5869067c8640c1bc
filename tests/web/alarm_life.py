"""What the fake cloud knows of the life of an alarm: works, shelves, links to a site, evidence."""

from __future__ import annotations

from typing import Any

from cloud.alarm_watch.evidence import EVIDENCE, TOLD, Fact, assess
from cloud.alarms.causes import CAUSES
from tests.web.building import Json

#: The address that a link has; what comes after is the number of its alarm.
TOKEN = "s1te-token-"
SHOWN_FOR_MS = 1_800_000


def words() -> Json:
    """What the vocabulary says of verdicts."""
    return {
        "causes": [
            {"cause": cause.value, "zh": entry.zh, "en": entry.en, "outcomes": sorted(entry.outcomes)}
            for cause, entry in CAUSES.items()
        ],
        "told": [{"fact": fact.value, "zh": EVIDENCE[fact].zh, "en": EVIDENCE[fact].en} for fact in TOLD],
    }


def weigh(prior: float, *facts: Fact) -> tuple[float, list[Json]]:
    """P(real) and its evidence as the API shows it."""
    found = assess(prior, facts)
    told = [{"code": "prior", "zh": "起始概率", "en": "prior", "weight": found.prior, "basis": ""}]
    for fact, weight in found.weighed:
        entry = EVIDENCE[fact]
        told.append(
            {"code": fact.value, "zh": entry.zh, "en": entry.en, "weight": weight, "basis": entry.basis}
        )
    return found.probability, told


def works(number: int, now: int, body: Json) -> Json:
    """A declaration in force."""
    return {
        "id": number, "mode": body["mode"], "building_id": body.get("building_id"),
        "gateway": body["gateway"],
        "parts": body["parts"], "reason": body["reason"], "by": body["by"], "begun_at": now,
        "until": now + body["minutes"] * 60_000, "ended_at": None, "ended_by": None,
    }  # fmt: skip


def shelving(number: int, now: int, alarm: Json, body: Json) -> Json:
    """A shelving of an alarm's part and kind."""
    return {
        "id": number, "gateway": alarm["gateway"], "part": alarm["part"], "kind": alarm["kind"],
        "reason": body["reason"], "by": body["by"], "at": now, "until": now + body["minutes"] * 60_000,
        "ended_at": None, "ended_by": None,
    }  # fmt: skip


def site_view(alarm: Json, weighed: list[Json], person: str, now: int) -> Json:
    """What a link shows of an alarm."""
    shown = (
        "kind", "place", "device", "component_type", "text", "state", "level", "outcome", "raised_at",
        "wait_until", "probability", "version",
    )  # fmt: skip
    view: dict[str, Any] = {key: alarm[key] for key in shown}
    return {
        **view,
        "person": person,
        "expires_at": now + SHOWN_FOR_MS,
        "weighed": weighed,
        "causes": words()["causes"],
    }
