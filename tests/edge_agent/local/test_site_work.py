"""What a person on site has the agent do for a while, through the door: walk test and recordings."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from edge_agent.agent import Agent
from edge_agent.local import whereabouts
from edge_agent.local.client import DoorClient
from runtime.faults import PlainFault
from tests.edge_agent.site import bus, head, panels, serving


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[tuple[Agent, httpx.AsyncClient]]:
    path = tmp_path / "agent.toml"
    async with panels(1) as [(_, relay)]:
        path.write_text(head(1) + bus("one", relay.port))
        async with serving(path) as agent:
            base, token = whereabouts.found(agent.plan.settings.spool.path)
            headers = {"authorization": f"Bearer {token}"}
            async with httpx.AsyncClient(base_url=base, headers=headers, timeout=20) as http:
                yield agent, http


async def test_the_walk_test_is_begun_shown_and_ended(door: tuple[Agent, httpx.AsyncClient]) -> None:
    agent, http = door
    told = (await http.post("/walk-test", json={"seconds": 60, "who": "巴特尔"})).json()
    assert told["on"]
    assert told["who"] == "巴特尔"
    assert (await http.get("/status")).json()["walk_test"]["on"]
    assert not (await http.post("/walk-test", json={"on": False})).json()["on"]
    assert agent.walk_test.left_s == 0


@pytest.mark.parametrize(
    "asked", [{}, {"seconds": 0}, {"seconds": "60"}, {"seconds": True}, {"seconds": 1e9}, {"who": 7}]
)
async def test_what_is_asked_wrongly_is_refused(
    door: tuple[Agent, httpx.AsyncClient], asked: dict[str, Any]
) -> None:
    agent, http = door
    assert (await http.post("/walk-test", json=asked)).status_code == 422
    assert (await http.post("/record", json={"bus": "one", **asked})).status_code == 422
    assert agent.walk_test.left_s == 0
    assert agent.recordings.told() == []


async def test_a_name_that_no_message_can_carry_is_refused(door: tuple[Agent, httpx.AsyncClient]) -> None:
    agent, http = door
    half = b'{"seconds": 60, "who": "\\ud800"}'
    answer = await http.post("/walk-test", content=half, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "not-an-object")
    assert agent.walk_test.left_s == 0
    assert (await http.get("/status")).status_code == 200


async def test_a_recording_is_begun_shown_and_ended(door: tuple[Agent, httpx.AsyncClient]) -> None:
    _, http = door
    told = (await http.post("/record", json={"bus": "one", "seconds": 60})).json()
    assert told["running"]
    again = await http.post("/record", json={"bus": "one", "seconds": 60})
    assert (again.status_code, again.json()["code"]) == (409, "cannot-record")
    assert (await http.get("/status")).json()["recordings"][0]["bus"] == "one"
    ended = (await http.post("/record", json={"bus": "one", "on": False})).json()
    assert (ended["running"], ended["files"]) == (False, told["files"])
    assert (await http.post("/record", json={"bus": "two", "seconds": 1})).status_code == 404
    assert (await http.post("/record", json={"bus": "one", "on": False})).status_code == 409


async def test_without_the_token_nothing_is_done(door: tuple[Agent, httpx.AsyncClient]) -> None:
    agent, http = door
    for path in ("/walk-test", "/record"):
        answer = await http.post(path, json={"seconds": 60, "bus": "one"}, headers={"authorization": "no"})
        assert answer.status_code == 401
    assert agent.walk_test.left_s == 0


def test_watching_an_agent_that_is_gone_says_so(tmp_path: Path) -> None:
    (tmp_path / "door.address").write_text("127.0.0.1:9\n")
    (tmp_path / "door.token").write_text("x" * 40)
    with pytest.raises(PlainFault, match="was cut"), DoorClient(tmp_path / "spool.sqlite3").watch():
        pass
