"""Every operation of the API under what its own description lets a hostile client think of."""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error

from cloud.app import openapi_document
from cloud.hazards.endpoints import BODY_TYPES as PHOTO_BODIES
from cloud.imports.endpoints import BODY_TYPES
from cloud.server import serving
from cloud.settings import CloudSettings
from tests.cloud.conftest import settings_for
from tests.cloud.stores import migrated
from tests.postgresql import PostgreSql, Templates, from_template
from tests.services import start_mosquitto

# At its first use it would be compiled deep within a strategy, which CPython 3.11 cannot at every depth.
importlib.import_module("schemathesis.generation.dictionaries")

PHOTO_TYPES = [kind for kind in PHOTO_BODIES if kind.startswith("image/")]
#: A stream that never ends.
_ENDLESS = ("/api/v1/live",)
#: What an answer never shows: our own program, or the store's language.
_INSIDES = ("Traceback", 'File "', ".py", "sqlalchemy", "psycopg", "sqlite3", "SELECT ", "INSERT INTO")
_QUICK, _LONG = 4, 100


@schemathesis.serializer(*BODY_TYPES[1:], *PHOTO_TYPES, "application/msgpack")
def _as_it_is(_: schemathesis.SerializationContext, value: Any) -> bytes:
    """The bytes of a file that is none."""
    return value if isinstance(value, bytes) else str(value).encode()


DOCUMENT = openapi_document()
schema = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = [
    (method, path)
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
    if path not in _ENDLESS
]


@contextmanager
def centre_in_thread(told: CloudSettings) -> Iterator[str]:
    """A whole centre in a thread of its own; gives its address."""
    ready, ended = threading.Event(), threading.Event()
    address: list[str] = []
    loop = asyncio.new_event_loop()
    stop: list[asyncio.Event] = []

    async def serve() -> None:
        stop.append(asyncio.Event())
        async with serving(told) as (_, listening):
            address.append(f"http://{listening}")
            ready.set()
            await stop[0].wait()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        finally:
            loop.close()
            ended.set()
            ready.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(60)
    assert address, "the centre did not start"
    try:
        yield address[0]
    finally:
        loop.call_soon_threadsafe(stop[0].set)
        thread.join(60)
        assert ended.is_set()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    with start_mosquitto(folder) as broker, centre_in_thread(settings_for(folder, broker.port)) as found:
        yield found


@pytest.fixture(scope="module")
def address_on_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSql, templates: Templates
) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    url = from_template(postgresql, templates, migrated)
    with start_mosquitto(folder) as broker:
        told = settings_for(folder, broker.port, database={"url": url})
        with centre_in_thread(told) as found:
            yield found


def attack(method: str, path: str, address: str, count: int) -> None:
    """So many requests of one operation, the same ones each time."""

    @given(case=schema[path][method].as_strategy())
    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(case: schemathesis.Case) -> None:
        hold(case, address)

    call()


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_input_makes_the_centre_fail(method: str, path: str, address: str) -> None:
    attack(method, path, address, _QUICK)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_nothing_of_a_hundred_inputs_does(method: str, path: str, address: str) -> None:
    attack(method, path, address, _LONG)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_nor_with_its_records_on_postgresql(method: str, path: str, address_on_postgresql: str) -> None:
    attack(method, path, address_on_postgresql, _LONG)


def hold(case: schemathesis.Case, address: str) -> None:
    """No failure of ours; every refusal in our words, in both languages, with nothing of our insides.

    A 503 is an honest answer, with its reason; any other of that kind is a failure of ours.
    """
    response = case.call(base_url=address, timeout=30)
    if response.status_code != 503:
        case.validate_response(response, checks=(not_a_server_error,))
    if response.status_code < 400:
        return
    if case.method.upper() != "HEAD":
        told = response.json()["error"]
        assert told["code"]
        assert told["message_zh"]
        assert told["message_en"]
        said = told["message_zh"] + told["message_en"]
        assert [word for word in _INSIDES if word in said] == []
