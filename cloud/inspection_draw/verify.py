"""Draw once more from what a record says it was drawn from, and name the first place that is not the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cloud.inspection_draw import record
from cloud.inspection_draw.canonical import Document, NotCanonical, from_file
from runtime.faults import PlainFault

_SHOWN = 80


def first_difference(data: bytes, noted: str | None = None) -> str | None:
    """None when the file is exactly what follows from its own lists and numbers; else where it is not.

    `noted` is the hash of the commitment as it was published before the sources spoke.
    """
    try:
        document = from_file(data)
        plan, rolls, at = record.read_inputs(document)
        again = record.freeze(plan, rolls, at)
        if "entropy" in document or "result" in document:
            again = record.complete(again, plan, rolls, _values(document))
    except NotCanonical as fault:
        return f"文件 file: {fault}"
    except PlainFault as fault:
        return str(fault)
    found = next(along_the_chain(again, document), None)
    if found is None and noted is not None and noted != document["seals"]["commitment"]:
        return (
            f"seals.commitment: {document['seals']['commitment']} 与事先公布的不同"
            f" is not the one published beforehand, {noted}"
        )
    return found


def differences(due: Any, found: Any, path: str = "") -> Iterator[str]:
    """Every place at which two documents are not the same, in the order of the names."""
    if isinstance(due, dict) and isinstance(found, dict):
        for name in sorted(due.keys() | found.keys()):
            below = f"{path}.{name}" if path else name
            if name not in found:
                yield f"{below}: 缺失 is missing"
            elif name not in due:
                yield f"{below}: 多余 does not belong there"
            else:
                yield from differences(due[name], found[name], below)
    elif isinstance(due, list) and isinstance(found, list):
        for number, (one, other) in enumerate(zip(due, found, strict=False)):
            yield from differences(one, other, f"{path}[{number}]")
        if len(due) != len(found):
            yield f"{path}: 有 {len(found)} 项,应为 {len(due)} 项 has {len(found)} entries, not {len(due)}"
    elif type(due) is not type(found) or due != found:
        yield f"{path}: {_shown(found)} 应为 should be {_shown(due)}"


def along_the_chain(due: Document, found: Document) -> Iterator[str]:
    """What a document says comes before the hashes that name it."""
    last = len(record.CHAIN)
    place = {name: number for number, name in enumerate(record.CHAIN)}
    for name in sorted(due.keys() | found.keys(), key=lambda name: (place.get(name, last), name)):
        one, other = ({name: whole[name]} if name in whole else {} for whole in (due, found))
        yield from differences(one, other)


def _values(document: Document) -> dict[str, list[int]]:
    try:
        values: dict[str, list[int]] = {
            entry["source"]: entry["numbers"] for entry in document["entropy"]["values"]
        }
    except (KeyError, TypeError) as fault:
        raise PlainFault(f"entropy.values: cannot be read: {fault!r}") from None
    for name, given in values.items():
        if not isinstance(given, list) or not all(type(number) is int for number in given):
            raise PlainFault(f"entropy.values: {name}: not a list of whole numbers")
    return values


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
