"""What is wrong with early warning now, by where it went wrong."""

from __future__ import annotations

from collections.abc import Callable

from edge_agent.early_warning.tally import Tally
from runtime.logging import get_logger

log = get_logger("early-warning")

#: The same fault at the same place is logged again after so long.
_AGAIN_S = 60.0


class Faults:
    """Each place has one fault at most. `now` gives monotonic seconds; `tally` counts what failed."""

    def __init__(self, now: Callable[[], float], tally: Tally) -> None:
        self._now, self._tally = now, tally
        self._words: dict[str, str] = {}
        self._logged: dict[str, tuple[str, float]] = {}

    def failed(self, where: str, fault: BaseException) -> None:
        """Something raised, and is tried again."""
        self._tally.errors += 1
        words = f"{type(fault).__name__}: {fault}"[:300]
        told = f"早期预警出错,自动重试 / early warning failed and is tried again: {words}"
        self.tell(where, told, fault)

    def tell(self, where: str, words: str, fault: BaseException | None = None) -> None:
        """This is wrong there."""
        self._words[where] = words
        before, until = self._logged.get(where, ("", 0.0))
        if words != before or self._now() >= until:
            log.error("early warning is not well", at=where, fault=words, exc_info=fault)
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
