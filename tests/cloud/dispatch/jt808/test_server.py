"""The server of JT/T 808 on real sockets: who may speak, what is kept, who is cut off."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from cloud.dispatch.jt808.session import CannotTell
from cloud.dispatch.jt808.settings import Jt808Settings
from simulators.vehicles.terminal import SimulatedTerminal
from telemetry.jt808 import frame as framing
from telemetry.jt808 import location as locations
from telemetry.jt808 import message_ids as ids
from telemetry.jt808.bodies import Authenticate, LocationBatch, RegisterResult, Result, Text, TextFlag
from telemetry.jt808.frame import Message
from telemetry.jt808.layouts import compose
from telemetry.jt808.split import packets_of
from tests.cloud.dispatch.jt808.site import MORNING, Site, Track, serving, vehicle
from tests.services import until

PHONE = "13900000001"
BOTH = pytest.mark.parametrize("edition", [2013, 2019])


async def driving(site: Site, terminal: SimulatedTerminal) -> None:
    """It dials, and has logged in."""
    await site.dial(terminal)
    await until(lambda: terminal.logged_in)


@BOTH
async def test_a_terminal_registers_logs_in_and_its_positions_are_kept(tmp_path: Path, edition: int) -> None:
    async with serving(tmp_path) as site:
        number = await site.enter(PHONE)
        terminal = vehicle(PHONE, edition)
        await driving(site, terminal)
        for second in range(5):
            terminal.report(MORNING + second)
        await until(lambda: terminal.answered == 5)
        assert site.track.times() == [MORNING + second for second in range(5)]
        place, said = site.position(number), terminal.where(MORNING + 4)
        assert place is not None
        assert (place.at, place.latitude_deg) == ((MORNING + 4) * 1000, said.latitude_deg)
        assert (place.direction_deg, place.quality) == (said.direction_deg, "good")
        row = site.terminal_row(number)
        assert (row.maker, row.terminal) == ("SIM", "T000001")
        assert terminal.code not in (row.key_sha256 or "")
        assert "vehicle-terminal.register" in site.audited()


async def test_it_is_told_how_often_to_report(tmp_path: Path) -> None:
    async with serving(tmp_path, report_interval_s=3) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE, interval_s=60.0)
        await driving(site, terminal)
        await until(lambda: terminal.interval_s == 3)


async def test_the_code_is_given_once_until_somebody_lets_it_register_anew(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        number = await site.enter(PHONE)
        first = vehicle(PHONE)
        await driving(site, first)
        await until(lambda: site.terminal_row(number).registration_until == 0)
        await site.server.refresh()
        thief = vehicle(PHONE)
        await site.dial(thief)
        await until(lambda: ids.REGISTER in thief.refused)
        assert thief.refused[ids.REGISTER] == RegisterResult.TERMINAL_TAKEN
        assert first.logged_in


@pytest.mark.parametrize(
    ("entered", "told", "result"),
    [
        ({"phone": "13900000009"}, {}, RegisterResult.NO_SUCH_TERMINAL),
        ({"phone": PHONE, "plate": "蒙A119"}, {"plate": "蒙A120"}, RegisterResult.NO_SUCH_VEHICLE),
        ({"phone": PHONE, "enabled": False}, {}, RegisterResult.NO_SUCH_TERMINAL),
        ({"phone": PHONE, "until": 1}, {}, RegisterResult.TERMINAL_TAKEN),
    ],
)
async def test_who_may_not_register_is_told_why(
    tmp_path: Path, entered: dict[str, object], told: dict[str, str], result: RegisterResult
) -> None:
    async with serving(tmp_path) as site:
        await site.enter(**entered)  # type: ignore[arg-type]
        terminal = vehicle(PHONE, **told)
        await site.dial(terminal)
        await until(lambda: ids.REGISTER in terminal.refused)
        assert terminal.refused[ids.REGISTER] == result
        assert not terminal.code


async def test_a_phone_number_that_nobody_registered_is_listed(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        await site.dial(vehicle(PHONE))
        await until(lambda: site.server.strangers.get(PHONE) == 1)


async def test_a_wrong_code_is_refused_and_soon_cut_off(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE)
        terminal.code = "guessed"
        await site.dial(terminal)
        await until(lambda: ids.AUTHENTICATE in terminal.refused)
        for serial in range(9):
            body = Authenticate(f"guess {serial}")
            terminal.send_raw(framing.encode(compose(ids.AUTHENTICATE, PHONE, serial, body)))
        await until(lambda: not terminal.connected)
        assert site.server.counts["not_logged_in"] == 1


async def test_nothing_is_taken_before_the_log_in_or_under_another_number(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        await site.enter(PHONE)
        await site.enter("13900000002")
        terminal, other = vehicle(PHONE), vehicle("13900000002")
        raw = framing.encode(Message(ids.LOCATION, "13900000002", 500, bytes(28)))
        other.code = "none"
        await site.dial(other)
        other.send_raw(raw)
        await until(lambda: other.refused.get(ids.LOCATION) == Result.FAILED)
        await driving(site, terminal)
        terminal.send_raw(raw)
        await until(lambda: terminal.refused.get(ids.LOCATION) == Result.WRONG)
        assert site.track.rows == []


async def test_a_wrong_position_costs_itself_alone(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE)
        await driving(site, terminal)
        terminal.send_raw(framing.encode(Message(ids.LOCATION, PHONE, 500, b"\xff" * 28)))
        terminal.send_raw(framing.encode(Message(0x0F01, PHONE, 501, b"\1")))
        terminal.report(MORNING)
        await until(lambda: terminal.answered == 1)
        assert terminal.refused == {ids.LOCATION: Result.WRONG, 0x0F01: Result.UNSUPPORTED}
        assert site.track.times() == [MORNING]


@BOTH
async def test_what_was_kept_on_the_way_comes_in_batches_and_newer_stays_newer(
    tmp_path: Path, edition: int
) -> None:
    async with serving(tmp_path) as site:
        number = await site.enter(PHONE)
        terminal = vehicle(PHONE, edition, batch=50)
        for second in range(170):
            terminal.report(MORNING + second)
        await driving(site, terminal)
        terminal.report(MORNING + 500)
        await until(lambda: terminal.answered == 171)
        assert sorted(site.track.times()) == [*range(MORNING, MORNING + 170), MORNING + 500]
        place = site.position(number)
        assert place is not None
        assert place.at == (MORNING + 500) * 1000
        assert any(batch.replayed.any() for batch in site.track.batches)


@BOTH
async def test_packets_that_are_shuffled_doubled_and_lost_make_the_same_batch(
    tmp_path: Path, edition: int
) -> None:
    rng = random.Random(edition)
    lost: list[Message] = []

    def passing(packets: list[Message]) -> list[Message]:
        split = [packet for packet in packets if packet.packets]
        if lost or not split:
            return packets
        lost.append(split.pop(rng.randrange(len(split))))
        split *= 2
        rng.shuffle(split)
        return split

    async with serving(tmp_path) as site:
        number = await site.enter(PHONE)
        terminal = vehicle(PHONE, edition, batch=200, passing=passing)
        for second in range(200):
            terminal.report(MORNING + second)
        await driving(site, terminal)
        session = site.server.devices[number].session
        assert session is not None
        later = asyncio.get_running_loop().time() + 60.0
        while not site.server.counts["packets_asked_for"]:
            session.look(later)
            await asyncio.sleep(0)
        await until(lambda: terminal.answered == 200)
        assert sorted(site.track.times()) == list(range(MORNING, MORNING + 200))
        assert site.server.counts["joined"] == 1


async def test_a_wrong_position_in_a_batch_costs_itself_alone(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE)
        await driving(site, terminal)
        good = locations.pack(terminal.where(MORNING))
        batch = b"\0\2\1" + b"".join(b"\0\x1c" + raw[:28] for raw in (b"\xff" * 28, good))
        terminal.send_raw(framing.encode(Message(ids.LOCATION_BATCH, PHONE, 500, batch)))
        await until(lambda: len(site.track.rows) == 1)
        assert (site.server.counts["wrong"], terminal.refused) == (1, {})


async def test_registrations_that_are_refused_end_the_connection(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        terminal = vehicle(PHONE)
        await site.dial(terminal)
        for _ in range(9):
            terminal.register()
        await until(lambda: not terminal.connected)
        assert site.server.counts["not_logged_in"] == 1


async def test_what_is_sent_again_is_answered_again_and_kept_once(tmp_path: Path) -> None:
    async with serving(tmp_path, gather_s=0.05) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE)
        await driving(site, terminal)
        for second in range(10):
            terminal.report(MORNING + second)
        terminal.send_again()
        await until(lambda: terminal.answered == 10)
        await until(lambda: site.server.counts["repeated"] == 10)
        assert sum(map(len, site.track.batches)) == 10


async def test_no_position_is_lost_or_doubled_when_lines_break(tmp_path: Path) -> None:
    rng = random.Random(1)
    async with serving(tmp_path) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE, batch=40)
        await driving(site, terminal)
        for second in range(300):
            terminal.report(MORNING + second)
            if rng.random() < 0.05:
                terminal.hang_up()
                await until(lambda: not terminal.connected)
                await site.dial(terminal)
            if rng.random() < 0.3:
                await asyncio.sleep(0)
        await until(lambda: terminal.logged_in)
        await until(lambda: terminal.unanswered == 0)
        assert sorted(site.track.times()) == list(range(MORNING, MORNING + 300))


async def test_no_position_is_lost_or_doubled_when_the_centre_dies(tmp_path: Path) -> None:
    track = Track()
    terminal = vehicle(PHONE, 2019, batch=25)
    async with serving(tmp_path, track) as site:
        await site.enter(PHONE)
        await driving(site, terminal)
        for second in range(100):
            terminal.report(MORNING + second)
        await until(lambda: len(track.rows) > 0)
    await until(lambda: not terminal.connected)
    for second in range(100, 150):
        terminal.report(MORNING + second)
    async with serving(tmp_path, track) as site:
        await driving(site, terminal)
        await until(lambda: terminal.unanswered == 0)
        assert sorted(track.times()) == list(range(MORNING, MORNING + 150))


async def test_what_cannot_be_kept_is_not_answered_until_it_can(tmp_path: Path) -> None:
    track = Track(failures=2)
    async with serving(tmp_path, track) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE)
        await driving(site, terminal)
        terminal.report(MORNING)
        await until(lambda: site.server.counts["not_kept"] >= 1)
        assert terminal.answered == 0
        await until(lambda: terminal.answered == 1)
        assert track.times() == [MORNING]


async def test_nothing_more_is_read_than_may_wait(tmp_path: Path) -> None:
    track = Track(failures=10**6)
    async with serving(tmp_path, track, positions_waiting=100, frames_per_s=10_000) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE)
        await driving(site, terminal)
        for second in range(5_000):
            terminal.report(MORNING + second)
        await until(lambda: site.server.counts["paced"] > 2)
        assert site.server.intake.waiting == 100
        track.failures = 0
        await until(lambda: terminal.answered == 5_000, within_s=60)


async def test_the_driver_is_told_and_answers(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        number = await site.enter(PHONE)
        with pytest.raises(CannotTell, match="not connected"):
            await site.server.send_text(number, Text(TextFlag.DISPLAY, "集合"))
        terminal = vehicle(PHONE, 2019)
        await driving(site, terminal)
        assert await site.server.send_text(number, Text(TextFlag.DISPLAY, "立即出动")) == Result.DONE
        assert terminal.texts == ["立即出动"]
        assert await site.server.query_location(number) == Result.DONE
        await until(lambda: len(site.track.rows) == 1)


async def test_a_second_connection_takes_the_place_of_the_first(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        number = await site.enter(PHONE)
        first, second = vehicle(PHONE), vehicle(PHONE)
        await driving(site, first)
        second.code = first.code
        await driving(site, second)
        await until(lambda: not first.connected)
        assert site.server.is_connected(number)


async def test_who_deregisters_is_let_go_and_its_code_ends(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        number = await site.enter(PHONE)
        terminal = vehicle(PHONE)
        await driving(site, terminal)
        terminal.deregister()
        await until(lambda: not terminal.connected)
        assert site.terminal_row(number).key_sha256 is None
        await site.dial(terminal)
        await until(lambda: ids.AUTHENTICATE in terminal.refused)


@pytest.mark.parametrize(
    ("changed", "counted"),
    [
        ({"max_connections": 1}, "connections_refused"),
        ({"connections_per_source": 1}, "connections_refused"),
        ({"idle_s": 0.1}, "idle_closed"),
    ],
)
async def test_who_may_not_stay_is_cut_off_and_counted(
    tmp_path: Path, changed: dict[str, float], counted: str
) -> None:
    async with serving(tmp_path, **changed) as site:
        for _ in range(2):
            await site.stranger()
        await until(lambda: site.server.counts[counted] >= 1)


async def test_hostile_bytes_end_their_connection_and_nothing_else(tmp_path: Path) -> None:
    rng = random.Random(7)
    async with serving(tmp_path) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE)
        await driving(site, terminal)
        for _ in range(5):
            line = await site.stranger()
            line.write(b"\x7e".join(rng.randbytes(40) for _ in range(200)))
        await until(lambda: site.server.counts["strikes_closed"] == 5)
        terminal.report(MORNING)
        await until(lambda: terminal.answered == 1)


async def test_one_that_never_reads_its_answers_is_let_go(tmp_path: Path) -> None:
    async with serving(tmp_path, frames_per_s=10_000) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE)
        await driving(site, terminal)
        assert terminal._transport is not None
        terminal._transport.pause_reading()
        beat = framing.encode(Message(ids.HEARTBEAT, PHONE, 9)) * 1_000
        for _ in range(2_000):
            if site.server.counts["unread_closed"]:
                break
            terminal.send_raw(beat)
            await asyncio.sleep(0)
        await until(lambda: site.server.counts["unread_closed"] == 1)


async def test_split_messages_of_one_sender_are_bounded(tmp_path: Path) -> None:
    async with serving(tmp_path, frames_per_s=10_000) as site:
        await site.enter(PHONE)
        terminal = vehicle(PHONE)
        await driving(site, terminal)
        place = terminal.where(MORNING)
        for serial in range(0, 2_000, 40):
            whole = compose(ids.LOCATION_BATCH, PHONE, serial, LocationBatch.of([place] * 100))
            terminal.send_raw(framing.encode(packets_of(whole)[0]))
        await until(lambda: site.server.counts["split_given_up"] >= 40)


def test_beyond_loopback_the_networks_must_be_named() -> None:
    with pytest.raises(ValueError, match="allow_from"):
        Jt808Settings.model_validate({"enabled": True, "listen": "0.0.0.0:8808"})
    allowed = {"enabled": True, "listen": "0.0.0.0:8808", "allow_from": ["10.1.0.0/16"]}
    assert Jt808Settings.model_validate(allowed).allow_from
