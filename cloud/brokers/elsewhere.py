"""Brokers on other hosts, which ask for their files: `steppewatch broker-files` there.

1. Whoever asks says which revision the folder holds and whether the broker has been told of it, or what went
   wrong. So the state shows every broker, in every process of the centre.
2. A revision counts as held when the broker was told of it twice, seconds apart: Mosquitto loses a signal
   that comes while it works on another.
3. What all ask for is rendered once a revision, and anew well before a revocation list's term ends.
4. Who has not asked for `SILENT_S` is at fault, whatever it said last.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from cloud.brokers import repository
from cloud.brokers.files import FORMS, Engine
from cloud.brokers.policy import Policy
from cloud.brokers.schemas import AskedFor, FilesOut, TargetState
from cloud.brokers.settings import ElsewhereTarget
from cloud.brokers.tables import BrokerElsewhere
from cloud.database.engine import Database
from cloud.enrolment import repository as enrolment
from cloud.errors import not_found
from runtime.clock import Clock

SILENT_S = 60.0
#: What says nothing new is written down no more often.
_AGAIN_MS = 20_000
_RENEW_S = 21_600.0


class Elsewhere:
    """The brokers that the settings name; `policy` gives what they are to know. For any thread."""

    def __init__(
        self,
        database: Database,
        told: Sequence[ElsewhereTarget],
        clock: Clock,
        policy: Callable[..., Policy],
    ) -> None:
        self._database = database
        self._told = told
        self._clock = clock
        self._policy = policy
        self._rendering = threading.Lock()
        #: Revision, when, and files, by engine.
        self._rendered: dict[Engine, tuple[int, float, dict[str, str]]] = {}

    @property
    def has_sessions(self) -> bool:
        """Whether the sessions of any are ended from here."""
        return any(one.sessions is not None for one in self._told)

    def answer(self, name: str, asked: AskedFor) -> FilesOut:
        """What this broker is to have, unless it has that. Raises ApiError 404."""
        engine = next((one.engine for one in self._told if one.name == name), None)
        if engine is None:
            raise not_found(
                "代理服务器(须在设置 [[brokers.elsewhere]] 中列出)",
                "broker among `[[brokers.elsewhere]]` of the settings",
                "path.name",
            )
        with self._database.write() as session:
            self._note(session, name, asked)
            revision = enrolment.policy_revision(session)
        if asked.held == revision:
            return FilesOut(engine=engine, revision=revision, files=None)
        revision, files = self._rendered_now(engine, revision)
        return FilesOut(engine=engine, revision=revision, files=files)

    def states(self, session: Session) -> list[TargetState]:
        """How far each is."""
        rows = repository.elsewhere(session)
        return [self._state(one, rows.get(one.name)) for one in self._told]

    def with_sessions(self) -> list[tuple[str, TargetState]]:
        """Those whose sessions are ended from here: where, and how far their files are."""
        with self._database.read() as session:
            states = self.states(session)
        return [
            (one.sessions, state)
            for one, state in zip(self._told, states, strict=True)
            if one.sessions is not None
        ]

    def _note(self, session: Session, name: str, asked: AskedFor) -> None:
        now = self._clock.now_ms()
        row = session.get(BrokerElsewhere, name)
        if row is None:
            row = BrokerElsewhere(name=name, asked_at=0, fault="")
            session.add(row)
        said = asked.held, asked.fault
        if (row.revision, row.fault) == said and now - row.asked_at < _AGAIN_MS:
            return
        (row.revision, row.fault), row.asked_at = said, now

    def _state(self, one: ElsewhereTarget, row: BrokerElsewhere | None) -> TargetState:
        name = f"{one.engine} {one.name}"
        if row is None:
            fault = "has never asked for its files; start `steppewatch broker-files` on its host"
            return TargetState(name=name, revision=None, at=None, fault=fault)
        silent_s = (self._clock.now_ms() - row.asked_at) / 1000
        fault = row.fault if silent_s <= SILENT_S else f"has not asked for its files for {silent_s:.0f} s"
        return TargetState(name=name, revision=row.revision, at=row.asked_at, fault=fault)

    def _rendered_now(self, engine: Engine, revision: int) -> tuple[int, dict[str, str]]:
        with self._rendering:
            held = self._rendered.get(engine)
            now = self._clock.monotonic()
            if held is None or held[0] < revision or now - held[1] > _RENEW_S:
                policy = self._policy(certificates=FORMS[engine].certificates)
                held = self._rendered[engine] = policy.revision, now, FORMS[engine].render(policy)
            return held[0], held[2]
