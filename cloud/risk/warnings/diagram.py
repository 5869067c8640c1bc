"""The table of risk warnings drawn: what the documentation shows is made from what the program walks."""

from __future__ import annotations

from cloud.risk.warnings.state_table import ACTION_NAMES, OPEN, TRANSITIONS, State


def mermaid() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.RAISED}"]
    for (source, action), (target, guard) in TRANSITIONS.items():
        condition = f" [{guard.name}]" if guard is not None else ""
        lines.append(f"    {source} --> {target}: {ACTION_NAMES[action][0]} {action}{condition}")
    lines += [f"    {state} --> [*]" for state in State if state not in OPEN]
    return "\n".join(lines) + "\n"
