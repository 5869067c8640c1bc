from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.certificates import Authority
from tests.cloud.notification.site import Site


@pytest.fixture
def site(tmp_path: Path, records_url: str) -> Iterator[Site]:
    made = Site(tmp_path, records_url)
    yield made
    made.close()


@pytest.fixture(scope="session")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """TLS of a server on 127.0.0.1, and of who trusts its authority."""
    folder = tmp_path_factory.mktemp("tls")
    authority = Authority(folder)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*authority.issue("relay", address="127.0.0.1"))
    return server, ssl.create_default_context(cafile=str(authority.path))
