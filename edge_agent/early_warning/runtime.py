"""Early warning while the agent runs: each tick the latest values through the model, its warnings told.

Theory of operation
===================

1. It can add an alarm and never suppress one: nothing here is on the way of a report to the disk. Values are
   overheard, the model runs in a thread of its own, and whatever fails is counted, told, and tried again
   after a growing pause.
2. The model is loaded when a part first tells something of the air. One that is refused (another hash,
   another schema) leaves the one that runs in its place.
3. A tick that comes too late is left out and counted; after a gap of GAP_S the windows begin flat.
4. A warning goes the way of every observation, marked as concluded: it neither counts as a word of the part
   nor touches any other state of it. What stands is kept in step by `standing`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from edge_agent.drivers.driver import Observe
from edge_agent.early_warning import telling
from edge_agent.early_warning.detectors import neighbours
from edge_agent.early_warning.history import History
from edge_agent.early_warning.inputs import Inputs
from edge_agent.early_warning.limits import limits_of
from edge_agent.early_warning.settings import EarlyWarningSettings
from edge_agent.early_warning.standing import Standing
from edge_agent.early_warning.tally import Tally
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Columns, Observation
from edge_agent.watch import Watched
from runtime.backoff import Backoff
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.event_kinds import EventKind
from telemetry.messages import ModelHealth, Part

if TYPE_CHECKING:  # onnxruntime takes its time and its memory; a gateway without detectors spends neither
    from device_profiles.finding import Finding
    from edge_agent.early_warning.engine import Answer, Engine

log = get_logger("early-warning")

GAP_S = 30.0
_IDLE_S = 1.0
#: A model that takes so long hangs.
_HUNG_S = 10.0
_MODEL = "early-warning"
#: Detectors with the highest scores that are shown on site.
_SHOWN = 5


class EarlyWarning:
    """`settings` and `watched` are asked whenever they are needed; `history` is where warnings are noted."""

    def __init__(
        self,
        settings: Callable[[], EarlyWarningSettings],
        watched: Callable[[], Mapping[str, Watched]],
        normaliser: Normaliser,
        observe: Observe,
        clock: Clock,
        history: History,
    ) -> None:
        self._settings, self._watched = settings, watched
        self._normaliser, self._observe, self._clock = normaliser, observe, clock
        self._parts = dict(watched())
        self._inputs = Inputs(self._part_of)
        self._standing = Standing(self._stands, self._ours)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="early-warning")
        self._pauses = Backoff(first_s=2.0, limit_s=300.0)
        self._loading = Backoff(first_s=5.0, limit_s=900.0)
        self._load_at, self._tried = 0.0, ""
        self._disk, self._tell_at = Backoff(first_s=1.0, limit_s=60.0), 0.0
        self._loaded = ""
        self._arranged = False
        self._faults: dict[str, str] = {}
        self.history, self.tally = history, Tally()
        self.engine: Engine | None = None
        self._answer: Answer | None = None

    # What happens to it from outside.

    def hear(self, observations: Sequence[Observation], columns: Sequence[Columns]) -> None:
        """Overhear what drivers hand over."""
        if self._settings().mode == "off":
            return
        try:
            self._inputs.hear(observations, columns, self._clock.monotonic())
        except Exception as fault:  # whatever it is, the report itself has gone its way
            self._failed("hear", fault)

    def watch(self) -> None:
        """Other parts are watched, or the settings changed."""
        self._parts = dict(self._watched())
        self._inputs.keep({name for name in self._parts if self._part_of(name) is not None})
        self._standing.adopt(self._parts, self._clock.monotonic())
        self._arranged = False

    async def run(self) -> None:
        """Look on until cancelled."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self.history.read)
        self.watch()
        due = loop.time()
        while True:
            pause = 0.0
            try:
                every_s = await self._step()
                self._worked()
            except Exception as fault:  # nothing that goes wrong here may reach the rest of the agent
                self._failed("tick", fault)
                every_s, pause = _IDLE_S, self._pauses.next()
            due += every_s
            late = loop.time() + pause - due
            if late > 0:
                missed = int(late / every_s) + 1
                due += missed * every_s
                self._left_out(missed, missed * every_s)
            await asyncio.sleep(due - loop.time())

    def close(self) -> None:
        """Let the thread go; one that hangs is left to itself."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    # What it tells of itself.

    @property
    def model_fault(self) -> str:
        """Why the model that the settings name is not taken up; empty when it is."""
        return self._faults.get("model", "") if self._settings().model is not None else ""

    @property
    def fault(self) -> str:
        """What is wrong, in words; empty when all is well."""
        return "; ".join(self._faults.values())

    def health(self) -> ModelHealth:
        """For the health message."""
        described = None if self.engine is None else self.engine.model.description
        return ModelHealth(
            model=_MODEL,
            version="" if described is None else described.version[:128],
            hash="" if self.engine is None else self.engine.model.short_hash,
            mode=self._settings().mode,
            fault=self.fault[:512],
            rows=len(self._inputs.parts),
            standing=len(self._standing.parts),
            **self.tally.figures(),
        )

    def told(self) -> Mapping[str, Any]:
        """For who looks on site."""
        return {
            **msgspec.to_builtins(self.health()),
            "highest": self._highest(),
            "history": list(self.history.latest),
        }

    # One tick.

    async def _step(self) -> float:
        """Do what is due; gives the seconds until the next time."""
        settings, now = self._settings(), self._clock.monotonic()
        if settings.mode == "off":
            self.engine, self._answer, self._loaded, self._tried = None, None, "", ""
            self._faults.clear()
        if settings.mode != "live" and now >= self._tell_at:
            self._end_everything()
        if settings.mode == "off" or not self._inputs.parts:
            self._end(None, now)
            return _IDLE_S
        await self._take_up_model(settings, now)
        if self.engine is None:
            self._end(None, now)
            return _IDLE_S
        self._arrange(self.engine)
        missing = self._normaliser.missing(self.engine.parts)
        values, have, stale = self._inputs.now(now, settings.stale_after_s, missing)
        raised = self.engine.scorer.decision.raised
        held = [name for name, up in zip(self.engine.parts, raised.tolist(), strict=True) if up]
        asked = self._standing.to_raise(held) if settings.mode == "live" else ()
        count = len(self.engine.parts)
        answer = await self._in_thread(self.engine.tick, values[:count], have[:count], asked)
        self.tally.take(answer.values, answer.have, answer.probability, answer.seconds, stale)
        self._answer = answer
        self._tell(answer, self.engine)
        return self.engine.model.description.shape.tick_s

    async def _in_thread(self, work: Callable[..., Any], *given: object) -> Any:
        future = asyncio.get_running_loop().run_in_executor(self._thread, work, *given)
        while True:
            done, _ = await asyncio.wait({future}, timeout=_HUNG_S)
            if done:
                self._faults.pop("hung", None)
                return future.result()
            if "hung" not in self._faults:
                log.error("the model does not answer", for_s=_HUNG_S)
            self._faults["hung"] = f"模型 {_HUNG_S:g} 秒无应答 / the model has not answered for {_HUNG_S:g} s"

    async def _take_up_model(self, settings: EarlyWarningSettings, now: float) -> None:
        wanted = f"{settings.model} {settings.sha256}"
        if wanted == self._loaded:
            self._faults.pop("model", None)
            return
        if wanted == self._tried and now < self._load_at:
            return
        if wanted != self._tried:
            self._loading.reset()
        self._tried, self._load_at = wanted, now + self._loading.next()
        try:
            engine = await self._in_thread(_made, settings, self.engine)
        except Exception as fault:  # a model file is input: whatever it makes of us, the old one goes on
            self._refused(fault)
            return
        self.engine, self._loaded, self._arranged = engine, wanted, False
        self._faults.pop("model", None)
        self.tally.describe(engine.model.description)
        model = engine.model
        log.info("model taken up", version=model.description.version, hash=model.short_hash)

    def _arrange(self, engine: Engine) -> None:
        if self._arranged and len(engine.parts) == len(self._inputs.parts):
            return
        parts = list(self._inputs.parts)
        engine.arrange(parts, neighbours(parts, self._parts, engine.model.description.neighbours))
        engine.limit(limits_of(engine.model.description, self._settings().limits))
        for part in self._standing.parts:
            engine.hold(part, raised=True)
        self._arranged = True

    # What comes of it.

    def _tell(self, answer: Answer, engine: Engine) -> None:
        settings, now = self._settings(), self._clock.monotonic()
        raised = {name for name, up in zip(answer.parts, answer.raised.tolist(), strict=True) if up}
        rows = {name: row for row, name in enumerate(answer.parts)}
        for row in np.flatnonzero(answer.begins).tolist():
            self.tally.raised += 1
            self._note("begins", answer, engine, row)
        for row in np.flatnonzero(answer.ends).tolist():
            self.tally.ended += 1
            self._note("ends", answer, engine, row)
        if settings.mode != "live" or now < self._tell_at:
            return
        sure = np.flatnonzero(answer.probability >= engine.scorer.decision.limits.on)
        self._standing.confirmed(answer.parts[row] for row in sure.tolist())
        for part in self._standing.to_raise(raised & self._parts.keys()):
            cause = answer.causes.get(part)
            if cause is None:
                continue  # the next tick gives it
            probability = float(answer.probability[rows[part]])
            self._conclude(part, telling.begins(engine.model, settings.mode, probability, cause))
            self._standing.began(part)
        self._end(answer, now)

    def _end(self, answer: Answer | None, now: float) -> None:
        """End what stands and must not."""
        names = [] if answer is None else list(answer.parts)
        raised = (
            set()
            if answer is None
            else {name for name, up in zip(names, answer.raised.tolist(), strict=True) if up}
        )
        for part, zh, en in self._standing.to_end(raised, set(names), now):
            score = None if answer is None or part not in names else answer.probability[names.index(part)]
            self._end_one(part, None if score is None or np.isnan(score) else float(score), zh, en)

    def _end_everything(self) -> None:
        for part, zh, en in self._standing.everything():
            self._end_one(part, None, zh, en)

    def _end_one(self, part: str, probability: float | None, zh: str, en: str) -> None:
        if self.engine is not None and self._settings().mode == "live":
            self.engine.hold(part, raised=False)
        model = None if self.engine is None else self.engine.model
        self._conclude(part, telling.ends(model, self._settings().mode, probability, zh, en))
        self._standing.ended(part)

    def _conclude(self, part: str, finding: Finding) -> None:
        stored = self._observe([Observation(part, finding, concluded=True)])

        def settled(done: asyncio.Future[None]) -> None:
            fault = None if done.cancelled() else done.exception()
            if fault is not None:  # the level went back to what is stored; what must be told is told again
                self._failed("disk", fault)
                self._tell_at = self._clock.monotonic() + self._disk.next()
                self._standing.adopt(self._parts, self._clock.monotonic())
            else:
                self._disk.reset()
                self._faults.pop("disk", None)

        stored.add_done_callback(settled)

    def _note(self, what: str, answer: Answer, engine: Engine, row: int) -> None:
        part, score = answer.parts[row], float(answer.probability[row])
        cause = answer.causes.get(part)
        entry = {
            "ts": self._clock.now_ms(),
            "part": part,
            "what": what,
            "mode": self._settings().mode,
            "probability": round(score, 4),
            "kind": cause.kind if cause is not None else "",
            "reasons": [reason._asdict() for reason in cause.reasons] if cause is not None else [],
            "version": engine.model.description.version,
            "hash": engine.model.short_hash,
        }
        self.history.latest.append(entry)
        with contextlib.suppress(RuntimeError):  # the thread is closed: the agent ends
            self._thread.submit(self.history.write, entry)

    def _highest(self) -> list[dict[str, Any]]:
        answer, engine = self._answer, self.engine
        if answer is None or engine is None:
            return []
        from edge_agent.early_warning.engine import kind_of

        scores = np.nan_to_num(answer.probability, nan=-1.0)
        best = [row for row in np.argsort(-scores, kind="stable")[:_SHOWN].tolist() if scores[row] >= 0]
        kinds = engine.model.description.kinds
        return [
            {
                "part": answer.parts[row],
                "probability": round(float(scores[row]), 4),
                "kind": kind_of(kinds, answer.kind[row]),
                "raised": bool(answer.raised[row]),
            }
            for row in best
        ]

    # What goes wrong.

    def _failed(self, where: str, fault: BaseException) -> None:
        words = f"{type(fault).__name__}: {fault}"[:300]
        self.tally.errors += 1
        told = f"早期预警出错,自动重试 / early warning failed and is tried again: {words}"
        if self._faults.get(where) != told:
            log.error("early warning failed", at=where, fault=words, exc_info=fault)
        self._faults[where] = told

    def _refused(self, fault: BaseException) -> None:
        keeps = "" if self.engine is None else f"; {self.engine.model.short_hash} 继续运行 / goes on"
        told = f"模型未采用 / the model is not taken up: {str(fault) or type(fault).__name__}{keeps}"
        if self._faults.get("model") != told:
            log.error("model not taken up", fault=str(fault))
        self._faults["model"] = told

    def _worked(self) -> None:
        if self._faults.pop("tick", None) is not None:
            self._pauses.reset()

    def _left_out(self, ticks: int, seconds: float) -> None:
        if self.engine is None:
            return
        self.tally.skipped += ticks
        if seconds > GAP_S:
            self.engine.break_off()

    def _part_of(self, name: str) -> Part | None:
        entry = self._parts.get(name)
        return None if entry is None or name in self._settings().leave_out else entry.part

    def _stands(self, part: str) -> bool:
        return EventKind.EARLY_WARNING in self._normaliser.level(part).active

    def _ours(self, part: str) -> bool:
        return telling.STATE in self._normaliser.level(part).codes


def _made(settings: EarlyWarningSettings, before: Engine | None) -> Engine:
    """Load the model and let the new engine go on where the one before stands; in the thread."""
    from edge_agent.early_warning import engine

    model = engine.load(settings)
    engine.give_back()
    return engine.Engine(model, limits_of(model.description, settings.limits), before)
