"""A day without a broker at ten times the rate that a province's average building has."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from device_profiles.finding import Finding, Sample
from edge_agent.clock_state import ClockState
from edge_agent.intake.intake import Intake
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Observation
from edge_agent.spool.record import Rank
from edge_agent.spool.spool import Spool
from edge_agent.watch import Watched
from telemetry.analog_types import BY_SLUG
from telemetry.encoding import decode_uplink
from telemetry.messages import Event, Label, Part, Stream

DAY_S = 86_400
#: 33 k values a second over 100,000 organisations, times ten: a value each third of a second.
READINGS_EVERY_S, READINGS = 30, 100
SNAPSHOT_EVERY_S = 300
LIMIT_BYTES = 1_500_000
FIRES = 120
PARTS = [f"panel-1/1-{number:03}" for number in range(1, 101)]
OBSCURATION = BY_SLUG["obscuration"].code


class DayClock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now_ms(self) -> int:
        return 1_790_000_000_000 + int(self.seconds * 1000)

    def monotonic(self) -> float:
        return self.seconds


def reading(part: str, rng: random.Random) -> Observation:
    return Observation(part, Finding(samples=(Sample(OBSCURATION, rng.uniform(0.0, 5.0)),)))


def fire(part: str, *, burns: bool) -> Observation:
    state = frozenset({"fire"})
    return Observation(part, Finding(sets=state) if burns else Finding(clears=state))


def bytes_below(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("spool.sqlite3*"))


async def test_the_disk_stays_under_its_cap_every_fire_is_kept_and_every_eviction_counted(
    tmp_path: Path,
) -> None:
    rng, clock = random.Random(11), DayClock()
    path = tmp_path / "spool.sqlite3"
    spool = Spool.open(path, LIMIT_BYTES)
    watched = [Watched(Part(name, 1, 1, 42, 1, Label(), Label(), None)) for name in PARTS]
    normaliser = Normaliser("gw-1", watched, spool.levels, clock.monotonic())
    intake = Intake(normaliser, spool, clock, ClockState(clock, "trust"), 0)
    fires = {rng.randrange(DAY_S // READINGS_EVERY_S): rng.choice(PARTS) for _ in range(FIRES)}
    largest, waiting = 0, []
    for step in range(DAY_S // READINGS_EVERY_S):
        clock.seconds = float(step * READINGS_EVERY_S)
        waiting.append(intake.observe([reading(part, rng) for part in PARTS[:READINGS]]))
        if step in fires:
            waiting.append(intake.observe([fire(fires[step], burns=True)]))
            waiting.append(intake.observe([fire(fires[step], burns=False)]))
        if step % (SNAPSHOT_EVERY_S // READINGS_EVERY_S) == 0 and spool.state.held[Rank.SNAPSHOT] < 2:
            intake.snapshot()  # the agent, too, takes none while two of them wait
        if len(waiting) >= 200:
            await asyncio.gather(*waiting)
            waiting.clear()
            largest = max(largest, spool.state.bytes)
    await asyncio.gather(*waiting)

    assert max(largest, spool.state.bytes) <= LIMIT_BYTES
    kept = [
        decode_uplink("sw/1/150102/gw-1/event", stored.data)
        for stored in await spool.fetch(Rank.FIRE, 0, 10 * FIRES)
    ]
    told = [event.part.part for event in kept if isinstance(event, Event) and event.active]
    assert told == [fires[step] for step in sorted(fires)]
    counts = {count.stream: count for count in spool.state.counts}
    for count in counts.values():
        assert count.published == count.spooled + count.evicted, "nothing was sent, so nothing else is gone"
    assert counts[Stream.READING].published == DAY_S // READINGS_EVERY_S
    assert counts[Stream.READING].evicted > 0
    await spool.close()
    assert bytes_below(tmp_path) <= 2 * LIMIT_BYTES + 8_388_608, (
        "the file follows its records, its log is bounded"
    )
