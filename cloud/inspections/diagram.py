"""The table of inspections drawn: what the documentation shows is made from what the program walks."""

from __future__ import annotations

from cloud.inspections.state_table import ACTION_NAMES, TRANSITIONS, State


def mermaid() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.PLANNED}"]
    lines += [
        f"    {source} --> {target}: {ACTION_NAMES[action][0]} {action}"
        for (source, action), target in TRANSITIONS.items()
    ]
    lines += [f"    {state} --> [*]" for state in (State.CLOSED, State.WITHDRAWN)]
    return "\n".join(lines) + "\n"
