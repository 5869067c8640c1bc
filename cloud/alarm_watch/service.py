"""One look at a batch of alarms that are due. Opens and commits nothing.

Theory of operation
===================

1. Ingest marks what it has touched as due and asks nothing (`due_at`). The watch takes batches of that, fire
   class first, reads what is known about all of them with a dozen queries, and decides for each.
2. Declared works come first: what began to ring within them is logged, and nothing else happens to it.
3. Then P(real) is weighed. A new alarm is evidence for the others of its site, so those are weighed again.
4. A fire goes out when its time is over, at once where there is no delay, or where the evidence is enough:
   `time-out`, with a dispatch request, in the same transaction. P(real) never keeps it from going out.
5. Steps of escalation that are due are told once each.
6. What chatters is marked as such; outside the fire class it is one alarm until it has been quiet
   (`state_table`, rule 14).
7. What comes next decides when the alarm is due again; if nothing does, it is not.

A look leaves `version` alone unless it moves the state, so that nobody's decision is refused for its sake.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cloud.alarm_watch import escalation, evidence, repository, waiting
from cloud.alarm_watch.chatter import WITHIN_MS
from cloud.alarm_watch.settings import AlarmSettings
from cloud.alarm_watch.surroundings import Places, Surroundings
from cloud.alarms import repository as alarms
from cloud.alarms import state_table
from cloud.alarms.records import ring_anew, status_of
from cloud.alarms.service import take
from cloud.alarms.state_table import UNVERIFIED, Action, Level, Outcome, State
from cloud.alarms.tables import Alarm
from cloud.alarms.timeline import Happening
from cloud.alarms.views import PRIOR
from cloud.dispatch_requests import service as requests
from cloud.dispatch_requests.rules import REASON_NAMES, Reason, RequestState
from cloud.live import changes
from cloud.maintenance import repository as maintenance
from cloud.shelving import repository as shelf
from cloud.shelving import service as shelving
from telemetry.event_kinds import FIRE_CLASS, EventKind

#: Of the sites of a batch so many older alarms are weighed again.
_AGAIN = 100
#: What rang so lately is new to the others of its site.
_NEW_MS = 60_000


def pending(session: Session, now: int) -> bool:
    """Whether there is anything to do. Writes nothing."""
    return (
        repository.any_due(session, now)
        or maintenance.any_expired(session, now)
        or shelf.any_expired(session, now)
    )


def look(session: Session, settings: AlarmSettings, now: int, only: int | None = None) -> int:
    """Deal with what is due, at most `at_once`, or with that alarm alone; returns how many were."""
    due = (
        repository.due(session, now, settings.at_once)
        if only is None
        else repository.due_one(session, now, only)
    )
    if not due:
        return 0
    batch = _Batch(session, settings, now, due, alone=only is not None)
    for alarm in batch.alarms:
        batch.deal_with(alarm)
    batch.write()
    return len(due)


class _Batch:
    def __init__(
        self, session: Session, settings: AlarmSettings, now: int, due: Sequence[Alarm], *, alone: bool
    ) -> None:
        self._session = session
        self._settings = settings
        self._now = now
        places = Places(session, due)
        # What rang just now may make the older ones beside it likelier.
        weighs = not alone and any(now - alarm.rung_at < _NEW_MS for alarm in due)
        again = repository.open_fires(session, places.gateways, {a.id for a in due}, _AGAIN) if weighs else []
        self.alarms = [*due, *again]
        places.add(session, again)
        self._around = Surroundings(session, places, self.alarms, now)
        self._asked: list[requests.Asked] = []
        self._steps: list[dict[str, object]] = []

    def deal_with(self, alarm: Alarm) -> None:
        """Everything that is to be done about one alarm now."""
        before = _shown(alarm)
        later: list[int | None] = []
        for part in _PARTS:
            later.append(part(self, alarm))
            if alarm.state == State.CLOSED:
                break
        alarm.due_at = min((at for at in later if at is not None), default=None)
        if alarm.state == State.CLOSED:
            alarm.due_at = None
        if _shown(alarm) != before:
            changes.note(self._session, changes.ALARM, alarm.id, alarm)

    def write(self) -> None:
        """Write requests and steps down: their numbers are locks, taken last and in this order."""
        requests.ask(self._session, self._asked, self._now)
        self._session.flush()
        repository.add_steps(self._session, self._steps)

    def works(self, alarm: Alarm) -> int | None:
        """Log what rings within declared works; have it ring again once they are over."""
        if alarm.maintenance_id is not None:
            row = self._around.in_force(alarm.maintenance_id)
            if row is not None:
                return row.until
            status = status_of(alarm)
            if (
                status.state is State.VERIFIED
                and status.outcome is Outcome.TEST
                and status.level is Level.ACTIVE
            ):
                self._move(alarm, Action.RESUME)
                ring_anew(alarm, self._now)
        waiting_still = State(alarm.state) in UNVERIFIED and alarm.timed_out_at is None
        if alarm.maintenance_id is not None or not waiting_still:
            return None
        row = self._around.works(alarm)
        if row is None:
            return None
        alarm.maintenance_id = row.id
        self._move(alarm, Action.LOG, row.by, row.reason, {"maintenance": row.id, "mode": row.mode})
        alarm.verified_at = self._now
        return row.until

    def chatter(self, alarm: Alarm) -> int | None:
        """Mark what chatters, and no longer what has been quiet."""
        chatters = self._around.chatters(alarm)
        if chatters and not alarm.chatter:
            alarm.chatter = True
            self._tell(alarm, Happening.CHATTER)
        elif alarm.chatter and not chatters:
            self._calm(alarm)
        return self._now + WITHIN_MS if chatters else None

    def _calm(self, alarm: Alarm) -> None:
        before = status_of(alarm)
        after = state_table.calm(before)
        alarm.chatter = False
        self._tell(alarm, Happening.CHATTER_ENDED)
        if not after.is_open:
            take(self._session, alarm, after, self._now, settled=True)
        elif after.state is not before.state and alarm.maintenance_id is None:
            # Within works it rings once they are over.
            self._tell(alarm, Happening.REACTIVATE)
            ring_anew(alarm, self._now)
            take(self._session, alarm, after, self._now, settled=True)

    def weigh(self, alarm: Alarm) -> int | None:
        """P(real), with its reasons."""
        kind = EventKind(alarm.kind)
        if kind not in FIRE_CLASS:
            return None
        category = self._around.site(alarm.gateway).category
        begin = evidence.prior(kind, alarm.component_type, category, alarm.evidence.get("probability"))
        found = evidence.assess(begin, self._around.facts(alarm))
        reasons = [[PRIOR, found.prior], *([one.fact.value, one.weight] for one in found.weighed)]
        if reasons != alarm.reasons:
            alarm.probability, alarm.reasons = found.probability, reasons
        return None

    def consequence(self, alarm: Alarm) -> int | None:
        """Put it beneath what it follows from by design."""
        if alarm.consequence_of is None and (found := self._around.cause(alarm)) is not None:
            cause, row = found
            alarm.consequence_of = cause.id
            self._tell(alarm, Happening.CONSEQUENCE, f"{row.zh} / {row.en}", {"alarm": cause.id})
        return None

    def shelf(self, alarm: Alarm) -> int | None:
        """Lay it on the shelf, or take it off."""
        row = None if EventKind(alarm.kind) in FIRE_CLASS else self._around.shelf(alarm)
        shelving.lay(self._session, alarm, row, self._now)
        return alarm.shelved_until

    def wait(self, alarm: Alarm) -> int | None:
        """Let a fire go out once its time is over."""
        waits = alarm.kind == EventKind.FIRE and State(alarm.state) in UNVERIFIED
        if not waits or alarm.timed_out_at is not None:
            alarm.wait_until = None
            return None
        site = self._around.site(alarm.gateway)
        wait = waiting.wait_of(site.category, site.use, self._settings.wait_s)
        alarm.wait_until = waiting.until(wait, alarm.rung_at, alarm.acknowledged_at is not None)
        reason = self._out_of_time(alarm, wait)
        if reason is None:
            return alarm.wait_until
        status = state_table.advance(status_of(alarm), Action.TIME_OUT)
        alarm.outcome, alarm.timed_out_at, alarm.wait_until = status.outcome, self._now, None
        zh, en = REASON_NAMES[reason]
        self._tell(alarm, Happening.TIME_OUT, f"{zh} / {en}", {"reason": reason.value})
        self._asked.append(requests.Asked(alarm, RequestState.REQUESTED, reason))
        return None

    def _out_of_time(self, alarm: Alarm, wait: waiting.Wait) -> Reason | None:
        if wait == waiting.NONE or not wait.unseen_s:
            return Reason.NO_DELAY
        if (alarm.probability or 0) >= waiting.GO_AT_ONCE:
            return Reason.EVIDENCE
        return Reason.TIMED_OUT if (alarm.wait_until or 0) <= self._now else None

    def escalate(self, alarm: Alarm) -> int | None:
        """Tell whom it is time to tell."""
        ready, later = escalation.due(
            EventKind(alarm.kind), State(alarm.state), alarm.rung_at, alarm.steps, self._now
        )
        alarm.steps = escalation.remembered(alarm.steps, ready)
        for step in ready:
            zh, en = escalation.ROLE_NAMES[step.role]
            detail: dict[str, Any] = {"step": step.number, "role": step.role.value}
            self._tell(alarm, Happening.ESCALATE, f"{zh} / {en}", detail)
            self._steps.append(
                {
                    "alarm_id": alarm.id,
                    "activation": alarm.activation,
                    "step": step.number,
                    "role": step.role.value,
                    "kind": alarm.kind,
                    "at": self._now,
                    "area": alarm.area,
                    "organisation_id": alarm.organisation_id,
                }
            )
        return later

    def _move(
        self,
        alarm: Alarm,
        action: Action,
        by: str | None = None,
        note: str | None = None,
        detail: dict[str, Any] | None = None,
    ) -> None:
        status = state_table.advance(status_of(alarm), action)
        self._tell(alarm, Happening(action.value), note, detail, by)
        take(self._session, alarm, status, self._now, settled=True)

    def _tell(
        self,
        alarm: Alarm,
        happening: Happening,
        note: str | None = None,
        detail: dict[str, Any] | None = None,
        by: str | None = None,
    ) -> None:
        alarms.add_entry(self._session, alarm.id, self._now, happening, by, note, detail)


#: What is done about an alarm, in this order; each says when it wants to be asked again.
_PARTS: tuple[Callable[[_Batch, Alarm], int | None], ...] = (
    _Batch.works,
    _Batch.chatter,
    _Batch.weigh,
    _Batch.consequence,
    _Batch.shelf,
    _Batch.wait,
    _Batch.escalate,
)


def _shown(alarm: Alarm) -> tuple[Any, ...]:
    return (
        alarm.state,
        alarm.outcome,
        alarm.probability,
        alarm.chatter,
        alarm.maintenance_id,
        alarm.shelved_until,
        alarm.consequence_of,
        alarm.wait_until,
        alarm.timed_out_at,
    )
