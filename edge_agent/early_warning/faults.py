"""What is wrong with a model now, by where it went wrong."""

from __future__ import annotations

from collections.abc import Callable

from edge_agent.early_warning.tally import Tally
from edge_agent.early_warning.tasks import Task
from runtime.logging import get_logger

log = get_logger("early-warning")

#: The same fault at the same place is logged again after so long.
_AGAIN_S = 60.0


class Faults:
    """Each place has one fault at most. `now` gives monotonic seconds; `tally` counts what failed."""

    def __init__(self, task: Task, now: Callable[[], float], tally: Tally) -> None:
        self._task, self._now, self._tally = task, now, tally
        self._words: dict[str, str] = {}
        self._logged: dict[str, tuple[str, float]] = {}

    def failed(self, where: str, fault: BaseException) -> None:
        """Something raised, and is tried again."""
        self._tally.errors += 1
        words = f"{type(fault).__name__}: {fault}"[:300]
        told = f"{self._task.zh}出错,自动重试 / {self._task.en} failed and is tried again: {words}"
        self.tell(where, told, fault)

    def tell(self, where: str, words: str, fault: BaseException | None = None) -> None:
        """This is wrong there."""
        self._words[where] = words
        before, until = self._logged.get(where, ("", 0.0))
        if words != before or self._now() >= until:
            log.error("a model is not well", model=self._task.model, at=where, fault=words, exc_info=fault)
            self._logged[where] = words, self._now() + _AGAIN_S

    def mended(self, where: str) -> bool:
        """All is well there; whether it was not."""
        return self._words.pop(where, None) is not None

    def clear(self) -> None:
        """All is well everywhere."""
        self._words.clear()

    def at(self, where: str) -> str:
        """What is wrong there; empty when nothing is."""
        return self._words.get(where, "")

    def __str__(self) -> str:
        """Everything that is wrong; empty when nothing is."""
        return "; ".join(self._words.values())
