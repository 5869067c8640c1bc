"""The warnings that stand in the parts' levels, and what must be told for them to agree with the model. Pure.

Rules
-----
1. What the model holds raised stands in the level; when the disk refused it, it is told again.
2. What stands although the model does not hold it raised is ended.
3. A warning that was found standing (after a restart, or of a part that came back) must be confirmed by the
   model or ended by it; one of which nothing is known for PROVE_S is ended.
4. While nothing is raised on this gateway (shadow, off) whatever stands is ended, and so is what stands of a
   part that the settings leave out.
5. A warning that a device has set itself is the device's to end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

PROVE_S = 600.0
CALM = ("模型判断已恢复平静", "the model sees calm again")
UNPROVED = ("十分钟内未得到模型确认", "not confirmed by the model within ten minutes")
LEFT_OUT = ("设置已将该部件排除", "the settings leave this part out")
SWITCHED = ("本网关已不发出此类提示", "this gateway raises no such warnings now")


class End(NamedTuple):
    """A warning to end, and why."""

    part: str
    zh: str
    en: str

    @property
    def by_model(self) -> bool:
        """Whether it was the model that ended it."""
        return (self.zh, self.en) == CALM


class Standing:
    """`stands` says whether a part's level holds a warning, `ours` whether that is one of the model's."""

    def __init__(self, stands: Callable[[str], bool], ours: Callable[[str], bool]) -> None:
        self._stands = stands
        self._ours = ours
        self.parts: set[str] = set()
        self._unproved: dict[str, float] = {}

    def adopt(self, watched: Iterable[str], now: float) -> None:
        """Take over what stands among these parts; forget every other."""
        found = {part for part in watched if self._stands(part) and self._ours(part)}
        for part in found - self.parts:
            self._unproved[part] = now + PROVE_S
        self.parts = found
        self._unproved = {part: until for part, until in self._unproved.items() if part in found}

    @property
    def unproved(self) -> Collection[str]:
        """What must still be confirmed."""
        return self._unproved.keys()

    def confirmed(self, parts: Iterable[str]) -> None:
        """The model does not see calm in these right now."""
        for part in parts:
            self._unproved.pop(part, None)

    def to_raise(self, raised: Iterable[str]) -> list[str]:
        """Of what the model holds raised, what does not stand."""
        return [part for part in raised if not self._stands(part)]

    def to_end(
        self, raised: Collection[str], rows: Collection[str], left_out: Collection[str], now: float
    ) -> list[End]:
        """What stands and must not; `rows` are the parts that the model looks at."""
        ends = []
        for part in sorted(self.parts):
            if part in left_out:
                ends.append(End(part, *LEFT_OUT))
            elif part in rows and part not in raised:
                ends.append(End(part, *CALM))
            elif now >= self._unproved.get(part, now + 1.0):
                ends.append(End(part, *UNPROVED))
            elif part not in rows and part not in self._unproved:
                self._unproved[part] = now + PROVE_S
        return ends

    def everything(self) -> list[End]:
        """Nothing is raised here any more."""
        return [End(part, *SWITCHED) for part in sorted(self.parts)]

    def began(self, part: str) -> None:
        """It was told."""
        self.parts.add(part)

    def ended(self, part: str) -> None:
        """Its end was told; when the disk refused that, it still stands and is told again."""
        self._unproved.pop(part, None)
        if not self._stands(part):
            self.parts.discard(part)
