from __future__ import annotations

from cloud.alarms.diagram import dot, mermaid
from cloud.alarms.state_table import TRANSITIONS


def test_the_drawing_holds_every_transition_of_the_table() -> None:
    for drawn, arrow in ((mermaid(), "-->"), (dot(), "->")):
        for (source, action), (target, guard) in TRANSITIONS.items():
            lines = [
                line
                for line in drawn.splitlines()
                if line.strip().startswith(f"{source} {arrow} {target}") and action in line
            ]
            assert len(lines) == 1
            assert guard is None or guard.name in lines[0]
