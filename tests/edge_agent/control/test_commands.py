"""The centre's commands over a real broker: once, answered, in the stages of their life."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from edge_agent.agent import Agent
from edge_agent.control.commands import CannotAnswer
from telemetry.encoding import encode
from telemetry.messages import CommandKind, Inventory, Snapshot
from tests.edge_agent.panels import AREA, GATEWAY, Cloud, running
from tests.edge_agent.site import all_up, command, head, replies, send, serving, stages
from tests.services import Mosquitto, start_mosquitto, until


@pytest.fixture
async def cloud(tmp_path: Path) -> AsyncIterator[Cloud]:
    with start_mosquitto(tmp_path) as broker:
        cloud = Cloud(broker.port)
        cloud.broker = broker  # type: ignore[attr-defined]
        async with running(cloud.run()):
            await cloud.line.wait_connected()
            yield cloud


@contextlib.asynccontextmanager
async def gateway(cloud: Cloud, folder: Path, more: str = "") -> AsyncIterator[Agent]:
    broker: Mosquitto = cloud.broker  # type: ignore[attr-defined]
    path = folder / "agent.toml"
    path.write_text(head(broker.port) + more)
    async with serving(path) as agent:
        await all_up(agent)
        yield agent


async def test_a_duty_check_is_accepted_at_once_and_done_when_a_person_answers(
    cloud: Cloud, tmp_path: Path
) -> None:
    async with gateway(cloud, tmp_path) as agent:
        await send(cloud, command(1, CommandKind.DUTY_CHECK))
        await until(lambda: stages(cloud, 1) == ["accepted"])
        await agent.commands.answer(1, "王强")
        await until(lambda: stages(cloud, 1) == ["accepted", "done"])
        done = replies(cloud, 1)[-1]
        assert done.ok
        assert done.details["person"] == "王强"
        assert "王强" in done.text
        with pytest.raises(CannotAnswer, match="settled already: done"):
            await agent.commands.answer(1, "李")
        with pytest.raises(CannotAnswer, match="no duty check 9"):
            await agent.commands.answer(9, "李")


async def test_a_duty_check_that_nobody_answers_is_told_so_in_its_time(cloud: Cloud, tmp_path: Path) -> None:
    async with gateway(cloud, tmp_path):
        await send(cloud, command(1, CommandKind.DUTY_CHECK, lives_s=0.8))
        await until(lambda: stages(cloud, 1) == ["accepted", "unanswered"])
        assert not replies(cloud, 1)[-1].ok


async def test_a_duty_check_waits_through_a_restart_and_is_then_answered(
    cloud: Cloud, tmp_path: Path
) -> None:
    async with gateway(cloud, tmp_path):
        await send(cloud, command(1, CommandKind.DUTY_CHECK))
        await until(lambda: stages(cloud, 1) == ["accepted"])
    async with gateway(cloud, tmp_path) as agent:
        await agent.commands.answer(1, "王强")
        await until(lambda: stages(cloud, 1) == ["accepted", "done"])


async def test_a_command_that_comes_again_is_done_once(cloud: Cloud, tmp_path: Path) -> None:
    said = command(7, CommandKind.READ_BACK)
    async with gateway(cloud, tmp_path) as agent:
        for _ in range(3):
            await send(cloud, said)
        await until(lambda: agent.commands.repeated == 2)
        await until(lambda: stages(cloud, 7) == ["accepted", "done"])
    async with gateway(cloud, tmp_path) as agent:
        await send(cloud, said)
        await until(lambda: agent.commands.repeated == 1)
        assert stages(cloud, 7) == ["accepted", "done"]


async def test_a_number_used_for_another_command_is_refused_with_the_next_free_one(
    cloud: Cloud, tmp_path: Path
) -> None:
    async with gateway(cloud, tmp_path):
        await send(cloud, command(7, CommandKind.READ_BACK))
        await until(lambda: stages(cloud, 7) == ["accepted", "done"])
        await send(cloud, command(7, CommandKind.CLOCK))
        await until(lambda: stages(cloud, 7) == ["accepted", "done", "refused"])
        assert replies(cloud, 7)[-1].details["next_seq"] == 8


async def test_read_back_tells_every_part_and_its_level_anew(cloud: Cloud, tmp_path: Path) -> None:
    detector = """
[[mqtt]]
bus = "detectors"
host = "127.0.0.1"
port = {port}
  [[mqtt.device]]
  topic = "zigbee2mqtt/smoke_302"
  profile = "aqara-jy-gz-01aq"
  part = "smoke-302"
"""
    broker: Mosquitto = cloud.broker  # type: ignore[attr-defined]
    async with gateway(cloud, tmp_path, detector.format(port=broker.port)):
        before = len(cloud.got)
        await send(cloud, command(1, CommandKind.READ_BACK))
        await until(lambda: stages(cloud, 1) == ["accepted", "done"])
        await until(lambda: {Snapshot, Inventory} <= {type(message) for message in cloud.got[before:]})
        assert replies(cloud, 1)[-1].details["parts"] == 1


async def test_an_expired_command_is_answered_so_and_not_done(cloud: Cloud, tmp_path: Path) -> None:
    async with gateway(cloud, tmp_path):
        await send(cloud, command(1, CommandKind.READ_BACK, lives_s=-5))
        await until(lambda: stages(cloud, 1) == ["expired"])


async def test_a_command_sent_while_the_gateway_was_away_waits_at_the_broker(
    cloud: Cloud, tmp_path: Path
) -> None:
    async with gateway(cloud, tmp_path):
        pass
    await send(cloud, command(1, CommandKind.DUTY_CHECK))
    async with gateway(cloud, tmp_path):
        await until(lambda: stages(cloud, 1) == ["accepted"])


async def test_the_clock_command_tells_the_offset_and_sets_nothing_unless_allowed(
    cloud: Cloud, tmp_path: Path
) -> None:
    async with gateway(cloud, tmp_path) as agent:
        await until(lambda: agent.clock_offset() is not None)
        await send(cloud, command(1, CommandKind.CLOCK))
        await until(lambda: stages(cloud, 1) == ["accepted", "done"])
        told = replies(cloud, 1)[-1].details
        # The test's cloud stamps every receipt with the first millisecond of 1970.
        assert isinstance(told["offset_ms"], float)
        assert told["offset_ms"] < -1_000_000_000_000
        await send(cloud, replace(command(2, CommandKind.CLOCK, set=True), expires_at=4_000_000_000_000))
        await until(lambda: stages(cloud, 2) == ["refused"])
        assert "set_clock" in replies(cloud, 2)[-1].text


async def test_what_this_gateway_does_not_do_is_refused_with_the_cure(cloud: Cloud, tmp_path: Path) -> None:
    async with gateway(cloud, tmp_path, "[commands]\nconfigure = false\n"):
        await send(cloud, command(1, CommandKind.UPDATE))
        await send(cloud, command(2, CommandKind.CONFIGURE, toml="gateway = 1"))
        await until(lambda: stages(cloud, 1) == ["refused"] and stages(cloud, 2) == ["refused"])
        assert "edge-agent update FILE" in replies(cloud, 1)[0].text
        assert "configure" in replies(cloud, 2)[0].text


async def test_what_is_no_command_hurts_nothing(cloud: Cloud, tmp_path: Path) -> None:
    async with gateway(cloud, tmp_path) as agent:
        await cloud.line.publish(f"sw/1/{AREA}/{GATEWAY}/cmd", b'{"type":"command"')
        await cloud.line.publish(f"sw/1/{AREA}/{GATEWAY}/cmd", b'{"type":"command","command":"shout"}')
        await send(cloud, command(1, CommandKind.READ_BACK))
        await until(lambda: stages(cloud, 1) == ["accepted", "done"])
        assert agent.uplink.unread == 2


async def test_a_retained_command_is_not_obeyed(cloud: Cloud, tmp_path: Path) -> None:
    said = command(1, CommandKind.DUTY_CHECK)
    await cloud.line.publish(f"sw/1/{AREA}/{GATEWAY}/cmd", encode(said), retain=True)
    async with gateway(cloud, tmp_path):
        await send(cloud, command(2, CommandKind.READ_BACK))
        await until(lambda: stages(cloud, 2) == ["accepted", "done"])
        assert stages(cloud, 1) == []


async def test_more_commands_than_fit_are_left_to_the_broker_and_come_later(
    cloud: Cloud, tmp_path: Path
) -> None:
    async with gateway(cloud, tmp_path) as agent:
        for number in range(1, 101):
            await send(cloud, command(number, CommandKind.READ_BACK))
        await until(lambda: agent.commands.taken + agent.commands.put_off >= 100)
        assert agent.commands.taken + agent.commands.put_off == 100
