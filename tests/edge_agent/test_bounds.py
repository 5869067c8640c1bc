"""What is bounded and honest: a full disk, a clock that jumps, a broker that falls out."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from runtime.clock import SystemClock
from telemetry.messages import CommandKind, Health
from tests.edge_agent.panels import Cloud, running
from tests.edge_agent.site import all_up, bus, command, head, panels, send, serving, stages
from tests.services import free_port, start_mosquitto, until


class JumpingClock(SystemClock):
    """The system's clock, which somebody sets."""

    ahead_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.ahead_ms


async def test_a_full_disk_is_told_and_the_fire_is_told_once_there_is_room(tmp_path: Path) -> None:
    """The file size limit of the process stands for the disk: the writer meets it as it meets ENOSPC."""
    script = tmp_path / "limited.py"
    script.write_text(_LIMITED)
    with start_mosquitto(tmp_path) as broker:
        cloud = Cloud(broker.port)
        async with panels(1) as [(panel, relay)], running(cloud.run()):
            await cloud.line.wait_connected()
            path = tmp_path / "agent.toml"
            path.write_text(head(broker.port) + bus("one", relay.port))
            agent = await asyncio.create_subprocess_exec(
                sys.executable,
                str(script),
                str(path),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            assert agent.stdin is not None
            assert agent.stdout is not None
            assert await agent.stdout.readline() == b"up\n"
            agent.stdin.write(b"fill\n")
            told = json.loads(await asyncio.wait_for(agent.stdout.readline(), 20))
            assert told["trouble"]
            assert not told["healthy_spool"]
            panel.registers[263] = 1
            await until(lambda: len(panel.requests) > 5)
            assert cloud.seen() == [], "what is not on the disk is not told"
            agent.stdin.write(b"free\n")
            await until(lambda: cloud.seen() == ["one/1-023 fire+"])
            agent.stdin.write(b"end\n")
            assert await asyncio.wait_for(agent.wait(), 20) == 0


_LIMITED = """
import asyncio, json, resource, signal, sys
from pathlib import Path
from edge_agent.agent import Agent
from edge_agent.local.inside import spool_row
from edge_agent.plan import load_plan
from edge_agent.self_report import spool_health

async def main():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    agent = Agent(load_plan(Path(sys.argv[1])))
    stop, ready = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(agent.run(stop, ready.set))
    await ready.wait()
    while not all(d.health().up for d in agent.drivers) or not agent.line.connected:
        await asyncio.sleep(0.02)
    print("up", flush=True)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    while True:
        word = (await asyncio.to_thread(sys.stdin.readline)).strip()
        if word == "fill":
            resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
            while not agent.spool.state.trouble:
                await asyncio.sleep(0.02)
            row = spool_row(agent.spool)
            healthy = spool_health(agent.spool).up
            print(json.dumps({"trouble": row["trouble"], "healthy_spool": healthy}), flush=True)
        elif word == "free":
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        else:
            stop.set()
            await task
            return

asyncio.run(main())
"""


@pytest.mark.parametrize("jump_ms", [-3_600_000, 86_400_000], ids=["back", "forward"])
async def test_a_clock_that_is_set_is_seen_and_nothing_falls_silent(tmp_path: Path, jump_ms: int) -> None:
    clock = JumpingClock()
    with start_mosquitto(tmp_path) as broker:
        cloud = Cloud(broker.port)
        async with panels(1) as [(panel, relay)], running(cloud.run()):
            await cloud.line.wait_connected()
            path = tmp_path / "agent.toml"
            path.write_text(head(broker.port) + bus("one", relay.port))
            async with serving(path, clock=clock) as agent:
                await all_up(agent)
                await send(cloud, command(1, CommandKind.DUTY_CHECK, lives_s=60))
                await until(lambda: stages(cloud, 1) == ["accepted"])
                await until(lambda: agent.clock_offset() is not None)
                before = agent.clock_offset()
                clock.ahead_ms = jump_ms
                after = agent.clock_offset()
                assert before is not None
                assert after is not None
                assert after.ms - before.ms == pytest.approx(-jump_ms, abs=500)
                panel.registers[263] = 1
                await until(lambda: cloud.seen() == ["one/1-023 fire+"])
                await until(lambda: _jump_told(cloud) == pytest.approx(jump_ms, abs=500))
                seqs = [event.seq for event in cloud.events]
                assert seqs == sorted(seqs), "the order is the sequence's, whatever the clock says"
                assert stages(cloud, 1) == ["accepted"], (
                    "a duty check does not run out because the clock was set"
                )
                await agent.commands.answer(1, "王强")
                await until(lambda: stages(cloud, 1) == ["accepted", "done"])


async def test_over_the_backup_and_back_every_event_arrives_and_none_is_kept(tmp_path: Path) -> None:
    first = free_port()
    with start_mosquitto(tmp_path) as backup:
        over_backup = Cloud(backup.port)
        async with panels(1) as [(panel, relay)], running(over_backup.run()):
            await over_backup.line.wait_connected()
            path = tmp_path / "agent.toml"
            settings = head(first).replace(
                "resend_after_s",
                "backup_after_s = 0.2\nprimary_steady_s = 0.5\nresend_after_s",
            )
            settings = settings.replace(
                "[reload]", f'[uplink.backup]\nhost = "127.0.0.1"\nport = {backup.port}\n[reload]'
            )
            path.write_text(settings + bus("one", relay.port))
            async with serving(path) as agent:
                await until(lambda: agent.line.active == "backup" and agent.line.connected)
                panel.registers[263] = 1
                await until(lambda: over_backup.seen() == ["one/1-023 fire+"])
                await until(lambda: _broker_told(over_backup) == "backup")
                with start_mosquitto(tmp_path, port=first):
                    centre = Cloud(first)
                    async with running(centre.run()):
                        await until(lambda: agent.line.active == "primary" and agent.line.connected)
                        panel.registers[263] = 0
                        await until(lambda: "one/1-023 fire-" in centre.seen() + over_backup.seen())
                        await until(lambda: not any(agent.spool.state.held.values()) or agent.uplink.link_ok)

                        def no_number_is_missing() -> bool:
                            both = {**over_backup.once(), **centre.once()}
                            events = sorted(seq for stream, seq in both if stream == "event")
                            return events == list(range(1, len(events) + 1))

                        # A fire's end goes before what is less urgent, which may still be on its way.
                        await until(no_number_is_missing)
                        for count in agent.spool.state.counts:
                            assert count.evicted == 0


def _jump_told(cloud: Cloud) -> float | None:
    told = [m.vitals.clock_jump_ms for m in cloud.got if isinstance(m, Health) and m.vitals is not None]
    return told[-1] if told else None


def _broker_told(cloud: Cloud) -> str:
    told = [m.vitals.broker for m in cloud.got if isinstance(m, Health) and m.vitals is not None]
    return told[-1] if told else ""


async def test_the_agent_stays_small(tmp_path: Path) -> None:
    """The whole agent with its door open; what onnxruntime adds is not in it."""
    path = tmp_path / "agent.toml"
    path.write_text(head(free_port()))
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from edge_agent.agent import Agent\n"
        "from edge_agent.plan import load_plan\n"
        "from edge_agent.self_report import rss_bytes\n"
        "async def main():\n"
        "    stop = asyncio.Event()\n"
        "    await Agent(load_plan(Path(sys.argv[1]))).run(stop, stop.set)\n"
        "    print(rss_bytes())\n"
        "asyncio.run(main())\n"
    )
    agent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(path), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(agent.communicate(), 60)
    assert int(out) < 100_000_000
