"""Runs turned into examples: features of a moment, whether a fire was under way, and of what kind.

The features are computed by the very graph that goes into the model, on the windows that a gateway keeps,
from what a random fleet of detectors would have told of the air.

A moment of a fire before anything of it has reached any detector of the room is no example: nothing could be
known. So is the time after it was put out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.early_warning import features as graph
from models.early_warning.blocks import Block
from models.early_warning.channels import CHANNELS, CO, HEAT, SMOKE
from models.early_warning.experiments import NEIGHBOURS, all_neighbours
from models.early_warning.fleet import Fleet
from models.early_warning.kinds import FIRES, KINDS, kind_of
from models.session import Session
from models.training.boosting import Examples
from models.training.window_graph import feature_session
from models.windows import Flags, Floats, Windows

#: What of a fire must have arrived, above what was before it, to be an example; in the channels' units.
VISIBLE = {SMOKE: 0.012, HEAT: 0.4, CO: 1.0}
#: A fire that sends out less than this share of its highest heat, and is past it, is over.
_OVER = 0.1
_FLAMES_KW = 8.0
#: The share of all seconds at which anything is looked at; at those, more rows are taken.
_SECONDS = 0.25
#: No example before the windows have seen this much.
_SETTLED_S = 3


def session() -> Session:
    """The graph up to the features."""
    given = graph.inputs()
    return feature_session(given, graph.features(given))


def of_block(block: Block, graph_session: Session, generator: np.random.Generator, share: float) -> Examples:
    """A random `share` of a block's moments, denser where something begins; every run is its own group."""
    steps, runs, detectors, _ = block.air.shape
    air = block.air.reshape(steps, runs * detectors, len(CHANNELS))
    fleet = Fleet(air, block.step_s, detectors, block.ignition_s, generator)
    windows = Windows(graph.SHAPE, runs * detectors, len(CHANNELS))
    near = _near(runs, detectors, fleet.there)
    truth = _Truth(block, air, detectors)
    run = np.repeat(np.arange(runs), detectors)
    kept: list[tuple[Floats, Flags, NDArray[np.int64], NDArray[np.int64]]] = []
    for second in range(int(steps * block.step_s) - 1):
        values, have = fleet.told(second)
        windows.push(values, have)
        if second < _SETTLED_S or generator.random() >= _SECONDS:
            continue
        since = second - np.where(np.isnan(block.ignition_s), -1e9, block.ignition_s)[run]
        chance = _chance(since, truth.life[run], share / _SECONDS)
        wanted = (generator.random(run.size) < chance) & have.any(axis=1)
        fire, known = truth.at(second, have)
        rows = np.flatnonzero(wanted & known)
        if not rows.size:
            continue
        inputs = {"fast": windows.fast, "slow": windows.slow, "have": windows.have, "near": near}
        (told,) = graph_session.run(None, inputs)
        kept.append((told[rows], fire[rows], truth.kind_at(second)[rows], run[rows]))
    if not kept:
        number = np.zeros(0, dtype=np.int64)
        nothing = np.zeros((0, len(graph.names())), dtype=np.float32)
        return Examples(nothing, np.zeros(0, dtype=bool), number, number, number)
    features, fires, named, runs_of = (np.concatenate(column) for column in zip(*kept, strict=True))
    return Examples(features, fires, named, runs_of, runs_of)


def _chance(since: NDArray[np.float64], life: Flags, share: float) -> NDArray[np.float64]:
    """How likely a moment is taken: most in the first minutes after something began, little in long life."""
    fresh = (since >= -30) & (since < 150)
    early = (since >= 150) & (since < 900)
    return np.where(life, share * 0.04, np.where(fresh, share, np.where(early, share * 0.35, share * 0.12)))


def _near(runs: int, detectors: int, there: Flags) -> NDArray[np.int64]:
    near = np.tile(all_neighbours(detectors), (runs, 1))
    near = np.where(near >= 0, near + np.repeat(np.arange(runs) * detectors, detectors)[:, None], -1)
    near[(near >= 0) & ~there[np.maximum(near, 0)]] = -1
    packed = np.full((runs * detectors, NEIGHBOURS), -1, dtype=np.int64)
    for row in np.flatnonzero((near >= 0).any(axis=1)):
        others = near[row][near[row] >= 0]
        packed[row, : others.size] = others
    return packed


class _Truth:
    """What is really under way in a block, second by second."""

    def __init__(self, block: Block, air: Floats, detectors: int) -> None:
        self._air, self._step_s, self._detectors = air, block.step_s, detectors
        self._names = names = block.kind
        self._until = np.repeat(block.until_s, detectors)
        ignition = block.ignition_s
        self.life = np.isnan(ignition)
        self._ignition = np.repeat(np.where(self.life, np.inf, ignition), detectors)
        self._burns = np.repeat(np.array([kind_of(name) in FIRES for name in names]), detectors)
        self._hrr = block.hrr_kw
        at = np.clip(np.nan_to_num(ignition) / block.step_s, 0, air.shape[0] - 1).astype(int)
        self._before = air[np.repeat(at, detectors), np.arange(air.shape[1])]
        self._peak = np.maximum.accumulate(self._hrr, axis=0)

    def at(self, second: int, have: Flags) -> tuple[Flags, Flags]:
        """Whether a fire is under way, and whether that could be known: both (detectors,)."""
        step = int(second / self._step_s)
        started = second >= self._ignition
        more = self._air[step] - self._before
        sees = np.zeros(started.size, dtype=bool)
        for channel, limit in VISIBLE.items():
            sees |= (more[:, channel] > limit) & have[:, channel]
        somebody = sees.reshape(-1, self._detectors).any(axis=1).repeat(self._detectors)
        heat, peak = self._hrr[step], self._peak[step]
        over = ((heat < _OVER * peak) & (peak > 1.0)).repeat(self._detectors)
        fire = self._burns & started
        return fire, (~fire | (somebody & ~over)) & (second < self._until)

    def kind_at(self, second: int) -> NDArray[np.int64]:
        """The kind, as numbers of KINDS: (detectors,); what has not begun is life."""
        flames = self._hrr[int(second / self._step_s)] >= _FLAMES_KW
        now = np.array(
            [KINDS.index(kind_of(name, bool(hot))) for name, hot in zip(self._names, flames, strict=True)]
        )
        started = second >= self._ignition
        return np.where(started, now.repeat(self._detectors), KINDS.index("life"))
