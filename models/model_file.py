"""A model over windows of detectors as a file: it says itself what it takes and gives, and when to warn."""

from __future__ import annotations

from pathlib import Path

import msgspec

from models.channel import ChannelSpec
from models.decision import Limits
from models.graph_file import HERE, KEY, MANIFEST, GraphFile, ModelFault, Ports, load_as, shipped_hash
from models.windows import Shape

__all__ = ["HERE", "KEY", "LAYOUT", "MANIFEST", "Description", "ModelFault", "ModelFile", "load", "shipped"]
#: The layout of the description that this program reads.
LAYOUT = 1
_LARGEST = 5_000_000


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model file says of itself."""

    layout: int
    model: str
    version: str
    channels: tuple[ChannelSpec, ...]
    shape: Shape
    neighbours: int
    #: What the columns of `kind` mean, and which of them are worth a warning.
    kinds: tuple[str, ...]
    features: tuple[str, ...]
    limits: Limits
    #: Below this probability no kind is worked out; its row is all zero.
    kind_from: float
    #: What it was trained on, in words; and the seed.
    trained_on: str
    seed: int
    #: Lowest and highest value seen in training, one pair a channel in the channel's unit; empty: not told.
    ranges: tuple[tuple[float, float], ...] = ()
    #: The fixed threshold that stays on beside the model, one a channel in the channel's unit, None for none.
    rings: tuple[float | None, ...] = ()
    #: Limits by the name of a trade-off; each was judged. Empty: there is only `limits`.
    trade_offs: dict[str, Limits] = {}


class ModelFile(GraphFile[Description]):
    """A file that was read and found in order."""

    layout = LAYOUT
    decoder = msgspec.json.Decoder(Description)

    def takes(self) -> Ports:
        """Two windows and what is there; who is near where neighbours count."""
        shape, channels = self.description.shape, len(self.description.channels)
        wanted: Ports = {
            "fast": ("tensor(float)", [shape.fast, "detectors", channels]),
            "slow": ("tensor(float)", [shape.slow, "detectors", channels]),
            "have": ("tensor(bool)", ["detectors", channels]),
        }
        if self.description.neighbours:
            wanted["near"] = ("tensor(int64)", ["detectors", self.description.neighbours])
        return wanted

    def gives(self) -> set[str]:
        """What a scorer asks for."""
        return {"probability", "kind", "features"}


def load(path: Path, expected: str | None = None) -> ModelFile:
    """Read, verify and open a model; ModelFault says what is wrong and what to do."""
    return load_as(ModelFile, path, expected, _LARGEST)


def shipped(model: str) -> ModelFile:
    """The model of that name that came with the program, its hash checked."""
    path, sha256 = shipped_hash(model)
    return load(path, sha256)
