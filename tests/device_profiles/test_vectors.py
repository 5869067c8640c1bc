"""Every profile's own vectors come out as they say, and one that does not is told so."""

import pytest

from device_profiles import loader
from device_profiles.level import UNHEARD
from device_profiles.schema import Profile, Vector, expected_event
from edge_agent.profile_trial import mismatches
from telemetry.event_kinds import EventKind
from telemetry.messages import Quality

HEIMAN = loader.load("heiman-smoke").profile


@pytest.mark.parametrize("name", loader.names())
def test_every_vector_of_the_profile_comes_out_as_it_says(name: str) -> None:
    assert list(mismatches(loader.load(name).profile)) == []


def with_vectors(*vectors: dict[str, object]) -> Profile:
    made = tuple(Vector.model_validate({"name": "v", **vector}) for vector in vectors)
    return HEIMAN.model_copy(update={"vectors": made})


@pytest.mark.parametrize(
    ("vector", "words"),
    [
        ({"input": {"smoke": True}}, "makes the events [fire+], not []"),
        ({"input": {"smoke": False}, "events": ["fire+"]}, "makes the events [], not [fire+]"),
        ({"input": {"battery": 80}}, "makes the readings {'battery': 80.0}, not {}"),
        ({"input": {"battery": 80}, "readings": {"battery": 81}}, "not {'battery': 81"),
        ({"input": "{"}, "cannot be read: not JSON"),
        ({"input": {}, "malformed": True}, "is read, and should be refused"),
        ({"input": {"smoke": "?"}, "events": ["supervisory+"]}, "leaves a doubt"),
        ({"input": {"smoke": False}, "doubt": True}, "leaves no doubt"),
        ({"input": {"smoke": False}, "ts_source": 1}, "says the time None, not 1"),
        ({"input": {"smoke": False}, "address": "1-2"}, "speaks of None, not 1-2"),
        ({"input": {"smoke": False}, "suffix": "x"}, "the profile knows no message at 'x'"),
        ({"input": {"smoke": True}, "events": ["1-2 fire+"]}, "makes the events [fire+], not [1-2 fire+]"),
    ],
)
def test_a_vector_that_comes_out_otherwise_is_told(vector: dict[str, object], words: str) -> None:
    (told,) = mismatches(with_vectors(vector))
    assert told.startswith("vectors: 'v': ")
    assert words in told


def test_an_expected_event_may_name_its_point() -> None:
    assert expected_event("fire+") == (None, EventKind.FIRE, True)
    assert expected_event("1-003-30 device-offline-") == ("1-3-30", EventKind.DEVICE_OFFLINE, False)
    for wrong in ("fire", "flames+", "1-2fire+", "1 2 fire+", ""):
        with pytest.raises(ValueError, match="not a kind followed by"):
            expected_event(wrong)


def test_a_part_nobody_has_heard_is_stale() -> None:
    assert UNHEARD.quality is Quality.STALE
