"""An authority elsewhere: a small EST server on a real socket."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from cloud.enrolment import own_authority
from cloud.enrolment.authority import AuthorityFault
from cloud.enrolment.est_authority import EstAuthority
from cloud.enrolment.own_authority import OwnAuthority
from cloud.enrolment.requests import read_request
from cloud.enrolment.settings import ExternalSettings
from telemetry.gateway_identity import GatewayName
from tests.cloud.enrolment.gateways import GatewayKey

NAME = GatewayName("150102", "gw-1")


class EstServer(ThreadingHTTPServer):
    """`cacerts` and `simpleenroll` of RFC 7030; `manner` is how it behaves."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        own_authority.make(folder / "est", "Elsewhere")
        self.authority = OwnAuthority(folder / "est")
        self.manner = "good"


class _Handler(BaseHTTPRequestHandler):
    server: EstServer

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        assert self.path == "/.well-known/est/cacerts"
        found = x509.load_pem_x509_certificates(self.server.authority.trusted_pem().encode())
        self._answer(200, pkcs7.serialize_certificates(found, Encoding.DER))

    def do_POST(self) -> None:
        assert self.path == "/.well-known/est/simpleenroll"
        assert self.headers["content-type"] == "application/pkcs10"
        said = self.rfile.read(int(self.headers["content-length"]))
        request = x509.load_der_x509_csr(base64.b64decode(said))
        if self.headers["authorization"] != "Basic " + base64.b64encode(b"ra:secret").decode():
            self._answer(401, b"")
            return
        if self.server.manner == "waits":
            self._answer(202, b"")
            return
        name = str(next(iter(request.subject)).value) if self.server.manner != "other name" else "150103/gw-9"
        key = GatewayKey().key.public_key() if self.server.manner == "other key" else request.public_key()
        issued = self.server.authority.issue_client(key, name, 30)
        self._answer(200, pkcs7.serialize_certificates([issued.certificate], Encoding.DER))

    def _answer(self, status: int, der: bytes) -> None:
        body = b"garbage" if self.server.manner == "garbage" else base64.encodebytes(der)
        self.send_response(status)
        self.send_header("content-type", "application/pkcs7-mime; smime-type=certs-only")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EstServer]:
    made = EstServer(tmp_path)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def authority(server: EstServer, tmp_path: Path) -> Iterator[EstAuthority]:
    (tmp_path / "password").write_text("secret\n")
    made = EstAuthority(
        ExternalSettings(
            url=f"http://127.0.0.1:{server.server_port}/.well-known/est",
            username="ra",
            password_file=tmp_path / "password",
        )
    )
    yield made
    made.close()


def test_it_signs_what_the_registry_says_and_brings_the_certificates_between(authority: EstAuthority) -> None:
    key = GatewayKey()
    issued = authority.issue(read_request(key.request(str(NAME))), NAME, 90)
    assert issued.certificate.public_key() == key.key.public_key()
    issued.certificate.verify_directly_issued_by(issued.chain[0])
    assert authority.trusted_pem().count("BEGIN CERTIFICATE") == 2


def test_a_gateway_that_names_itself_otherwise_gets_nothing(authority: EstAuthority) -> None:
    with pytest.raises(AuthorityFault, match="is for 150102/gw-2, not for 150102/gw-1"):
        authority.issue(read_request(GatewayKey().request("150102/gw-2")), NAME, 90)


@pytest.mark.parametrize(
    ("manner", "told"),
    [
        ("other name", "is for 150103/gw-9"),
        ("other key", "no certificate of the requested key"),
        ("waits", "wants a person to agree"),
        ("garbage", "is no list of certificates"),
    ],
)
def test_what_was_not_asked_for_is_not_passed_on(
    server: EstServer, authority: EstAuthority, manner: str, told: str
) -> None:
    server.manner = manner
    with pytest.raises(AuthorityFault, match=told):
        authority.issue(read_request(GatewayKey().request(str(NAME))), NAME, 90)


def test_an_authority_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    authority = EstAuthority(ExternalSettings(url="http://127.0.0.1:1/.well-known/est"))
    with pytest.raises(AuthorityFault, match="simpleenroll: ConnectError"):
        authority.issue(read_request(GatewayKey().request(str(NAME))), NAME, 90)
    authority.close()
