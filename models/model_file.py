"""A model as a file: an ONNX graph that says itself what it takes, what it gives, and when to warn.

Rules
-----
1. A file is known by its SHA-256. One that ships with the program is in `models/manifest.json`; one that a
   site gives is known by the hash that the site wrote down. A file with another hash is not loaded.
2. What the graph takes must be what its description says, name by name and shape by shape; a file whose graph
   and description differ is not loaded.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from models.channel import ChannelSpec
from models.decision import Limits
from models.session import Session, session_of
from models.windows import Shape
from runtime.faults import PlainFault

#: Where the description stands in the file.
KEY = "steppewatch"
#: The layout of the description that this program reads.
LAYOUT = 1
_LARGEST = 5_000_000
HERE = Path(__file__).parent
MANIFEST = HERE / "manifest.json"


class ModelFault(PlainFault):
    """A model that cannot be used: which file, what is wrong with it, and what to do."""


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


_description = msgspec.json.Decoder(Description)


class ModelFile:
    """A file that was read and found in order."""

    def __init__(self, path: Path, raw: bytes, expected: str | None) -> None:
        self.path = path
        self.sha256 = hashlib.sha256(raw).hexdigest()
        self.size = len(raw)
        if expected is not None and self.sha256 != expected.lower():
            raise ModelFault(
                f"{path}: its SHA-256 is {self.sha256}, expected was {expected}; fetch the file again, "
                "or write down the new hash if it was changed on purpose"
            )
        self.session = self._open(raw)
        self.description = self._described()
        self._compare()

    @cached_property
    def short_hash(self) -> str:
        """The first twelve digits of the hash: enough to tell models apart on a page."""
        return self.sha256[:12]

    def _open(self, raw: bytes) -> Session:
        try:
            return session_of(raw)
        except Exception as fault:  # onnxruntime raises what its C++ gives, with no common base
            raise ModelFault(f"{self.path}: this is no ONNX model that can be run: {_line(fault)}") from None

    def _described(self) -> Description:
        told = self.session.get_modelmeta().custom_metadata_map.get(KEY)
        if told is None:
            raise ModelFault(f"{self.path}: it has no description; train it with this program's own command")
        try:
            description = _description.decode(told)
        except (msgspec.DecodeError, ValueError) as fault:
            raise ModelFault(f"{self.path}: its description cannot be read: {fault}") from None
        if description.layout != LAYOUT:
            raise ModelFault(
                f"{self.path}: its description has layout {description.layout}, this program reads {LAYOUT}; "
                "take the model that came with this program"
            )
        return description

    def _compare(self) -> None:
        shape, channels = self.description.shape, len(self.description.channels)
        wanted = {
            "fast": ("tensor(float)", [shape.fast, "detectors", channels]),
            "slow": ("tensor(float)", [shape.slow, "detectors", channels]),
            "have": ("tensor(bool)", ["detectors", channels]),
        }
        if self.description.neighbours:
            wanted["near"] = ("tensor(int64)", ["detectors", self.description.neighbours])
        found = {entry.name: (entry.type, entry.shape) for entry in self.session.get_inputs()}
        if found != wanted:
            raise ModelFault(f"{self.path}: the graph takes {found}, its description says {wanted}")
        given = {entry.name for entry in self.session.get_outputs()}
        if not {"probability", "kind", "features"} <= given:
            raise ModelFault(
                f"{self.path}: the graph gives {sorted(given)}; probability, kind, features are needed"
            )


def load(path: Path, expected: str | None = None) -> ModelFile:
    """Read, verify and open a model; ModelFault says what is wrong and what to do."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ModelFault(f"{path}: larger than {_LARGEST} bytes; this is no model of ours")
        raw = path.read_bytes()
    except OSError as fault:
        raise ModelFault(f"{path}: {fault.strerror or fault}") from None
    return ModelFile(path, raw, expected)


def shipped(model: str) -> ModelFile:
    """The model of that name that came with the program, its hash checked."""
    entries: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    if model not in entries:
        raise ModelFault(f"{MANIFEST}: there is no model {model!r}; one of {', '.join(sorted(entries))}")
    return load(HERE / model / "model.onnx", entries[model]["sha256"])


def _line(fault: Exception) -> str:
    return str(fault).splitlines()[0][:300] if str(fault) else type(fault).__name__
