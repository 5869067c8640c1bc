"""New settings for a running agent: only what changed starts anew, and what fails is put back."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from edge_agent.agent import Agent
from edge_agent.control.reconfiguration import last_good_path, rejected_path
from telemetry.messages import CommandKind, Inventory
from tests.edge_agent.panels import Cloud, Panel, running
from tests.edge_agent.site import (
    Relay,
    all_up,
    bus,
    command,
    head,
    panels,
    replies,
    send,
    serving,
    stages,
)
from tests.services import free_port, start_mosquitto, until


class Site(NamedTuple):
    cloud: Cloud
    cloud_port: int
    panels: list[tuple[Panel, Relay]]
    path: Path

    def settings(self, *buses: str, more: str = "") -> str:
        return head(self.cloud_port) + more + "".join(buses)

    def two(self, *devices: int) -> list[str]:
        return [
            bus("one", self.panels[0][1].port),
            bus("two", self.panels[1][1].port, devices or (23,)),
        ]

    @property
    def connections(self) -> list[int]:
        return [relay.connections for _, relay in self.panels]

    @contextlib.asynccontextmanager
    async def agent(self) -> AsyncIterator[Agent]:
        async with serving(self.path) as agent:
            await all_up(agent)
            yield agent


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    with start_mosquitto(tmp_path) as broker:
        cloud = Cloud(broker.port)
        async with panels(2) as built, running(cloud.run()):
            await cloud.line.wait_connected()
            site = Site(cloud, broker.port, built, tmp_path / "agent.toml")
            site.path.write_text(site.settings(*site.two()))
            yield site


async def test_the_same_settings_start_nothing_anew(site: Site) -> None:
    async with site.agent() as agent:
        before, comings = site.connections, agent.line.reconnects
        outcome = await agent.reconfiguration.reload("test")
        assert outcome.ok
        assert "nothing was restarted" in outcome.text
        site.path.write_text("# a comment more\n" + site.path.read_text())
        assert (await agent.reconfiguration.reload("test")).ok
        site.panels[0][0].registers[263] = 1
        await until(lambda: site.cloud.seen() == ["one/1-023 fire+"])
        assert site.connections == before == [1, 1]
        assert agent.line.reconnects == comings


async def test_only_the_bus_that_changed_is_started_anew(site: Site) -> None:
    async with site.agent() as agent:
        site.panels[0][0].registers[263] = 1
        await until(lambda: site.cloud.seen() == ["one/1-023 fire+"])
        site.path.write_text(site.settings(*site.two(23, 24)))
        outcome = await agent.reconfiguration.reload("test")
        assert outcome.ok, outcome.text
        assert (outcome.restarted, outcome.removed) == (("two",), ())
        assert site.connections == [1, 2]
        site.panels[1][0].registers[264] = 1
        await until(lambda: "two/1-024 fire+" in site.cloud.seen())
        assert site.cloud.seen().count("one/1-023 fire+") == 1, "a level that stays is told once"

        def told() -> bool:
            inventories = [m for m in site.cloud.got if isinstance(m, Inventory)]
            return "two/1-024" in {part.part for part in inventories[-1].parts}

        await until(told)


async def test_a_bus_that_is_gone_is_left_in_peace(site: Site) -> None:
    async with site.agent() as agent:
        site.path.write_text(site.settings(site.two()[0]))
        outcome = await agent.reconfiguration.reload("test")
        assert (outcome.ok, outcome.removed) == (True, ("two",))
        assert [driver.bus.name for driver in agent.drivers] == ["one"]
        assert "two" not in {part.part for part in agent.normaliser.parts}


async def test_a_file_that_cannot_be_used_changes_nothing_and_says_where(site: Site) -> None:
    async with site.agent() as agent:
        site.path.write_text(site.settings(*site.two()).replace("component_type = 42", "component_type = x"))
        outcome = await agent.reconfiguration.reload("test")
        assert not outcome.ok
        assert "agent.toml:" in outcome.text
        assert agent.report.config()["last_fault"] == outcome.text
        assert site.connections == [1, 1]
        assert "component_type = x" in site.path.read_text(), "a person may be at work on it"


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("gateway", '"gw-1"', '"gw-2"'),
        ("area", '"150102"', '"150103"'),
        ("spool.path", "state/spool", "state/other"),
    ],
)
async def test_what_cannot_change_in_flight_is_refused_whole(
    site: Site, key: str, old: str, new: str
) -> None:
    async with site.agent() as agent:
        site.path.write_text(site.settings(*site.two(24)).replace(old, new))
        outcome = await agent.reconfiguration.reload("test")
        assert not outcome.ok
        assert f"`{key}`" in outcome.text
        assert site.connections == [1, 1]


async def test_a_bus_that_no_longer_comes_up_brings_the_old_settings_back(site: Site) -> None:
    good = site.path.read_text()
    async with site.agent() as agent:
        bad = site.settings(site.two()[0], bus("two", free_port()))
        site.path.write_text(bad)
        outcome = await agent.reconfiguration.reload("test")
        assert not outcome.ok
        assert "two" in outcome.text
        assert "put back" in outcome.text
        assert site.path.read_text() == good
        assert rejected_path(site.path).read_text() == bad
        assert last_good_path(site.path).read_text() == good
        await all_up(agent)
        site.panels[1][0].registers[263] = 1
        await until(lambda: "two/1-023 fire+" in site.cloud.seen())
        assert site.connections[0] == 1, "the bus that did not change was never touched"
        await until(lambda: _told_fault(site.cloud, "put back"))


async def test_a_new_bus_that_is_not_up_yet_is_kept_and_said(site: Site) -> None:
    async with site.agent() as agent:
        site.path.write_text(site.settings(*site.two(), bus("three", free_port())))
        outcome = await agent.reconfiguration.reload("test")
        assert outcome.ok
        assert "three" in outcome.text
        assert len(agent.drivers) == 3


async def test_a_broker_that_cannot_be_reached_brings_the_old_one_back(site: Site) -> None:
    good = site.path.read_text()
    async with site.agent() as agent:
        site.path.write_text(good.replace(f"port = {site.cloud_port}", f"port = {free_port()}"))
        outcome = await agent.reconfiguration.reload("test")
        assert not outcome.ok
        assert outcome.text.startswith("uplink")
        assert site.path.read_text() == good
        assert site.connections == [1, 1]
        site.panels[0][0].registers[263] = 1
        await until(lambda: site.cloud.seen() == ["one/1-023 fire+"])


async def test_paces_and_limits_change_without_a_restart(site: Site) -> None:
    async with site.agent() as agent:
        text = site.path.read_text().replace("limit_mb = 8", "limit_mb = 3")
        site.path.write_text(text.replace("resend_limit_s = 1", "resend_limit_s = 2"))
        outcome = await agent.reconfiguration.reload("test")
        assert outcome.ok, outcome.text
        assert agent.spool.limit_bytes == 3_000_000
        assert site.connections == [1, 1]


async def test_settings_from_the_centre_are_taken_up_and_become_the_file(site: Site) -> None:
    async with site.agent() as agent:
        text = site.settings(*site.two(23, 24))
        await send(site.cloud, command(1, CommandKind.CONFIGURE, toml=text))
        await until(lambda: stages(site.cloud, 1) == ["accepted", "done"])
        assert site.path.read_text() == text
        assert replies(site.cloud, 1)[-1].details["config"] == agent.plan.mark
        assert last_good_path(site.path).read_text() == text
        assert not list(site.path.parent.glob("*.incoming*"))


async def test_settings_from_the_centre_that_cannot_be_used_are_answered_with_the_line(site: Site) -> None:
    good = site.path.read_text()
    async with site.agent():
        bad = good.replace("poll_s = 0.05", "poll_s = -1", 1)
        await send(site.cloud, command(1, CommandKind.CONFIGURE, toml=bad))
        await until(lambda: stages(site.cloud, 1) == ["accepted", "failed"])
        line = bad[: bad.index("poll_s = -1")].count("\n") + 1
        assert replies(site.cloud, 1)[-1].text.startswith(f"agent.toml:{line}: ")
        assert site.path.read_text() == good
        assert site.connections == [1, 1]


async def test_settings_from_the_centre_that_cut_a_bus_are_rolled_back_and_told(site: Site) -> None:
    good = site.path.read_text()
    async with site.agent() as agent:
        bad = site.settings(site.two()[0], bus("two", free_port()))
        await send(site.cloud, command(1, CommandKind.CONFIGURE, toml=bad))
        await until(lambda: stages(site.cloud, 1) == ["accepted", "failed"])
        assert "two" in replies(site.cloud, 1)[-1].text
        assert site.path.read_text() == good
        await all_up(agent)


async def test_a_folder_that_cannot_be_written_refuses_settings_from_the_centre(site: Site) -> None:
    async with site.agent() as agent:
        (site.path.parent / "agent.incoming.toml.new").mkdir()  # root may write into any folder
        outcome = await agent.reconfiguration.configure(site.settings(*site.two(24)))
        assert not outcome.ok
        assert "cannot be written" in outcome.text
        assert site.connections == [1, 1]


def _told_fault(cloud: Cloud, words: str) -> bool:
    return any(
        getattr(message, "vitals", None) is not None and words in message.vitals.config_fault
        for message in cloud.got
    )


@pytest.mark.parametrize("over", [False, True])
async def test_a_bus_removed_while_its_fire_stands_comes_back_with_it_and_tells_its_end_once(
    site: Site, over: bool
) -> None:
    panel = site.panels[1][0]
    async with site.agent() as agent:
        panel.registers[263] = 1
        await until(lambda: site.cloud.seen() == ["two/1-023 fire+"])
        site.path.write_text(site.settings(site.two()[0]))
        assert (await agent.reconfiguration.reload("test")).ok
        if over:
            panel.registers[263] = 0
        site.path.write_text(site.settings(*site.two()))
        assert (await agent.reconfiguration.reload("test")).ok
        await all_up(agent)
        if not over:
            await until(lambda: "fire" in agent.normaliser.level("two/1-023").states)
            panel.registers[263] = 0
        await until(lambda: site.cloud.seen()[1:] == ["two/1-023 fire-"])
