"""Matching of spellings on simulated pairs with known truth: precision, recall, what a person is asked."""

from __future__ import annotations

import time
from collections import Counter
from typing import Final

from benchmarks.figures import Figures
from cloud.matching.blocks import Blocks
from cloud.matching.choosing import Say, choose
from cloud.matching.comparing import Spelling
from simulators import spellings
from simulators.spellings import Way, Written

ORGANISATIONS: Final = 100_000
_ROWS: Final = 5_000
_SEED: Final = 20_261


def run(seconds: float, organisations: int = ORGANISATIONS, rows: int = _ROWS) -> Figures:
    """Shares of simulated rows, seconds to read the registry, and rows a second."""
    known = spellings.organisations(organisations, _SEED)
    begun = time.process_time()
    blocks = Blocks((one.number, Spelling(one.name, one.address, one.area)) for one in known)
    figures: Figures = {"organisations": organisations, "index_s": round(time.process_time() - begun, 2)}
    for name, ways, seed in (("seen", spellings.SEEN, 1), ("held_out", spellings.HELD_OUT, 2)):
        figures |= {
            f"{name}_{key}": value for key, value in _measured(blocks, known, rows, seed, ways).items()
        }
    return figures


def _measured(
    blocks: Blocks, known: list[spellings.Organisation], rows: int, seed: int, ways: dict[str, Way]
) -> Figures:
    told = spellings.written(known, rows, seed, ways)
    begun = time.process_time()
    outcomes = Counter(_outcome(blocks, one) for one in told)
    took = time.process_time() - begun
    return shares(outcomes) | {"rows_per_s": round(rows / took)}


def shares(outcomes: Counter[str]) -> Figures:
    """Precision and recall of what went by itself; what a person can add; the share that is asked."""
    alone = outcomes["right"] + outcomes["wrong"] + outcomes["sibling-taken"]
    ours = sum(outcomes[key] for key in ("right", "wrong", "asked", "asked-other", "missed"))
    return {
        "precision": round(outcomes["right"] / max(1, alone), 4),
        "recall": round(outcomes["right"] / max(1, ours), 4),
        "recall_with_person": round((outcomes["right"] + outcomes["asked"]) / max(1, ours), 4),
        "asked_share": round(
            (outcomes["asked"] + outcomes["asked-other"] + outcomes["sibling-asked"]) / outcomes.total(), 4
        ),
    }


def _outcome(blocks: Blocks, one: Written) -> str:
    choice = choose(blocks.best(Spelling(one.name, one.address, one.area), most=5))
    numbers = [number for number, _ in choice.candidates]
    if one.truth is None:
        return {Say.SAME: "sibling-taken", Say.ASK: "sibling-asked", Say.NONE: "sibling-left"}[choice.say]
    if choice.say is Say.SAME:
        return "right" if numbers[0] == one.truth else "wrong"
    if choice.say is Say.ASK:
        return "asked" if one.truth in numbers else "asked-other"
    return "missed"
