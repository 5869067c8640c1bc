"""The series of a gateway as a sorted array of digests: eight bytes each, whatever the names. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

import msgspec
import numpy as np
import numpy.typing as npt

from telemetry.messages import ReadingBatch

Pair = tuple[int, int]
Keys = npt.NDArray[np.uint64]

NONE: Keys = np.empty(0, np.uint64)


def layout(batch: ReadingBatch) -> int:
    """A mark of which series a batch names, in which order; gateways send the same few all their lives."""
    return hash((*batch.parts, None, *batch.part, None, *batch.analog_type))


def pairs(batch: ReadingBatch) -> list[Pair]:
    """The distinct (index of part, analog type) pairs of a batch, in the order of their first rows."""
    return list(dict.fromkeys(zip(batch.part, batch.analog_type, strict=True)))


def keys(batch: ReadingBatch, named: Iterable[Pair]) -> Keys:
    """The digest of each of these pairs."""
    return np.array([_key(batch.parts[part], kind) for part, kind in named], np.uint64)


def packed(seen: Keys) -> bytes:
    """The form that is stored."""
    return np.sort(seen).astype("<u8").tobytes()


def unpacked(stored: bytes) -> Keys:
    """What `packed` made."""
    return np.frombuffer(stored, "<u8").astype(np.uint64)


def new_among(wanted: Keys, seen: Keys) -> npt.NDArray[np.bool_]:
    """Which of the wanted are not among the sorted seen."""
    if not len(seen):
        return np.ones(len(wanted), np.bool_)
    places = np.minimum(np.searchsorted(seen, wanted), len(seen) - 1)
    missing: npt.NDArray[np.bool_] = seen[places] != wanted
    return missing


def sorted_with(seen: Keys, more: Keys) -> Keys:
    """Both, sorted."""
    return np.union1d(seen, more)


def parted(batch: ReadingBatch, beyond: Collection[Pair]) -> tuple[ReadingBatch, ReadingBatch]:
    """The batch without the rows of these pairs, and with only those. The table of names stays as it was."""
    rows = enumerate(zip(batch.part, batch.analog_type, strict=True))
    left_out = {index for index, pair in rows if pair in beyond}
    every = range(len(batch.ts))
    return (
        _with_rows(batch, [index for index in every if index not in left_out]),
        _with_rows(batch, [index for index in every if index in left_out]),
    )


def _with_rows(batch: ReadingBatch, rows: Sequence[int]) -> ReadingBatch:
    return msgspec.structs.replace(
        batch,
        part=[batch.part[index] for index in rows],
        analog_type=[batch.analog_type[index] for index in rows],
        ts=[batch.ts[index] for index in rows],
        value=[batch.value[index] for index in rows],
        quality=[batch.quality[index] for index in rows],
    )


def _key(part: str, kind: int) -> int:
    digest = blake2b(f"{kind}/{part}".encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")
