"""A region's graph kept in a file, so that an extract is read once for each policy."""

from __future__ import annotations

import hashlib
import io
import sys
from dataclasses import fields
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from cloud.dispatch.travel_time import extract, policy
from cloud.dispatch.travel_time.building import build
from cloud.dispatch.travel_time.graph import RoadGraph
from cloud.dispatch.travel_time.policy import Policy
from runtime.faults import PlainFault
from runtime.files import replace_file

#: Another layout of the arrays, or another meaning of the tags, is another number.
_FORMAT = 2


def key(path: Path, chosen: Policy) -> str:
    """SHA-256 over the extract, the policy with its tables, and the format. PlainFault: no such file."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise PlainFault(
            f"{path}: {error.strerror}; name an OpenStreetMap extract (.osm.pbf or .osm)"
        ) from error
    tables = {name: getattr(policy, name) for name in _TABLES}
    values = {one.name: getattr(chosen, one.name) for one in fields(chosen)}
    values["contraflow"] = sorted(chosen.contraflow)
    digest.update(repr((_FORMAT, sorted(values.items()), _plain(tables))).encode())
    return digest.hexdigest()


_TABLES = (
    "CLASSES",
    "SURFACE_KMH",
    "TRACK_KMH",
    "SMOOTHNESS_KMH",
    "ACCESS_KEYS",
    "ACCESS_OPEN",
    "ONEWAY_EXEMPT",
    "BARRIER_S",
)


def _plain(tables: dict[str, object]) -> list[tuple[str, object]]:
    return [
        (name, sorted(table) if isinstance(table, frozenset) else table) for name, table in tables.items()
    ]


def road_graph(path: Path, folder: Path, chosen: Policy | None = None) -> RoadGraph:
    """The graph of an extract: from the folder where it is kept, else read and kept there.

    A kept file that is damaged is made anew. That a folder cannot be written is said on stderr and stops
    nothing. Raises PlainFault: the extract cannot be used.
    """
    chosen = chosen or Policy()
    kept = folder / f"{key(path, chosen)[:32]}.roads.npz"
    if (graph := _load(kept)) is not None:
        return graph
    graph = build(extract.read(path, chosen))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(kept, _bytes(graph))
    except OSError as error:
        sys.stderr.write(f"{kept}: {error.strerror}; the graph is not kept and will be made again\n")
    return graph


def _bytes(graph: RoadGraph) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **{one.name: getattr(graph, one.name) for one in fields(graph)})
    return buffer.getvalue()


def _load(kept: Path) -> RoadGraph | None:
    try:
        with kept.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return RoadGraph(**{one.name: arrays[one.name] for one in fields(RoadGraph)})
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
