"""The state table against a model that was written from its rules alone: sentences, no table."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from cloud.alarms.state_table import (
    OWN,
    PERSONAL,
    Action,
    Level,
    Outcome,
    State,
    Status,
    act,
    advance,
    observe,
)
from cloud.refusal import Refusal
from telemetry.event_kinds import EventKind

FIRES = ("fire", "early-warning", "pre-alarm")


@dataclass
class Model:
    """An alarm as the rules describe it."""

    kind: str
    seen: bool = False
    judged: bool = False
    sent: bool = False
    closed: bool = False
    active: bool = True
    verdict: str | None = None

    def person(self, what: str, verdict: str | None) -> bool:
        """Whether a person could do that; then it is done."""
        could = getattr(self, f"_{what}")(verdict)
        if could:
            self._rest()
        return bool(could)

    def _acknowledge(self, _verdict: str | None) -> bool:
        could = not (self.seen or self.judged or self.sent or self.closed)
        self.seen = self.seen or could
        return could

    def _verify(self, verdict: str | None) -> bool:
        if self.closed or verdict is None:
            return False
        self.seen = self.judged = True
        # Who was on scene has found out what it is.
        self.sent = False
        self.verdict = verdict
        return True

    def _dispatch(self, _verdict: str | None) -> bool:
        could = self.seen and not self.sent and not self.closed and self.verdict in ("real", "unknown")
        self.sent = self.sent or could
        return could

    def _close(self, _verdict: str | None) -> bool:
        could = (self.judged or self.sent) and not self.closed and not self.active
        self.closed = self.closed or could
        return could

    def centre(self, what: str) -> bool:
        """Whether the centre could do that by itself; then it is done."""
        if self.closed or self.sent:
            return False
        if what == "time-out":
            if self.kind != "fire" or self.judged:
                return False
            self.verdict = "unknown"
        elif what == "log":
            if self.judged:
                return False
            self.seen = self.judged = True
            self.verdict = "test"
        else:
            if not (self.judged and self.active and self.verdict == "test"):
                return False
            self.seen = self.judged = False
            self.verdict = None
        self._rest()
        return True

    def device(self, active: bool) -> None:
        """The device says how it is."""
        if active and not self.active:
            self.seen = self.judged = self.sent = False
            self.verdict = None
        self.active = active
        self._rest()

    def _rest(self) -> None:
        """What is over closes by itself."""
        if self.active or self.closed or self.sent:
            return
        over = self.judged and self.verdict in ("false", "test")
        small = self.kind not in FIRES and self.seen
        self.closed = over or small or self.kind == "test"

    @property
    def state(self) -> str:
        """Its state as the API calls it."""
        for name in ("closed", "sent", "judged", "seen"):
            if getattr(self, name):
                return {
                    "closed": "closed",
                    "sent": "dispatched",
                    "judged": "verified",
                    "seen": "acknowledged",
                }[name]
        return "raised"


STEP = st.one_of(
    st.booleans(),
    st.tuples(st.sampled_from(PERSONAL), st.sampled_from([None, *Outcome])),
    st.sampled_from(sorted(OWN)),
)


@settings(max_examples=600)
@given(st.sampled_from(list(EventKind)), st.lists(STEP, max_size=14))
def test_the_table_does_what_the_rules_say(
    kind: EventKind, steps: list[bool | tuple[Action, Outcome | None] | Action]
) -> None:
    status, model = Status(kind), Model(kind.value)
    for step in steps:
        if isinstance(step, bool):
            if model.closed:
                break
            status = observe(status, step)
            model.device(step)
        else:
            status = _tried(status, model, step)
        assert (status.state.value, status.level is Level.ACTIVE) == (model.state, model.active)
        assert status.outcome == model.verdict
        assert (status.state is State.CLOSED) == model.closed


def _tried(status: Status, model: Model, step: tuple[Action, Outcome | None] | Action) -> Status:
    try:
        if isinstance(step, tuple):
            action, outcome = step
            moved = act(status, action, outcome)
        else:
            moved = advance(status, step)
    except Refusal:
        moved = None
    could = (
        model.person(step[0].value, step[1] and step[1].value)
        if isinstance(step, tuple)
        else model.centre(step.value)
    )
    assert (moved is not None) == could, step
    return moved if moved is not None else status
