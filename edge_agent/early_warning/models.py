"""Every model of the gateway, side by side: each has its own thread, its own faults, its own history."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from edge_agent.drivers.driver import Observe
from edge_agent.early_warning.history import History
from edge_agent.early_warning.past import Past
from edge_agent.early_warning.runtime import EarlyWarning
from edge_agent.early_warning.settings import EarlyWarningSettings, ModelSettings, ModelsSettings
from edge_agent.early_warning.tasks import FIRE, TASKS, Task
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Columns, Observation
from edge_agent.watch import Watched
from runtime.clock import Clock
from telemetry.messages import BusHealth, ModelHealth

_END_S = 1.0


class Models:
    """`fire` and `others` give the settings of now; in `folder` lies what is noted and what is kept."""

    def __init__(
        self,
        fire: Callable[[], EarlyWarningSettings],
        others: Callable[[], ModelsSettings],
        watched: Callable[[], Mapping[str, Watched]],
        normaliser: Normaliser,
        observe: Observe,
        clock: Clock,
        folder: Path,
    ) -> None:
        def settings_of(task: Task) -> Callable[[], ModelSettings]:
            return fire if task is FIRE else lambda: getattr(others(), task.model)

        self.each = [
            EarlyWarning(
                task,
                settings_of(task),
                watched,
                normaliser,
                observe,
                clock,
                History(folder / f"{task.state}.jsonl"),
                Past(folder / f"{task.state}.npz"),
            )
            for task in TASKS.values()
        ]

    def hear(self, observations: Sequence[Observation], columns: Sequence[Columns]) -> None:
        """Overhear what drivers hand over."""
        for model in self.each:
            model.hear(observations, columns)

    def watch(self) -> None:
        """Other parts are watched, or the settings changed."""
        for model in self.each:
            model.watch()

    async def run(self) -> None:
        """Look on until cancelled."""
        async with asyncio.TaskGroup() as running:
            for model in self.each:
                running.create_task(model.run())

    def close(self) -> None:
        """Write down what was seen, and let the threads go; what is under way may take `_END_S`."""
        for model in self.each:
            model.finish()
        ends = time.monotonic() + _END_S
        for model in self.each:
            model.join(ends - time.monotonic())

    def begin_anew(self) -> None:
        """The figures were told."""
        for model in self.each:
            model.tally.begin_anew()

    def health(self) -> list[ModelHealth]:
        """For the health message."""
        return [model.health() for model in self.each]

    def faults(self) -> list[BusHealth]:
        """A row for each model with which something is wrong."""
        return [
            BusHealth(
                model.task.state, "onnx", False, errors=model.tally.errors, last_error=model.fault[:512]
            )
            for model in self.each
            if model.fault
        ]

    @property
    def model_fault(self) -> str:
        """Why a model that the settings name is not taken up; empty when all are."""
        return "; ".join(model.model_fault for model in self.each if model.model_fault)

    def told(self, health: Sequence[ModelHealth]) -> list[Mapping[str, Any]]:
        """For who looks on site."""
        return [
            {"zh": model.task.zh, "en": model.task.en, **model.told(one)}
            for model, one in zip(self.each, health, strict=True)
        ]
