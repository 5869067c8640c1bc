"""Every profile's own vectors, run through its reader and the normaliser."""

from typing import Any

import pytest

from device_profiles import loader
from device_profiles.finding import ReportError
from device_profiles.schema import Vector
from device_profiles.ways import read_vector
from edge_agent.level import UNHEARD
from edge_agent.normaliser import Normaliser, Outcome
from edge_agent.observation import Observation, Stamp
from edge_agent.watch import Watched
from telemetry.analog_types import ANALOG_TYPES
from telemetry.encoding import decode_uplink, encode
from telemetry.messages import Event, Label, Part, Quality

PART = Part("p/1", 128, 0, 128, 1, Label("探测器", "detector"), Label("一层", "floor 1"), 60)
STAMP = Stamp(1_767_225_600_000, True)


def fresh() -> Normaliser:
    return Normaliser("gw-1", [Watched(PART)], {}, 0.0)


@pytest.mark.parametrize("name", loader.names())
def test_every_vector_of_the_profile_comes_out_as_it_says(name: str) -> None:
    profile = loader.load(name).profile
    normaliser, now = fresh(), 0.0
    for vector in profile.vectors:
        now += 100.0
        if vector.fresh:
            normaliser = fresh()
        if vector.malformed:
            with pytest.raises(ReportError):
                read_vector(profile, vector)
            continue
        reports = read_vector(profile, vector)
        outcome = normaliser.observe(
            [Observation("p/1", report.finding, vector.retained) for report in reports], STAMP, now
        )
        assert seen(outcome) == expected(vector), vector.name
        assert vector.address in (None, *(report.address for report in reports)), vector.name
        assert normaliser.level("p/1").doubt is vector.doubt, vector.name
        if vector.ts_source is not None:
            assert reports[0].finding.ts_source == vector.ts_source, vector.name


def seen(outcome: Outcome) -> dict[str, Any]:
    events = [m for m in outcome.messages if isinstance(m, Event)]
    for message in outcome.messages:
        decode_uplink("sw/1/150102/gw-1/event", encode(message))
    return {
        "events": [f"{event.kind.value}{'+' if event.active else '-'}" for event in events],
        "readings": {ANALOG_TYPES[row.analog_type].slug: row.value for row in outcome.rows},
    }


def expected(vector: Vector) -> dict[str, Any]:
    return {
        "events": list(vector.events),
        "readings": {slug: pytest.approx(value, abs=1e-4) for slug, value in vector.readings.items()},
    }


def test_a_part_nobody_has_heard_is_stale() -> None:
    assert UNHEARD.quality is Quality.STALE
