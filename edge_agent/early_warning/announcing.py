"""From a model's answers to warnings that begin and end: on the way of every observation, and in the history.

All of one answer goes to the disk as one batch, so a refusal is one fault, and all of it is told again after
a growing pause. What the model began or ended is noted and counted when it said so, in shadow mode too; what
ended for another reason, when that is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from edge_agent.drivers.driver import Observe
from edge_agent.early_warning import telling
from edge_agent.early_warning.answer import Answer
from edge_agent.early_warning.faults import Faults
from edge_agent.early_warning.history import History
from edge_agent.early_warning.model_thread import ModelThread
from edge_agent.early_warning.settings import ModelSettings
from edge_agent.early_warning.standing import End, Standing
from edge_agent.early_warning.tally import Tally
from edge_agent.early_warning.tasks import Task
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Observation
from runtime.backoff import Backoff
from runtime.clock import Clock

if TYPE_CHECKING:  # onnxruntime comes with it
    from device_profiles.finding import Finding
    from edge_agent.early_warning.engine import Engine
    from models.model_file import ModelFile


class Announcer:
    """`normaliser` knows what stands, `observe` takes what is concluded."""

    def __init__(
        self,
        task: Task,
        settings: Callable[[], ModelSettings],
        normaliser: Normaliser,
        observe: Observe,
        clock: Clock,
        history: History,
        tally: Tally,
        faults: Faults,
        thread: ModelThread,
    ) -> None:
        self._task, self._settings = task, settings
        self._normaliser, self._observe, self._clock = normaliser, observe, clock
        self._history, self._tally, self._faults, self._thread = history, tally, faults, thread
        self._standing = Standing(self._stands, self._ours)
        self._watched: frozenset[str] = frozenset()
        self._disk, self._tell_at = Backoff(first_s=1.0, limit_s=60.0), 0.0

    @property
    def standing(self) -> frozenset[str]:
        """The parts of which a warning of the model stands."""
        return frozenset(self._standing.parts)

    def watch(self, parts: Iterable[str]) -> None:
        """These are watched from now on: take over what stands among them."""
        self._watched = frozenset(parts)
        self._standing.adopt(self._watched, self._clock.monotonic())

    def untold(self, raised: Iterable[str]) -> Sequence[str]:
        """Of what the model holds raised, what is to be told at the next answer and asks for its cause."""
        if self._settings().mode != "live" or self._clock.monotonic() < self._tell_at:
            return ()
        return self._standing.to_raise(raised)

    def note(self, answer: Answer, engine: Engine) -> None:
        """Note and count what the model began and ended."""
        for part in answer.names(answer.begins):
            self._tally.raised += 1
            cause = answer.causes[part]
            reasons = [reason._asdict() for reason in cause.reasons]
            self._write("begins", part, engine.model, answer.known(part), kind=cause.kind, reasons=reasons)
        for part in answer.names(answer.ends):
            self._tally.ended += 1
            self._write("ends", part, engine.model, answer.known(part))

    def tell(self, answer: Answer | None, engine: Engine | None) -> None:
        """Make what stands agree with the answer; without one nobody is looked at."""
        settings, now = self._settings(), self._clock.monotonic()
        if now < self._tell_at:
            return
        if settings.mode != "live":
            self._conclude({}, self._standing.everything(), None, engine)
            return
        begun: dict[str, Finding] = {}
        raised: set[str] = set()
        if answer is not None and engine is not None:
            self._standing.confirmed(self._not_calm(answer, engine))
            raised = set(answer.names(answer.raised))
            for part in self._standing.to_raise(raised & self._watched - set(settings.leave_out)):
                cause = answer.causes.get(part)
                if cause is not None:  # otherwise the next tick gives it
                    begun[part] = telling.begins(
                        self._task, engine.model, settings.mode, answer.known(part), cause
                    )
        rows: Collection[str] = () if answer is None else answer.rows.keys()
        ends = self._standing.to_end(raised, rows, settings.leave_out, now)
        self._conclude(begun, ends, answer, engine)

    def _not_calm(self, answer: Answer, engine: Engine) -> list[str]:
        """What must be proved and is not below `off`: nothing less would end it."""
        off = engine.scorer.decision.limits.off
        return [
            part
            for part in self._standing.unproved
            if (known := answer.known(part)) is not None and known >= off
        ]

    def _conclude(
        self, begun: Mapping[str, Finding], ends: Sequence[End], answer: Answer | None, engine: Engine | None
    ) -> None:
        if not begun and not ends:
            return
        mode, model = self._settings().mode, None if engine is None else engine.model
        told = [Observation(part, finding, concluded=True) for part, finding in begun.items()]
        for end in ends:
            if engine is not None and mode == "live":
                engine.hold(end.part, raised=False)
            known = None if answer is None else answer.known(end.part)
            finding = telling.ends(self._task, model, mode, known, end.zh, end.en)
            told.append(Observation(end.part, finding, concluded=True))
        stored = self._observe(told)
        for part in begun:
            self._standing.began(part)
        for end in ends:
            self._standing.ended(end.part)
        others = [end for end in ends if not end.by_model]
        held = () if engine is None else engine.raised
        stored.add_done_callback(partial(self._settled, others, held, model))

    def _settled(
        self,
        ends: Sequence[End],
        held: Collection[str],
        model: ModelFile | None,
        stored: asyncio.Future[None],
    ) -> None:
        if stored.cancelled():
            return
        fault = stored.exception()
        if fault is not None:  # the levels went back to what is stored; what must be told is told again
            self._faults.failed("disk", fault)
            self._tell_at = self._clock.monotonic() + self._disk.next()
            self._standing.adopt(self._watched, self._clock.monotonic())
            return
        self._disk.reset()
        self._faults.mended("disk")
        for end in ends:
            # What the model goes on holding (in shadow mode) is counted when the model ends it.
            self._tally.ended += end.part not in held
            self._write("ends", end.part, model, None, why={"zh": end.zh, "en": end.en})

    def _write(
        self, what: str, part: str, model: ModelFile | None, probability: float | None, **more: Any
    ) -> None:
        entry = {
            "ts": self._clock.now_ms(),
            "part": part,
            "what": what,
            "mode": self._settings().mode,
            "probability": None if probability is None else round(probability, 4),
            "kind": "",
            "reasons": [],
            "version": "" if model is None else model.description.version,
            "hash": "" if model is None else model.short_hash,
            **more,
        }
        self._history.latest.append(entry)
        self._thread.submit(self._history.write, entry)

    def _stands(self, part: str) -> bool:
        return self._task.state in self._normaliser.level(part).states

    def _ours(self, part: str) -> bool:
        return self._task.state in self._normaliser.level(part).codes
