"""A bridge that says it is gone makes what is behind it stale, and calls none of it offline."""

from device_profiles.finding import Finding
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Observation, Stamp
from edge_agent.watch import Watched
from telemetry.messages import Event, Label, Part, Quality

STAMP = Stamp(1_767_225_600_000, True)
GONE = Finding(sets=frozenset({"device-offline"}))
BACK = Finding(clears=frozenset({"device-offline"}))


def part(name: str, stale_after_s: float | None, carrier: str | None = None) -> Watched:
    return Watched(Part(name, 128, 0, 128, 1, Label(), Label(), stale_after_s), carrier)


def bridged() -> Normaliser:
    watched = [part("bridge", 600), part("hall", 9_000, "bridge"), part("never", 9_000, "bridge")]
    normaliser = Normaliser("gw-1", watched, {}, 0.0)
    normaliser.observe([Observation("bridge", BACK), Observation("hall")], STAMP, 1.0)
    return normaliser


def qualities(normaliser: Normaliser) -> list[Quality]:
    return [normaliser.level(name).quality for name in ("bridge", "hall", "never")]


def test_a_bridge_that_says_it_is_gone_makes_its_detectors_stale() -> None:
    normaliser = bridged()
    assert qualities(normaliser) == [Quality.GOOD, Quality.GOOD, Quality.STALE]
    outcome = normaliser.observe([Observation("bridge", GONE)], STAMP, 2.0)
    assert qualities(normaliser) == [Quality.STALE] * 3
    told = [(event.part.part, event.kind.value) for event in outcome.messages if isinstance(event, Event)]
    assert told == [("bridge", "device-offline")]


def test_when_it_is_back_they_are_uncertain_until_they_speak() -> None:
    normaliser = bridged()
    normaliser.observe([Observation("bridge", GONE)], STAMP, 2.0)
    normaliser.observe([Observation("bridge", BACK)], STAMP, 3.0)
    assert qualities(normaliser) == [Quality.GOOD, Quality.UNCERTAIN, Quality.STALE]
    normaliser.observe([Observation("hall")], STAMP, 4.0)
    assert qualities(normaliser)[1] is Quality.GOOD


def test_the_mere_silence_of_a_bridge_says_nothing_of_detectors_that_are_heard() -> None:
    normaliser = bridged()
    normaliser.tick(STAMP, 700.0)
    assert qualities(normaliser)[:2] == [Quality.STALE, Quality.GOOD]


def test_a_word_that_a_part_is_offline_is_no_hearing_of_it() -> None:
    normaliser = bridged()
    heard = normaliser.last_heard("hall")
    normaliser.observe([Observation("hall", GONE)], Stamp(STAMP.ts + 5_000, True), 6.0)
    assert normaliser.last_heard("hall") == heard
    assert normaliser.level("hall").quality is Quality.STALE
