"""What brokers are given follows the registry, and a broker that could not be given is tried again."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from cryptography import x509

from broker_plugins import credentials
from broker_plugins.policy import Role
from cloud.brokers.command import main as broker_config
from cloud.brokers.desk import BrokerDesk
from cloud.brokers.schemas import NewUser
from cloud.brokers.settings import BrokersSettings
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from tests.cloud.enrolment.gateways import GatewayKey, Office
from tests.cloud.enrolment.site import ca, write_settings


def desk_of(office: Office, **settings: object) -> BrokerDesk:
    told = BrokersSettings.model_validate(settings)
    return BrokerDesk(office.database, told, office.clock, lambda: office.enrolment)


def make(office: Office, desk: BrokerDesk, username: str, role: Role, **more: object) -> str | None:
    with office.database.write() as session:
        asked = NewUser.model_validate({"username": username, "role": role} | more)
        return desk.make_user(session, LOCAL, asked)[1]


def shut_out(office: Office, gateway: str) -> None:
    with office.database.write() as session:
        office.enrolment.revoke_gateway(session, LOCAL, gateway, "stolen")


async def test_the_embedded_broker_gets_the_registrys_users_and_the_revocation_list(office: Office) -> None:
    file, listed = office.folder / "credentials", office.folder / "revoked.pem"
    desk = desk_of(office, credentials=file, revocation_list=listed)
    secret = make(office, desk, "cloud", Role.CLOUD)
    old = make(office, desk, "gw-9", Role.GATEWAY, area="150102")
    await desk.look()
    entries = credentials.read(file)
    assert secret is not None
    assert old is not None
    assert credentials.verify(entries["cloud"].password_hash, secret)
    row = office.enrol(GatewayKey(), office.code(gateway="gw-9"))
    shut_out(office, "gw-9")
    await desk.look()
    assert set(credentials.read(file)) == {"cloud"}
    revoked = x509.load_pem_x509_crl(await asyncio.to_thread(listed.read_bytes))
    assert [entry.serial_number for entry in revoked] == [int(row.serial, 16)]
    assert "gw-9" in desk.shut_out
    desk.keeper.close()


async def test_mosquitto_has_no_line_for_a_gateway_until_it_is_shut_out(office: Office) -> None:
    folder = office.folder / "mosquitto"
    desk = desk_of(office, mosquitto=[{"folder": folder}])
    for number in range(3):
        office.enrol(GatewayKey(), office.code(gateway=f"gw-{number}"))
    await desk.look()
    access = folder / "access-gateways"
    assert "gw-" not in await asyncio.to_thread(access.read_text)
    shut_out(office, "gw-1")
    await desk.look()
    text = await asyncio.to_thread(access.read_text)
    assert text.count("gw-") == 1
    assert "user 150102/gw-1\ntopic deny #\n" in text
    desk.keeper.close()


async def test_nats_has_a_user_for_each_good_certificate(office: Office) -> None:
    folder = office.folder / "nats"
    desk = desk_of(office, nats=[{"folder": folder}])
    key = GatewayKey()
    old = office.enrol(key, office.code())
    new = office.renew(old, key, GatewayKey())
    await desk.look()
    text = await asyncio.to_thread((folder / "users.conf").read_text)
    assert old.serial in text
    assert new.serial in text
    with office.database.write() as session:
        office.enrolment.revoke_certificate(session, LOCAL, old.serial, "lost")
    await desk.look()
    text = await asyncio.to_thread((folder / "users.conf").read_text)
    assert old.serial not in text
    assert new.serial in text
    desk.keeper.close()


PID_FILES = [
    # what stands in the file that names the broker's process, and what is said
    (None, "nats.pid: no nats-server says here that it runs"),
    ("none", "holds no process id"),
    ("999999999", "no nats-server says here that it runs"),
    (str(os.getpid()), "not nats-server"),  # left over from a broker that is gone
]


async def test_a_broker_that_could_not_be_given_its_files_is_said_and_tried_again(office: Office) -> None:
    folder = office.folder / "nats"
    desk = desk_of(office, nats=[{"folder": folder}])
    for written, said in PID_FILES:
        if written is not None:
            (folder / "nats.pid").write_text(written)
        await desk.look()
        with office.database.read() as session:
            assert said in desk.state(session).targets[0].fault
    desk.keeper.close()


async def test_whose_session_could_not_be_ended_is_remembered_for_as_long_as_it_takes(office: Office) -> None:
    desk = desk_of(office, mosquitto=[{"folder": office.folder / "away", "sessions": "127.0.0.1:1"}])
    await desk.look()
    row = office.enrol(GatewayKey(), office.code())
    shut_out(office, row.gateway)
    for _ in range(2):
        await desk.look()
        assert set(desk._freshly_revoked()) == {row.serial}
        office.clock.ahead_ms += 3_600_000
    desk.keeper.close()


@pytest.mark.parametrize(
    ("username", "role", "more"),
    [
        ("zigbee2mqtt", Role.DETECTOR, {}),
        ("gw-1", Role.GATEWAY, {}),
        ("cloud", Role.CLOUD, {"area": "150102"}),
    ],
)
def test_a_user_whose_name_would_widen_its_topics_is_refused(
    office: Office, username: str, role: Role, more: dict[str, object]
) -> None:
    desk = desk_of(office)
    with pytest.raises(ApiError) as refused:
        make(office, desk, username, role, **more)
    assert refused.value.detail.code == "bad-user"
    desk.keeper.close()


@pytest.mark.parametrize("engine", ["mosquitto", "nats"])
def test_the_command_writes_a_whole_configuration(tmp_path: Path, engine: str) -> None:
    settings = write_settings(tmp_path, 18883, 11883)
    assert ca(["init", "--config", str(settings)]) == 0
    where = tmp_path / "out"
    given = [engine, "--config", str(settings), "--output", str(where), "--host", "127.0.0.1"]
    assert broker_config(given) == 0
    assert {path.name for path in where.iterdir()} >= {f"{engine}.conf", "trusted.pem"}
    assert where.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("engine", ["mosquitto", "nats"])
def test_the_configuration_of_a_broker_elsewhere_names_the_folder_there(tmp_path: Path, engine: str) -> None:
    settings = write_settings(tmp_path, 18883, 11883)
    assert ca(["init", "--config", str(settings)]) == 0
    given = [engine, "--config", str(settings), "--output", str(tmp_path / "out"), "--host", "127.0.0.1"]
    assert broker_config([*given, "--installed", "/etc/there"]) == 0
    text = (tmp_path / "out" / f"{engine}.conf").read_text()
    assert "/etc/there/trusted.pem" in text
    assert str(tmp_path / "out") not in text


RABBITMQ_SETTINGS = [
    # what stands under [brokers], the code, what is said
    ("rabbitmq_certificates = true", 0, ""),
    ("", 2, "rabbitmq_certificates = true"),
    ('rabbitmq_certificates = true\nsecret_file = "brokers.secret"', 2, "leave out `secret_file`"),
]


@pytest.mark.parametrize(("told", "code", "said"), RABBITMQ_SETTINGS)
def test_rabbitmq_is_configured_to_ask_this_centre(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], told: str, code: int, said: str
) -> None:
    settings = write_settings(tmp_path, 18883, 11883)
    settings.write_text(settings.read_text().replace("[brokers]", f"[brokers]\n{told}"))
    (tmp_path / "brokers.secret").write_text("a secret of the brokers")
    assert ca(["init", "--config", str(settings)]) == 0
    where = tmp_path / "out"
    given = ["rabbitmq", "--config", str(settings), "--output", str(where), "--host", "127.0.0.1"]
    assert broker_config([*given, "--centre", "http://127.0.0.1:9"]) == code
    assert said in capsys.readouterr().err
    if code == 0:
        written = {path.name: path.read_text() for path in where.iterdir()}
        assert "http://127.0.0.1:9/api/v1/brokers/rabbitmq/topic\n" in written["rabbitmq.conf"]
        assert str(where / "definitions.json") in written["rabbitmq.conf"]
        assert set(written) >= {"definitions.json", "enabled_plugins", "rabbitmq-env.conf", "trusted.pem"}


def test_rabbitmqs_management_is_opened_to_this_centre_by_a_password_made_once(tmp_path: Path) -> None:
    settings = write_settings(tmp_path, 18883, 11883)
    told = 'rabbitmq = { management = "127.0.0.1:15999", password_file = "rabbitmq.password" }'
    told += "\nrabbitmq_certificates = true"
    settings.write_text(settings.read_text().replace("[brokers]", f"[brokers]\n{told}"))
    assert ca(["init", "--config", str(settings)]) == 0
    where, secret = tmp_path / "out", tmp_path / "rabbitmq.password"
    given = ["rabbitmq", "--config", str(settings), "--output", str(where), "--host", "127.0.0.1"]
    assert broker_config(given) == 0
    password = secret.read_text()
    assert secret.stat().st_mode & 0o077 == 0
    assert broker_config(given) == 0
    assert secret.read_text() == password
    assert "management.tcp.port = 15999\n" in (where / "rabbitmq.conf").read_text()
    assert "rabbitmq_management" in (where / "enabled_plugins").read_text()
    definitions = (where / "definitions.json").read_text()
    assert '"administrator"' in definitions
    assert password.strip() not in definitions


def test_without_an_authority_mosquitto_gets_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = write_settings(tmp_path, 18883, 11883)
    settings.write_text(settings.read_text().replace('authority = "ca"', ""))
    given = ["mosquitto", "--config", str(settings), "--output", str(tmp_path / "o"), "--host", "127.0.0.1"]
    assert broker_config(given) == 2
    assert "steppewatch ca init" in capsys.readouterr().err
