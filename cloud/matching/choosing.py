"""What becomes of a spelling, by its candidates: matched by itself, asked, or nobody's. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from cloud.matching.comparing import Likeness
from cloud.matching.weights import ASK, MARGIN, SURE


class Say(Enum):
    """Who decides."""

    SAME = "same"
    ASK = "ask"
    NONE = "none"


class Choice(NamedTuple):
    """The candidates that count, the likeliest first: one for `SAME`, none for `NONE`."""

    say: Say
    candidates: tuple[tuple[int, Likeness], ...]


def choose(candidates: Sequence[tuple[int, Likeness]]) -> Choice:
    """`candidates` by confidence, the likeliest first, as `Blocks.best` gives them."""
    worth = tuple(one for one in candidates if one[1].confidence >= ASK)
    if not worth:
        return Choice(Say.NONE, ())
    first = worth[0][1].confidence
    alone = len(worth) == 1 or worth[1][1].confidence <= first - MARGIN
    return Choice(Say.SAME, worth[:1]) if first >= SURE and alone else Choice(Say.ASK, worth)
