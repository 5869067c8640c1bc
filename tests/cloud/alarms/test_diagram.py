from __future__ import annotations

import pytest

from cloud.alarms.diagram import dot, mermaid
from cloud.alarms.state_table import TRANSITIONS


@pytest.mark.parametrize(("drawn", "arrow"), [(mermaid(), "-->"), (dot(), "->")])
def test_the_drawing_holds_every_transition_of_the_table(drawn: str, arrow: str) -> None:
    for (source, action), (target, guard) in TRANSITIONS.items():
        lines = [
            line
            for line in drawn.splitlines()
            if line.strip().startswith(f"{source} {arrow} {target}") and f" {action}" in line[12:]
        ]
        label = f"[{guard.name}]" if guard is not None else action
        assert any(label in line for line in lines), (source, action)
