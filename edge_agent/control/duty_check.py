"""查岗 / duty checks: the centre asks whether somebody is at the panel, and a person on site answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from edge_agent.control.command_memory import Remembered
from edge_agent.control.command_states import State
from telemetry.messages import CommandKind

#: Settled checks that are still shown.
_SHOWN = 5


def waiting(remembered: Iterable[Remembered]) -> list[dict[str, Any]]:
    """The checks that wait, the most urgent first, then the latest settled ones; times in ms UTC."""
    checks = [known for known in remembered if known.kind is CommandKind.DUTY_CHECK]
    unanswered = sorted(
        (check for check in checks if check.state is State.WAITING), key=lambda check: check.expires_at
    )
    settled = [check for check in checks if check.state is not State.WAITING][-_SHOWN:]
    return [
        {
            "seq": check.seq,
            "state": check.state.value,
            "sent_at": check.sent_at,
            "expires_at": check.expires_at,
            "person": check.person,
            "question": str(check.arguments.get("question") or ""),
        }
        for check in [*unanswered, *reversed(settled)]
    ]
