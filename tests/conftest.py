"""What holds for every test."""

import gc

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is.
settings.register_profile("steppewatch", deadline=None)
settings.load_profile("steppewatch")


gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """The tests themselves stay; the collector need not go through thousands of them again and again."""
    gc.freeze()
    gc.enable()
