"""Reading a device's state words with its profile. Pure: word in, finding out."""

from __future__ import annotations

from device_profiles.finding import Evidence, Finding
from device_profiles.registers.schema import StateWord


def read(word: StateWord, number: int, value: int, fault_as: str = "fault") -> Finding:
    """What `value`, read at the register that the document calls `number`, says of its point.

    A value or a bit that the word does not list changes no known state: it is a doubt, and the part is
    supervisory until a known one comes. So an unknown code can neither hide a fire nor pass for normal. A
    point that is not fitted is a doubt too: somebody believes that it watches a room.
    """
    seen = value & word.read_mask
    evidence: Evidence = {"register": number, "value": value}
    codes = {"value": str(seen)}
    if word.values and word.absent is not None and masked(word, value) == word.absent:
        text = "该地址未安装设备 / no device is fitted at this address"
        doubt = f"register {number} = {value}: not fitted"
        return Finding(codes=codes, doubts=(doubt,), text=text, evidence=evidence)
    sets: set[str] = set()
    clears: set[str] = set()
    texts: list[str] = []
    doubts: list[str] = []
    if word.values:
        entry = word.values.get(masked(word, value), word.otherwise)
        if entry is None:
            texts.append(f"未知状态码 {seen} / unknown state code {seen}")
            doubts.append(f"register {number} = {value}")
        else:
            sets |= entry.sets
            clears |= entry.clears
            texts.append(f"{entry.name.zh} / {entry.name.en}")
    for bit, meaning in word.bits.items():
        if bool(seen >> bit & 1) is not meaning.inverted:
            sets.update(meaning.set)
            texts.append(f"{meaning.name.zh} / {meaning.name.en}")
        else:
            clears.update(meaning.set)
    if word.bits and (odd := _unlisted_bits(word, seen)):
        names = ", ".join(str(bit) for bit in odd)
        texts.append(f"未知状态位 {names} / unknown state bits {names}")
        doubts.append(f"register {number} = {value}: bits {names}")
    told = _as(sets, fault_as)
    return Finding(
        sets=told,
        clears=_as(clears, fault_as) - told,
        codes=codes,
        doubts=tuple(doubts),
        text="; ".join(texts) or "正常 / normal",
        evidence=evidence,
    )


def masked(word: StateWord, value: int) -> int:
    """The part of the word that the table of values speaks of."""
    lowest = (word.mask & -word.mask).bit_length() - 1
    return (value & word.mask) >> max(0, lowest)


def _unlisted_bits(word: StateWord, seen: int) -> list[int]:
    listed = word.bit_mask | (word.mask if word.values else 0)
    odd = seen & ~listed
    return [bit for bit in range(16) if odd >> bit & 1]


def _as(states: set[str], fault_as: str) -> frozenset[str]:
    return frozenset(fault_as if state == "fault" else state for state in states)
