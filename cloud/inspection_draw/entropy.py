"""What the sources said, as the plan named them, and the seed that follows from it and the commitment."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cloud.inspection_draw import rfc3797
from cloud.inspection_draw.canonical import Document, digest
from cloud.inspection_draw.plan import Entropy, Source
from runtime.faults import PlainFault

Values = Mapping[str, Sequence[int]]


def build(entropy: Entropy, values: Values, commitment: str) -> Document:
    """Numbers, key and seed. The seed hangs on the frozen list too: equal numbers draw no two lists alike.

    Raises PlainFault naming the source whose numbers cannot be.
    """
    named = [source.id for source in entropy.sources]
    for name in values:
        if name not in named:
            raise PlainFault(f"{name}: the plan names no such source; it names {', '.join(named)}")
    numbers = [_numbers(source, values) for source in entropy.sources]
    key = rfc3797.key_of(numbers)
    return {
        "commitment": commitment,
        "values": [{"source": name, "numbers": given} for name, given in zip(named, numbers, strict=True)],
        "key": key,
        "seed": digest(["steppewatch inspection draw 1", commitment, key]),
    }


def load(path: Path) -> dict[str, list[int]]:
    """The `[values]` of a TOML file: the numbers of each source. Raises PlainFault."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_bytes().decode())
    except FileNotFoundError:
        raise PlainFault(
            f"{path}: 没有该文件 no such file; write what the sources said under [values]"
        ) from None
    except OSError as fault:
        raise PlainFault(f"{path}: cannot be read: {fault.strerror}; check its permissions") from None
    except (ValueError, RecursionError) as fault:
        raise PlainFault(f"{path}: not TOML in UTF-8: {fault}; correct it") from None
    values = data.get("values")
    if not isinstance(values, dict) or len(data) != 1:
        raise PlainFault(f"{path}: has one table, [values], with one line for each source")
    for name, given in values.items():
        if not isinstance(given, list) or not all(type(number) is int for number in given):
            raise PlainFault(f"{path}: {name}: write whole numbers in brackets, like [3, 17, 22]")
    return values


def _numbers(source: Source, values: Values) -> list[int]:
    given = values.get(source.id)
    if given is None:
        raise PlainFault(f"{source.id} {source.zh}: 缺少数值 its numbers are missing; add them to [values]")
    good = len(set(given)) == len(given) == source.numbers
    if not good or not all(source.least <= number <= source.most for number in given):
        raise PlainFault(
            f"{source.id} {source.zh}: {list(given)}: 应为 {source.numbers} 个不同的整数,"
            f"{source.least}–{source.most}。 Must be {source.numbers} different whole numbers from"
            f" {source.least} to {source.most}; copy them from the source again"
        )
    return sorted(given)
