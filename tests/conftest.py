"""What holds for every test."""

import gc

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is.
settings.register_profile("steppewatch", deadline=None)
settings.load_profile("steppewatch")


gc.disable()

#: What is shared by the tests of a module, and dear to make: a centre, a browser, a trained model.
SHARED = ("module", "package")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share what they stand on run in one process, which makes it once; long ones begin first."""
    modules: dict[str, bool] = {}
    for item in items:
        if isinstance(item, pytest.Function):
            module = item.nodeid.split("::")[0]
            modules[module] = modules.get(module, False) or _shares(item)
    for item in items:
        module = item.nodeid.split("::")[0]
        if modules.get(module) and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(module))
    items.sort(key=_rank)


def _shares(item: pytest.Function) -> bool:
    defined = item._fixtureinfo.name2fixturedefs.values()
    return any(fixture.scope in SHARED for fixtures in defined for fixture in fixtures)


def _rank(item: pytest.Item) -> int:
    """The suite as processes, then pages in a browser, then what shares, then all else."""
    ranks = ("processes", "browser", "xdist_group")
    return next((rank for rank, name in enumerate(ranks) if item.get_closest_marker(name)), len(ranks))


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
