"""Which spellings are worth comparing at all: those that share a rare piece of name or address. Pure.

1. A spelling stands under pieces: its core as a whole and by its sound, pairs of neighbouring characters and
   of syllables, the first and last character together, and road with number.
2. A piece that more than `MOST` spellings share tells nothing, unless the county is known: then it is looked
   for within the county.
3. Candidates are those with the greatest weight of shared pieces, rare ones weighing most; at most
   `CANDIDATES`. In which order spellings were put in does not matter.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from cloud.matching import addresses, names
from cloud.matching.comparing import Likeness, Spelling, organisations
from cloud.matching.spelling import sound

MOST: Final = 1_000
CANDIDATES: Final = 24
_COUNTY: Final = 6


class Blocks:
    """Spellings by their own numbers."""

    def __init__(self, spellings: Iterable[tuple[int, Spelling]] = ()) -> None:
        self._held: dict[int, Spelling] = {}
        self._blocks: dict[str, array[int]] = defaultdict(lambda: array("q"))
        for number, spelling in spellings:
            self.add(number, spelling)

    def __len__(self) -> int:
        return len(self._held)

    def add(self, number: int, spelling: Spelling) -> None:
        """Keep a spelling under its number, once."""
        self._held[number] = spelling
        for key in keys(spelling):
            self._blocks[key].append(number)

    def candidates(self, sought: Spelling) -> list[int]:
        """Numbers, the likeliest first."""
        weight: dict[int, float] = defaultdict(float)
        for key in sorted(keys(sought)):
            block = self._blocks.get(key)
            if block is not None and len(block) <= MOST:
                share = math.log(1.0 + MOST / len(block))
                for number in block:
                    weight[number] += share
        ordered = sorted(weight, key=lambda number: (-round(weight[number], 9), number))
        return ordered[:CANDIDATES]

    def best(self, sought: Spelling, most: int = 2) -> list[tuple[int, Likeness]]:
        """The likeliest with their likeness, at most so many."""
        told = [(number, organisations(sought, self._held[number])) for number in self.candidates(sought)]
        return sorted(told, key=lambda one: (-one[1].confidence, one[0]))[:most]


def keys(spelling: Spelling) -> set[str]:
    """Every piece that a spelling stands under."""
    name, address = names.parts(spelling.name), addresses.parts(spelling.address)
    core = name.core
    said = sound(core).split("-")
    found = {f"={core}", "~" + "".join(said)}
    found |= {core[at : at + 2] for at in range(len(core) - 1)}
    found |= {"~" + "".join(said[at : at + 2]) for at in range(len(said) - 1)}
    found |= {core[:1] + core[-1:], f"^{core[:1]}{core[2:3]}"}
    if address.road and address.number:
        found.add(f"@{sound(address.road)}{address.number}")
    county = next((code for code in (spelling.area, address.area, name.area) if len(code) == _COUNTY), "")
    if county:
        found |= {f"{county}{piece}" for piece in found}
    return found
