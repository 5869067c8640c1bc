from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.certificates import Authority
from tests.cloud.notification.bench import BY_HTTP, KINDS, Bench, Contexts, bench_of
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


@pytest.fixture(params=KINDS)
async def bench(request: pytest.FixtureRequest, tmp_path: Path, contexts: Contexts) -> AsyncIterator[Bench]:
    async with bench_of(request.param, tmp_path, contexts) as made:
        yield made


@pytest.fixture(params=[kind for kind in KINDS if kind != "page"])
async def outward(request: pytest.FixtureRequest, tmp_path: Path, contexts: Contexts) -> AsyncIterator[Bench]:
    async with bench_of(request.param, tmp_path, contexts) as made:
        yield made


@pytest.fixture(params=BY_HTTP)
async def by_http(request: pytest.FixtureRequest, tmp_path: Path, contexts: Contexts) -> AsyncIterator[Bench]:
    async with bench_of(request.param, tmp_path, contexts) as made:
        yield made
