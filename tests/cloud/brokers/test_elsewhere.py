"""Brokers on other hosts ask for their files, and the state shows how far each is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from broker_plugins.policy import Role
from cloud.brokers.desk import BrokerDesk
from cloud.brokers.elsewhere import SILENT_S
from cloud.brokers.fetch_command import Fetcher, main, parser
from cloud.brokers.schemas import AskedFor, TargetState
from cloud.errors import ApiError
from runtime.clock import SystemClock
from tests.cloud.brokers.test_targets import desk_of, make, shut_out
from tests.cloud.enrolment.gateways import GatewayKey, Office

TWO = [{"name": "mqtt-2", "engine": "mosquitto"}, {"name": "nats-1", "engine": "nats"}]


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[BrokerDesk]:
    made = desk_of(office, elsewhere=TWO)
    yield made
    made.keeper.close()


def state(office: Office, desk: BrokerDesk) -> list[TargetState]:
    with office.database.read() as session:
        return desk.state(session).targets


def test_a_broker_elsewhere_gets_what_one_here_would_and_nothing_where_nothing_is_new(
    office: Office, desk: BrokerDesk
) -> None:
    make(office, desk, "cloud", Role.CLOUD)
    row = office.enrol(GatewayKey(), office.code())
    told = {name: desk.elsewhere.answer(name, AskedFor()) for name in ("mqtt-2", "nats-1")}
    assert set(told["mqtt-2"].files or ()) == {
        "access-gateways", "access-services", "passwords", "trusted.pem", "revoked.pem",
    }  # fmt: skip
    assert row.serial in (told["nats-1"].files or {})["users.conf"]
    for name, answer in told.items():
        assert desk.elsewhere.answer(name, AskedFor(held=answer.revision)).files is None
    shut_out(office, row.gateway)
    answer = desk.elsewhere.answer("mqtt-2", AskedFor(held=told["mqtt-2"].revision))
    assert f"user 150102/{row.gateway}\ntopic deny #" in (answer.files or {})["access-gateways"]
    users = (desk.elsewhere.answer("nats-1", AskedFor(held=told["nats-1"].revision)).files or {})[
        "users.conf"
    ]
    assert row.serial not in users


def test_the_state_shows_who_never_asked_who_is_behind_who_failed_and_who_fell_silent(
    office: Office, desk: BrokerDesk
) -> None:
    assert ["has never asked" in one.fault for one in state(office, desk)] == [True, True]
    revision = desk.elsewhere.answer("mqtt-2", AskedFor()).revision
    assert state(office, desk)[0].revision is None
    desk.elsewhere.answer("mqtt-2", AskedFor(held=revision, fault="the disk is full"))
    assert (state(office, desk)[0].revision, state(office, desk)[0].fault) == (revision, "the disk is full")
    desk.elsewhere.answer("mqtt-2", AskedFor(held=revision))
    assert state(office, desk)[0].fault == ""
    office.clock.ahead_ms += int(SILENT_S * 1000) + 30_000
    assert "has not asked for its files for" in state(office, desk)[0].fault


def test_a_broker_that_the_settings_do_not_name_gets_nothing(desk: BrokerDesk) -> None:
    with pytest.raises(ApiError) as refused:
        desk.elsewhere.answer("mqtt-3", AskedFor())
    assert "[[brokers.elsewhere]]" in refused.value.detail.message_en


class Centre:
    """What it answers, and what it was asked."""

    def __init__(self) -> None:
        self.answers: list[httpx.Response] = []
        self.asked: list[AskedFor] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer the token"
        assert request.url.path == "/api/v1/brokers/elsewhere/mqtt-2/files"
        self.asked.append(AskedFor.model_validate_json(request.content))
        return self.answers.pop(0)

    def has(self, revision: int, **files: str) -> None:
        told = {"engine": "mosquitto", "revision": revision, "files": files or None}
        self.answers.append(httpx.Response(200, json=told))


def fetcher(folder: Path, centre: Centre) -> Fetcher:
    (folder / "token").write_text("the token\n")
    told = ["--centre", "https://centre.example", "--name", "mqtt-2", "--token-file", str(folder / "token")]
    options = parser().parse_args([*told, "--folder", str(folder / "broker")])
    http = httpx.AsyncClient(transport=httpx.MockTransport(centre), base_url="https://centre.example")
    return Fetcher(http, options, SystemClock())


async def test_what_the_centre_sends_is_written_for_the_broker_alone(tmp_path: Path) -> None:
    centre = Centre()
    one = fetcher(tmp_path, centre)
    centre.has(7, passwords="cloud:$7$x", **{"revoked.pem": "a list"})
    await one.look()
    passwords = tmp_path / "broker" / "passwords"
    assert await asyncio.to_thread(passwords.read_text) == "cloud:$7$x"
    assert passwords.stat().st_mode & 0o077 == 0
    assert one.held == 7


async def test_a_broker_that_does_not_run_is_told_of_at_each_question_until_it_does(tmp_path: Path) -> None:
    centre = Centre()
    one = fetcher(tmp_path, centre)
    centre.has(7, passwords="x")
    for _ in range(2):
        centre.has(7)
    for _ in range(3):
        await one.look()
    assert [asked.held for asked in centre.asked] == [None, 7, 7]
    assert "no mosquitto says here that it runs" in centre.asked[-1].fault


@pytest.mark.parametrize("files", [{"mosquitto.conf": "plugin evil.so"}, {"../passwords": "x"}])
async def test_no_other_file_than_the_brokers_is_ever_written(tmp_path: Path, files: dict[str, str]) -> None:
    centre = Centre()
    one = fetcher(tmp_path, centre)
    centre.has(7, **files)
    await one.look()
    assert not (tmp_path / "broker").exists()
    assert one.held is None
    assert next(iter(files)) in one.fault


async def test_a_centre_that_is_away_or_says_no_changes_nothing(tmp_path: Path) -> None:
    centre = Centre()
    one = fetcher(tmp_path, centre)
    centre.has(7, passwords="x")
    centre.answers += [httpx.Response(503, text="not now"), httpx.Response(200, text="not JSON")]
    for _ in range(3):
        await one.look()
    assert one.held == 7
    assert await asyncio.to_thread((tmp_path / "broker" / "passwords").read_text) == "x"


async def test_what_cannot_be_written_is_said_and_asked_for_again(tmp_path: Path) -> None:
    centre = Centre()
    one = fetcher(tmp_path, centre)
    (tmp_path / "broker").write_text("no folder")
    centre.has(7, passwords="x")
    centre.has(7, passwords="x")
    await one.look()
    await one.look()
    assert (centre.asked[1].held, "cannot be written" in centre.asked[1].fault) == (None, True)


WRONG = [
    # options, what is said
    (["--centre", "http://centre.example"], "begins with https://"),
    (["--centre", "https://centre.example"], "correct `--token-file`"),
]


@pytest.mark.parametrize(("told", "said"), WRONG)
def test_what_cannot_work_is_said_before_it_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], told: list[str], said: str
) -> None:
    more = ["--name", "mqtt-2", "--token-file", str(tmp_path / "none"), "--folder", str(tmp_path)]
    assert main([*told, *more]) == 2
    assert said in capsys.readouterr().err
