"""Reading a panel's message texts with its profile. Pure: text in, address and finding out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from device_profiles.finding import Evidence, Finding
from device_profiles.schema import PanelText

#: A point's place on a panel: loop (0 where the panel counts none) and device.
PointAddress = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PanelReport:
    """What a text says, and of which point; `everywhere` for a reset that names none."""

    address: PointAddress | None
    everywhere: bool
    finding: Finding


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def address_in(panel: PanelText, text: str) -> PointAddress | None:
    """The point that the text names; None when it names none."""
    for pattern in panel.addresses:
        match = _compiled(pattern).search(text)
        if match:
            groups = match.groupdict()
            device = groups.get("device") or groups.get("point")
            if device:
                return int(groups.get("loop") or 0), int(device)
    return None


def read(
    panel: PanelText, text: str, *, reset: bool = False, evidence: Evidence | None = None
) -> PanelReport:
    """What a message text says; `reset` when the call takes an earlier one back."""
    address = address_in(panel, text)
    said = dict(evidence or {})
    if reset:
        cleared = Finding(
            sets=panel.reset.sets,
            clears=panel.reset.clears,
            codes={"text": f"reset {text}"},
            text=text,
            evidence=said,
        )
        return PanelReport(address, address is None, cleared)
    for pattern in panel.patterns:
        if _compiled(pattern.match).search(text):
            finding = Finding(
                sets=pattern.sets, clears=pattern.clears, codes={"text": text}, text=text, evidence=said
            )
            return PanelReport(address, address is None and pattern.clear == "all", finding)
    doubt = Finding(codes={"text": text}, doubts=(f"text {text!r}"[:256],), text=text, evidence=said)
    return PanelReport(address, False, doubt)
