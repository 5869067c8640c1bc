"""Early warning looks for work more often than it need, so that tests are quick."""

import pytest

from edge_agent.early_warning import runtime


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "_IDLE_S", 0.02)
