"""A loaded model over the detectors of this gateway. It runs in a thread of its own; one call at a time."""

from __future__ import annotations

import contextlib
import ctypes
import time
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from edge_agent.early_warning.answer import Answer, kind_of
from edge_agent.early_warning.detectors import neighbours
from edge_agent.early_warning.settings import ModelSettings
from edge_agent.early_warning.tasks import Task
from edge_agent.early_warning.telling import Cause
from edge_agent.watch import Watched
from models import model_file
from models.decision import Limits
from models.early_warning.reasons import reasons
from models.model_file import ModelFault, ModelFile
from models.scorer import Scorer
from models.windows import Flags, Floats, Windows

SHORTEST_TICK_S = 0.01
#: Of how much of the time that a model looks back over nothing need be known.
_FORGIVEN = 0.125
#: How many ticks ago the values were that a cause tells.
_AGES = (60, 30, 10, 0)


def load(task: Task, settings: ModelSettings) -> ModelFile:
    """The site's own model, or the one that came with the program. ModelFault says what is wrong."""
    if settings.model is not None:
        return _checked(task, model_file.load(settings.model, settings.sha256))
    try:
        return _checked(task, model_file.shipped(task.model))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise ModelFault(
            f"{model_file.MANIFEST}: the model that comes with the program cannot be found: {fault}; "
            "install the program again, or give `model` and `sha256`"
        ) from None


def give_back() -> None:
    """Let the system have what opening a model took and does not need; only glibc can be asked."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _checked(task: Task, model: ModelFile) -> ModelFile:
    shape = model.description.shape
    if not (shape.tick_s >= SHORTEST_TICK_S and min(shape.fast, shape.slow, shape.slow_every) >= 1):
        raise ModelFault(
            f"{model.path}: its windows {shape} are none; train it with this program's own command"
        )
    for channel in model.description.channels:
        if channel not in task.channels:
            known = ", ".join(f"{c.name} ({c.analog}, {c.unit})" for c in task.channels)
            raise ModelFault(
                f"{model.path}: nothing here tells its channel {channel.name} ({channel.analog}, "
                f"{channel.unit}); what is told is {known}"
            )
    return model


class Engine:
    """One model and the rows it looks at."""

    def __init__(self, task: Task, model: ModelFile, limits: Limits, before: Engine | None = None) -> None:
        description = model.description
        self.model = model
        self._keeps_past = task.keeps_past
        self._take = np.array([list(task.channels).index(channel) for channel in description.channels])
        self.parts: Sequence[str] = () if before is None else before.parts
        self.rows: Mapping[str, int] = {} if before is None else before.rows
        self._near = np.full((len(self.parts), description.neighbours), -1, dtype=np.int64)
        windows = decision = None
        if before is not None:
            decision = before.scorer.decision.moved(np.arange(len(self.parts)), limits)
            old = before.model.description
            if (old.shape, old.channels) == (description.shape, description.channels):
                windows = before.scorer.windows
        self.scorer: Scorer = Scorer(model, len(self.parts), self._near, limits, windows, decision)

    def arrange(
        self, parts: Sequence[str], watched: Mapping[str, Watched], limits: Limits, standing: Collection[str]
    ) -> None:
        """Look at these from now on, by these limits; what is known of those that stay goes on.

        Of those in `standing` a warning is known to stand.
        """
        moved = np.array([self.rows.get(name, -1) for name in parts], dtype=np.int64)
        near = neighbours(parts, watched, self.model.description.neighbours)
        before = self.scorer
        scorer = Scorer(
            self.model,
            moved.size,
            near,
            windows=before.windows.moved(moved),
            decision=before.decision.moved(moved, limits),
        )
        rows = {name: row for row, name in enumerate(parts)}
        # All at once: whoever tries again after a failure finds rows and windows of the same parts.
        self.parts, self.rows, self._near, self.scorer = parts, rows, near, scorer
        for part in standing:
            self.hold(part, raised=True)

    @property
    def raised(self) -> list[str]:
        """Of whom the model holds a warning raised."""
        return [self.parts[row] for row in np.flatnonzero(self.scorer.decision.raised).tolist()]

    def hold(self, part: str, *, raised: bool) -> None:
        """Take it as known that a warning of this part stands, or that none does."""
        row = self.rows.get(part)
        if row is not None and bool(self.scorer.decision.raised[row]) is not raised:
            self.scorer.decision.hold(row, raised=raised)

    def remember(self, parts: Sequence[str], windows: Windows) -> None:
        """Begin with what an earlier process has seen of these parts."""
        self.parts, self.rows = parts, {name: row for row, name in enumerate(parts)}
        self._near = np.full((len(parts), self.model.description.neighbours), -1, dtype=np.int64)
        limits = self.scorer.decision.limits
        self.scorer = Scorer(self.model, len(parts), self._near, limits, windows)

    def forgives(self, seconds: float) -> bool:
        """Whether so long a time of which nothing is known leaves the past a past."""
        return self._keeps_past and seconds <= _FORGIVEN * self.model.description.shape.reach_s

    def miss(self, seconds: float) -> None:
        """So long nothing was looked at: the last values hold, or the past is no past any more."""
        if self.forgives(seconds):
            self.scorer.windows.hold(int(seconds / self.model.description.shape.tick_s))
        else:
            self.scorer.windows.break_off()

    def tick(self, values: Floats, have: Flags, asked: Sequence[str] = ()) -> Answer:
        """One tick of (rows, contract's channels); `asked` are parts whose cause is wanted as well."""
        began = time.perf_counter()
        values, have = np.ascontiguousarray(values[:, self._take]), have[:, self._take]
        scores = self.scorer.tick(values, have)
        seconds = time.perf_counter() - began
        wanted = set(np.flatnonzero(scores.begins).tolist())
        wanted |= {self.rows[name] for name in asked if name in self.rows}
        return Answer(
            parts=self.parts,
            rows=self.rows,
            values=values,
            have=have,
            probability=scores.probability,
            kind=scores.kind,
            kinds=self.model.description.kinds,
            raised=self.scorer.decision.raised.copy(),
            begins=scores.begins,
            ends=scores.ends,
            causes={self.parts[row]: self._cause(row, scores.kind[row]) for row in sorted(wanted)},
            seconds=seconds,
        )

    def _cause(self, row: int, kind: Floats) -> Cause:
        description, windows = self.model.description, self.scorer.windows
        near = self._near[row].tolist()
        names = [self.parts[other] if other >= 0 else "" for other in near]
        ages = [min(age, windows.shape.fast - 1) for age in _AGES]
        ticks = [windows.shape.fast - 1 - age for age in ages]
        return Cause(
            kind=kind_of(description.kinds, kind),
            reasons=tuple(reasons(self.model, windows, row, near, names)),
            ages_s=tuple(age * windows.shape.tick_s for age in ages),
            values={
                channel.name: tuple(windows.fast[ticks, row, place].tolist())
                for place, channel in enumerate(description.channels)
                if windows.have[row, place]
            },
        )
