from __future__ import annotations

import asyncio
import os
import ssl
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from cloud.people.doorkeeper import SECURE_COOKIE
from cloud.people.duties import Duty
from cloud.server import serving
from cloud.tls import ListenerCertificate, TlsSettings
from runtime.faults import PlainFault
from tests.certificates import Authority
from tests.cloud.conftest import settings_for
from tests.cloud.people.conftest import PASSWORD, House, MovableClock
from tests.services import free_port


def pair(folder: Path, authority: Authority, name: str = "centre") -> TlsSettings:
    cert, key = authority.issue(name, address="127.0.0.1")
    return TlsSettings(cert_file=cert, key_file=key)


async def serial_of(url: str, authority: Authority) -> bytes:
    """The certificate that a new connection is shown."""
    host, port = url.removeprefix("https://").split(":")
    context = ssl.create_default_context(cafile=str(authority.path))
    _, writer = await asyncio.open_connection(host, int(port), ssl=context)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return bytes(shown)


async def test_over_tls_cookies_are_bound_to_it_and_browsers_told_to_stay(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    tls = pair(tmp_path, authority)
    settings = settings_for(tmp_path, free_port(), people={"login": "required"}, tls=tls.model_dump())
    async with serving(settings) as (centre, address):
        url = f"https://{address}"
        house = House(centre, url, MovableClock())
        house.grant(house.account("wang"), Duty.VIEWER, ["15"])
        context = ssl.create_default_context(cafile=str(authority.path))
        async with httpx.AsyncClient(base_url=url, verify=context, trust_env=False, timeout=30) as browser:
            answer = await browser.post(
                "/api/v1/login", json={"login": "wang", "password": PASSWORD}, headers={"origin": url}
            )
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith(SECURE_COOKIE + "=")
            assert "Secure" in cookie
            assert answer.headers["strict-transport-security"].startswith("max-age=")
            assert (await browser.get("/api/v1/me")).status_code == 200
            first = await serial_of(url, authority)
            cert, key = authority.issue("next", address="127.0.0.1")
            os.replace(key, tls.key_file)
            os.replace(cert, tls.cert_file)
            os.kill(os.getpid(), 1)
            shown = first
            while shown == first:
                shown = await serial_of(url, authority)
            # The connection that was open goes on.
            assert (await browser.get("/api/v1/me")).status_code == 200


def test_a_pair_that_does_not_fit_changes_nothing_and_is_told(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    tls = pair(tmp_path, authority)
    held = ListenerCertificate(tls)
    assert held.names == ("127.0.0.1",)
    tls.cert_file.write_text("no certificate")
    assert held.reload() is False
    assert held.fault is not None
    assert "PEM" in held.fault
    with pytest.raises(PlainFault, match="PEM"):
        ListenerCertificate(tls)
    tls.cert_file.unlink()
    with pytest.raises(PlainFault, match=r"tls\.cert_file"):
        ListenerCertificate(tls)


@pytest.mark.parametrize(
    ("told", "cure"),
    [
        ({"listen": "0.0.0.0:8443", "people": {"login": "required"}}, r"\[tls\]"),
        (
            {
                "listen": "0.0.0.0:8443",
                "tls": {"cert_file": "c", "key_file": "k"},
                "people": {"login": "open-on-loopback"},
            },
            'login = "required"',
        ),
        ({"hosts": ["fire.example"], "people": {"login": "open-on-loopback"}}, "remove `hosts`"),
    ],
)
def test_settings_that_leave_a_door_open_are_refused_with_the_cure(
    tmp_path: Path, told: dict[str, object], cure: str
) -> None:
    with pytest.raises(ValidationError, match=cure):
        settings_for(tmp_path, 1, **told)


def test_beyond_loopback_with_tls_and_logins_is_allowed(tmp_path: Path) -> None:
    tls = {"cert_file": "c", "key_file": "k"}
    settings = settings_for(tmp_path, 1, listen="0.0.0.0:8443", tls=tls, people={"login": "required"})
    assert settings.listen.port == 8443
