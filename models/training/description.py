"""Writing a description into an ONNX graph, and the file where it belongs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import msgspec
import onnx

from models.model_file import KEY, MANIFEST, Description
from runtime.faults import PlainFault
from runtime.files import replace_file


def described(graph: onnx.ModelProto, description: Description) -> bytes:
    """The graph with its description, as bytes; the same bytes from the same graph."""
    del graph.metadata_props[:]
    entry = graph.metadata_props.add()
    entry.key, entry.value = KEY, msgspec.json.encode(description).decode()
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
