"""Which model the settings want and which one runs.

One that is refused (another hash, another schema) leaves the one that runs in its place, and is tried again
after a growing pause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge_agent.early_warning.faults import Faults
from edge_agent.early_warning.limits import limits_of
from edge_agent.early_warning.model_thread import ModelThread
from edge_agent.early_warning.settings import ModelSettings
from edge_agent.early_warning.tasks import Task
from runtime.backoff import Backoff
from runtime.logging import get_logger

if TYPE_CHECKING:  # onnxruntime takes its time and its memory; a gateway without detectors spends neither
    from edge_agent.early_warning.engine import Engine

log = get_logger("early-warning")

_WHERE = "model"


class Loading:
    """`engine` is the model that runs, None before the first was taken up."""

    def __init__(self, task: Task, thread: ModelThread, faults: Faults) -> None:
        self._task, self._thread, self._faults = task, thread, faults
        self._pauses = Backoff(first_s=5.0, limit_s=900.0)
        self._taken, self._tried, self._again_at = "", "", 0.0
        self.engine: Engine | None = None

    async def take_up(self, settings: ModelSettings, now: float) -> Engine | None:
        """See to it that the model of the settings runs; the engine if it is another one than before."""
        wanted = f"{settings.model} {settings.sha256}"
        if wanted == self._taken:
            self._faults.mended(_WHERE)
            return None
        if wanted != self._tried:
            self._pauses.reset()
        elif now < self._again_at:
            return None
        self._tried, self._again_at = wanted, now + self._pauses.next()
        try:
            self.engine = await self._thread.ask(_made, self._task, settings, self.engine)
        except Exception as fault:  # a model file is input: whatever it makes of us, the old one goes on
            self._refused(fault)
            return None
        self._taken = wanted
        self._faults.mended(_WHERE)
        log.info(
            "model taken up",
            model=self._task.model,
            version=self.engine.model.description.version,
            hash=self.engine.model.short_hash,
        )
        return self.engine

    def drop(self) -> None:
        """Nothing is looked at: let the model go."""
        self.engine, self._taken, self._tried = None, "", ""

    @property
    def fault(self) -> str:
        """Why the model that the settings want is not taken up; empty when it is."""
        return self._faults.at(_WHERE)

    def _refused(self, fault: BaseException) -> None:
        keeps = "" if self.engine is None else f"; {self.engine.model.short_hash} 继续运行 / goes on"
        words = str(fault) or type(fault).__name__
        self._faults.tell(_WHERE, f"模型未采用 / the model is not taken up: {words}{keeps}")


def _made(task: Task, settings: ModelSettings, before: Engine | None) -> Engine:
    """Load the model and let the new engine go on where the one before stands; in the thread."""
    from edge_agent.early_warning import engine

    model = engine.load(task, settings)
    engine.give_back()
    return engine.Engine(task, model, limits_of(model.description, settings.limits), before)
