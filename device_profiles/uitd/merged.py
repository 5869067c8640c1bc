"""One part that answers for many: a device, for every system and component that nobody listed. Pure.

A report of one source must not end what another holds: that the pumps are normal ends no fire in the lobby.

1. Each source holds the states that it set last. A state of the part ends when no source holds it.
2. A fire that the part may have from before this run has no known holder. It ends by a word that speaks for
   the whole device: normal monitoring, an alarm declared over (警情消除), a reset that clears.
3. The same words end an alarm raised by hand (手动报警).

Too long is seen, too short is not: past the bound on sources a state is set and not ended by its source.
"""

from __future__ import annotations

from dataclasses import replace

from device_profiles.finding import Finding
from device_profiles.uitd.reading import UitdReport

_MAX_SOURCES = 4096
_KEYS = "key "
_FIRE = frozenset({"fire"})


class MergedStates:
    """The states of one part, by who holds them."""

    def __init__(self) -> None:
        self._held: dict[str, frozenset[str]] = {}
        self._inherited = True

    @property
    def sources(self) -> frozenset[str]:
        """Who holds anything."""
        return frozenset(self._held)

    @property
    def inherited(self) -> bool:
        """Whether a fire of the part may have no known holder: only a word for the whole device ends it."""
        return self._inherited

    def take(self, entry: UitdReport, owner: str = "") -> Finding:
        """The finding as it is true of the part. `owner` ends the names of all sources of one device."""
        finding = entry.report.finding
        if entry.report.everywhere:
            self._held.clear()
            self._inherited = False
            self._hold(entry.source, finding.sets)
            return finding
        clears = finding.clears
        if entry.no_fire:
            self._inherited = False
            for source in [held for held in self._held if held.startswith(_KEYS) and held.endswith(owner)]:
                self._held.pop(source)
            clears |= _FIRE
        if finding.speaks:
            before = self._held.get(entry.source, frozenset())
            self._hold(entry.source, before - finding.clears | finding.sets)
        held = frozenset[str]().union(*self._held.values())
        kept = held | (_FIRE if self._inherited else frozenset())
        return replace(finding, clears=clears - kept - finding.sets)

    def _hold(self, source: str, states: frozenset[str]) -> None:
        if not states:
            self._held.pop(source, None)
        elif source in self._held or len(self._held) < _MAX_SOURCES:
            self._held[source] = states
        else:
            self._inherited = True
