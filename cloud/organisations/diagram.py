"""The table of commissioning drawn: what the documentation shows is made from what the program walks."""

from __future__ import annotations

from cloud.organisations.commissioning import ACTION_NAMES, TRANSITIONS, State

_BACK = "back"


def mermaid() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {_name(State.PLANNED)}", f"    state {_BACK} <<choice>>"]
    lines += [f"    {source} --> {target}: {label}" for source, target, label in _edges()]
    lines += [f"    {_BACK} --> {_name(state)}: was {state}" for state in _suspendable()]
    lines.append(f"    {_name(State.RETIRED)} --> [*]")
    return "\n".join(lines) + "\n"


def dot() -> str:
    """The table in Graphviz' language."""
    lines = ["digraph commissioning {", "    rankdir=LR;", "    node [shape=box, style=rounded];"]
    lines.append(f'    {_BACK} [shape=diamond, label="where it was"];')
    lines += [f'    {source} -> {target} [label="{label}"];' for source, target, label in _edges()]
    lines += [f"    {_BACK} -> {_name(state)};" for state in _suspendable()]
    return "\n".join([*lines, "}"]) + "\n"


def _edges() -> list[tuple[str, str, str]]:
    return [
        (
            _name(source),
            _BACK if target is None else _name(target),
            f"{ACTION_NAMES[action][0]} {action}" + (f" [{guard.name}]" if guard is not None else ""),
        )
        for (source, action), (target, guard) in TRANSITIONS.items()
    ]


def _suspendable() -> list[State]:
    return [source for (source, _), (target, _) in TRANSITIONS.items() if target is State.SUSPENDED]


def _name(state: State) -> str:
    return state.value.replace("-", "_")
