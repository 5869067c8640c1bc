"""Reading a panel's message texts with its profile. Pure: text in, report out."""

from __future__ import annotations

import re
from functools import lru_cache

from device_profiles.finding import Evidence, Finding, Report, canonical_address
from device_profiles.serial_panel.schema import SerialPanel


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def address_in(panel: SerialPanel, text: str) -> str | None:
    """The point that the text names, as `loop-device` or a lone number; None when it names none."""
    for pattern in panel.addresses:
        match = _compiled(pattern).search(text)
        if match:
            groups = match.groupdict()
            device = groups.get("device") or groups.get("point")
            if device:
                loop = groups.get("loop")
                return canonical_address(f"{loop}-{device}" if loop else device)
    return None


def read(panel: SerialPanel, text: str, *, reset: bool = False, evidence: Evidence | None = None) -> Report:
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
        return Report(address, cleared, everywhere=address is None)
    for pattern in panel.patterns:
        if _compiled(pattern.match).search(text):
            finding = Finding(
                sets=pattern.sets, clears=pattern.clears, codes={"text": text}, text=text, evidence=said
            )
            return Report(address, finding, everywhere=address is None and pattern.clear == "all")
    doubt = Finding(codes={"text": text}, doubts=(f"text {text!r}"[:256],), text=text, evidence=said)
    return Report(address, doubt)
