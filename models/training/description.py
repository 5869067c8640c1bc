"""Writing a description into an ONNX graph, and the file where it belongs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import msgspec
import onnx

from models.graph_file import KEY, MANIFEST
from runtime.faults import PlainFault
from runtime.files import replace_file


class Versioned(Protocol):
    """Any description: it has a version."""

    @property
    def version(self) -> str:
        """The version of the model."""
        ...


def described(graph: onnx.ModelProto, description: Versioned, more: Mapping[str, str] | None = None) -> bytes:
    """The graph with its description and what `more` it carries; the same bytes from the same graph."""
    del graph.metadata_props[:]
    for key, value in {KEY: msgspec.json.encode(description).decode(), **(more or {})}.items():
        entry = graph.metadata_props.add()
        entry.key, entry.value = key, value
    graph.producer_name, graph.producer_version = "steppewatch", description.version
    return bytes(graph.SerializeToString(deterministic=True))


def write(path: Path, raw: bytes) -> str:
    """Write whole or not at all; returns the SHA-256. Raises PlainFault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, raw)
    except OSError as fault:
        raise PlainFault(f"{path}: cannot be written: {fault.strerror or fault}") from None
    return hashlib.sha256(raw).hexdigest()


def enter(model: str, sha256: str, size: int, manifest: Path = MANIFEST) -> None:
    """Put the hash of a model that ships into the manifest."""
    entries = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    entries[model] = {"sha256": sha256, "bytes": size}
    text = json.dumps(dict(sorted(entries.items())), indent=2) + "\n"
    write(manifest, text.encode())
