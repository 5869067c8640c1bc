"""The panel's own part stands for many things: mains, battery, and every point that the settings lack.

A state of that part holds while any of them holds it: a fault mended at one does not hide the other's.
"""

from __future__ import annotations

from dataclasses import replace

from device_profiles.finding import Finding, Report

#: Holders remembered for each state; beyond it the oldest is forgotten, as if it had ceased.
_MAX_HOLDERS = 4096


class SharedPart:
    """Who holds which state of the panel's part."""

    def __init__(self) -> None:
        self._holders: dict[str, dict[str, None]] = {}

    def share(self, report: Report) -> Finding:
        """The finding of the panel's part, without the states that others still hold."""
        finding = report.finding
        if report.everywhere:
            for state in finding.clears:
                self._holders.pop(state, None)
            return finding
        holder = report.address or str(finding.evidence.get("unit") or "")
        for state in finding.sets:
            holders = self._holders.setdefault(state, {})
            holders[holder] = None
            if len(holders) > _MAX_HOLDERS:
                del holders[next(iter(holders))]
        cleared = frozenset(state for state in finding.clears if self._let_go(state, holder))
        return finding if cleared == finding.clears else replace(finding, clears=cleared)

    def _let_go(self, state: str, holder: str) -> bool:
        holders = self._holders.get(state, {})
        holders.pop(holder, None)
        return not holders
