"""Playing simulated series through a model as a gateway would: every tick, every run, with its warnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.decision import Decision, Limits
from models.model_file import Description, ModelFile
from models.scorer import Scorer
from models.training import replay
from models.training.blocks import NORMAL, Block
from models.windows import Floats


@dataclass(frozen=True)
class Played:
    """What a model said of a block: `probability` (ticks, runs), `kind` (ticks, runs, kinds) as float16."""

    block: Block
    probability: Floats
    kind: NDArray[np.float16]


@dataclass(frozen=True)
class Judgement:
    """What one run came to; times in seconds from its first tick.

    `warned_s` is the first warning raised after the fault began; `standing` whether one stood already then;
    `false_s` are warnings raised where nothing was wrong, over `quiet_s`. `limit_s` is when a fixed limit was
    first crossed after the fault began; `limit_false` how often one was
    where nothing was wrong; crossings closer together than a warning takes to end count as one.
    """

    kind: str
    site: str
    event_s: float
    visible_s: float | None
    warned_s: float | None
    standing: bool
    said: str
    false_s: tuple[float, ...]
    quiet_s: float
    limit_s: float | None
    limit_false: int


def play(model: ModelFile, block: Block) -> Played:
    """Every tick through the model, all runs at once."""
    probability = np.zeros((block.ticks, block.runs), dtype=np.float32)
    kind = np.zeros((block.ticks, block.runs, len(model.description.kinds)), dtype=np.float16)
    for tick, scores in replay.each(Scorer(model, block.runs), block.values):
        probability[tick], kind[tick] = scores.probability, scores.kind
    return Played(block, probability, kind)


def judge(
    played: Played,
    description: Description,
    limits: Limits,
    crossed: Callable[[Block], NDArray[np.bool_]],
    warm_up_s: float,
) -> list[Judgement]:
    """What came of every run with these limits; what happens before `warm_up_s` is not counted.

    `crossed` says where a fixed limit would speak: (ticks, runs).
    """
    block = played.block
    decision = Decision(limits, block.runs)
    begins = np.zeros((block.ticks, block.runs), dtype=bool)
    raised = np.zeros_like(begins)
    for tick in range(block.ticks):
        begins[tick], _ = decision.take(played.probability[tick])
        raised[tick] = decision.raised
    over = crossed(block)
    return [_of_run(played, description, begins, raised, over, run, warm_up_s) for run in range(block.runs)]


def _of_run(
    played: Played,
    description: Description,
    begins: NDArray[np.bool_],
    raised: NDArray[np.bool_],
    over: NDArray[np.bool_],
    run: int,
    warm_up_s: float,
) -> Judgement:
    block = played.block
    seconds = np.arange(block.ticks) * block.step_s
    event = float(np.nan_to_num(block.event_s[run], nan=np.inf))
    effect = block.effect[:, run]
    quiet = (seconds < event) & (seconds >= warm_up_s) & ~np.isnan(effect)
    told = np.flatnonzero(effect >= 1.0)
    after = np.flatnonzero(begins[:, run] & (seconds >= event))
    said = NORMAL
    if after.size:
        known = description.kinds.index(NORMAL)
        shares = played.kind[after[0], run].astype(np.float32)
        shares[known] = -1.0
        said = description.kinds[int(np.argmax(shares))]
    late = np.flatnonzero(over[:, run] & (seconds >= event))
    spoken = _episodes(over[:, run], description.limits.calm)
    at_event = min(int(np.searchsorted(seconds, event)), block.ticks - 1)
    return Judgement(
        kind=block.kind[run],
        site=block.site[run],
        event_s=event,
        visible_s=float(seconds[told[0]]) if told.size else None,
        warned_s=float(seconds[after[0]]) if after.size else None,
        standing=bool(raised[at_event, run]) and np.isfinite(event),
        said=said,
        false_s=tuple(float(at) for at in seconds[begins[:, run] & quiet]),
        quiet_s=float(quiet.sum() * block.step_s),
        limit_s=float(seconds[late[0]]) if late.size else None,
        limit_false=int((spoken & quiet).sum()),
    )


def _episodes(over: NDArray[np.bool_], calm: int) -> NDArray[np.bool_]:
    """The first tick of each time over the limit that follows `calm` ticks below it: (ticks,)."""
    at = np.flatnonzero(over)
    first = np.zeros_like(over)
    if at.size:
        first[at[np.concatenate([[True], np.diff(at) > calm])]] = True
    return first
