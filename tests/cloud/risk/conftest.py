from __future__ import annotations

import pytest

from tests.cloud.people.conftest import open_house
from tests.cloud.risk.town import Town
from tests.cloud.stores import Stores

__all__ = ["open_house"]


@pytest.fixture
def town(stores: Stores) -> Town:
    return Town(stores.database)
