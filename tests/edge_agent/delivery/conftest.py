from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edge_agent.delivery.places import Gateway, Workshop, pip_wheel


@pytest.fixture(scope="session")
def pip_in_a_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pip_wheel(tmp_path_factory.mktemp("wheelhouse"))


@pytest.fixture
def workshop(tmp_path: Path, pip_in_a_wheel: Path) -> Workshop:
    return Workshop(tmp_path / "workshop", pip_in_a_wheel)


@pytest.fixture
def gateway(tmp_path: Path, workshop: Workshop) -> Iterator[Gateway]:
    """A gateway on which release 1.0 runs."""
    gateway = Gateway(tmp_path / "gateway", workshop)
    gateway.settle(gateway.place("1.0"))
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.stop()
