"""A migrated records store on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cloud.database.engine import Database


@pytest.fixture
def database(records_url: str) -> Iterator[Database]:
    opened = Database(records_url)
    yield opened
    opened.close()
