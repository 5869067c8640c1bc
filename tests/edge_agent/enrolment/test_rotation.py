"""What a rotation does with a broker that does not take the new certificate."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from edge_agent.config import AgentSettings
from edge_agent.enrolment.centre_client import Enrolled
from edge_agent.enrolment.identity_file import IdentityFile
from edge_agent.enrolment.rotation import Pace, Rotation
from runtime.clock import SystemClock
from runtime.faults import PlainFault
from telemetry.gateway_identity import GatewayName
from tests.cloud.enrolment.gateways import GatewayKey, Office, open_office
from tests.services import until

NAME = GatewayName("150102", "gw-1")


class Line:
    """A line that comes up with some identities only."""

    def __init__(self, identity: Path) -> None:
        self.identity = identity
        self.good = identity.read_text()
        self.dialled: list[bool] = []
        self._up = asyncio.Event()
        self._up.set()

    @property
    def connected(self) -> bool:
        return self._up.is_set()

    def redial(self) -> None:
        self._up.clear()
        if self.identity.read_text() == self.good:
            self._up.set()
        self.dialled.append(self.connected)

    async def wait_connected(self) -> None:
        await self._up.wait()


def enrolled(office: Office, identity: IdentityFile) -> str:
    row = office.enrolment.enrol(office.database, office.code(), identity.request(NAME), "here")
    identity.take(row.pem, NAME)
    return row.serial


async def test_the_old_certificate_is_in_force_again_when_the_broker_refuses_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_office(tmp_path) as office:
        identity = IdentityFile(tmp_path / "identity" / "gateway.pem")
        first = enrolled(office, identity)
        line = Line(identity.path)
        settings = AgentSettings.model_validate(
            {
                "gateway": "gw-1",
                "area": "150102",
                "spool": {"path": tmp_path / "spool"},
                "uplink": {"tls_ca": "x", "tls_cert": identity.path, "tls_key": identity.path},
                "enrolment": {"centre": "https://centre.example"},
            }
        )
        monkeypatch.setattr("edge_agent.enrolment.centre_client.CentreClient", lambda *_: Centre(office))
        office.clock.ahead_ms = 61 * 86_400_000
        rotation = Rotation(lambda: settings, line, line.redial, office.clock, Pace(0.01, 0.05, 30.0, 30.0))
        running = asyncio.create_task(rotation.run())
        await until(lambda: rotation.fault != "")
        running.cancel()
        assert line.dialled == [False, True]
        assert identity.certificate().serial == first
        assert "the old one is in force again" in rotation.fault


class Centre:
    """The centre's service without its wire."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def nonce(self) -> str:
        return self._office.enrolment.nonce()

    def renew(self, serial: str, request: str, nonce: str, signature: str) -> Enrolled:
        row = self._office.enrolment.renew(self._office.database, serial, request, nonce, signature)
        return Enrolled(row.area, row.gateway, row.pem, "", (), {})


def test_an_answer_for_another_key_or_gateway_is_not_taken(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        identity = IdentityFile(tmp_path / "identity" / "gateway.pem")
        enrolled(office, identity)
        kept = identity.path.read_text()
        identity.request(NAME)
        others = office.enrol(GatewayKey(), office.code(gateway="gw-2"))
        with pytest.raises(PlainFault, match="of another key"):
            identity.take(others.pem, NAME)
        mine = office.enrolment.enrol(
            office.database, office.code(gateway="gw-3"), identity.request(NAME), "here"
        )
        with pytest.raises(PlainFault, match="the certificate is for 150102/gw-3"):
            identity.take(mine.pem, NAME)
        with pytest.raises(PlainFault, match="is no certificate"):
            identity.take("nothing", NAME)
        assert identity.path.read_text() == kept


def test_a_lost_answer_is_asked_for_again_with_the_same_key(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        path = tmp_path / "identity" / "gateway.pem"
        code = office.code()
        first = office.enrolment.enrol(office.database, code, IdentityFile(path).request(NAME), "here")
        again = IdentityFile(path)
        row = office.enrolment.enrol(office.database, code, again.request(NAME), "here")
        assert row.serial == first.serial
        assert again.take(row.pem, NAME).serial == first.serial
        assert again.certificate().ends_ms > SystemClock().now_ms()
