"""A model of fire risk as a file, and scores by it: facts in; probabilities, ranges and the index out."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.fire_risk.facts import NAMES
from models.graph_file import GraphFile, ModelFault, Ports, load_as, shipped_hash
from models.tree_shap import TreeShap
from models.trees import Trees, unpacked

LAYOUT: Final = 1
#: Where the packed trees stand in the file, as text in base 85.
TREES: Final = "trees"
SUBJECTS: Final = ("building", "community", "severity")
_LARGEST = 12_000_000
_CHUNK = 8_192
Floats = NDArray[np.float32]


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a feature was spread in training: inner edges of its bins, shares in them, the share missing."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    missing: float


class RiskDescription(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model of fire risk says of itself."""

    layout: int
    model: str
    version: str
    facts: tuple[str, ...]
    features: tuple[str, ...]
    #: What each column of the probabilities is of, and its days; 0: given that it burns.
    targets: tuple[str, ...]
    horizons_days: tuple[int, ...]
    #: Ensembles behind each target, each of half the sites.
    members: int
    #: Probabilities at the indices of the grading, of the last target.
    anchors: tuple[float, ...]
    #: The mean probability of each target in the slice that calibrated.
    base: tuple[float, ...]
    trained_on: str
    trained_until: str
    seed: int
    reference: tuple[Reference, ...]


class Scores(NamedTuple):
    """`probability`, `low`, `high`: (sites, targets); `safety`: (sites,), the index, higher is safer."""

    probability: Floats
    low: Floats
    high: Floats
    safety: Floats


class RiskModel(GraphFile[RiskDescription]):
    """A file that was read and found in order."""

    layout = LAYOUT
    decoder = msgspec.json.Decoder(RiskDescription)

    def takes(self) -> Ports:
        """The facts of this program, in its order."""
        told = self.description
        if told.facts != NAMES:
            odd = sorted(set(told.facts) ^ set(NAMES)) or ["their order"]
            raise ModelFault(
                f"{self.path}: it takes other facts than this program gives ({', '.join(odd[:5])}); "
                "train it again, or take the model that came with this program"
            )
        return {"facts": ("tensor(float)", ["sites", len(told.facts)])}

    def gives(self) -> set[str]:
        """What scores and reasons ask for."""
        return {"probability", "low", "high", "index", "log_odds", "features"}

    @cached_property
    def trees(self) -> Trees:
        """The trees behind the graph, with what reasons need. ModelFault where the file lacks them."""
        told = self.metadata().get(TREES)
        if told is None:
            raise ModelFault(
                f"{self.path}: it has no trees to explain; train it with this program's own command"
            )
        return unpacked(base64.b85decode(told))

    @cached_property
    def shap(self) -> TreeShap:
        """SHAP values of its raw log-odds, worked out from the trees once."""
        return TreeShap(self.trees, len(self.description.features))

    def score(self, facts: Floats, threads: int = 1) -> Scores:
        """Scores of every row of `facts` (sites, facts); rows are shared among `threads`."""
        return Scores(*self.ask(("probability", "low", "high", "index"), facts, threads))

    def ask(self, names: tuple[str, ...], facts: Floats, threads: int = 1) -> list[Floats]:
        """Outputs of the graph by name, each (sites, ...)."""
        chunks = [facts[first : first + _CHUNK] for first in range(0, len(facts), _CHUNK)] or [facts]

        def one(chunk: Floats) -> list[Floats]:
            return self.session.run(names, {"facts": np.ascontiguousarray(chunk, dtype=np.float32)})

        if threads == 1 or len(chunks) == 1:
            parts = [one(chunk) for chunk in chunks]
        else:
            with ThreadPoolExecutor(threads) as pool:
                parts = list(pool.map(one, chunks))
        return [np.concatenate(column) for column in zip(*parts, strict=True)]


def load(path: Path, expected: str | None = None) -> RiskModel:
    """Read, verify and open a model; ModelFault says what is wrong and what to do."""
    return load_as(RiskModel, path, expected, _LARGEST)


def shipped(subject: str) -> RiskModel:
    """The model of `building`, `community` or `severity` that came with the program, its hash checked."""
    path, sha256 = shipped_hash(f"fire_risk/{subject}")
    return load(path, sha256)
