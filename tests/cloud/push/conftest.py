"""The centre that platforms push to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.trust import system_trust
from tests.cloud.push.pushing import Platform


@pytest.fixture
async def platform(make_settings: Callable[..., CloudSettings], tmp_path: Path) -> AsyncIterator[Platform]:
    access = {"gb26875": {"enabled": False}, "push": {"secrets": str(tmp_path / "secrets")}}
    async with (
        serving(make_settings(access=access)) as (centre, address),
        httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
        ) as http,
    ):
        yield Platform(centre, http)
