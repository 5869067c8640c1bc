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
    _grouped(session)
    gc.freeze()
    gc.enable()


def _grouped(session: pytest.Session) -> None:
    """What starts a whole suite must not do so beside another of its kind."""
    if not getattr(session.config.option, "loadgroup", False):
        return
    for item in session.items:
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid:
            raise pytest.UsageError(f"{item.nodeid}: this pytest-xdist sees no groups of this pytest")
