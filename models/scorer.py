"""Many detectors at once through one model: one tick in, one batched call, probabilities out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.decision import Decision, Limits
from models.model_file import ModelFile
from models.windows import Flags, Floats, Windows


class Scores(NamedTuple):
    """One tick's answer. `probability`, `begins`, `ends` are (detectors,); `kind` is (detectors, kinds).

    The probability of a detector that tells nothing is NaN.
    """

    probability: Floats
    kind: Floats
    begins: Flags
    ends: Flags


class Scorer:
    """The windows of `detectors` detectors, one model over them, and what stands of its warnings.

    `near` is (detectors, neighbours): the numbers of the nearest other detectors, -1 where there is none.
    `windows` and `decision` of another scorer go on here; their shapes must be those of this model.
    """

    def __init__(
        self,
        model: ModelFile,
        detectors: int,
        near: NDArray[np.int64] | None = None,
        limits: Limits | None = None,
        windows: Windows | None = None,
        decision: Decision | None = None,
    ) -> None:
        self.model = model
        description = model.description
        self.windows = windows or Windows(description.shape, detectors, len(description.channels))
        self.decision = decision or Decision(limits or description.limits, detectors)
        #: The state of `have` that `_silent` was made of; it is another array as soon as anything differs.
        self._known: Flags | None = None
        self._silent: Flags = np.zeros(detectors, dtype=bool)
        self._inputs: dict[str, NDArray[np.generic]] = {}
        if description.neighbours:
            nobody = np.full((detectors, description.neighbours), -1, dtype=np.int64)
            self._inputs["near"] = nobody if near is None else np.ascontiguousarray(near, dtype=np.int64)
        self._run = model.session.run
        limits_of_channels = [np.inf if limit is None else limit for limit in description.rings]
        self._rings = np.array(limits_of_channels, dtype=np.float32) if limits_of_channels else None

    def tick(self, values: Floats, have: Flags) -> Scores:
        """One tick of (detectors, channels); what one does not have is not read."""
        windows = self.windows
        windows.push(values, have)
        if self._known is not windows.have:
            self._known, self._silent = windows.have, np.logical_not(windows.have.any(axis=1))
        probability, kind = self._run(_ANSWERS, self.inputs())
        probability[self._silent] = np.nan
        decision = self.decision
        if decision.quiet(probability):
            return Scores(probability, kind, decision.nobody, decision.nobody)
        begins, ends = decision.take(probability, self._ringing(have))
        return Scores(probability, kind, begins, ends)

    def _ringing(self, have: Flags) -> Flags | None:
        """On whose values a fixed threshold rings; None where nobody's do."""
        if self._rings is None:
            return None
        over = self.windows.fast[-1] >= self._rings
        if not over.any():
            return None
        return np.asarray((over & have).any(axis=1))

    def inputs(self) -> dict[str, NDArray[np.generic]]:
        """What the graph takes at this moment; views, valid until the next tick."""
        inputs, windows = self._inputs, self.windows
        inputs["fast"] = windows.fast
        inputs["slow"] = windows.slow
        inputs["have"] = windows.have
        return inputs


_ANSWERS = ["probability", "kind"]
