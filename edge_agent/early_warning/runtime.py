"""A model while the agent runs: each tick the latest values through it, and its warnings told.

Theory of operation
===================

1. It can add an alarm and never suppress one: nothing here is on the way of a report to the disk. Values are
   overheard, the model runs in a thread of its own, and whatever fails is counted, told, and tried again
   after a growing pause.
2. The model is loaded when a part first tells something that it knows (`loading`).
3. A tick that comes too late is left out and counted. When GAP_S and GAP_TICKS pass without one, whatever the
   reason (late, hung, nobody to look at), the windows begin flat; of a model that looks back over days they
   hold.
4. A warning goes the way of every observation, marked as concluded: it neither counts as a word of the part
   nor touches any other state of it (`announcing`). What stands is kept in step by `standing`.
5. What a model that looks back over days has seen is written down every KEEP_S, and read at the next start.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from edge_agent.drivers.driver import Observe
from edge_agent.early_warning.announcing import Announcer
from edge_agent.early_warning.answer import Answer
from edge_agent.early_warning.faults import Faults
from edge_agent.early_warning.history import History
from edge_agent.early_warning.inputs import Inputs
from edge_agent.early_warning.limits import limits_of
from edge_agent.early_warning.loading import Loading
from edge_agent.early_warning.model_thread import ModelThread
from edge_agent.early_warning.past import Past
from edge_agent.early_warning.places import Group
from edge_agent.early_warning.settings import GroupedSettings, ModelSettings
from edge_agent.early_warning.tally import Tally
from edge_agent.early_warning.tasks import Task
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Columns, Observation
from edge_agent.watch import Watched
from runtime.backoff import Backoff
from runtime.clock import Clock
from telemetry.messages import ModelHealth, Part, Quality

if TYPE_CHECKING:  # onnxruntime comes with it
    from edge_agent.early_warning.engine import Engine

GAP_S, GAP_TICKS = 30.0, 30
KEEP_S = 3600.0
_IDLE_S = 1.0
#: Detectors with the highest scores that are shown on site.
_SHOWN = 5


class EarlyWarning:
    """`settings` and `watched` are asked whenever they are needed; `history` is where warnings are noted.

    `past` is where what was seen is kept.
    """

    def __init__(
        self,
        task: Task,
        settings: Callable[[], ModelSettings],
        watched: Callable[[], Mapping[str, Watched]],
        normaliser: Normaliser,
        observe: Observe,
        clock: Clock,
        history: History,
        past: Past,
    ) -> None:
        self.task, self._past = task, past
        self._settings, self._watched, self._normaliser, self._clock = settings, watched, normaliser, clock
        self._parts = dict(watched())
        self._inputs = Inputs(self._part_of, task, self._groups())
        self.history, self.tally = history, Tally()
        self._faults = Faults(task, clock.monotonic, self.tally)
        self._thread = ModelThread(task.state, self._faults)
        self._loading = Loading(task, self._thread, self._faults)
        self._announcer = Announcer(
            task, settings, normaliser, observe, clock, history, self.tally, self._faults, self._thread
        )
        self._pauses = Backoff(first_s=2.0, limit_s=300.0)
        #: What the engine was arranged for: how often `watch` was called, and how many rows there were.
        self._arranged: tuple[int, int] | None = None
        self._watches = self._seldom = 0
        self._changed = asyncio.Event()
        self._looked_at, self._kept_at = -math.inf, clock.monotonic()
        self._answer: Answer | None = None

    # What happens to it from outside.

    def hear(self, observations: Sequence[Observation], columns: Sequence[Columns]) -> None:
        """Overhear what drivers hand over."""
        if self._settings().mode == "off":
            return
        try:
            self._inputs.hear(observations, columns, self._clock.monotonic())
            self._faults.mended("hear")
        except Exception as fault:  # whatever it is, the report itself has gone its way
            self._faults.failed("hear", fault)

    def watch(self) -> None:
        """Other parts are watched, or the settings changed."""
        self._parts = dict(self._watched())
        self._inputs.group(self._groups())
        self._inputs.keep()
        self._announcer.watch(self._parts)
        self._watches += 1
        self._changed.set()

    async def run(self) -> None:
        """Look on until cancelled."""
        loop = asyncio.get_running_loop()
        await self._thread.ask(self.history.read)
        self.watch()
        self._changed.clear()
        due = loop.time()
        while True:
            pause = 0.0
            try:
                every_s = await self._step()
                if self._faults.mended("tick"):
                    self._pauses.reset()
            except Exception as fault:  # nothing that goes wrong here may reach the rest of the agent
                self._faults.failed("tick", fault)
                every_s, pause = _IDLE_S, self._pauses.next()
            due += every_s
            late = loop.time() + pause - due
            if late > 0:
                missed = int(late / every_s) + 1
                due += missed * every_s
                self.tally.skipped += missed if self.engine is not None else 0
            await self._until(due)
            due = min(due, loop.time())

    async def _until(self, due: float) -> None:
        """Wait; what changed meanwhile ends at once what may not stand any more, and waits for no tick.

        Where nobody is looked at any more there is nothing to wait for.
        """
        loop = asyncio.get_running_loop()
        while (left := due - loop.time()) > 0:
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                return
            self._changed.clear()
            if not self._inputs.parts:
                return
            try:
                looks = self._settings().mode != "off"
                self._announcer.tell(*((self._answer, self.engine) if looks else (None, None)))
            except Exception as fault:
                self._faults.failed("tick", fault)

    def finish(self) -> None:
        """Have what was seen written down, and the thread end after that."""
        if self.engine is not None:
            self._keep(self.engine)
        self._thread.finish()

    def join(self, within_s: float) -> None:
        """Wait for the thread's end; one that hangs is left to itself."""
        self._thread.join(within_s)

    # What it tells of itself.

    @property
    def engine(self) -> Engine | None:
        """The model that runs."""
        return self._loading.engine

    @property
    def model_fault(self) -> str:
        """Why the model that the settings name is not taken up; empty when it is."""
        return self._loading.fault if self._settings().model is not None else ""

    @property
    def fault(self) -> str:
        """What is wrong, in words; empty when all is well."""
        return str(self._faults)

    def health(self) -> ModelHealth:
        """For the health message."""
        model = None if self.engine is None else self.engine.model
        return ModelHealth(
            model=self.task.model,
            version="" if model is None else model.description.version[:128],
            hash="" if model is None else model.short_hash,
            mode=self._settings().mode,
            fault=self.fault[:512],
            rows=len(self._inputs.parts),
            seldom=self._seldom,
            standing=len(self._announcer.standing),
            **self.tally.figures(),
        )

    def told(self, health: ModelHealth) -> Mapping[str, Any]:
        """For who looks on site."""
        return {
            **msgspec.to_builtins(health),
            "highest": [] if self._answer is None else self._answer.highest(_SHOWN),
            "history": list(self.history.latest),
        }

    # One tick.

    async def _step(self) -> float:
        """Do what is due; gives the seconds until the next time."""
        settings = self._settings()
        engine = await self._ready(settings)
        if engine is None:
            self._answer, self._seldom = None, 0
            self._announcer.tell(None, None)
            return _IDLE_S
        now, tick_s = self._clock.monotonic(), engine.model.description.shape.tick_s
        gap = now - self._looked_at
        if gap > tick_s + max(GAP_S, GAP_TICKS * tick_s):
            await self._thread.ask(engine.miss, gap)
        self._looked_at = now
        self._inputs.look(self._in_state, now)
        missing = self._normaliser.missing(engine.parts) & ~self._inputs.grouped()
        known = self._inputs.now(now, settings.stale_after_s, missing, engine.scorer.decision.raised)
        self._seldom = known.seldom
        untold = self._announcer.untold(engine.raised)
        answer: Answer = await self._thread.ask(engine.tick, known.values, known.have, untold)
        self.tally.take(answer.values, answer.have, answer.probability, answer.seconds, known.stale)
        self._answer = answer
        self._announcer.note(answer, engine)
        self._announcer.tell(answer, engine)
        if now - self._kept_at >= KEEP_S:
            self._keep(engine)
        return tick_s

    async def _ready(self, settings: ModelSettings) -> Engine | None:
        """The model over whom there is to look at; None when there is nothing to look at, or no model."""
        if settings.mode == "off":
            self._loading.drop()
            self._faults.clear()
        remembers = self.task.keeps_past and self.engine is None
        if settings.mode == "off" or not (self._inputs.parts or (remembers and self._past.there)):
            return None
        other = await self._loading.take_up(settings, self._clock.monotonic())
        if other is not None:
            self.tally.describe(other.model.description)
            self._arranged = None
            if remembers:
                await self._remember(other)
        if not self._inputs.parts:
            return None
        engine = self.engine
        if engine is None:
            return None
        while self._arranged != (now := (self._watches, len(self._inputs.parts))):
            limits = limits_of(engine.model.description, self._settings().limits)
            parts = tuple(self._inputs.parts)
            await self._thread.ask(engine.arrange, parts, self._parts, limits, self._announcer.standing)
            self._arranged = now
        return engine

    # What is kept over a restart.

    def _keep(self, engine: Engine) -> None:
        if not self.task.keeps_past:
            return
        self._kept_at = self._clock.monotonic()
        parts, windows = engine.parts, engine.scorer.windows
        if not set(parts) <= set(self._inputs.parts):  # some are gone: the next tick arranges the others
            return
        told, ts = self._inputs.kept(parts, self._kept_at), self._clock.now_ms()
        self._thread.submit(self._past.write, self.task, engine.model, parts, told, windows, ts)

    async def _remember(self, engine: Engine) -> None:
        found = await self._thread.ask(self._past.read, self.task, engine.model)
        since_s = 0.0 if found is None else (self._clock.now_ms() - found.ts) / 1000.0
        if found is None or since_s < 0:  # a clock that was set back knows no age
            return
        now = self._clock.monotonic()
        # The time away is no silence of theirs: what was fresh then counts until it is told again or too old.
        away_s = 0.0 if engine.forgives(since_s) else since_s
        self._inputs.remember(found.parts, found.inputs, away_s, now)
        engine.remember(found.parts, found.windows)
        self._looked_at = now - since_s

    def _groups(self) -> list[Group]:
        settings = self._settings()
        if not isinstance(settings, GroupedSettings):
            return []
        columns = {channel.name: place for place, channel in enumerate(self.task.channels)}
        return [
            Group(group.part, {columns[name]: part for name, part in group.sources.items()})
            for group in settings.group
        ]

    def _in_state(self, part: str, state: str) -> bool | None:
        level = self._normaliser.level(part)
        return None if level.quality is not Quality.GOOD else state in level.states

    def _part_of(self, name: str) -> Part | None:
        entry = self._parts.get(name)
        return None if entry is None or name in self._settings().leave_out else entry.part
