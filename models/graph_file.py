"""A model as a file, whatever it is about: an ONNX graph with a description in it, known by its SHA-256.

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
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import msgspec

from models.session import Session, session_of
from runtime.faults import PlainFault

#: Where the description stands in the file.
KEY = "steppewatch"
HERE = Path(__file__).parent
MANIFEST = HERE / "manifest.json"


class ModelFault(PlainFault):
    """A model that cannot be used: which file, what is wrong with it, and what to do."""


class Described(Protocol):
    """What every description says."""

    @property
    def layout(self) -> int:
        """The layout of the description itself."""
        ...

    @property
    def model(self) -> str:
        """The model's name."""
        ...


D = TypeVar("D", bound=Described)
#: What a graph takes or gives: type and shape by name.
Ports = dict[str, tuple[str, list[int | str]]]


class GraphFile(Generic[D]):
    """A file that was read and found in order. A kind says its decoder and its ports."""

    #: The layout of the description that this program reads.
    layout: ClassVar[int]
    #: Made with its module: threads that open models at once must not be the first to look a type up.
    decoder: ClassVar[msgspec.json.Decoder[Any]]
    description: D

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

    def takes(self) -> Ports:
        """What the graph must take, by the description."""
        raise NotImplementedError

    def gives(self) -> set[str]:
        """What the graph must give at least."""
        raise NotImplementedError

    def metadata(self) -> dict[str, str]:
        """What stands in the file beside the graph."""
        found: dict[str, str] = self.session.get_modelmeta().custom_metadata_map
        return found

    def _open(self, raw: bytes) -> Session:
        try:
            return session_of(raw)
        except Exception as fault:  # onnxruntime raises what its C++ gives, with no common base
            raise ModelFault(f"{self.path}: this is no ONNX model that can be run: {_line(fault)}") from None

    def _described(self) -> D:
        told = self.metadata().get(KEY)
        if told is None:
            raise ModelFault(f"{self.path}: it has no description; train it with this program's own command")
        try:
            description: D = self.decoder.decode(told)
        except (msgspec.DecodeError, ValueError) as fault:
            raise ModelFault(f"{self.path}: its description cannot be read: {fault}") from None
        if description.layout != self.layout:
            raise ModelFault(
                f"{self.path}: its description has layout {description.layout}, this program reads "
                f"{self.layout}; take the model that came with this program"
            )
        return description

    def _compare(self) -> None:
        found = {entry.name: (entry.type, entry.shape) for entry in self.session.get_inputs()}
        wanted = self.takes()
        if found != wanted:
            raise ModelFault(f"{self.path}: the graph takes {found}, its description says {wanted}")
        given = {entry.name for entry in self.session.get_outputs()}
        needed = self.gives()
        if not needed <= given:
            raise ModelFault(
                f"{self.path}: the graph gives {sorted(given)}; {', '.join(sorted(needed))} are needed"
            )


F = TypeVar("F", bound=GraphFile[Any])


def load_as(kind: type[F], path: Path, expected: str | None, largest: int) -> F:
    """Read, verify and open a model of that kind; ModelFault says what is wrong and what to do."""
    try:
        if path.stat().st_size > largest:
            raise ModelFault(f"{path}: larger than {largest} bytes; this is no model of ours")
        raw = path.read_bytes()
    except OSError as fault:
        raise ModelFault(f"{path}: {fault.strerror or fault}") from None
    return kind(path, raw, expected)


def shipped_hash(model: str) -> tuple[Path, str]:
    """Where the model of that name lies that came with the program, and its SHA-256."""
    entries: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    if model not in entries:
        raise ModelFault(f"{MANIFEST}: there is no model {model!r}; one of {', '.join(sorted(entries))}")
    return HERE / model / "model.onnx", entries[model]["sha256"]


def _line(fault: Exception) -> str:
    return str(fault).splitlines()[0][:300] if str(fault) else type(fault).__name__
