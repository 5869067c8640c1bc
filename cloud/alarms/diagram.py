"""The state table drawn: what the documentation shows is made from what the program walks."""

from __future__ import annotations

from cloud.alarms.state_table import ACTION_NAMES, SETTLES, TRANSITIONS, Action, State


def mermaid() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.RAISED}: active"]
    lines += [f"    {source} --> {target}: {label}" for source, target, label in _edges()]
    lines.append(f"    {State.CLOSED} --> [*]")
    return "\n".join(lines) + "\n"


def dot() -> str:
    """The table in Graphviz' language."""
    lines = ["digraph alarm {", "    rankdir=LR;", "    node [shape=box, style=rounded];"]
    lines += [f'    {source} -> {target} [label="{label}"];' for source, target, label in _edges()]
    return "\n".join([*lines, "}"]) + "\n"


def _edges() -> list[tuple[str, str, str]]:
    edges = []
    for (source, action), (target, guard) in TRANSITIONS.items():
        label = f"{ACTION_NAMES[action][0]} {action}"
        if action is Action.SETTLE:
            rules = ", ".join(str(row.rule) for row in SETTLES if source in row.states)
            label += f" [rule {rules}]"
        elif guard is not None:
            label += f" [{guard.name}]"
        edges.append((source.value, target.value, label))
    return edges
